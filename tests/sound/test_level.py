"""How loud it may be: dB(A) where visitors stand, quiet hours, and the noise that is measured."""

import numpy as np
import pytest

from installation.sound.bank import FRAMES
from installation.sound.level import in_dba, is_quiet, spans, target_lufs
from installation.sound.loudness import Meter, lufs
from installation.sound.loudspeaker_test import noise, tone
from installation.sound.master import Master

from . import listen

RATE = listen.RATE


@pytest.mark.parametrize(
    "wanted, noise_dba, quiet, held",
    [
        (-23, None, False, -23),
        (-23, None, True, -33),
        (-23, 70, False, -23),
        (-23, 81, False, -29),
        (-30, 81, True, -40),
    ],
)
def test_the_limit_holds_once_the_level_is_known_and_quiet_hours_lower_it(
    wanted, noise_dba, quiet, held
):
    assert target_lufs(wanted, noise_dba, 75.0, quiet) == held


def test_a_loudness_is_told_in_the_technicians_unit():
    assert in_dba(-29.0, 81.0) == 75.0 and in_dba(-29.0, None) is None


@pytest.mark.parametrize("text, minute, quiet", [
    ("", 600, False), ("12:00-14:00", 719, False), ("12:00-14:00", 720, True), ("12:00-14:00", 840, False),
    ("22:00-8:00", 0, True), ("22:00-8:00", 479, True), ("22:00-8:00", 480, False), ("1:00-2:00, 20:00-24:00", 1439, True),
])  # fmt: skip
def test_quiet_hours_are_spans_of_the_day_and_may_go_over_midnight(text, minute, quiet):
    assert is_quiet(spans(text), minute) is quiet


@pytest.mark.parametrize(
    "text", ["8-10", "25:00-26:00", "12:60-13:00", "from ten", "12:00-14:00;15:00-16:00"]
)
def test_what_is_no_span_is_said(text):
    with pytest.raises(ValueError, match="no time span"):
        spans(text)


def test_when_quiet_hours_begin_it_becomes_softer_without_a_step():
    master, sound = Master(-23.0, FRAMES, RATE), listen.play_tone(40)
    before = listen.through(master, sound)[-5 * RATE :]
    master.aim(-33.0)
    way = listen.through(master, sound)
    levels = [lufs(float((part**2).mean()) * 2) for part in np.array_split(way, 400)]
    assert lufs(float((way[-5 * RATE :] ** 2).mean()) * 2) == pytest.approx(
        lufs(float((before**2).mean()) * 2) - 10, abs=1.2
    )
    assert np.diff(levels).min() > -1.0  # LU in a tenth of a second


@pytest.mark.parametrize("rate", [44100, 48000])
def test_the_noise_is_as_loud_as_it_says(rate):
    meter, sound = Meter(FRAMES, rate), noise(rate, 6)
    powers = [
        meter.power(sound[at : at + FRAMES].T) for at in range(0, len(sound) - FRAMES, FRAMES)
    ]
    assert lufs(np.mean(powers[5:-5])) == pytest.approx(-23.0, abs=0.3)
    assert np.abs(sound).max() < 0.9 and np.abs(sound[:3]).max() < 0.01


def test_the_tone_ends_in_silence():
    sound = tone(RATE)
    assert 0.05 < np.abs(sound).max() < 0.1 and not sound[-RATE // 4 :].any()
