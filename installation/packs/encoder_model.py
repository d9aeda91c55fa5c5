"""encoder.onnx of a pack: the visitors' coarse silhouette -> latent point. Tried before it is used."""

import numpy as np

from installation.faults import BrokenPack
from installation.messages import SILHOUETTE_SHAPE
from installation.packs.manifest import Pack
from installation.packs.session import RunFailed, inputs_of, open_session, outputs_of, run
from installation.packs.tensors import DTYPES, FLOATS, Shape

ENCODER = "encoder.onnx"
# an output of that name, 0..1: how sure it is that this is one of its own
CONFIDENCE = "confidence"
_TAKEN = (1, *SILHOUETTE_SHAPE)
_ROW = SILHOUETTE_SHAPE[0] * SILHOUETTE_SHAPE[1]
# As a graph may take it: what PyTorch's layers want has an axis for channels.
_SHAPES = (_TAKEN, (1, *_TAKEN), (*_TAKEN, 1), (1, _ROW), SILHOUETTE_SHAPE, (_ROW,))
_KINDS = ("tensor(uint8)", "tensor(bool)", *FLOATS)


class MirrorEncoder:
    """encoder.onnx of a pack, tried before it is used: silhouette (18, 32) of 0 and 1 -> point (d,)."""

    def __init__(self, pack: Pack):
        """Raises `BrokenPack`."""
        folder = pack.point_folder
        path = folder / ENCODER
        if not path.is_file():
            raise BrokenPack(f"pack {folder.name} has no {ENCODER}")
        self._name = f"pack {folder.name}: {ENCODER}"
        self._dimensions = pack.dimensions
        self._session = open_session(path, threads=1)
        inputs = list(inputs_of(self._session).values())
        takes_silhouette = len(inputs) == 1 and inputs[0].type in _KINDS
        if not takes_silhouette:
            raise BrokenPack(f"{self._name} must take a silhouette alone, as uint8 or float32")
        self._shape = self._fitting(inputs[0].shape)
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
        self._dtype = DTYPES[inputs[0].type]
        self._try()

    def _fitting(self, given: Shape) -> tuple[int, ...]:
        """In which shape the graph takes a silhouette; one that does not say is tried.

        Raises `BrokenPack`.
        """
        if not given:
            return _TAKEN
        for shape in _SHAPES:
            if _fits(given, shape):
                return shape
        raise BrokenPack(
            f"{self._name} takes {_in_words(given)}; a silhouette is {_in_words(_TAKEN)}"
        )

    def point(self, silhouette: np.ndarray) -> np.ndarray:
        """(d,). Raises `BrokenPack` when the answer is none."""
        batch: np.ndarray = silhouette.astype(self._dtype).reshape(self._shape)
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


def _fits(given: Shape, shape: tuple[int, ...]) -> bool:
    """Free sizes fit any."""
    if len(given) != len(shape):
        return False
    return all(own in (None, size) for own, size in zip(given, shape, strict=True))


def _in_words(shape: Shape) -> str:
    return " x ".join("any" if size is None else str(size) for size in shape)
