"""The display room on its real wires: it tells the sound which points' pictures were seen, and when.

And vision how bright the screen is, coarsely.
"""

import numpy as np

from installation.cast import WIRES
from installation.common import clock
from installation.display.process import Room
from installation.ipc.room_context import RoomContext
from installation.ipc.wire import WireEnds
from installation.messages import SHOWN_LIGHT_SHAPE, Picture
from installation.vocabulary import RoomName
from tests.display.rooms import HEIGHT, WIDTH, small_screen

TURNS = 180
EACH = 3  # a picture in so many turns
FIRST = 1000  # number of the first point: not that of the picture


def test_the_sound_is_told_of_points_whose_pictures_were_seen_and_when(tmp_path):
    generator = WireEnds(WIRES, RoomName.GENERATOR, str(tmp_path))
    sound = WireEnds(WIRES, RoomName.SOUND, str(tmp_path))
    vision = WireEnds(WIRES, RoomName.VISION, str(tmp_path))
    display = WireEnds(WIRES, RoomName.DISPLAY, str(tmp_path))
    room = Room(RoomContext(RoomName.DISPLAY, small_screen(), {}, display))
    sent_ns = {}
    told = {}
    for turn in range(TURNS):
        if turn % EACH == 0:
            number = FIRST + turn
            sent_ns[number] = clock.now_ns()
            grey = np.full((HEIGHT, WIDTH, 3), 100 + turn % 2, np.uint8)
            generator.send(Picture(turn + 1, sent_ns[number], number, grey))
        room.turn()
        shown = sound.take("shown")
        if shown is not None and shown.point_seq:
            told[shown.point_seq] = shown.seen_ns
    light = vision.take("shown_light")
    for ends in (generator, sound, vision, display):
        ends.close()
    assert light.cells.shape == SHOWN_LIGHT_SHAPE
    assert len(told) >= 3
    for number, at_ns in told.items():
        assert 0 < at_ns - sent_ns[number] < clock.SECOND_NS / 2
