"""No tile of the screen flashes, whatever is drawn; and what does not flash is left as it is."""

import numpy as np
import pytest

from installation.display.flash_limiter import FlashLimiter
from installation.display.flash_tiles import COLUMNS, ROWS
from installation.display.shown_memory import ShownMemory
from tests.display.troubles import (
    SIZE,
    TROUBLES,
    bars,
    checkers,
    cuts,
    frame,
    letters,
    measured,
    scenes,
    square,
    tile,
    turns_a_second,
)


@pytest.mark.parametrize("rate", [15, 30, 60, 144])
@pytest.mark.parametrize(
    ("trouble", "hz"),
    [
        (trouble, hz)
        for trouble in TROUBLES
        for hz in ([1] if trouble in (cuts, bars) else [1, 2, 5, 12, 30])
    ],
)
def test_no_tile_turns_more_than_three_times_in_any_second(trouble, hz, rate):
    limiter = FlashLimiter()
    shown = []
    for picture in trouble(hz, rate, seconds=2):
        limiter.apply(picture, 1 / rate)
        shown.append(measured(picture))
    assert turns_a_second(np.array(shown), rate, 0.1, 0) <= 3
    assert turns_a_second(np.array(shown), rate, 20 / 320, 1) <= 3


@pytest.mark.parametrize("hz", [8, 30])
@pytest.mark.parametrize("rate", [30, 144])
def test_analysers_that_count_every_change_made_in_one_go_find_no_more_than_three(rate, hz):
    """They look at the mean of the screen, and to them the least step back begins another change."""
    limiter = FlashLimiter()
    means = []
    for picture in scenes(hz, rate, 6):
        limiter.apply(picture, 1 / rate)
        means.append(float(measured(picture)[0].mean()))
    times = []
    since = means[0]
    last = means[0]
    made = False
    direction = 0
    for count, value in enumerate(means):
        if (value - last) * direction < 0 or direction == 0:
            since = last
            made = False
            direction = np.sign(value - last)
        if not made and abs(value - since) >= 0.1:
            made = True
            times.append(count / rate)
        last = value
    assert len(times) > 3 and max(sum(t <= other < t + 1 for other in times) for t in times) <= 3


def test_frames_that_are_dropped_are_no_way_round_it():
    limiter = FlashLimiter()
    random = np.random.default_rng(4)
    shown = []
    since = 0
    for picture in square(7, 60):
        since += 1
        if since == len(shown) + 1 or random.random() < 0.6:
            limiter.apply(picture, since / 60)
            seen = measured(picture)
            since = 0
        shown.append(seen)
    assert turns_a_second(np.array(shown), 60, 0.1, 0) <= 3


@pytest.fixture
def file(tmp_path):
    """As the parent keeps it for one life of the room after another."""
    with (tmp_path / "shown").open("w+b") as opened:
        yield opened.fileno()


def test_twenty_restarts_in_a_minute_are_no_way_round_it(file):
    """Each life is killed after two seconds of flicker and the next begins a moment later; meanwhile its window stays."""
    shown = []
    for life in range(20):
        limiter = FlashLimiter(ShownMemory(file), since_s=9 / 30)
        for turn in range(60):
            picture = frame(255 * ((turn // 3 + life) % 2))
            limiter.apply(picture, 1 / 30)
            shown.append(measured(picture))
        shown += [shown[-1]] * 9
    assert turns_a_second(np.array(shown), 30, 0.1, 0) <= 3


def test_after_a_restart_the_same_picture_is_shown_as_it_is(file):
    before = FlashLimiter(ShownMemory(file))
    picture = frame(0)
    picture[..., :3] = np.random.default_rng(5).integers(60, 190, (*SIZE, 3))
    before.apply(picture.copy(), 1 / 60)
    memory = ShownMemory(file)
    np.testing.assert_array_equal(memory.earlier(*SIZE), picture)
    again = picture.copy()
    FlashLimiter(memory).apply(again, 0)
    np.testing.assert_array_equal(again, picture)


def test_what_was_shown_is_there_for_a_screen_of_another_size_too(file):
    memory = ShownMemory(file)
    assert memory.earlier(*SIZE) is None
    memory.hold(frame(90))
    for height, width in ((54, 96), (216, 384), SIZE):
        later = ShownMemory(file)
        before = later.earlier(height, width)
        assert before.shape == (height, width, 4) and (before[..., :3] == 90).all()
        later.hold(before)


def test_a_slow_change_and_a_moving_thing_pass_untouched():
    limiter = FlashLimiter()
    for i in range(240):
        picture = frame(60 + 30 * np.sin(i / 120))
        picture[40:60, (i // 2) % 150 : (i // 2) % 150 + 30, :3] = 200
        before = picture.copy()
        limiter.apply(picture, 1 / 60)
        np.testing.assert_array_equal(picture, before)
    assert limiter.limited == 0


def test_a_single_cut_passes_at_once():
    limiter = FlashLimiter()
    for value in (30, 30, 200, 200):
        picture = frame(value)
        limiter.apply(picture, 1 / 60)
        assert (picture[..., :3] == value).all()


def test_it_counts_the_tiles_it_held():
    limiter = FlashLimiter()
    for picture in square(12, 60):
        limiter.apply(picture, 1 / 60)
    assert limiter.limited > ROWS * COLUMNS


@pytest.mark.parametrize("trouble", [bars, tile, checkers, square])
def test_what_would_flash_looks_calm_and_what_follows_comes_little_by_little(trouble):
    limiter = FlashLimiter()
    films = [*trouble(12, 60)][:180]
    calm = [frame(120) for _ in range(90)]
    steps = []
    before = None
    for picture in [*films, *calm]:
        limiter.apply(picture, 1 / 60)
        shown = picture[..., :3].astype(int)
        if before is not None:
            steps.append(np.abs(shown - before).max())
        before = shown
    # of 255, where the film leaps from black to white; the first second spends what may turn
    assert max(steps[70:180]) < 70
    assert max(steps[180:]) < 16
    assert (before == 120).all()


def test_of_what_is_held_nobody_sees_where_a_tile_ends():
    """Incident: tiles that only a full hold brought within bounds stood in the picture as squares."""
    limiter = FlashLimiter()
    shown = []
    before = None
    greatest = 0.0
    for picture in letters(4, 30):
        drawn = picture[..., 1].astype(float)
        limiter.apply(picture, 1 / 30)
        shown.append(measured(picture))
        now = picture[..., 1].astype(float)
        if before is not None:
            change = drawn - before
            share = np.full_like(change, np.nan)
            np.divide(now - before, change, out=share, where=np.abs(change) > 100)
            for axis in (0, 1):
                greatest = max(greatest, np.nanmax(np.abs(np.diff(share, axis=axis)), initial=0))
        before = now
    assert limiter.limited > 0
    assert 0 < greatest < 0.08  # from pixel to pixel; it was 0.2
    assert turns_a_second(np.array(shown), 30, 0.1, 0) <= 3
