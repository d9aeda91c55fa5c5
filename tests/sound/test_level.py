"""How loud it may be: dB(A) where visitors stand, quiet hours, and the noise that is measured."""

from datetime import datetime

import numpy as np
import pytest

from installation.config.schema import SoundConfig
from installation.sound.bank import FRAMES
from installation.sound.level import LoudnessTarget, in_dba, target_lufs
from installation.sound.loudness import LoudnessMeter, lufs
from installation.sound.loudspeaker_test import noise, tone
from installation.sound.master import Master

from . import listen

RATE = listen.RATE
BEFORE_NOON = datetime(2026, 5, 1, 11, 59)
NOON = datetime(2026, 5, 1, 12, 0)


@pytest.mark.parametrize(
    ("wanted", "noise_dba", "is_quiet", "held"),
    [
        (-23, None, False, -23),
        (-23, None, True, -33),
        (-23, 70, False, -23),
        (-23, 81, False, -29),
        (-30, 81, True, -40),
    ],
)
def test_the_limit_holds_once_the_level_is_known_and_quiet_hours_lower_it(
    wanted, noise_dba, is_quiet, held
):
    assert target_lufs(wanted, noise_dba, 75.0, is_quiet) == held


def test_a_loudness_is_told_in_the_technicians_unit():
    assert in_dba(-29.0, 81.0) == 75.0
    assert in_dba(-29.0, None) is None


def test_the_target_follows_the_clock_and_what_is_asked():
    target = LoudnessTarget(SoundConfig(quiet_hours="12:00-14:00", noise_dba=70.0), BEFORE_NOON)
    assert (target.lufs, target.dba) == (-23.0, 70.0)
    target.update(NOON)
    assert target.lufs == -33.0
    target.set_volume(-40.0)
    target.update(BEFORE_NOON)
    assert (target.lufs, target.dba) == (-40.0, 53.0)


def test_when_quiet_hours_begin_it_becomes_softer_without_a_step():
    master = Master(-23.0, FRAMES, RATE)
    sound = listen.play_tone(40)
    before = listen.through(master, sound)[-5 * RATE :]
    master.set_target(-33.0)
    way = listen.through(master, sound)
    assert loudness(way[-5 * RATE :]) == pytest.approx(loudness(before) - 10, abs=1.2)
    levels = [loudness(part) for part in np.array_split(way, 400)]
    assert np.diff(levels).min() > -1.0  # LU in a tenth of a second


def loudness(tone) -> float:
    """LUFS of a tone near 1 kHz, (n, 2)."""
    return lufs(float((tone**2).mean()) * 2)


@pytest.mark.parametrize("rate", [44100, 48000])
def test_the_noise_is_as_loud_as_it_says(rate):
    sound = noise(rate, 6)
    powers = listen.powers(LoudnessMeter(FRAMES, rate), sound)
    assert lufs(np.mean(powers[5:-5])) == pytest.approx(-23.0, abs=0.3)
    assert np.abs(sound).max() < 0.9
    assert np.abs(sound[:3]).max() < 0.01


def test_the_tone_ends_in_silence():
    sound = tone(RATE)
    assert 0.05 < np.abs(sound).max() < 0.1
    assert not sound[-RATE // 4 :].any()
