"""The generator room paints scenes: points side by side, gestures, and a look that is saved anew."""

import numpy as np
import pytest

from installation.generator.process import Room
from installation.ipc.testing import FakeContext, fake_settings
from installation.messages import ActivePack, Change, LatentPoint, Picture
from installation.vocabulary import RoomName, VisitState
from tests.packs.scene_pack import write_scene_pack

RED = np.array((2, -2, -2, 0), np.float32)
GREEN = np.array((-2, 2, -2, 0), np.float32)
SPOTS = np.array([(1 / 6, 1.0), (5 / 6, 1.0)], np.float32)
NIGHT = ('show = "day"', 'show = "night"')


class Painted:
    """The room, and what is sent to it and by it."""

    def __init__(self, folder):
        self.folder = folder
        self.papers = 0  # how often they were saved
        settings = fake_settings(pack_folder=str(folder), screen={"width_px": 64, "height_px": 64})
        self._points = []
        sources = {"point": self._next_point, "active_pack": self._active_pack}
        self.context = FakeContext(RoomName.GENERATOR, settings, sources=sources)
        self._room = Room(self.context)
        self._seq = 0

    def picture(self, **scene):
        """Of the point RED in this scene: (24, 32, 3) whole numbers."""
        self._seq += 1
        light_ns = self._seq  # each is fresh
        point = LatentPoint(self._seq, light_ns, VisitState.WANDERING, 0.0, RED, **scene)
        self._points.append(point)
        while not self._is_painted(self._seq):
            self._room.turn()
        return self._newest(Picture).pixels.astype(int)

    def cuts(self, **scene):
        """Counted by the picture of this scene."""
        self.picture(**scene)
        return self._newest(Picture).cuts

    def change(self):
        """What the journey was told of the newest picture."""
        return self._newest(Change)

    def close(self):
        """As at the end of a room's life."""
        self._room.close()

    def _next_point(self):
        return self._points.pop(0) if self._points else None

    def _is_painted(self, seq):
        pictures = [one for one in self.context.wires.sent if isinstance(one, Picture)]
        return bool(pictures) and pictures[-1].point_seq == seq

    def _newest(self, kind):
        return [message for message in self.context.wires.sent if isinstance(message, kind)][-1]

    def _active_pack(self):
        return ActivePack(0, str(self.folder), self.papers)


@pytest.fixture
def room(tmp_path):
    painted = Painted(write_scene_pack(tmp_path))
    yield painted
    painted.close()


def glowing(number):
    return np.array([number], np.float32)


def test_a_gesture_moves_the_picture_while_the_point_rests(room):
    dark = room.picture(gestures=glowing(0))
    bright = room.picture(gestures=glowing(1))
    assert (bright - dark).min() == 30


def test_visitors_who_come_are_points_side_by_side(room):
    alone = room.picture()
    both = room.picture(points=np.stack([RED, GREEN]), spots=SPOTS)
    assert alone[0, 16, 0] - alone[0, 1, 0] > 40  # in the middle
    assert both[0, 26, 1] - both[0, 16, 1] > 40


def test_only_another_row_of_spots_is_a_cut(room):
    nudged = SPOTS + np.array((0.02, 0), np.float32)
    both = np.stack([RED, GREEN])
    cuts = [
        room.cuts(),
        room.cuts(gestures=glowing(1)),
        room.cuts(points=both, spots=SPOTS),
        room.cuts(points=both, spots=nudged),
        room.cuts(points=both, spots=SPOTS[::-1]),
        room.cuts(),
    ]
    assert cuts == [0, 0, 1, 1, 2, 3]


def test_a_change_by_gestures_is_not_put_down_to_the_point(room):
    room.picture(gestures=glowing(0))
    room.picture(gestures=glowing(0))
    assert room.change().since_seq == 1
    room.picture(gestures=glowing(1))
    assert room.change().since_seq == 0


def test_a_look_that_is_saved_anew_is_painted_by_the_same_room(room):
    day = room.picture()
    write_scene_pack(room.folder, *NIGHT)
    np.testing.assert_array_equal(room.picture(), day)
    room.papers = 1
    assert tuple(room.picture()[0, 0]) == (68, 68, 116)
    assert room.change().since_seq == 0
    assert room.context.message == ""


def test_a_look_that_does_not_fit_leaves_the_old_one_and_says_so(room):
    day = room.picture()
    write_scene_pack(room.folder, "steps = 2", "step = 2")
    room.papers = 1
    np.testing.assert_array_equal(room.picture(), day)
    assert "[look.night] names step" in room.context.message
    assert "the look stays as it was" in room.context.message
    write_scene_pack(room.folder, *NIGHT)
    room.papers = 2
    assert room.picture()[0, 0, 2] == 116
    assert room.context.message == ""
