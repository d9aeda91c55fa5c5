"""Full HD where the machine makes enough of it, found out on pictures that are shown."""

from types import SimpleNamespace

import pytest

from installation.generator.picture_size import FULL_HD_PX, SMALL_PX, PictureSize
from installation.generator.size_notes import FILE, SizeNotes

FULL_HD = (1080, 1920)
FAST_S = 0.02  # a Full HD picture
SLOW_S = 0.07
SMALL_S = 0.015  # a small picture, in either case


@pytest.fixture
def notes(tmp_path):
    """`notes(version)` of one pack on this machine."""
    (tmp_path / "generator.onnx").write_bytes(b"graph")

    def of(version="1.0"):
        pack = SimpleNamespace(
            folder=tmp_path,
            about=SimpleNamespace(name="some", version=version),
            generator=SimpleNamespace(file="generator.onnx"),
        )
        return SizeNotes(tmp_path, pack)

    return of


def started(notes, screen=FULL_HD, wanted_px=0, may_try=True):
    size = PictureSize(wanted_px, notes, may_try)
    size.set_screen(*screen)
    return size


def paint(size, full_s, pictures=400):
    """The longest sides of so many pictures, of which a Full HD one takes `full_s`."""
    made = []
    for _ in range(pictures):
        made.append(size.longest_px)
        size.record(full_s if size.longest_px == FULL_HD_PX else SMALL_S)
    return made


def test_it_begins_small_and_goes_on_in_full_hd_where_that_is_fast_enough(notes):
    size = started(notes())
    made = paint(size, FAST_S)
    assert made[0] == SMALL_PX
    assert made[-1] == FULL_HD_PX
    assert made == sorted(made)  # one change, and none back
    assert size.full_hd_hz == 50
    assert size.is_full_hd


def test_where_it_is_not_a_few_slow_pictures_are_all_there_is_of_it(notes):
    size = started(notes())
    made = paint(size, 0.1)
    assert made[-1] == SMALL_PX
    assert made.count(FULL_HD_PX) <= 4
    assert size.full_hd_hz == 10
    assert size.is_full_hd is False


@pytest.mark.parametrize(("full_s", "first_px"), [(FAST_S, FULL_HD_PX), (SLOW_S, SMALL_PX)])
def test_the_next_start_begins_with_what_was_found(notes, full_s, first_px):
    paint(started(notes()), full_s)
    again = started(notes())
    assert again.longest_px == first_px
    assert again.full_hd_hz == round(1 / full_s, 1)
    assert paint(again, full_s)[-1] == first_px


def test_a_machine_that_was_only_busy_is_tried_again_at_the_next_start(notes):
    paint(started(notes()), SLOW_S)
    assert paint(started(notes()), FAST_S)[-1] == FULL_HD_PX


def test_a_later_life_of_the_room_does_not_try_again(notes):
    paint(started(notes()), SLOW_S)
    assert set(paint(started(notes(), may_try=False), FAST_S)) == {SMALL_PX}


@pytest.mark.parametrize("of", ["another version", "another machine", "nonsense"])
def test_what_was_measured_elsewhere_or_cannot_be_read_counts_for_nothing(notes, tmp_path, of):
    paint(started(notes()), FAST_S)
    path = tmp_path / FILE
    if of == "another machine":
        path.write_text(path.read_text().replace("cores", "other cores"))
    elif of == "nonsense":
        path.write_text('{"full_hd_hz": [')
    version = "2.0" if of == "another version" else "1.0"
    assert started(notes(version)).longest_px == SMALL_PX


def test_full_hd_that_becomes_too_slow_for_long_ends_and_for_a_moment_does_not(notes):
    size = started(notes())
    paint(size, FAST_S)
    paint(size, SLOW_S, 100)  # seven seconds
    assert paint(size, FAST_S, 2000)[-1] == FULL_HD_PX
    made = paint(size, SLOW_S, 1000)
    assert made[-1] == SMALL_PX
    assert started(notes()).longest_px == SMALL_PX


@pytest.mark.parametrize("wanted_px", [640, 1920, 3840])
def test_a_size_that_is_set_is_kept_whatever_it_costs(notes, wanted_px):
    assert set(paint(started(notes(), wanted_px=wanted_px), 0.5)) == {wanted_px}


def test_a_screen_that_is_no_larger_needs_no_trial(notes):
    size = started(notes(), screen=(720, 1280))
    assert set(paint(size, FAST_S)) == {SMALL_PX}
    size.set_screen(*FULL_HD)
    assert paint(size, FAST_S)[-1] == FULL_HD_PX
