"""The display room on its real wires: it tells the sound which points' pictures were seen, and when."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from installation.cast import WIRES
from installation.common import clock
from installation.config import resolve
from installation.display.process import Room
from installation.ipc.room import RoomContext
from installation.ipc.wire import WireEnds
from installation.messages import Picture

TURNS, EACH = 90, 3  # a picture in so many turns
FIRST = 1000  # number of the first point: not that of the picture


@pytest.fixture
def settings():
    """Those of a room, of a small screen without a window."""
    small = resolve.to_rooms(
        resolve.parser().parse_args(["run", "--windowless", "--size", "320x180"]), {}
    )
    return json.loads(
        json.dumps(small, default=str), object_hook=lambda found: SimpleNamespace(**found)
    )


def test_the_sound_is_told_of_points_whose_pictures_were_seen_and_when(tmp_path, settings):
    generator, sound = (WireEnds(WIRES, name, str(tmp_path)) for name in ("generator", "sound"))
    room = Room(RoomContext("display", settings, {}, WireEnds(WIRES, "display", str(tmp_path))))
    sent_ns, told = {}, {}
    for turn in range(TURNS):
        if turn % EACH == 0:
            number = FIRST + turn
            sent_ns[number] = clock.now_ns()
            grey = np.full((180, 320, 3), 100 + turn % 2, np.uint8)
            generator.send(Picture(turn + 1, sent_ns[number], number, grey))
        room.turn()
        if (shown := sound.take("shown")) is not None and shown.point_seq:
            told[shown.point_seq] = shown.seen_ns
    generator.close(), sound.close()
    assert len(told) >= 3
    assert all(0 < at_ns - sent_ns[number] < clock.SECOND_NS / 2 for number, at_ns in told.items())
