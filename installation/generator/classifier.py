"""The second network: picture -> what it believes to see. It watches; nothing hangs on what it says."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from installation.faults import BrokenPack
from installation.generator.activations import NOTHING, Maps, as_pictures
from installation.packs.session import first_line, open_session

FILE = "classifier.onnx"
SEEN = (128, 72)  # width, height of the picture it is given where it takes any size
SCORES, KERNELS, FEATURES = (
    "scores",
    "kernels",
    "features_1",
)  # outputs, each followed by _ and a way of looking
VIEWS = "edges"  # an output of that name is the picture as bare edges


@dataclass(frozen=True)
class Beliefs:
    """See `messages.Activations`; (ways, ...) each."""

    seen: np.ndarray
    kernels: np.ndarray
    features: np.ndarray
    scores: np.ndarray


NO_BELIEFS = Beliefs(
    np.zeros((0, 0, 0, 3), np.uint8),
    np.zeros((0, 0, 0, 0, 3), np.uint8),
    NOTHING,
    np.zeros((0, 0), np.float32),
)


class Classifier:
    """classifier.onnx of a pack, which has proved that it answers."""

    def __init__(self, folder: Path):
        """Raises `BrokenPack`."""
        self._folder = folder
        self._session = open_session(folder / FILE, 1)
        self._outputs = [node.name for node in self._session.get_outputs()]
        self.ways = tuple(
            sorted(
                name.removeprefix(f"{SCORES}_")
                for name in self._outputs
                if name.startswith(f"{SCORES}_")
            )
        )
        given = self._session.get_inputs()
        if (
            not self.ways
            or len(given) != 1
            or len(given[0].shape) != 4
            or given[0].type != "tensor(uint8)"
        ):
            self._refuse(
                "wanted is one input picture (1, h, w, 3) uint8 and outputs scores_..., for example scores_colour"
            )
        self._input = given[0]
        height, width = given[0].shape[1:3]
        self._size = (width, height) if isinstance(width, int) and isinstance(height, int) else SEEN
        self._maps = {way: Maps() for way in self.ways}
        try:
            self.judge(np.zeros((72, 128, 3), np.uint8))
        except ValueError as error:
            self._refuse(str(error))
        self.begin()

    def begin(self) -> None:
        """Chooses anew which of its maps are shown."""
        self._maps = {way: Maps() for way in self.ways}

    def judge(self, pixels: np.ndarray) -> Beliefs:
        """What it believes of a picture (h, w, 3) uint8 RGB. Raises ValueError where it fails."""
        small = cv2.resize(pixels, self._size, interpolation=cv2.INTER_AREA)
        try:
            answers = dict(
                zip(
                    self._outputs,
                    self._session.run(self._outputs, {self._input.name: small[None]}),
                    strict=True,
                )
            )
        except Exception as error:  # ONNX Runtime raises a dozen kinds, with no parent of their own
            raise ValueError(f"the second network failed: {first_line(error)}") from error
        scores = np.stack([answers[f"{SCORES}_{way}"].reshape(-1) for way in self.ways]).astype(
            np.float32
        )
        if not np.isfinite(scores).all():
            raise ValueError("the second network gave scores that are no numbers")
        return Beliefs(
            np.stack([self._seen(way, small, answers) for way in self.ways]),
            self._alike(
                [as_pictures(answers[name]) for name in self._named(KERNELS)], NO_BELIEFS.kernels
            ),
            self._alike(
                [
                    self._maps[way].take([answers[name]])[0]
                    for way, name in zip(self.ways, self._named(FEATURES))
                ],
                NOTHING,
            ),
            np.clip(scores, 0, 1),
        )

    def _named(self, kind: str) -> list[str]:
        """The outputs of a kind, one for each way of looking; none where one is missing."""
        names = [f"{kind}_{way}" for way in self.ways]
        return names if set(names) <= set(self._outputs) else []

    def _seen(self, way: str, small: np.ndarray, answers: dict) -> np.ndarray:
        """What it looks at in this way, (72, 128, 3) uint8."""
        if way == VIEWS and VIEWS in answers:
            edges = (
                255
                * np.clip(np.nan_to_num(answers[VIEWS].reshape(answers[VIEWS].shape[-2:])), 0, 1)
            ).astype(np.uint8)
            small = cv2.cvtColor(edges, cv2.COLOR_GRAY2RGB)
        return cv2.resize(small, SEEN, interpolation=cv2.INTER_AREA)

    @staticmethod
    def _alike(of_ways: list[np.ndarray], empty: np.ndarray) -> np.ndarray:
        """(ways, ...), cut to what all ways have; nothing where they have no common shape."""
        if not of_ways or len({one.shape[1:] for one in of_ways}) > 1:
            return empty
        count = min(len(one) for one in of_ways)
        return np.stack([one[:count] for one in of_ways])

    def _refuse(self, reason: str):
        raise BrokenPack(f"pack {self._folder.name}: {FILE} cannot be used: {reason}")


def of_pack(folder: Path) -> Classifier | None:
    """The pack's second network, None where it has none. Raises `BrokenPack`."""
    return Classifier(folder) if (folder / FILE).is_file() else None
