"""The supervisor, with a real room."""

import logging
from dataclasses import replace

import pytest

from installation.cast import CAST, WIRES, spec_of
from installation.ipc.wire import WireEnds
from installation.parent.run_settings import for_file
from installation.parent.supervisor import Supervisor
from installation.vocabulary import RoomName

pytestmark = pytest.mark.realtime


def test_a_name_that_stands_twice_in_the_cast_is_an_error():
    with pytest.raises(ValueError, match="twice"):
        Supervisor((CAST[0], CAST[0]), "", for_file(None))


def test_a_machine_slower_than_a_rooms_patience_gets_there_in_the_end(tmp_path, caplog):
    """A generator that took longer than its 20 s to start was killed again and again: never a picture."""
    journey = replace(spec_of(RoomName.JOURNEY), start_s=0.05)
    wires = WireEnds(WIRES, RoomName.KIOSK, str(tmp_path))
    supervisor = Supervisor([journey], str(tmp_path), for_file(None))
    try:
        while not supervisor.processes[RoomName.JOURNEY].is_running:
            supervisor.tend()
            wires.wait(0.02, "beat")
            while (beat := wires.take("beat")) is not None:
                supervisor.hear(beat)
    finally:
        supervisor.end(lambda: None)
        wires.close()
    first = caplog.records[0]
    assert first.getMessage().startswith("journey: DOWN had not started after 0.")
    assert first.levelno == logging.ERROR
