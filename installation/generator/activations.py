"""What a network's inside looks like: maps of numbers -> small grey pictures. Values in, values out."""

import cv2
import numpy as np

MAPS = 6  # shown of each layer
LONG_SIDE = 128  # pixels of a map
FOLLOW = 0.2  # how fast black and white follow the numbers
GREY = 127.5
Size = tuple[int, int]  # width, height, pixels
NO_MAPS = np.zeros((0, 0, 0, 0), np.uint8)


class FeatureMaps:
    """The strongest maps of a network's layers. They are chosen once, so that they do not change places."""

    def __init__(self, count: int = MAPS):
        self._count = count
        self._shown: list[_ShownMaps] = []  # of each layer

    def pictures(self, layers: list[np.ndarray]) -> np.ndarray:
        """(1, channels, h, w) of each layer -> (layers, maps, height, width) uint8; sizes may differ.

        A layer with fewer maps repeats its last; values that are not finite count as 0.
        """
        if not layers:
            return NO_MAPS
        finite = [_finite(layer[0]) for layer in layers]
        if not self._shown:
            for layer in finite:
                self._shown.append(_ShownMaps(layer, self._count))
        size = _size(finite[-1])
        pictures = []
        for shown, layer in zip(self._shown, finite, strict=True):
            pictures.append(shown.pictures(layer, size))
        return np.stack(pictures)


class _ShownMaps:
    """Those of one layer."""

    def __init__(self, layer: np.ndarray, count: int):
        """The maps of `layer` (channels, h, w) that vary most, so many."""
        variation = layer.std(axis=(1, 2))
        strongest = np.argsort(-variation)[:count]
        missing = count - len(strongest)
        self._numbers = np.pad(strongest, (0, missing), mode="edge")
        self._limits: np.ndarray | None = None

    def pictures(self, layer: np.ndarray, size: Size) -> np.ndarray:
        """(channels, h, w) float32 -> (count, height, width) uint8."""
        maps = layer[self._numbers]
        black, white = self._followed_limits(maps)
        contrast = white - black + 1e-6
        brightness = (maps - black) / contrast
        limited = np.clip(brightness, 0, 1)
        grey = (255 * limited).astype(np.uint8)
        # a coarse layer keeps its squares: how coarse it is, is what is to be seen
        squares = cv2.INTER_NEAREST
        resized = [cv2.resize(one, size, interpolation=squares) for one in grey]
        return np.stack(resized)

    def _followed_limits(self, maps: np.ndarray) -> np.ndarray:
        """Black and white of each of the maps, (2, count, 1, 1): they follow slowly, so that nothing pumps."""
        limits = np.percentile(maps, (1, 99), axis=(1, 2), keepdims=True)
        if self._limits is not None:
            change = limits - self._limits
            limits = self._limits + FOLLOW * change
        self._limits = limits
        return limits


def as_pictures(kernels: np.ndarray) -> np.ndarray:
    """First kernels (n, 1 or 3, k, k) -> (n, k, k, 3) uint8 RGB, 0 is grey."""
    numbers = kernels.astype(np.float32)
    finite = np.nan_to_num(numbers)
    reach = np.abs(finite).max(axis=(1, 2, 3), keepdims=True)
    brightness = GREY + GREY * finite / (reach + 1e-9)
    grey = brightness.astype(np.uint8)
    channels_last = grey.transpose(0, 2, 3, 1)
    count, height, width, _ = channels_last.shape
    rgb = np.broadcast_to(channels_last, (count, height, width, 3))
    return np.ascontiguousarray(rgb)


def _finite(layer: np.ndarray) -> np.ndarray:
    """(channels, h, w) float32."""
    numbers = layer.astype(np.float32, copy=False)
    return np.nan_to_num(numbers, posinf=0, neginf=0)


def _size(layer: np.ndarray) -> Size:
    """Of the picture of a map of this layer (channels, h, w)."""
    _, height, width = layer.shape
    scale = LONG_SIDE / max(height, width)
    shown_width = max(1, round(width * scale))
    shown_height = max(1, round(height * scale))
    return shown_width, shown_height
