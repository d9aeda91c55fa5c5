"""How the tests listen: spectra, true peaks, sample steps, and points that wander."""

import copy
import itertools

import numpy as np

from installation.sound.bank import FRAMES

RATE = 48000
BANDS = np.geomspace(60, 6000, 61)  # about a ninth of an octave


def wander(seed: int, size: int, blocks: int, seconds: float = 9.0):
    """Points (size,) float32 on a smooth walk, each coordinate about N(0, 1)."""
    random = np.random.default_rng(seed)
    stay = np.exp(-FRAMES / RATE / seconds)
    driver = random.standard_normal(size)
    point = driver.copy()
    for _ in range(blocks):
        driver = stay * driver + np.sqrt(1 - stay**2) * random.standard_normal(size)
        point = point + (np.sqrt(2) * driver - point) * (1 - stay)
        yield point.astype(np.float32)


def play(instrument, points, visitors=(), attention: float = 0.0) -> np.ndarray:
    """(2, n): one block for each point."""
    blocks = []
    for point in points:
        instrument.steer(point)
        blocks.append(instrument.render(visitors, attention))
    return np.concatenate(blocks, axis=1)


def play_tone(seconds: float, hz: float = 997.0, level: float = 0.1) -> np.ndarray:
    """(2, n)."""
    t = np.arange(int(seconds * RATE)) / RATE
    return np.tile(level * np.sin(2 * np.pi * hz * t), (2, 1)).astype(np.float32)


def through(master, sound: np.ndarray, wanted: bool = True) -> np.ndarray:
    """(n, 2): `sound` (2, n) block by block through a master."""
    whole = sound.shape[1] // FRAMES
    blocks = np.split(sound[:, : whole * FRAMES], whole, axis=1)
    return np.concatenate([master.process(block, wanted) for block in blocks])


def powers(meter, sound: np.ndarray) -> list[float]:
    """Of each whole block of `sound` (n, 2)."""
    starts = range(0, len(sound) - FRAMES, FRAMES)
    return [meter.power(sound[start : start + FRAMES].T) for start in starts]


def spectrum_db(sound: np.ndarray) -> np.ndarray:
    """(60,) dB in `BANDS`, the quietest 60 dB below the loudest; `sound` (2, n)."""
    size = 8192
    starts = range(0, sound.shape[1] - size + 1, size // 2)
    frames = np.stack([sound[:, start : start + size] for start in starts])
    power = (np.abs(np.fft.rfft(frames * np.hanning(size))) ** 2).mean(axis=(0, 1))
    hz = np.fft.rfftfreq(size, 1 / RATE)
    bands = []
    for low, high in itertools.pairwise(BANDS):
        is_inside = (hz >= low * 0.97) & (hz < high * 1.03)
        bands.append(power[is_inside].sum())
    level = 10 * np.log10(np.array(bands) + 1e-12)
    return np.maximum(level, level.max() - 60)


def still_sound(instrument, point: np.ndarray, blocks: int) -> np.ndarray:
    """(2, blocks * FRAMES): how this point sounds; the instrument itself stays as it was."""
    own = copy.deepcopy(instrument)
    own.steer(point)
    own.settle()
    return play(own, [point] * (blocks + 12))[:, 12 * FRAMES :]


def ranks_agree(a, b) -> float:
    """Spearman's rank correlation."""
    ranks = [np.argsort(np.argsort(values)) for values in (a, b)]
    return float(np.corrcoef(ranks)[0, 1])


def true_peak_db(sound: np.ndarray) -> float:
    """dBTP by eightfold oversampling of two seconds at a time, but for their ends; `sound` (n, 2)."""
    size = 2 * RATE
    edge = 256
    highest = 1e-12
    for at in range(0, len(sound), size - 2 * edge):
        spectrum = np.fft.rfft(sound[at : at + size], size, axis=0)
        between = np.fft.irfft(8 * spectrum, 8 * size, axis=0)
        end = min(size, len(sound) - at) - edge
        inner = between[8 * edge : 8 * end]
        highest = max(highest, np.abs(inner).max(initial=0.0))
    return float(20 * np.log10(highest))


def largest_step(sound: np.ndarray) -> float:
    """Between neighbouring samples; `sound` (2, n)."""
    return float(np.abs(np.diff(sound, axis=1)).max())
