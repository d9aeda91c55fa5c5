"""Torn pictures and how they should have looked, and steps that are too steep: kept for training and
drawn anew as it learns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from installation.latent.geometry import slerp
from installation.studio.letters.calibration import COUNTRY_AXES, Calibration
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.measures import STEPS, usual_counts
from installation.studio.letters.mended_ways import MendedWays, draw_places, mended_of
from installation.studio.letters.model import Encoded, LettersModel, encode_faces
from installation.studio.letters.network import STYLE, LettersDecoder, middle_of
from installation.studio.letters.steep_steps import SteepSteps, step_changes

EVERY = 1200  # steps after which the pool is drawn anew
KEPT = 6  # drawings of the pool: what was mended once shall not tear again
TRIED = {"landscape": 8000, "portrait": 2000}  # pictures that are looked at
COUNTED = 40  # faces from which each letter's parts and holes are told
WALKED_FROM = 300  # faces
ON_WAYS = 0.6  # share of places on ways between real letters, each with the next on its way
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

    def steps_by_lot(self, lots: np.random.Generator, count: int) -> Floats:
        """Two neighbouring places on a way between real letters, (count, 2, d)."""
        ends = lots.integers(len(self.points), size=(count, 2))
        shares = lots.integers(STEPS, size=count) / STEPS
        walked = [
            [
                slerp(self.points[start], self.points[end], share),
                slerp(self.points[start], self.points[end], share + 1 / STEPS),
            ]
            for (start, end), share in zip(ends, shares, strict=True)
        ]
        return np.array(walked, np.float32)

    def places_by_lot(self, lots: np.random.Generator, count: int) -> Floats:
        """Places near real letters and anywhere, (count, d)."""
        around = round(AROUND / (1 - ON_WAYS) * count)
        near = self.points[lots.integers(len(self.points), size=around)]
        size = COUNTRY_AXES + STYLE
        near = (1 - BANDWIDTH**2) ** 0.5 * near + BANDWIDTH * lots.standard_normal((around, size))
        anywhere = lots.standard_normal((count - around, size))
        return np.concatenate([near, anywhere]).astype(np.float32)


@dataclass(frozen=True)
class WaysFound:
    """What was found in one window."""

    mended: MendedWays
    steep: SteepSteps

    @classmethod
    def by_lot(
        cls,
        decoder: LettersDecoder,
        ground: WaysGround,
        lots: np.random.Generator,
        count: int,
        window: str,
    ) -> "WaysFound":
        """Of `count` pictures by lot."""
        steps = round(ON_WAYS * count / 2)
        pairs = ground.steps_by_lot(lots, steps)
        points = pairs.reshape(2 * steps, -1)
        mended = []
        changes = []
        weights = []
        styles = []
        for drawn in draw_places(decoder, ground.calibration, points, window):
            mended.append(mended_of(drawn, ground.usual))
            changes.append(step_changes(drawn.fields).numpy())
            weights.append(drawn.weights.reshape(-1, 2, drawn.weights.shape[1]))
            styles.append(drawn.styles.reshape(-1, 2, drawn.styles.shape[1]))
        steep = SteepSteps.among(
            np.concatenate(weights),
            np.concatenate(styles),
            np.concatenate(changes),
        )
        places = ground.places_by_lot(lots, count - 2 * steps)
        mended += [
            mended_of(drawn, ground.usual)
            for drawn in draw_places(decoder, ground.calibration, places, window)
        ]
        return cls(MendedWays.joined(mended), steep)

    def state_dict(self) -> dict[str, Any]:
        """For the checkpoint."""
        return {"mended": self.mended.state_dict(), "steep": self.steep.state_dict()}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "WaysFound":
        """From the checkpoint."""
        mended = MendedWays.from_state(state["mended"])
        return cls(mended, SteepSteps.from_state(state["steep"]))


class WaysPool:
    """The last KEPT drawings, for each window."""

    def __init__(self) -> None:
        self._drawn: list[dict[str, WaysFound]] = []
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
        """Looks for torn pictures and steep steps; returns a line about what it found."""
        found = {
            window: WaysFound.by_lot(decoder, ground, lots, count, window)
            for window, count in TRIED.items()
        }
        self._drawn = [*self._drawn, found][-KEPT:]
        self._step = step
        torn = [
            f"{len(ways.mended.fields)} of {ways.mended.tried} {window}"
            for window, ways in found.items()
        ]
        steep = [
            f"{len(ways.steep.weights)} of {ways.steep.tried} {window}"
            for window, ways in found.items()
        ]
        return f"torn: {', '.join(torn)}; steep: {', '.join(steep)}"

    def steep_by_lot(
        self,
        lots: np.random.Generator,
        window: str,
        count: int,
    ) -> tuple[Tensor, Tensor, float]:
        """Letter weights and styles of `count` pairs, or of none, and how long a usual step is.

        Of the last drawing only: what was steep before may be even by now.
        """
        steep = self._drawn[-1][window].steep
        return *steep.by_lot(lots, count), steep.usual

    def by_lot(
        self,
        lots: np.random.Generator,
        window: str,
        count: int,
    ) -> Sequence[Tensor]:
        """Letter weights, styles, fields and where they were mended, of `count` places; or of none."""
        all_ways = [drawn[window].mended for drawn in self._drawn]
        some = [ways for ways in all_ways if len(ways.fields)]
        if not some:
            return all_ways[-1].by_lot(lots, 0)
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
            {window: WaysFound.from_state(ways) for window, ways in found.items()}
            for found in state["drawn"]
        ]
