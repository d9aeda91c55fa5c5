"""classifier.onnx of a pack: picture -> scores and what it sees. Tried before it is used."""

from pathlib import Path
from typing import NoReturn

import numpy as np

from installation.faults import BrokenPack
from installation.packs.session import RunFailed, inputs_of, open_session, outputs_of, run
from installation.packs.tensors import GraphValue, Shape

FILE = "classifier.onnx"
# (width, height) of what is shown, and of the picture the network is given where it takes any size
SIZE = (128, 72)
SCORES = "scores"  # outputs, each followed by _ and a way of looking
WANTED = (
    "wanted is one input picture (1, h, w, 3) uint8 and outputs scores_..., "
    "for example scores_colour"
)


class ClassifierModel:
    """A pack's second network, by itself."""

    def __init__(self, folder: Path):
        """Raises `BrokenPack`."""
        self._folder = folder
        self._session = open_session(folder / FILE, 1)
        inputs = list(inputs_of(self._session).values())
        self.outputs = list(outputs_of(self._session))
        self.ways = _ways(self.outputs)  # of looking, in alphabetical order
        takes_picture = len(inputs) == 1 and _is_picture(inputs[0])
        if not takes_picture or not self.ways:
            self.refuse(WANTED)
        self._input = inputs[0].name
        self.size = _size(inputs[0].shape)  # (width, height) of the picture it takes
        width, height = self.size
        try:
            self.scores(self.answers(np.zeros((height, width, 3), np.uint8)))
        except ValueError as error:
            self.refuse(str(error))

    def answers(self, small: np.ndarray) -> dict[str, np.ndarray]:
        """All outputs by name for a picture (h, w, 3) uint8 of its size.

        Raises ValueError where it fails.
        """
        try:
            values = run(self._session, self.outputs, {self._input: small[None]})
        except RunFailed as error:
            raise ValueError(f"the second network failed: {error}") from error
        return dict(zip(self.outputs, values, strict=True))

    def scores(self, answers: dict[str, np.ndarray]) -> np.ndarray:
        """(ways, classes) float32, 0..1. Raises ValueError where they are no numbers."""
        rows = []
        for way in self.ways:
            row = answers[f"{SCORES}_{way}"]
            rows.append(row.reshape(-1))
        scores = np.stack(rows).astype(np.float32)
        if not np.isfinite(scores).all():
            raise ValueError("the second network gave scores that are no numbers")
        return np.clip(scores, 0, 1)

    def refuse(self, reason: str) -> NoReturn:
        """Raises `BrokenPack`."""
        raise BrokenPack(f"pack {self._folder.name}: {FILE} cannot be used: {reason}")


def _ways(outputs: list[str]) -> tuple[str, ...]:
    """The ways of looking for which there are scores, in alphabetical order."""
    prefix = f"{SCORES}_"
    ways = [name.removeprefix(prefix) for name in outputs if name.startswith(prefix)]
    return tuple(sorted(ways))


def _is_picture(node: GraphValue) -> bool:
    is_coloured = len(node.shape) == 4 and node.shape[3] in (3, None)
    return is_coloured and node.type == "tensor(uint8)"


def _size(shape: Shape) -> tuple[int, int]:
    """What an input of this shape (1, h, w, 3) takes."""
    _, height, width, _ = shape
    if height is None or width is None:
        return SIZE
    return width, height
