"""Numbers about painted pictures, and two older ways of painting to compare them with."""

import numpy as np

GREY = np.array([0.299, 0.587, 0.114])  # of red, green, blue
REAL = 1e-5  # of the largest component's variance: less is none
BLOCK = 64  # pixels of a square whose waves are measured


def sharpness(pictures: np.ndarray) -> float:
    """The energy of waves shorter than four pixels in (n, h, w, 3) uint8, per pixel.

    A quarter of the sampling rate is a wave of four pixels. Measured in squares under a Hann window, so
    that their edges count for nothing.
    """
    window = np.hanning(BLOCK)[:, None] * np.hanning(BLOCK)[None]
    down = np.fft.fftfreq(BLOCK)[:, None]
    across = np.fft.fftfreq(BLOCK)[None]
    is_short = np.hypot(down, across) > 0.25
    energies = []
    for picture in pictures:
        grey = picture @ GREY
        for top in range(0, grey.shape[0] - BLOCK + 1, BLOCK):
            for left in range(0, grey.shape[1] - BLOCK + 1, BLOCK):
                square = grey[top : top + BLOCK, left : left + BLOCK]
                waves = np.fft.fft2((square - square.mean()) * window)
                energies.append((np.abs(waves[is_short]) ** 2).sum())
    return float(np.mean(energies) / BLOCK**4)


def error(painted: np.ndarray, true: np.ndarray) -> float:
    """Mean absolute difference of two sets of pictures, in grey levels of 255."""
    return float(np.abs(painted.astype(np.int16) - true).mean())


class PrincipalComponents:
    """Pictures as sums of principal components: the oldest latent space (Sirovich and Kirby 1987)."""

    def __init__(self, pictures: np.ndarray, count: int):
        """Of (n, h, w, 3) uint8; `count` components."""
        self._shape = pictures.shape[1:]
        flat = pictures.reshape(len(pictures), -1).astype(np.float32)
        self._mean = flat.mean(0)
        centred = flat - self._mean
        # few pictures, many pixels: the small matrix has the same values
        values, vectors = np.linalg.eigh(centred @ centred.T)
        # fewer pictures than components: what is left are rounding errors, and no directions
        count = min(count, int((values > REAL * values[-1]).sum()))
        kept = vectors[:, -count:]
        self._axes = (kept.T @ centred) / np.sqrt(values[-count:])[:, None]
        self._spread = np.sqrt(values[-count:] / len(flat))

    def again(self, pictures: np.ndarray) -> np.ndarray:
        """What of pictures the components hold, (n, h, w, 3) uint8."""
        flat = pictures.reshape(len(pictures), -1).astype(np.float32) - self._mean
        return self._pictures((flat @ self._axes.T) @ self._axes)

    def samples(self, count: int, seed: int = 5) -> np.ndarray:
        """Pictures by lot."""
        lots = np.random.default_rng(seed).normal(size=(count, len(self._spread)))
        return self._pictures((lots * self._spread).astype(np.float32) @ self._axes)

    def _pictures(self, flat: np.ndarray) -> np.ndarray:
        levels = (flat + self._mean).round().clip(0, 255)
        return levels.astype(np.uint8).reshape(-1, *self._shape)
