"""Nobody comes where nobody is: door light, damaged pictures, the screen in the view, what stirs for ever."""

import cv2
import numpy as np
import pytest

from installation.vision import Shot
from installation.vision.blobs import Blob
from installation.vision.figure import Figure, draw_figure
from installation.vision.frame_timer import FrameTimer
from installation.vision.overstay import STAYS_S
from installation.vision.sensing import Sensing
from installation.vision.simulated import Gallery
from installation.vision.tracking import Tracker
from tests.vision import evaluation, phantoms
from tests.vision.evaluation import film, watch

EMPTY_FROM_S = 2.0
SEEN_FROM_S = 6.1  # the first visitor
UNTIL_S = 7.5


@pytest.fixture(scope="module")
def arrival(clips):
    """An empty room, and the first visitor, in half the size."""
    frames = film("one-by-one.mp4", UNTIL_S)
    return [
        (t, cv2.resize(frame, (384, 216), interpolation=cv2.INTER_AREA))
        for t, frame in frames
        if t >= EMPTY_FROM_S
    ]


def assert_only_the_visitor_is_seen(watched):
    present = [[SEEN_FROM_S, UNTIL_S]]
    assert evaluation.phantoms_s(watched, present) == 0
    assert evaluation.lost_s(watched, present) == 0


# -- light -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble", [phantoms.wedge, phantoms.glare, phantoms.slit], ids=lambda trouble: trouble.__name__
)
def test_a_door_that_throws_light_with_hard_edges_brings_nobody(arrival, trouble):
    """Five openings were five visitors."""
    assert_only_the_visitor_is_seen(watch(arrival, trouble))


def test_somebody_near_in_plain_clothes_before_a_plain_wall_is_no_light():
    rng = np.random.default_rng(1)
    counts = []
    sensing = Sensing()
    for number in range(40):
        frame = np.full((108, 192, 3), 120, np.uint8)
        if number >= 10:
            x = min(0.5, 0.05 * (number - 12))
            draw_figure(frame, Figure(x, 1.5, 1.6, np.sin(number), 0.2, (230, 230, 230)))
        grainy = np.clip(frame + rng.normal(0, 3, frame.shape), 0, 255).astype(np.uint8)
        counts.append(sensing.see(grainy, 0.1).count)
    assert not any(counts[:10])
    assert all(counts[20:])


# -- damaged pictures ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [phantoms.torn_once, phantoms.blank_first, phantoms.green_first, phantoms.snow_first],
    ids=lambda trouble: trouble.__name__,
)
def test_a_film_that_begins_with_damaged_pictures_begins_when_they_are_whole(arrival, trouble):
    """What was wrong with the first picture stayed in view to the end, as a visitor."""
    frames = [(t - EMPTY_FROM_S, frame) for t, frame in arrival]
    watched = watch(frames, trouble)
    watched.times = [t + EMPTY_FROM_S for t in watched.times]
    assert_only_the_visitor_is_seen(watched)


@pytest.mark.parametrize(
    "trouble", [phantoms.torn, phantoms.blocks], ids=lambda trouble: trouble.__name__
)
def test_torn_pictures_bring_nobody_lose_nobody_and_are_told(arrival, trouble):
    """Blocks of false colour were up to three visitors at a time, and nobody said that they were damage."""
    watched = watch(arrival, trouble)
    assert_only_the_visitor_is_seen(watched)
    assert "damaged" in watched.complaint and "cable" in watched.complaint
    assert watch(arrival).complaint == ""


# -- the screen ------------------------------------------------------------------------------------


def empty_room(seconds: float):
    rng = np.random.default_rng(1)
    room = Gallery(1, 192, 144).draw(0.0)
    for number in range(round(seconds * phantoms.TOLD_HZ)):
        grain = rng.integers(-2, 3, room.shape)
        yield number / phantoms.TOLD_HZ, np.clip(room + grain, 0, 255).astype(np.uint8)


def test_the_screen_in_the_view_is_told_with_its_zone_and_is_nobody():
    screen = phantoms.ScreenInView(phantoms.patches(25))
    watched = phantoms.watch_screen(empty_room(23), screen)
    assert "the camera sees the screen" in watched.complaint
    zone = watched.complaint.partition("[camera] ignore, [")[2].partition("]")[0]
    left, top, width, height = map(float, zone.split(","))
    assert left == pytest.approx(0.65, abs=0.07) and left + width == pytest.approx(0.97, abs=0.07)
    assert top == pytest.approx(0.04, abs=0.07) and top + height == pytest.approx(0.42, abs=0.1)
    assert not any(watched.counts[-20:])


def test_a_screen_that_is_not_in_the_view_is_not_found_in_it():
    elsewhere = ((-0.5, -0.5), (-0.2, -0.5), (-0.2, -0.2), (-0.5, -0.2))
    screen = phantoms.ScreenInView(phantoms.patches(25), elsewhere)
    assert phantoms.watch_screen(empty_room(18), screen).complaint == ""


@pytest.mark.parametrize("answers_s", [0.4, 0.8])
def test_what_moves_and_is_answered_by_the_picture_is_not_taken_for_the_screen(answers_s):
    """A visitor whom the picture followed was told to be the screen, and the house went blind there."""
    mover = phantoms.ScreenInView(phantoms.patches(25), answers_s=answers_s)
    assert phantoms.watch_screen(empty_room(23), mover).complaint == ""


# -- who stays for ever ----------------------------------------------------------------------------

ROWS, COLUMNS = 48, 64


def seen_at(x: int) -> tuple[np.ndarray, list[Blob]]:
    """A stirring body of 8 x 20 pixels, as blobs."""
    labels = np.zeros((ROWS, COLUMNS), np.int32)
    labels[14:34, x : x + 8] = 1
    shape = {"sharp": 1.0, "gain": 0.5, "moving": 0.5, "foreign": 0.8, "familiar": 0.0}
    return labels, [Blob(1, x, 14, x + 8, 34, 160, **shape)]


def test_what_stirs_on_one_spot_for_longer_than_anybody_stays_is_let_go_and_does_not_come_back():
    tracker = Tracker(COLUMNS, ROWS)
    here = []
    for _ in range(round(1.1 * STAYS_S)):
        tracker.follow(*seen_at(28), 0.5)
        here.append(len(tracker.visitors))
    assert here[200] == 1 and here[-1] == 0
    assert here.index(0, 10) * 0.5 > 300
    assert tracker.visits == 1
    assert tracker.overstays.places


def test_whoever_walks_up_to_such_a_place_is_a_visitor():
    tracker = Tracker(COLUMNS, ROWS)
    tracker.overstays.add((28, 14, 36, 34))
    for x in range(2, 29, 2):
        tracker.follow(*seen_at(x), 0.1)
    assert len(tracker.visitors) == 1


# -- told ------------------------------------------------------------------------------------------


def test_a_view_that_is_ignored_altogether_is_told():
    sensing = Sensing(ignore=[[0, 0, 1, 0.5], [0, 0.5, 1, 0.5]])
    sensing.see(np.zeros((48, 64, 3), np.uint8), 0.0)
    assert "zones to ignore cover the whole view" in sensing.complaint


def test_a_camera_far_slower_than_asked_is_told_with_the_key_and_not_for_a_moment():
    timer = FrameTimer(asked_hz=30)
    said = []
    for number in range(100):
        timer.step(None, Shot(None, number / 5, 0))
        said.append(timer.complaint)
    assert not any(said[:40])
    assert "[camera] keep_rate" in said[-1]
