"""What leaves for the loudspeaker: at the target, below the peak, faded in, finite."""

import shutil
import subprocess

import numpy as np
import pytest

from installation.sound.bank import FRAMES
from installation.sound.loudness import LoudnessMeter, PowerWindow, lufs
from installation.sound.master import Master
from installation.sound.peak_limiter import PeakLimiter
from installation.sound.synth import Instrument

from . import listen

RATE = listen.RATE
TARGET = -23.0
SECONDS = 8
T = np.arange(SECONDS * RATE // FRAMES * FRAMES) / RATE
RANDOM = np.random.default_rng(3)


def both(samples) -> np.ndarray:
    return np.stack([samples, samples]).astype(np.float32)


def with_nan(sound):
    sound[:, ::50000] = np.nan
    sound[0, 123456] = np.inf
    return sound


ATTACKS = {
    "full scale square": both(np.sign(np.sin(2 * np.pi * 110 * T))),
    "peaks between samples": both(np.sin(2 * np.pi * RATE / 4 * T + np.pi / 4)),
    "direct current": both(np.ones_like(T)),
    "noise 20 dB over full scale": (10 * RANDOM.standard_normal((2, len(T)))).astype(np.float32),
    "steps": both(np.sign(np.sin(2 * np.pi * 0.5 * T)) * 3),
    "sparse clicks": both((np.arange(len(T)) % 24000 == 0) * 30.0),
    "silence, then as loud as it goes": both(
        np.where(T > 4, 100 * np.sin(2 * np.pi * 3000 * T), 0)
    ),
    "quiet, then loud": both(np.where(T % 4 > 3, 1.0, 0.001) * np.sin(2 * np.pi * 1000 * T)),
    "not a number": with_nan(both(np.sin(2 * np.pi * 440 * T))),
}


def integrated(sound) -> float:
    """Gated loudness of (n, 2)."""
    meter = LoudnessMeter(FRAMES, RATE)
    window = PowerWindow(len(sound) / RATE, FRAMES / RATE)
    for block in np.split(sound.T, len(sound) // FRAMES, axis=1):
        window.record(meter.power(block))
    heard = window.gated()
    return -120.0 if heard is None else lufs(heard)


def loudest_moment(sound) -> float:
    """The EBU's momentary loudness: the loudest 400 ms of (n, 2)."""
    meter = LoudnessMeter(FRAMES, RATE)
    window = PowerWindow(0.4, FRAMES / RATE)
    loudest = 0.0
    for block in np.split(sound.T, len(sound) // FRAMES, axis=1):
        window.record(meter.power(block))
        loudest = max(loudest, window.mean())
    return lufs(loudest)


@pytest.mark.parametrize(("hz", "shift"), [(997, 0.0), (100, -1.8), (10000, 3.3)])
def test_the_meter_agrees_with_the_recommendation(hz, shift):
    """EBU Tech 3341 case 1: a stereo sine of -23 dBFS near 1 kHz reads -23.0 LUFS; ffmpeg's ebur128 elsewhere."""
    tone = both(10 ** (-23 / 20) * np.sin(2 * np.pi * hz * T))
    assert integrated(tone.T) == pytest.approx(-23 + shift, abs=0.25)


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_nothing_comes_through_too_loud(attack):
    out = listen.through(Master(TARGET, FRAMES, RATE), ATTACKS[attack])
    assert np.isfinite(out).all()
    assert listen.true_peak_db(out) <= -1.0
    once_it_knows = out[-3 * RATE // FRAMES * FRAMES :]
    assert integrated(once_it_knows) <= TARGET + 1.0
    assert loudest_moment(out) <= TARGET + 6.0


def test_the_limiter_alone_holds_the_true_peak():
    for name, sound in ATTACKS.items():
        finite = np.nan_to_num(sound, nan=0, posinf=0, neginf=0)
        out = limited(finite)
        assert listen.true_peak_db(out.T) <= -1.0, name


def test_the_limiter_leaves_alone_what_is_below():
    sound = both(0.5 * np.sin(2 * np.pi * 440 * T))
    out = limited(sound)
    assert np.array_equal(out[:, PeakLimiter.DELAY :], sound[:, : -PeakLimiter.DELAY])


def limited(sound) -> np.ndarray:
    """(2, n) through a limiter of its own."""
    limiter = PeakLimiter(FRAMES, RATE)
    blocks = np.split(sound, len(T) // FRAMES, axis=1)
    return np.concatenate([limiter.process(block) for block in blocks], axis=1)


@pytest.fixture(scope="module")
def piece():
    """Fifteen seconds of wandering, (2, n)."""
    return listen.play(Instrument(1, RATE), listen.wander(1, 16, 700))


@pytest.mark.parametrize("offset_db", [-8, 15])
def test_music_is_brought_to_the_target(piece, offset_db):
    louder = np.tile(piece * np.float32(10 ** (offset_db / 20)), 3)
    out = listen.through(Master(TARGET, FRAMES, RATE), louder)
    assert integrated(out[-len(out) // 3 // FRAMES * FRAMES :]) == pytest.approx(TARGET, abs=1.0)


def test_every_start_fades_in():
    tone = both(0.1 * np.sin(2 * np.pi * 440 * T))
    sound = listen.through(Master(TARGET, FRAMES, RATE), tone)
    out = np.abs(sound).reshape(-1, FRAMES * 2).max(axis=1)
    seconds = np.arange(len(out)) * FRAMES / RATE
    assert out[seconds < 0.1].max() < 0.01 * out.max()
    assert out[seconds < 1.0].max() < 0.5 * out.max()
    assert np.diff(out[seconds < 2.4]).max() < 0.05 * out.max()


PERIODIC = both(0.1 * np.sin(2 * np.pi * 9 * RATE / FRAMES * T))  # every block is the same


def test_without_a_leader_it_fades_to_silence_and_comes_back():
    master = Master(TARGET, FRAMES, RATE)
    tone = PERIODIC
    listen.through(master, tone)
    away = listen.through(master, tone, wanted=False)
    assert np.abs(away[: RATE // 2]).max() > 0.03
    assert np.abs(away[-RATE:]).max() == 0.0
    assert listen.largest_step(away.T) <= 1.1 * listen.largest_step(tone)
    assert np.abs(listen.through(master, tone)[-RATE:]).max() > 0.03


def test_what_is_no_number_is_silence_and_then_fades_in():
    master = Master(TARGET, FRAMES, RATE)
    tone = both(0.1 * np.sin(2 * np.pi * 440 * T))
    listen.through(master, tone)
    assert np.isfinite(master.process(np.full((2, FRAMES), np.nan, np.float32), True)).all()
    assert master.bad_blocks == 1
    assert np.abs(master.process(tone[:, :FRAMES], True)).max() < 0.01


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_ffmpeg_measures_the_same_loudness_and_peak(tmp_path, piece):
    out = listen.through(Master(TARGET, FRAMES, RATE), piece)
    (tmp_path / "sound.raw").write_bytes(out.tobytes())
    source = f"-f f32le -ar {RATE} -ac 2 -i sound.raw"
    measured = subprocess.run(
        f"ffmpeg -hide_banner -nostats {source} -af ebur128=peak=true -f null -".split(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    summary = measured.stderr.split("Summary")[1]
    loudness = float(summary.split("I:")[1].split()[0])
    assert loudness == pytest.approx(TARGET, abs=1.5)
    assert loudness == pytest.approx(integrated(out), abs=0.5)
    assert float(summary.split("Peak:")[1].split()[0]) <= -1.0
