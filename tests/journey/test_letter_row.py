"""A pack that shows several points gives one to each visitor, side by side."""

from itertools import pairwise

import numpy as np
import pytest

from installation.display.transition import TRANSITION_S
from installation.ipc.testing import fake_settings
from installation.journey.journey_scene import JourneyScene
from installation.journey.row_layout import layout
from installation.journey.visit import Visit
from tests.journey.conftest import people
from tests.letter_pack import write_letter_pack

DT = 1 / 30
NOON = 12.0


class Walk:
    """A visit with its scene: who is in view for how long, and what was sent last."""

    def __init__(self, folder, most=5):
        settings = fake_settings(pack_folder=str(folder), journey={"change_per_s": 20.0})
        pack = write_letter_pack(folder, most)
        self._visit = Visit(pack, settings.journey)
        self._scene = JourneyScene(pack, settings, self._visit)
        self.step = None
        self.point = self._visit.point
        self.longest_step = 0.0  # of the visit's own point
        self.longest_slide = 0.0  # of a letter, while their number stays

    def show(self, across):
        """So much of the picture's width is seen from now on."""
        self._scene.show(across)

    def go(self, presence, seconds):
        for _ in range(round(seconds / DT)):
            before = self.step
            last = self.point
            own = self._scene.look(presence)
            self.point = self._visit.tick(presence, DT, own)
            self.step = self._scene.tick(self.point, self._visit.speed, presence, NOON, DT)
            self.longest_step = max(self.longest_step, np.linalg.norm(self.point - last))
            if before is not None and before.spots.shape == self.step.spots.shape:
                slide = np.abs(self.step.spots - before.spots).max()
                self.longest_slide = max(self.longest_slide, slide)
        return self.step


@pytest.fixture
def walk(tmp_path):
    return Walk(tmp_path / "letters")


def visitors(**places):
    """Presence of visitors by their number: v7=0.3 is number 7 at 0.3."""
    presence = people(*places.values())
    for row, name in zip(presence.places, places, strict=True):
        row[0] = int(name[1:])
    return presence


def test_alone_there_is_one_letter_that_fills_the_picture(walk):
    for presence in (None, people(), people(0.2)):
        step = walk.go(presence, 1)
        assert step.points.shape == (1, 15)
        np.testing.assert_allclose(step.spots, [[0.5, 1.0]])
        np.testing.assert_allclose(step.points[0], walk.point, atol=1e-5)


@pytest.mark.parametrize("aspect", [9 / 16, 16 / 9, 64 / 9])
def test_a_row_stands_together_in_the_middle_on_a_screen_of_any_width(aspect):
    centres, size = layout(3, aspect)
    np.testing.assert_allclose(np.diff(centres) * aspect, size)
    assert centres[1] == pytest.approx(0.5) and size <= 1


def test_letters_stand_in_the_order_of_their_visitors(walk):
    step = walk.go(visitors(v1=0.8), 2)
    step = walk.go(visitors(v1=0.8, v2=0.2, v3=0.5), 7)
    assert len(step.points) == 3
    np.testing.assert_allclose(step.points[2], walk.point, atol=1e-5)  # who came first stands right
    np.testing.assert_allclose(step.spots[:, 0], [1 / 6, 3 / 6, 5 / 6], atol=0.01)
    assert np.ptp(step.spots[:, 1]) < 1e-4


def test_who_comes_or_goes_makes_another_row_in_which_nothing_slides(walk):
    walk.go(visitors(v1=0.2), 1)
    step = walk.go(visitors(v1=0.2, v2=0.8), 2 * DT)
    np.testing.assert_allclose(step.spots, [[0.25, 8 / 9], [0.75, 8 / 9]], atol=0.01)
    walk.go(visitors(v1=0.2, v2=0.8), 2)
    step = walk.go(visitors(v1=0.2), 2)
    np.testing.assert_allclose(step.spots, [[0.5, 1.0]], atol=0.01)
    assert walk.longest_slide < 1e-3


def test_beside_the_panes_all_letters_stand_in_what_is_left_of_the_picture(walk):
    """Incident: the outer letters of a row were cut off while somebody looked inside."""
    walk.go(visitors(v1=0.1, v2=0.5, v3=0.9), 4)
    walk.show(0.62)
    step = walk.go(visitors(v1=0.1, v2=0.5, v3=0.9), 2)
    half = step.spots[:, 1] / 2 * 9 / 16  # of the picture's width
    assert step.spots[0, 0] - half[0] > 0.189 and step.spots[-1, 0] + half[-1] < 0.811
    walk.show(1.0)
    step = walk.go(visitors(v1=0.1, v2=0.5, v3=0.9), 2)
    np.testing.assert_allclose(step.spots[:, 0], [1 / 6, 3 / 6, 5 / 6], atol=0.01)


def test_however_fast_visitors_come_and_go_each_row_stands_until_the_crossfade_is_over(walk):
    rows = [walk.go(visitors(v1=0.2), 1).spots]
    for number in range(2, 6):
        coming = {f"v{n}": 0.15 * n for n in range(1, number + 1)}
        for _ in range(9):
            rows.append(walk.go(visitors(**coming), DT).spots)
    changes = [
        now for now, (before, after) in enumerate(pairwise(rows)) if len(after) != len(before)
    ]
    assert len(rows[-1]) > 1
    assert min(np.diff(changes), default=TRANSITION_S / DT) * DT >= TRANSITION_S
    assert len(walk.go(visitors(**coming), 2).points) == 5


def test_a_visitor_who_is_lost_for_a_moment_keeps_the_letter(walk):
    walk.go(visitors(v1=0.2, v2=0.8), 2)
    step = walk.go(visitors(v1=0.2), 1)
    assert len(step.points) == 2
    before = step.points[1]
    step = walk.go(visitors(v1=0.2, v2=0.8), DT)
    assert len(step.points) == 2
    assert np.linalg.norm(step.points[1] - before) < 0.5


def test_two_change_places_when_they_have_passed_each_other(walk):
    walk.go(visitors(v1=0.2), 1)
    walk.go(visitors(v1=0.2, v2=0.8), 5)
    walk.go(visitors(v1=0.505, v2=0.495), 1)  # hardly past each other
    np.testing.assert_allclose(walk.step.points[0], walk.point, atol=1e-5)
    walk.go(visitors(v1=0.8, v2=0.2), 2)
    np.testing.assert_allclose(walk.step.points[1], walk.point, atol=1e-5)


def test_when_the_first_leaves_the_next_leads_without_a_jump(walk):
    walk.go(visitors(v1=0.1), 2)
    walk.go(visitors(v1=0.1, v2=0.9), 3)
    usual = walk.longest_step
    before = walk.step.points[1]
    walk.longest_step = 0.0
    step = walk.go(visitors(v2=0.9), DT)
    assert np.linalg.norm(step.points[1] - before) < 3 * usual
    step = walk.go(visitors(v2=0.9), 30)
    assert walk.longest_step <= 1.5 * usual
    np.testing.assert_allclose(step.spots, [[0.5, 1.0]], atol=0.01)
    np.testing.assert_allclose(step.points[0], walk.point, atol=1e-5)


def test_more_visitors_than_letters_share(tmp_path):
    walk = Walk(tmp_path / "two", most=2)
    step = walk.go(visitors(v1=0.1, v2=0.5, v3=0.9, v4=0.95), 5)
    assert len(step.points) == 2


def test_those_who_stand_close_lean_to_each_other(walk):
    far = walk.go(visitors(v1=0.3, v2=0.6), 7).spots
    near = walk.go(visitors(v1=0.45, v2=0.5), 7).spots
    assert near[1, 0] - near[0, 0] < 0.8 * (far[1, 0] - far[0, 0])
