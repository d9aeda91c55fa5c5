"""Torn pictures and how they should have looked, kept for training and drawn anew as it learns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from installation.latent.geometry import slerp
from installation.studio.letters.calibration import COUNTRY_AXES, Calibration
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.measures import usual_counts
from installation.studio.letters.mended_ways import MendedWays, mend_ways
from installation.studio.letters.model import Encoded, LettersModel, encode_faces
from installation.studio.letters.network import STYLE, LettersDecoder, middle_of

EVERY = 1200  # steps after which the pool is drawn anew
KEPT = 6  # drawings of the pool: what was mended once shall not tear again
TRIED = {"landscape": 8000, "portrait": 2000}  # pictures that are looked at
COUNTED = 40  # faces from which each letter's parts and holes are told
WALKED_FROM = 300  # faces
ON_WAYS = 0.6  # share of places on ways between real letters
AROUND = 0.2  # share near a real letter; the others are N(0, 1)
BANDWIDTH = 0.22  # of the places near a letter, as in the pack

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class WaysGround:
    """Where ways lead."""

    calibration: Calibration
    points: Floats  # (n, d) of real letters
    usual: Floats  # (29, 2) parts and holes of each letter

    @classmethod
    def of(
        cls,
        model: LettersModel,
        data: LettersDataset,
        calibration: Calibration,
    ) -> "WaysGround":
        """From the first faces that are trained on."""
        seen: Encoded = encode_faces(model, data, data.trained[:WALKED_FROM])
        counted = data.of_faces(data.trained[:COUNTED])
        return cls(
            calibration,
            calibration.points(seen.letters, seen.styles),
            usual_counts(middle_of(counted.squares).numpy()),
        )

    def by_lot(self, lots: np.random.Generator, count: int) -> Floats:
        """Places that visitors pass, (count, d)."""
        on_ways = round(ON_WAYS * count)
        around = round(AROUND * count)
        ends = lots.integers(len(self.points), size=(on_ways, 2))
        shares = lots.random(on_ways)
        walked = [
            slerp(self.points[start], self.points[end], share)
            for (start, end), share in zip(ends, shares, strict=True)
        ]
        near = self.points[lots.integers(len(self.points), size=around)]
        size = COUNTRY_AXES + STYLE
        near = (1 - BANDWIDTH**2) ** 0.5 * near + BANDWIDTH * lots.standard_normal((around, size))
        anywhere = lots.standard_normal((count - on_ways - around, size))
        return np.concatenate([walked, near, anywhere]).astype(np.float32)


class WaysPool:
    """The last KEPT drawings, for each window."""

    def __init__(self) -> None:
        self._drawn: list[dict[str, MendedWays]] = []
        self._step = 0

    def is_due(self, step: int) -> bool:
        """Whether the pool is to be drawn anew."""
        return not self._drawn or step >= self._step + EVERY

    def draw(
        self,
        decoder: LettersDecoder,
        ground: WaysGround,
        lots: np.random.Generator,
        step: int,
    ) -> str:
        """Looks for torn pictures; returns a line about what it found."""
        found = {}
        for window, count in TRIED.items():
            points = ground.by_lot(lots, count)
            found[window] = mend_ways(decoder, ground.calibration, ground.usual, points, window)
        self._drawn = [*self._drawn, found][-KEPT:]
        self._step = step
        of_each = [f"{len(ways.fields)} of {ways.tried} {window}" for window, ways in found.items()]
        return f"torn: {', '.join(of_each)}"

    def by_lot(
        self,
        lots: np.random.Generator,
        window: str,
        count: int,
    ) -> Sequence[Tensor]:
        """Letter weights, styles, fields and where they were mended, of `count` places; or of none."""
        some = [drawn[window] for drawn in self._drawn if len(drawn[window].fields)]
        if not some:
            return self._drawn[-1][window].by_lot(lots, 0)
        return some[lots.integers(len(some))].by_lot(lots, count)

    def state_dict(self) -> dict[str, Any]:
        """For the checkpoint."""
        drawn = [
            {window: ways.state_dict() for window, ways in found.items()} for found in self._drawn
        ]
        return {"drawn": drawn, "step": self._step}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """From the checkpoint."""
        self._step = state["step"]
        self._drawn = [
            {window: MendedWays.from_state(ways) for window, ways in found.items()}
            for found in state["drawn"]
        ]
