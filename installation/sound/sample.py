"""One sound file as it is played: decoded, resampled, brought to the loudness of the piece. The door to soundfile."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from installation.sound.loudness import LoudnessMeter, lufs

LONGEST_S = 170.0  # at 48 kHz it fills the memory that there is for sounds
_LOUDNESS_LUFS = -23.0  # as the instrument has it
_MOST_GAIN_DB = 40.0
_METER_FRAMES = 4096
_OVERSHOOT = 1.25  # of the peak between samples, when they are moved
_SILENT = 1e-5
_HALF_POWER = np.float32(0.7071)  # of what is heard from two sides
_LOWEST_HZ = 4000
_HIGHEST_HZ = 384000
_FULL_SCALE = 32767  # of 16 bits
_PAGES = (b"<!doctype", b"<html", b"<?xml")
_FRAME_BYTES = 4  # two channels of 16 bits
# of a WAV or AIFF, as libsndfile tells it: how many bytes of sound its head promises, and how many there are
_BYTES = re.compile(r"^\s*(?:data|SSND)\s:\s(\d+)\s\(\D+(\d+)", re.MULTILINE)
_UNKNOWN_BYTES = 0x7FFFFF00  # so many or more promises who writes into a pipe and does not know
_LATE_S = 0.1  # so much less is no accident of the format


class BadSound(Exception):
    """A sound file or table that cannot be used; `str` says which, why, and what would help."""


@dataclass(frozen=True)
class Sample:
    """A sound at the rate of the device."""

    data: np.ndarray  # (n, 2) int16
    gain: float  # makes it a float as loud as the piece
    note: str = ""  # what is wrong with it, though it is played


def load(path: Path, rate_hz: float, free_bytes: int) -> Sample:
    """Reads a file: WAV, FLAC, OGG and what else libsndfile knows. `free_bytes`: it may take. Raises `BadSound`."""
    import soundfile  # here, because most houses have no sounds of their own

    name = path.name
    if not path.is_file():
        raise BadSound(f"{name}: there is no such file in {path.parent.name}/")
    try:
        with soundfile.SoundFile(path) as file:
            _check_size(
                name,
                file.frames,
                file.samplerate,
                rate_hz,
                free_bytes,
            )
            data, scale, frames = _decoded(name, file, round(rate_hz))
            note = _ends_early(name, file, frames)
    except (soundfile.SoundFileError, ValueError, TypeError) as error:
        raise BadSound(f"{name} cannot be read: {_reason(path, error)}") from error
    unit_db = 20 * np.log10(scale / _FULL_SCALE)
    loudness = _loudest_second(data, rate_hz) + unit_db
    if loudness < _LOUDNESS_LUFS - _MOST_GAIN_DB:
        raise _is_silent(name)
    gain = 10 ** ((_LOUDNESS_LUFS - loudness) / 20)
    return Sample(data, gain * scale / _FULL_SCALE, note)


def _ends_early(name: str, file: Any, frames: int) -> str:
    """Says so of a file that was cut off: `frames` came out of it."""
    held_s = frames / file.samplerate
    promised_s = file.frames / file.samplerate
    found = _BYTES.search(file.extra_info)
    if found and 0 < int(found[2]) < int(found[1]) < _UNKNOWN_BYTES:
        promised_s = held_s * int(found[1]) / int(found[2])
    if promised_s - held_s < _LATE_S:
        return ""
    return (
        f"{name} ends early: of {promised_s:.1f} s only {held_s:.1f} s are there;"
        " copy it again, or save it anew"
    )


def _reason(path: Path, error: Exception) -> str:
    """What the file is instead, as far as can be told: libsndfile may take a broken one for a pipe."""
    with path.open("rb") as file:
        start = file.read(64).lstrip().lower()
    if not start:
        return "it is empty"
    if start.startswith(_PAGES):
        return "it is a web page"
    if "Error opening" in str(error):
        return "it is damaged, or no sound: WAV, FLAC, OGG and MP3 can be read"
    return f"{error}: it is damaged"


def _is_silent(name: str) -> BadSound:
    return BadSound(f"{name} is silent, or nearly")


def _check_size(
    name: str,
    frames: int,
    file_hz: int,
    rate_hz: float,
    free_bytes: int,
) -> None:
    """Raises `BadSound`."""
    if not _LOWEST_HZ <= file_hz <= _HIGHEST_HZ:
        raise BadSound(
            f"{name}: {file_hz} samples a second; from {_LOWEST_HZ} to {_HIGHEST_HZ} can be used"
        )
    if frames <= 0:
        raise BadSound(
            f"{name} holds no sound: it was cut off or damaged; copy it again, or save it anew"
        )
    if frames > LONGEST_S * file_hz:
        seconds = frames / file_hz
        raise BadSound(f"{name} is {seconds:.0f} s long; {LONGEST_S:g} s are the most")
    if _FRAME_BYTES * frames / file_hz * rate_hz > free_bytes:
        raise BadSound(
            f"{name}: all sounds together are too long; leave some out, or make loops shorter"
        )


def _decoded(name: str, file: Any, rate_hz: int) -> tuple[np.ndarray, float, int]:
    """(n, 2) int16 at `rate_hz`, the amplitude that its full scale stands for, and how many frames came.

    Raises `BadSound`, ValueError.
    """
    frames = 0
    low = np.full(2, np.inf)
    high = np.full(2, -np.inf)
    total = np.zeros(2)
    for second in _seconds_of(file):
        low = np.minimum(low, second.min(0))
        high = np.maximum(high, second.max(0))
        total += second.sum(0, dtype=np.float64)
        frames += len(second)
    # What a recorder adds to all values nobody hears, and a loudspeaker would have to hold.
    offset = total / file.frames
    peak = float(np.maximum(high - offset, offset - low).max())
    scale = peak * _OVERSHOOT
    if scale < _SILENT:
        raise _is_silent(name)
    file.seek(0)
    data = _resampled(
        (second - offset.astype(np.float32) for second in _seconds_of(file)),
        file.frames,
        file.samplerate,
        rate_hz,
        unit=scale / _FULL_SCALE,
    )
    return data, scale, frames


def _seconds_of(file: Any) -> Iterator[np.ndarray]:
    """Yields (n, 2) float32, a second each; the last may be shorter. Raises ValueError."""
    while len(block := file.read(file.samplerate, dtype="float32", always_2d=True)):
        if not np.isfinite(block).all():
            raise ValueError("it holds values that are not numbers")
        yield _in_stereo(block)


def _in_stereo(block: np.ndarray) -> np.ndarray:
    """(n, channels) -> (n, 2): one is heard on both sides, and so are the third and all after it."""
    if block.shape[1] == 1:
        return np.repeat(block, 2, axis=1)
    both: np.ndarray = block[:, :2]
    if block.shape[1] > 2:
        both = both + _HALF_POWER * block[:, 2:].sum(1, keepdims=True)
    return both


def _resampled(
    seconds: Iterable[np.ndarray], frames: int, file_hz: int, rate_hz: int, unit: float
) -> np.ndarray:
    """(n, 2) int16 in steps of `unit`, second by second, so that a long file takes no more memory than it has to.

    Each second by its spectrum, together with the seconds beside it, which are then cut off.
    """
    length = frames * rate_hz // file_hz
    data = np.zeros((length, 2), np.int16)
    silence = np.zeros((file_hz, 2), np.float32)
    window = _window(file_hz)
    before = silence
    here: np.ndarray | None = None
    position = 0
    for second in itertools.chain(seconds, (silence,)):
        after = np.concatenate([second, silence])[:file_hz]
        if here is not None:
            part = here
            if file_hz != rate_hz:
                three = np.concatenate([before, here, after]) * window
                part = _at_rate(three, 3 * rate_hz)[rate_hz : 2 * rate_hz]
            part = part[: len(data) - position]
            end = position + len(part)
            data[position:end] = _quantised(part, unit)
            position = end
            before = here
        here = after
    return data


def _quantised(part: np.ndarray, unit: float) -> np.ndarray:
    """(n, 2) whole numbers of `unit`."""
    return np.clip(part / unit, -_FULL_SCALE, _FULL_SCALE).round()


def _at_rate(sound: np.ndarray, length: int) -> np.ndarray:
    """(n, 2) -> (length, 2) float32, the same time long."""
    bins = length // 2 + 1
    spectrum = np.fft.rfft(sound, axis=0)[:bins]
    resampled = np.fft.irfft(spectrum, length, axis=0)
    ratio = length / len(sound)
    return (resampled * ratio).astype(np.float32)


def _window(second: int) -> np.ndarray:
    """(3 * second, 1) float32: one, and softly from and to nothing in the first and last half second."""
    middles = np.arange(3 * second) + 0.5
    rise = np.clip(middles / (second / 2), 0, 1)
    both = np.minimum(rise, rise[::-1])
    angle = np.pi / 2 * both
    window = np.sin(angle) ** 2
    return window.astype(np.float32)[:, None]


def _loudest_second(data: np.ndarray, rate_hz: float) -> float:
    """LUFS of the loudest second of (n, 2), whatever its unit: fair to a one-shot and to a loop with rests."""
    meter = LoudnessMeter(_METER_FRAMES, rate_hz)
    powers = []
    for start in range(0, len(data) + _METER_FRAMES, _METER_FRAMES):
        part = data[start : start + _METER_FRAMES].T
        block = np.zeros((2, _METER_FRAMES), np.float32)
        block[:, : part.shape[1]] = part
        powers.append(meter.power(block))
    in_a_second = max(1, round(rate_hz / _METER_FRAMES))
    count = min(len(powers), in_a_second)
    mean_of_count = np.ones(count) / count
    means = np.convolve(powers, mean_of_count, "valid")
    return lufs(float(means.max()))
