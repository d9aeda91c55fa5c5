"""What a network's inside looks like: maps of numbers -> small grey pictures. Values in, values out."""

import cv2
import numpy as np

MAPS = 6  # shown of each layer
LONG_SIDE = 128  # pixels of a map
FOLLOW = 0.2  # how fast black and white follow the numbers
NOTHING = np.zeros((0, 0, 0, 0), np.uint8)


class Maps:
    """The strongest maps of a network's layers. Which they are is chosen once, so that they do not change places."""

    def __init__(self, count: int = MAPS):
        self._count = count
        self._chosen: list[np.ndarray] = []
        self._ranges: list[np.ndarray] = []

    def take(self, layers: list[np.ndarray]) -> np.ndarray:
        """(1, channels, h, w) of each layer -> (layers, maps, height, width) uint8, none with different sizes.

        A layer with fewer maps repeats its last; what is no number counts as nothing.
        """
        if not layers:
            return NOTHING
        layers = [
            np.nan_to_num(layer[0].astype(np.float32, copy=False), posinf=0, neginf=0)
            for layer in layers
        ]
        if not self._chosen:
            self._chosen = [_strongest(layer, self._count) for layer in layers]
        shown = [layer[chosen] for layer, chosen in zip(layers, self._chosen, strict=True)]
        self._follow(shown)
        size = _size(layers[-1].shape[1:])
        return np.stack(
            [_as_grey(maps, limits, size) for maps, limits in zip(shown, self._ranges, strict=True)]
        )

    def _follow(self, shown: list[np.ndarray]) -> None:
        """What is black and what is white follows slowly, so that the maps do not pump."""
        now = [np.percentile(maps, (1, 99), axis=(1, 2)) for maps in shown]
        before = self._ranges or now
        self._ranges = [old + FOLLOW * (new - old) for old, new in zip(before, now, strict=True)]


def as_pictures(kernels: np.ndarray) -> np.ndarray:
    """First kernels (n, 1 or 3, k, k) -> (n, k, k, 3) uint8 RGB, nought is grey."""
    kernels = np.nan_to_num(kernels.astype(np.float32))
    reach = np.abs(kernels).max(axis=(1, 2, 3), keepdims=True) + 1e-9
    grey = (127.5 + 127.5 * kernels / reach).astype(np.uint8).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(np.broadcast_to(grey, (*grey.shape[:3], 3)))


def _strongest(layer: np.ndarray, count: int) -> np.ndarray:
    """Numbers (count,) of the maps (channels, h, w) that vary most."""
    order = np.argsort(-layer.std(axis=(1, 2)))[:count]
    return np.pad(order, (0, count - len(order)), mode="edge")


def _size(shape: tuple[int, int]) -> tuple[int, int]:
    scale = LONG_SIDE / max(shape)
    return max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale))


def _as_grey(maps: np.ndarray, limits: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    low, high = limits[:, :, None, None]
    grey = (255 * np.clip((maps - low) / (high - low + 1e-6), 0, 1)).astype(np.uint8)
    # a coarse layer keeps its squares: how coarse it is, is what is to be seen
    return np.stack([cv2.resize(one, size, interpolation=cv2.INTER_NEAREST) for one in grey])
