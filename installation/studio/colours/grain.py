"""Constants of the generator: blue noise that hides the steps of 8 bits, and a filter that makes a grid finer."""

import numpy as np

GRAIN = 64  # pixels; the grain's tile


def grain() -> np.ndarray:
    """(64, 64) float32 in -0.5..0.5: blue noise, which hides the steps of 8 bits and is not seen itself.

    Noise without its slow waves, spread evenly again; a few rounds suffice (after Ulichney 1993). The
    tile lies fixed on the screen, so nothing flickers.
    """
    noise = np.random.default_rng(3).random((GRAIN, GRAIN))
    frequencies = np.fft.fftfreq(GRAIN)
    waves = np.hypot(*np.meshgrid(frequencies, frequencies))
    kept = 1 - np.exp(-((waves / 0.28) ** 2))
    for _ in range(12):
        spectrum = np.fft.fft2(noise) * kept
        without_slow = np.fft.ifft2(spectrum).real
        ranks = without_slow.ravel().argsort().argsort()
        noise = ranks.reshape(GRAIN, GRAIN) / GRAIN**2
    centred = noise + 0.5 / GRAIN**2 - 0.5
    return centred.astype(np.float32)


def finer_kernels(channels: int) -> np.ndarray:
    """(4 x channels, 1, 5, 5): the cubic through four neighbours (Catmull-Rom), a quarter cell to each side."""
    t = 0.25
    taps = np.array(
        [
            -t + 2 * t**2 - t**3,
            2 - 5 * t**2 + 3 * t**3,
            t + 4 * t**2 - 3 * t**3,
            t**3 - t**2,
        ]
    )
    after = np.array([0, *(taps / 2)])  # a quarter beyond the middle: neighbours -1, 0, 1, 2
    sides = (after[::-1], after)
    kernels = []
    for down in sides:
        for across in sides:
            kernels.append(np.outer(down, across))
    return np.tile(np.array(kernels)[:, None], (channels, 1, 1, 1))
