"""The next visitor sees something else: where the line of places begins, and when it is laid anew."""

from itertools import pairwise

import numpy as np
import pytest

from installation.journey.stations import Stations
from installation.journey.visit import Visit
from tests.journey.conftest import PLACES, pack, people, settings

STANDS_AT = 0.42
DARK = 4  # so many of the places are dark in `two_lights`


def visitor(number, x=STANDS_AT):
    presence = people(x)
    presence.places[0, 0] = number
    return presence


def stay(stations, presence, seconds):
    """Somebody stands there, and the house shows the place before which they stand."""
    for _ in range(round(seconds / 0.1)):
        stations.tick(presence, found(stations), 0.1)


def found(stations, x=STANDS_AT):
    return stations.line[round(x * (len(PLACES) - 1))]


def place_of(point):
    return int(np.linalg.norm(PLACES - point, axis=1).argmin())


def visits(stations, count):
    """The places that so many visitors find, one after another, all at one spot."""
    met = []
    for number in range(count):
        stay(stations, visitor(number), 12)
        met.append(place_of(found(stations)))
        stay(stations, None, 4)
    return met


@pytest.fixture
def two_lights(tmp_path):
    """A pack whose first four places are dark, and the others light."""
    thumbnails = np.zeros((8, 6, 8, 3), np.uint8)
    thumbnails[DARK:] = 255
    np.savez(
        tmp_path / "map.npz",
        points=PLACES.astype(np.float32),
        layout=PLACES[:, :2].astype(np.float32),
        thumbnails=thumbnails,
    )
    return pack(folder=tmp_path)


def test_whoever_stands_where_the_last_one_stood_sees_another_place_and_all_come_in_turn():
    """Incident: five visitors in a row, at one table, saw nearly the same house."""
    met = visits(Stations(pack(), settings()), 24)
    assert all(after != before for before, after in pairwise(met))
    assert set(met) == set(range(8))


def test_what_looks_alike_counts_as_shown(two_lights):
    met = visits(Stations(two_lights, settings()), 12)
    is_dark = [place < DARK for place in met]
    changes = sum(after != before for before, after in pairwise(is_dark))
    assert changes >= 10


def test_the_same_place_is_never_the_same_point_again():
    stations = Stations(pack(), settings())
    points = []
    for number in range(16):
        stay(stations, visitor(number), 5)
        points.append(found(stations).copy())
        stay(stations, None, 3)
    for point, later in zip(points, points[8:], strict=False):
        assert np.linalg.norm(point - later) > 0.5


def test_an_alphabet_keeps_its_order_and_its_letters_wherever_it_begins():
    alphabet = pack()
    alphabet.generator.in_order = True
    alphabet.generator.steady = 3
    stations = Stations(alphabet, settings())
    visits(stations, 5)
    order = [place_of(point) for point in stations.line]
    assert order != list(range(8))
    assert order == [(order[0] + number) % 8 for number in range(8)]
    np.testing.assert_allclose(stations.line[:, :3], PLACES[order, :3])


@pytest.mark.parametrize(
    "then",
    [
        [(visitor(1, 0.9), 5.0), (visitor(1), 5.0)],
        [(None, 0.5), (visitor(7), 5.0)],  # tracking lost them and gave another number
        [(None, 20.0), (visitor(1), 5.0)],
        [(people(0.2, STANDS_AT), 5.0), (visitor(1), 5.0)],
    ],
    ids=["walking", "lost for a moment", "back again", "joined by another"],
)
def test_while_a_visit_lasts_everything_stays_where_it_was_found(then):
    stations = Stations(pack(), settings())
    visits(stations, 2)
    stay(stations, visitor(1), 5)
    line = stations.line.copy()
    for presence, seconds in then:
        stay(stations, presence, seconds)
    np.testing.assert_array_equal(stations.line, line)


def test_a_house_that_is_never_empty_shows_something_else_as_well():
    stations = Stations(pack(), settings())
    stay(stations, visitor(1), 90)
    stay(stations, people(0.3, STANDS_AT), 20)  # numbers 0 and 1
    line = stations.line.copy()
    stay(stations, visitor(0), 30)
    np.testing.assert_array_equal(stations.line, line)
    stay(stations, people(0.1, 0.2, STANDS_AT), 0.1)  # 1 is back: one of the first
    np.testing.assert_array_equal(stations.line, line)
    stay(stations, visitor(9), 0.1)
    assert not np.array_equal(stations.line, line)


def test_a_room_that_is_started_again_knows_what_it_has_shown_and_where_visitors_stand():
    first = Stations(pack(), settings())
    met = visits(first, 6)
    visit = Visit(pack(), settings(), {"stations": first.checkpoint})
    assert visit.checkpoint["stations"] == first.checkpoint
    assert visits(visit.stations, 1)[0] not in met
