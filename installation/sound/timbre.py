"""From a latent point of any size to a timbre: a fixed, seeded, distance-keeping projection.

Nobody composes the mapping: rows of the projection are orthonormal (Johnson-Lindenstrauss), and every
coordinate acts about linearly on the logarithm of the spectrum, so that distance in latent space is heard
as distance in sound.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

FORMANTS = 12
SILENT_DB = -200.0
REFERENCE_HZ = 220.0  # where the tilt of the spectrum turns
_CENTRES_OCT = np.log2(np.geomspace(90.0, 5200.0, FORMANTS))
_WIDTH_OCT = 0.5
_FORMANT_DB = 6.0  # of one formant per unit of z
_LIMIT = 3.0  # z beyond this is drawn in, smoothly
_HOME = 0.5  # how far the middle of one seed's sound lies from that of another
_NEPERS = math.log(10.0) / 20.0  # of a decibel
_SEED_MASK = 0xFFFFFFFF


def dimensions(notes: int) -> int:
    """How many numbers a timbre is made of, for an ensemble of so many notes."""
    return FORMANTS + 4 + notes


class Projection:
    """Maps a point (d,) of any d to z (m,), about N(home, 1) when the point is N(0, 1).

    It is the same for the same seed and d.
    """

    def __init__(self, seed: int, size: int):
        self._seed = seed & _SEED_MASK
        self._size = size
        self._matrix = np.zeros((size, 0))
        random = np.random.default_rng(self._seed)
        self._home = _HOME * random.standard_normal(size)

    def __call__(self, point: np.ndarray) -> np.ndarray:
        """(m,) float64 within +-3. Raises ValueError for an empty point and one that is not finite."""
        point = np.asarray(point, np.float64)
        if not point.size or not np.isfinite(point).all():
            raise ValueError("a latent point has to be finite numbers")
        if point.size != self._matrix.shape[1]:
            self._matrix = _orthonormal(
                self._seed,
                self._size,
                point.size,
            )
        z = self._home + self._matrix @ point
        return _LIMIT * np.tanh(z / _LIMIT)


def _orthonormal(seed: int, rows: int, columns: int) -> np.ndarray:
    """(rows, columns): orthonormal along its longer axis, scaled so that rows have about unit length."""
    random = np.random.default_rng([seed, columns])
    longer = max(rows, columns)
    shorter = min(rows, columns)
    normal = random.standard_normal((longer, shorter))
    q, _ = np.linalg.qr(normal)
    if columns >= rows:
        return q.T
    return q * np.sqrt(rows / columns)


@dataclass(frozen=True)
class Timbre:
    """What z means."""

    formants: np.ndarray  # (FORMANTS,) dB of the bumps of the spectral envelope
    tilt: float  # dB per octave above REFERENCE_HZ
    hollow: float  # dB taken from even partials (added when negative)
    shimmer: float  # Hz by which the two strings of a partial differ, at the first partial
    breath: float  # 0..1
    notes: np.ndarray  # (n,) dB of each note of the ensemble
    # (k,) dB: a voice of the pack's own, in place of formants, tilt and hollow
    partials: np.ndarray | None = None


def timbre(z: np.ndarray, partials: np.ndarray | None = None) -> Timbre:
    """Reads z (m,) as a timbre; continuous everywhere. `partials`: see `Timbre`."""
    tilt, hollow, shimmer, breath = z[FORMANTS : FORMANTS + 4].tolist()
    return Timbre(
        formants=_FORMANT_DB * z[:FORMANTS],
        tilt=-7.5 + 1.5 * tilt,
        hollow=5.0 + 5.0 * hollow,
        shimmer=0.16 * 2.0 ** (0.8 * shimmer),
        breath=1 / (1 + math.exp(-1.2 * breath)),
        notes=6.0 * z[FORMANTS + 4 :],
        partials=partials,
    )


def fitted_partials(partials: np.ndarray, count: int) -> np.ndarray:
    """(count,) dB of the first partials; what is missing is silent."""
    missing = max(0, count - len(partials))
    return np.pad(partials[:count], (0, missing), constant_values=SILENT_DB)


def formant_basis(hz: np.ndarray) -> np.ndarray:
    """(..., FORMANTS): how much each formant counts at these frequencies, Gaussian in octaves."""
    octaves = np.log2(np.asarray(hz, np.float64))
    distance = octaves[..., None] - _CENTRES_OCT
    return np.exp(-0.5 * (distance / _WIDTH_OCT) ** 2)


def tilt_octaves(hz: np.ndarray) -> np.ndarray:
    """Octaves above REFERENCE_HZ, 0 below it: the tilt leaves the fundamentals alone."""
    ratio = np.asarray(hz, np.float64) / REFERENCE_HZ
    return np.maximum(0.0, np.log2(ratio))


def amplitude(decibels: Any) -> Any:
    """Amplitude ratio of a level in dB (a number or an array)."""
    return np.exp(np.multiply(decibels, _NEPERS))
