"""The folder of the wires may be cleared while the house runs: it is noticed before a room has to start again."""

import shutil

import pytest

from installation.cast import ROOMS, WIRES
from installation.faults import Fault
from installation.ipc.wire import WireEnds
from installation.parent.wire_watch import WireWatch
from installation.vocabulary import RoomName


def test_sockets_that_are_deleted_are_missed_and_those_of_rooms_that_are_away_are_not(tmp_path):
    """Incident: each room that was started again after /tmp was cleared ended with a traceback, for ever."""
    folder = tmp_path / "wires"
    folder.mkdir()
    ends = [WireEnds(WIRES, each, str(folder)) for each in (RoomName.KIOSK, RoomName.JOURNEY)]
    watch = WireWatch(str(folder))
    running = {RoomName.KIOSK, RoomName.JOURNEY}
    assert not any(watch.are_gone(running) for _ in range(9))
    assert any(watch.are_gone(ROOMS) for _ in range(9))  # none of them has made its own
    assert not watch.are_gone(running)
    shutil.rmtree(folder)
    assert [watch.are_gone(running) for _ in range(3)] == [False, False, True]
    with pytest.raises(Fault, match="cannot be opened"):
        WireEnds(WIRES, RoomName.JOURNEY, str(folder))
    watch.make_folder()
    for each in ends:
        each.close()
    ends = [WireEnds(WIRES, each, str(folder)) for each in (RoomName.KIOSK, RoomName.JOURNEY)]
    assert not any(watch.are_gone(running) for _ in range(9))
    for each in ends:
        each.close()
