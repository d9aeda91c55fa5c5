"""Sound and picture of the same point, joined by its number."""

import pytest

from installation.parent.av_sync import AvSync

MS = 1_000_000


def marks(first, last, offset_ms, step=1):
    """A point every 16 ms, each marked `offset_ms` later."""
    return [(seq, (16 * seq + offset_ms) * MS) for seq in range(first, last, step)]


def test_the_sound_of_a_point_is_held_against_its_picture():
    skews = AvSync().record(marks(0, 100, 60), marks(10, 90, 40, 3))
    assert skews == pytest.approx([20.0] * 27)


def test_a_point_without_a_sound_of_its_own_is_heard_with_the_next():
    skews = AvSync().record([(10, 0), (12, 30 * MS)], [(11, 10 * MS)])
    assert skews == [20.0]


def test_a_picture_may_wait_for_its_sound_or_the_sound_for_its_picture():
    skew = AvSync()
    assert skew.record((), marks(5, 6, 40)) == []
    assert skew.record(marks(0, 10, 30), ()) == [pytest.approx(-10)]
    assert skew.record((), marks(7, 8, 50)) == [pytest.approx(-20)]


def test_what_was_seen_while_there_was_no_sound_is_not_told():
    skew = AvSync()
    assert skew.record(marks(50, 60, 60), marks(0, 50, 40)) == []  # before it began
    assert skew.record(marks(200, 210, 60), marks(100, 150, 40)) == []  # in a gap


def test_a_journey_that_counts_anew_is_followed():
    skew = AvSync()
    skew.record(marks(1000, 1100, 60), ())
    assert skew.record(marks(0, 50, 60), marks(10, 11, 40)) == [pytest.approx(20)]
