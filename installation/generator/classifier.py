"""The second network: picture -> what it sees in it. It only watches; nothing depends on what it says."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from installation.common import files
from installation.generator.activations import NO_MAPS, FeatureMaps, as_pictures
from installation.packs.classifier_model import FILE, SIZE, ClassifierModel

# outputs, each followed by _ and a way of looking
KERNELS = "kernels"
FEATURES = "features_1"
EDGES = "edges"  # an output of that name is the picture as bare edges
# of the network's shape: of a picture that is longer it sees the middle, which would be too small otherwise
LONGEST = 2.0
Answers = dict[str, np.ndarray]  # name of an output -> its value


@dataclass(frozen=True)
class Classification:
    """See `messages.Activations`; (ways, ...) each."""

    seen: np.ndarray
    kernels: np.ndarray
    features: np.ndarray
    scores: np.ndarray


NOTHING_SEEN = Classification(
    seen=np.zeros((0, 0, 0, 3), np.uint8),
    kernels=np.zeros((0, 0, 0, 0, 3), np.uint8),
    features=NO_MAPS,
    scores=np.zeros((0, 0), np.float32),
)


class Classifier:
    """classifier.onnx of a pack, tried before it is used."""

    def __init__(self, folder: Path):
        """Raises `BrokenPack`."""
        self._model = ClassifierModel(folder)
        self.ways = self._model.ways
        self._outputs = self._model.outputs
        self._maps: dict[str, FeatureMaps] = {}
        self.reset()
        black = np.zeros((72, 128, 3), np.uint8)
        try:
            self.classify(black)
        except ValueError as error:
            self._model.refuse(str(error))
        self.reset()

    def reset(self) -> None:
        """Chooses anew which of its maps are shown."""
        for way in self.ways:
            self._maps[way] = FeatureMaps()

    def classify(self, pixels: np.ndarray) -> Classification:
        """What it sees in a picture (h, w, 3) uint8 RGB. Raises ValueError where it fails."""
        small = _undistorted(pixels, self._model.size)
        answers = self._model.answers(small)
        seen = []
        for way in self.ways:
            seen.append(_seen(way, small, answers))
        return Classification(
            seen=np.stack(seen),
            kernels=self._kernels(answers),
            features=self._features(answers),
            scores=self._model.scores(answers),
        )

    def _kernels(self, answers: Answers) -> np.ndarray:
        """(ways, n, k, k, 3) uint8 RGB; empty where they are missing."""
        pictures = []
        for name in self._named(KERNELS):
            pictures.append(as_pictures(answers[name]))
        return _stacked(pictures, NOTHING_SEEN.kernels)

    def _features(self, answers: Answers) -> np.ndarray:
        """(ways, maps, height, width) uint8; empty where they are missing."""
        pictures = []
        for way, name in zip(self.ways, self._named(FEATURES), strict=False):
            layer = answers[name]
            maps = self._maps[way].pictures([layer])
            pictures.append(maps[0])
        return _stacked(pictures, NO_MAPS)

    def _named(self, kind: str) -> list[str]:
        """The outputs of a kind, one for each way of looking; none where one is missing."""
        names = [f"{kind}_{way}" for way in self.ways]
        if set(names) <= set(self._outputs):
            return names
        return []


def of_pack(folder: Path) -> Classifier | None:
    """The pack's second network, None where it has none. Raises `BrokenPack`."""
    if not files.is_file(folder / FILE):
        return None
    return Classifier(folder)


def _undistorted(pixels: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A picture (h, w, 3) of another shape at this size: as much as LONGEST lets it see, and its edges go on around it."""
    width, height = size
    pixels = _middle(pixels, LONGEST * width / height, LONGEST * height / width)
    scale = min(width / pixels.shape[1], height / pixels.shape[0])
    inner = (max(1, round(scale * pixels.shape[1])), max(1, round(scale * pixels.shape[0])))
    small = cv2.resize(pixels, inner, interpolation=cv2.INTER_AREA)
    left = (width - inner[0]) // 2
    top = (height - inner[1]) // 2
    right = width - inner[0] - left
    bottom = height - inner[1] - top
    return cv2.copyMakeBorder(small, top, bottom, left, right, cv2.BORDER_REPLICATE)


def _middle(pixels: np.ndarray, widest: float, tallest: float) -> np.ndarray:
    """Of a picture (h, w, 3): no wider than so many heights, no taller than so many widths."""
    height, width = pixels.shape[:2]
    columns = min(width, round(widest * height))
    rows = min(height, round(tallest * width))
    left = (width - columns) // 2
    top = (height - rows) // 2
    return pixels[top : top + rows, left : left + columns]


def _seen(way: str, small: np.ndarray, answers: Answers) -> np.ndarray:
    """What it looks at in this way, (72, 128, 3) uint8."""
    if way == EDGES and EDGES in answers:
        small = _edges(answers[EDGES])
    return cv2.resize(small, SIZE, interpolation=cv2.INTER_AREA)


def _edges(output: np.ndarray) -> np.ndarray:
    """(1, 1, h, w) of 0..1 -> (h, w, 3) uint8."""
    plane = output.reshape(output.shape[-2:])
    finite = np.nan_to_num(plane)
    strength = np.clip(finite, 0, 1)
    grey = (255 * strength).astype(np.uint8)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)


def _stacked(of_ways: list[np.ndarray], empty: np.ndarray) -> np.ndarray:
    """(ways, ...), cut to what all ways have; `empty` where they have no common shape."""
    shapes = {one.shape[1:] for one in of_ways}
    if len(shapes) != 1:
        return empty
    count = min(len(one) for one in of_ways)
    cut = [one[:count] for one in of_ways]
    return np.stack(cut)
