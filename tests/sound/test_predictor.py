"""Where on the path of the latent point the sound should be, so that it is heard with its picture."""

import numpy as np
import pytest

from installation.common.clock import SECOND_NS
from installation.messages import LatentPoint
from installation.sound.predictor import PointPredictor

MS = SECOND_NS // 1000
START_NS = 5000 * SECOND_NS


def place(number: float) -> np.ndarray:
    """A bend, as journeys take them."""
    return np.array([np.sin(number / 40), np.cos(number / 40), 0.01 * number], np.float32)


def walked(turns=120, hz=60.0) -> tuple[PointPredictor, float]:
    """Knows points that were made `hz` times a second, each second one received, up to a period late; when the newest was made."""
    predictor = PointPredictor()
    late = np.random.default_rng(1)
    for number in range(1, 1 + turns, 2):
        made_ns = START_NS + number * SECOND_NS / hz
        predictor.record(point(number), int(made_ns + late.random() * SECOND_NS / hz))
    return predictor, made_ns


def point(number: int) -> LatentPoint:
    return LatentPoint(number, 1, "following", 1.0, place(number))


def told(predictor: PointPredictor, delay_ms: float, hz=60.0, newest=119) -> PointPredictor:
    """The display has said of some pictures when they were seen."""
    for number in range(newest - 20, newest, 2):
        predictor.record_seen(number, int(START_NS + number * SECOND_NS / hz + delay_ms * MS))
    return predictor


@pytest.mark.parametrize("hz", [60.0, 50.0])
@pytest.mark.parametrize(("picture_ms", "sound_ms"), [(40, 40), (40, 90), (40, 140), (120, 60)])
def test_the_sound_is_made_for_the_point_whose_picture_is_seen_when_it_is_heard(
    picture_ms, sound_ms, hz
):
    predictor, made_ns = walked(hz=hz, turns=400)
    newest = 399
    number, where = told(predictor, picture_ms, hz, newest).predict(int(made_ns + sound_ms * MS))
    expected = newest + (sound_ms - picture_ms) / 1000 * hz
    assert -1.5 < number - expected < 0.5
    assert (
        np.abs(where - place(expected)).max() < 1.2 * np.abs(place(1) - place(0)).max()
    )  # of one turn


def test_it_looks_ahead_as_far_as_a_device_that_was_given_twice_its_time_holds():
    predictor, made_ns = walked(turns=400)
    number, where = told(predictor, 80, newest=399).predict(int(made_ns + 600 * MS))
    expected = 399 + 0.52 * 60
    assert -1.5 < number - expected < 0.5
    assert np.abs(where - place(expected)).max() < np.abs(place(399) - place(expected)).max()


def test_it_runs_ahead_only_so_far_when_the_journey_stands_still():
    predictor, made_ns = walked()
    number, where = predictor.predict(int(made_ns + 2 * SECOND_NS))
    straight = place(119) + 60 / 6 * (place(119) - place(113))
    assert number == 119 + 60 and np.allclose(where, straight, atol=1e-4)


def test_before_the_first_point_there_is_none_and_after_it_that_one():
    predictor = PointPredictor()
    assert predictor.predict(START_NS) is None
    predictor.record(point(7), START_NS)
    number, where = predictor.predict(START_NS + SECOND_NS)
    assert number == 7 and np.array_equal(where, place(7))


@pytest.mark.parametrize("change", ["a journey that counts anew", "a pause", "another pack"])
def test_a_path_that_begins_anew_is_not_joined_to_the_one_before(change):
    predictor, made_ns = walked()
    far = np.full(3, 9.0, np.float32)
    after = {
        "a journey that counts anew": (LatentPoint(1, 1, "following", 1.0, far), made_ns + 20 * MS),
        "a pause": (LatentPoint(400, 1, "following", 1.0, far), made_ns + 400 * MS),
        "another pack": (
            LatentPoint(121, 1, "following", 1.0, far, generation=1),
            made_ns + 20 * MS,
        ),
    }[change]
    predictor.record(after[0], int(after[1]))
    number, where = predictor.predict(int(after[1] + 60 * MS))
    assert number == after[0].seq and np.array_equal(where, far)


def test_pictures_of_points_it_never_heard_of_and_of_an_earlier_journey_teach_nothing():
    predictor, made_ns = walked(turns=400)
    for number in (3, 500):
        predictor.record_seen(number, int(made_ns + 900 * MS))
    predictor.record_seen(397, int(made_ns - 60 * SECOND_NS))
    assert abs(predictor.predict(int(made_ns + 40 * MS))[0] - 399) <= 1
