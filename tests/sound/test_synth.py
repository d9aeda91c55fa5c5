"""The instrument: a point is a timbre, continuously, and nothing ever clicks."""

import numpy as np
import pytest

from installation.sound.bank import FRAMES, Bank
from installation.sound.loudness import LoudnessMeter, lufs
from installation.sound.synth import Instrument
from installation.sound.timbre import Projection
from installation.sound.visitors import VOICES, Visitor

from . import listen

FIFTY = (Visitor(1, 0.5, 0.2, 0.5),)


@pytest.fixture(scope="module")
def instrument():
    return Instrument(1, listen.RATE)


@pytest.fixture
def random():
    return np.random.default_rng(7)


@pytest.mark.parametrize("size", [2, 64])
def test_near_points_sound_alike_and_far_points_different(instrument, random, size):
    far = []
    unlike = []
    for angle in np.linspace(0.02, np.pi / 2, 8):
        here, there = random.standard_normal((2, size))
        there = np.cos(angle) * here + np.sin(angle) * there
        sound_here = listen.spectrum_db(listen.still_sound(instrument, here, 24))
        sound_there = listen.spectrum_db(listen.still_sound(instrument, there, 24))
        far.append(np.linalg.norm(here - there))
        unlike.append(np.sqrt(np.mean((sound_here - sound_there) ** 2)))
    assert listen.ranks_agree(far, unlike) >= 0.8
    assert unlike[0] < 1.5  # dB
    assert np.mean(unlike[-4:]) > 5


def test_a_moving_point_does_not_click():
    still = listen.play(Instrument(2, listen.RATE), [np.ones(16)] * 200, FIFTY)
    moving = listen.play(Instrument(2, listen.RATE), listen.wander(3, 16, 200, seconds=1.0), FIFTY)
    loudness = np.sqrt((moving**2).mean() / (still**2).mean())
    assert listen.largest_step(moving) <= 1.5 * listen.largest_step(still) * max(1.0, loudness)


def test_a_jumping_point_and_visitors_that_flicker_do_not_click(random):
    instrument = Instrument(2, listen.RATE)
    blocks = []
    for number in range(150):
        instrument.steer(random.standard_normal(16) * 5)
        crowd = tuple(
            Visitor(i, random.random(), 5 * random.random(), random.random())
            for i in range(number % 9)
        )
        blocks.append(instrument.render(crowd, number % 2))
    sound = np.concatenate(blocks, axis=1)
    seams = np.abs(np.diff(sound, axis=1)[:, FRAMES - 1 :: FRAMES])  # from one block to the next
    assert seams.max() <= 1.2 * np.abs(np.diff(sound, axis=1)).max()
    second = np.abs(np.diff(sound, n=2, axis=1))  # a corner would stand out here
    assert second[:, FRAMES - 2 :: FRAMES].max() <= 1.2 * np.percentile(second, 99.9)


def test_no_block_ends_with_a_tick():
    """The reverberation's parts leaked past their block: a tick at each seam, 15 dB above the rest of the treble."""
    sound = listen.play(Instrument(2, listen.RATE), listen.wander(3, 16, 300, seconds=4.0))[
        :, 100 * FRAMES :
    ]
    treble = np.abs(np.diff(sound, n=4, axis=1))
    seams = np.stack([treble[:, FRAMES - 4 + sample :: FRAMES] for sample in range(4)])
    assert np.percentile(seams, 99) <= np.percentile(treble, 99.9)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_point_that_is_no_number_is_passed_over(bad):
    points = [np.ones(16)] * 20
    clean = listen.play(Instrument(2, listen.RATE), points)
    points[10] = np.full(16, bad)
    assert np.array_equal(listen.play(Instrument(2, listen.RATE), points), clean)


def test_a_new_pack_with_a_point_of_another_size_glides_in(instrument):
    sound = listen.play(instrument, [np.ones(16)] * 50 + [np.ones(128)] * 50)
    assert np.isfinite(sound).all()
    assert listen.largest_step(sound[:, 50 * FRAMES :]) <= 2 * listen.largest_step(
        sound[:, : 50 * FRAMES]
    )


@pytest.mark.parametrize("size", [1, 2, 34, 512])
def test_the_projection_keeps_distances_for_any_size(random, size):
    project = Projection(1, 34)
    far = []
    apart = []
    for step in np.linspace(0.05, 1, 60):
        here = random.standard_normal(size)
        there = here + step * random.standard_normal(size) / 2
        far.append(np.linalg.norm(here - there))
        apart.append(np.linalg.norm(project(here) - project(there)))
    assert listen.ranks_agree(far, apart) > 0.85


def test_the_same_seed_is_the_same_piece_and_another_another():
    points = [np.ones(8)] * 10
    first = listen.play(Instrument(5, listen.RATE), points)
    again = listen.play(Instrument(5, listen.RATE), points)
    other = listen.play(Instrument(6, listen.RATE), points)
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_it_never_repeats_while_it_wanders():
    sound = listen.play(Instrument(1, listen.RATE), [np.ones(16)] * 320)
    parts = [listen.spectrum_db(part) for part in np.split(sound, 4, axis=1)]
    assert min(np.abs(a - b).max() for i, a in enumerate(parts) for b in parts[:i]) > 2  # dB


@pytest.mark.parametrize(("x", "louder"), [(0.05, 0), (0.95, 1)])
def test_a_visitor_is_heard_where_they_stand(x, louder):
    points = [np.zeros(16)] * 120
    alone = listen.play(Instrument(1, listen.RATE), points)
    joined = listen.play(Instrument(1, listen.RATE), points, (Visitor(1, x, 0.0, 0.9),))
    added = ((joined - alone)[:, 40 * FRAMES :] ** 2).mean(axis=1)
    assert added[louder] > 2 * added[1 - louder] > 0


def test_each_visitor_adds_a_voice_and_leaves_none_behind():
    instrument = Instrument(1, listen.RATE)
    for crowd in (1, 3, 8, 20):
        visitors = tuple(Visitor(i, 0.5, 0.1, 0.5) for i in range(crowd))
        listen.play(instrument, [np.zeros(16)] * 40, visitors)
    voices = instrument.visitors
    assert (voices.loudness > 0.5).sum() == VOICES
    listen.play(instrument, [np.zeros(16)] * 500)
    assert voices.loudness.max() < 0.05


def test_arriving_is_gentle():
    still = Instrument(1, listen.RATE)
    joined = Instrument(1, listen.RATE)
    alone = listen.play(still, [np.zeros(16)] * 60)
    listen.play(joined, [np.zeros(16)] * 30)
    arriving = listen.play(joined, [np.zeros(16)] * 30, (Visitor(1, 0.5, 0.0, 1.0),))
    rises = np.subtract(blocks_lufs(arriving), blocks_lufs(alone[:, 30 * FRAMES :]))
    assert rises.max() < 8  # LU above what sounds anyway, in any block


def blocks_lufs(sound):
    meter = LoudnessMeter(FRAMES, listen.RATE)
    return [lufs(meter.power(block)) for block in np.split(sound, sound.shape[1] // FRAMES, axis=1)]


def test_oscillators_keep_their_pitch_after_months():
    bank = Bank(np.zeros(1), listen.RATE)
    hz = np.array([441.0])
    blocks = 20000
    for _ in range(blocks):  # seven minutes; a month is five thousand times as much
        bank.render(hz, np.zeros((2, 1)))
    bank.render(hz, np.ones((2, 1)))
    block, _ = bank.render(hz, np.ones((2, 1)))
    samples = np.arange((blocks + 1) * FRAMES, (blocks + 2) * FRAMES)
    expected = np.sin(2 * np.pi * (441 * samples % listen.RATE) / listen.RATE)  # in whole numbers
    assert np.abs(block[0] - expected).max() < 1e-5
    assert np.abs(bank._turns).max() <= 1.0  # so nothing grows, and what is lost does not either


def test_the_sum_of_oscillators_is_what_sines_give(random):
    hz = random.uniform(50, 10000, 40)
    amplitudes = random.random((2, 40)).astype(np.float32)
    phases = random.uniform(0, 6, 40)
    amplitudes[:, ::7] = 0.0  # not heard
    amplitudes[:, 1::5] *= 1e-4  # swells slowly
    bank = Bank(phases, listen.RATE, apart=10)
    both, last = bank.render(hz, amplitudes)
    t = np.arange(FRAMES)
    sines = np.sin(phases[:, None] + 2 * np.pi * hz[:, None] / listen.RATE * t)
    assert np.abs(both - (amplitudes @ sines) * t / FRAMES).max() < 1e-3
    assert np.abs(last - (amplitudes[:, -10:] @ sines[-10:]) * t / FRAMES).max() < 1e-3


@pytest.mark.parametrize("rate", [44100, 96000])
def test_it_plays_at_the_rate_of_the_device(rate):
    assert np.isfinite(listen.play(Instrument(1, rate), [np.ones(16)] * 10)).all()
