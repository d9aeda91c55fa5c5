"""Steering "mirror": the pack's encoder turns the visitors' coarse silhouette into a point: the model sees one of its own."""

import numpy as np

from installation.common.smoothing import share
from installation.config.schema import JourneyConfig
from installation.faults import BrokenPack
from installation.messages import SILHOUETTE_SHAPE, Presence
from installation.packs.manifest import Pack
from installation.packs.session import RunFailed, inputs_of, open_session, outputs_of, run

ENCODER = "encoder.onnx"
CONFIDENCE = (
    "confidence"  # an output of that name, 0..1: how sure it is that this is one of its own
)
SETTLE_S = 0.2  # a cell must be covered, or free, for about so long before it counts
HYSTERESIS = 0.15  # how far beyond one half its cover must be for that
HOLD_S = 0.45  # something else to be seen must last so long
OTHER = 0.5  # of the values that say what is seen: so far away is something else
_DTYPES = {"tensor(uint8)": np.uint8, "tensor(float)": np.float32}


class MirrorEncoder:
    """encoder.onnx of a pack, tried before it is used: silhouette (18, 32) of 0 and 1 -> point (d,)."""

    def __init__(self, pack: Pack):
        """Raises `BrokenPack`."""
        folder = pack.folder
        path = folder / ENCODER
        if not path.is_file():
            raise BrokenPack(f"pack {folder.name} has no {ENCODER}")
        self._name = f"pack {folder.name}: {ENCODER}"
        self._dimensions = pack.dimensions
        self._session = open_session(path, threads=1)
        inputs = list(inputs_of(self._session).values())
        takes_silhouette = len(inputs) == 1 and inputs[0].type in _DTYPES
        if not takes_silhouette:
            raise BrokenPack(f"{self._name} must take a silhouette alone, as uint8 or float32")
        outputs = list(outputs_of(self._session))
        others = [name for name in outputs if name != CONFIDENCE]
        if len(others) != 1:
            raise BrokenPack(
                f"{self._name} must have one output, and may have {CONFIDENCE!r} beside it; "
                f"it has {', '.join(outputs)}"
            )
        self.confidence: float | None = None  # how sure the newest answer is; None: it does not say
        self._input = inputs[0].name
        self._outputs = others
        if CONFIDENCE in outputs:
            self._outputs.append(CONFIDENCE)
        self._dtype = _DTYPES[inputs[0].type]
        self._try()

    def point(self, silhouette: np.ndarray) -> np.ndarray:
        """(d,). Raises `BrokenPack` when the answer is none."""
        batch = silhouette[None].astype(self._dtype)
        try:
            answer, *others = run(self._session, self._outputs, {self._input: batch})
        except RunFailed as error:
            raise BrokenPack(f"{self._name} failed: {error}") from error
        values = answer.reshape(-1)
        is_finite = np.isfinite(values).all()
        if len(values) != self._dimensions or not is_finite:
            raise BrokenPack(f"{self._name} does not answer with {self._dimensions} numbers")
        if others:
            self.confidence = float(np.nan_to_num(others[0]).reshape(-1)[0])
        return values.astype(np.float64)

    def _try(self) -> None:
        """Somebody on the left and somebody on the right, arms stretched out, must be different points."""
        left = np.zeros(SILHOUETTE_SHAPE, np.uint8)
        left[4:, 12:18] = 1
        right = np.roll(left, 8, axis=1)
        right[6:8, 14:] = 1
        if np.array_equal(self.point(left), self.point(right)):
            raise BrokenPack(f"{self._name} answers the same to everybody")


class Mirror:
    """A pose held is a place held: single cells that flicker at the silhouette's edge move nothing."""

    def __init__(self, pack: Pack, settings: JourneyConfig):
        """Raises `BrokenPack` where the pack has no encoder that can be used."""
        self._encoder = MirrorEncoder(pack)
        self._cover = np.zeros(SILHOUETTE_SHAPE)  # of each cell, lately: 0..1
        self._settled = np.zeros(SILHOUETTE_SHAPE, bool)
        self._steady = pack.generator.steady
        self._answer: np.ndarray | None = None  # the encoder's newest
        self._other_s = 0.0  # it has been something else than the goal
        self._goal: np.ndarray | None = None

    @property
    def confidence(self) -> float | None:
        """How sure the encoder is that the pose is one of its own, 0..1; None where it does not say."""
        return self._encoder.confidence

    def goal(self, presence: Presence, dt: float) -> np.ndarray:
        """The point (d,) that the visitors ask for."""
        seen = presence.silhouette > 0
        if not self._settled.any():  # somebody new is not kept waiting
            self._cover[:] = seen
        change = seen - self._cover
        self._cover += share(dt, SETTLE_S) * change
        threshold = np.where(self._settled, 0.5 - HYSTERESIS, 0.5 + HYSTERESIS)
        settled = self._cover > threshold
        is_same = np.array_equal(settled, self._settled)
        if self._answer is None or not is_same:
            self._answer = self._encoder.point(settled.astype(np.uint8))
        self._settled = settled
        self._goal = self._held(self._answer, dt)
        return self._goal

    def _held(self, answer: np.ndarray, dt: float) -> np.ndarray:
        """The goal (d,): something else to be seen, such as another letter, must last before it counts."""
        goal = self._goal
        if goal is None or not self._steady:
            return answer
        away = np.linalg.norm(answer[: self._steady] - goal[: self._steady])
        self._other_s = self._other_s + dt if away > OTHER else 0.0
        if away <= OTHER or self._other_s >= HOLD_S:
            self._other_s = 0.0
            return answer
        return goal
