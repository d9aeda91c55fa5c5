"""One sound file as it is played: decoded, resampled, brought to the loudness of the piece. The door to soundfile."""

import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from installation.sound.loudness import Meter, lufs

LONGEST_S = 180.0
_LOUDNESS_LUFS = -23.0  # as the instrument has it
_MOST_GAIN_DB = 40.0
_METER_FRAMES = 4096
_OVERSHOOT = 1.25  # of the peak between samples, when they are moved
_SILENT = 1e-5
_RATES = (4000, 384000)


class BadSound(Exception):
    """A sound file or table that cannot be used; `str` says which, why, and what would help."""


@dataclass(frozen=True)
class Sample:
    """A sound at the rate of the device."""

    data: np.ndarray  # (n, 2) int16
    gain: float  # what makes it float and as loud as the piece


def load(path: Path, rate_hz: float, room: int) -> Sample:
    """Reads a file: WAV, FLAC, OGG and what else libsndfile knows. `room`: bytes it may take. Raises `BadSound`."""
    import soundfile  # here, because most houses have no sounds of their own

    name = path.name
    if not path.is_file():
        raise BadSound(f"{name}: there is no such file in {path.parent.name}/")
    try:
        with soundfile.SoundFile(path) as file:
            _check_size(name, file.frames, file.samplerate, rate_hz, room)
            scale = (
                max((float(np.abs(second).max()) for second in _seconds_of(file)), default=0.0)
                * _OVERSHOOT
            )
            if scale < _SILENT:
                raise BadSound(f"{name} is silent, or nearly")
            file.seek(0)
            data = _resampled(
                _seconds_of(file), file.frames, file.samplerate, round(rate_hz), scale / 32767
            )
    except (soundfile.SoundFileError, ValueError, TypeError) as error:
        raise BadSound(f"{name} cannot be read: {error}") from error
    loudness = _loudest_second(data, rate_hz) + 20 * np.log10(scale / 32767)
    if loudness < _LOUDNESS_LUFS - _MOST_GAIN_DB:
        raise BadSound(f"{name} is silent, or nearly")
    return Sample(data, 10 ** ((_LOUDNESS_LUFS - loudness) / 20) * scale / 32767)


def _check_size(name: str, frames: int, file_hz: int, rate_hz: float, room: int) -> None:
    if not _RATES[0] <= file_hz <= _RATES[1]:
        raise BadSound(f"{name}: {file_hz} samples a second; wanted are {_RATES[0]} to {_RATES[1]}")
    if not 0 < frames <= LONGEST_S * file_hz:
        raise BadSound(
            f"{name} is {frames / file_hz:.0f} s long; wanted is more than nothing and at most {LONGEST_S:g} s"
        )
    if 4 * frames / file_hz * rate_hz > room:
        raise BadSound(
            f"{name}: all sounds together are too long; leave some out, or make loops shorter"
        )


def _seconds_of(file):
    """Yields (n, 2) float32, a second each; the last may be shorter."""
    while len(block := file.read(file.samplerate, dtype="float32", always_2d=True)):
        if not np.isfinite(block).all():
            raise ValueError("it holds values that are not numbers")
        yield block[:, :2] if block.shape[1] > 1 else np.repeat(block, 2, axis=1)


def _resampled(seconds, frames: int, file_hz: int, rate_hz: int, unit: float) -> np.ndarray:
    """(n, 2) int16 in steps of `unit`, second by second, so that a long file takes no more room than it has to.

    Each second by its spectrum, together with the seconds beside it, which are then cut off.
    """
    data = np.zeros((frames * rate_hz // file_hz, 2), np.int16)
    silence, window, at = np.zeros((file_hz, 2), np.float32), _softened(file_hz), 0
    before, here = silence, None
    for after in itertools.chain(seconds, (silence,)):
        after = np.concatenate([after, silence])[:file_hz]
        if here is not None:
            part = here
            if file_hz != rate_hz:
                part = _at_rate(np.concatenate([before, here, after]) * window, 3 * rate_hz)[
                    rate_hz : 2 * rate_hz
                ]
            part = part[: len(data) - at]
            data[at : at + len(part)] = np.clip(part / unit, -32767, 32767).round()
            before, at = here, at + len(part)
        here = after
    return data


def _at_rate(sound: np.ndarray, length: int) -> np.ndarray:
    """(n, 2) -> (length, 2) float32, the same time long."""
    spectrum = np.fft.rfft(sound, axis=0)[: length // 2 + 1]
    return (np.fft.irfft(spectrum, length, axis=0) * (length / len(sound))).astype(np.float32)


def _softened(second: int) -> np.ndarray:
    """(3 * second, 1) float32: one, and softly from and to nothing in the first and last half second."""
    rise = np.clip((np.arange(3 * second) + 0.5) / (second / 2), 0, 1)
    return (np.sin(np.pi / 2 * np.minimum(rise, rise[::-1])) ** 2).astype(np.float32)[:, None]


def _loudest_second(data: np.ndarray, rate_hz: float) -> float:
    """LUFS of the loudest second of (n, 2), whatever its unit: what counts for a one-shot as for a loop with rests."""
    meter, powers = Meter(_METER_FRAMES, rate_hz), []
    for at in range(0, len(data) + _METER_FRAMES, _METER_FRAMES):
        block = np.zeros((2, _METER_FRAMES), np.float32)
        part = data[at : at + _METER_FRAMES].T
        block[:, : part.shape[1]] = part
        powers.append(meter.power(block))
    count = min(len(powers), max(1, round(rate_hz / _METER_FRAMES)))
    return lufs(float(np.convolve(powers, np.ones(count) / count, "valid").max()))
