"""Steering "mirror": the pack's encoder turns the visitors' coarse silhouette into a point; the model sees one of its own."""

import numpy as np

from installation.faults import BrokenPack
from installation.messages import SILHOUETTE_SHAPE, Presence
from installation.packs.session import first_line, open_session

ENCODER = "encoder.onnx"
SETTLES_S = 0.2  # a cell must be covered, or free, for about so long before it is believed
SURE = 0.15  # how far beyond the half it must be for that
_TYPES = {"tensor(uint8)": np.uint8, "tensor(float)": np.float32}


class Encoder:
    """encoder.onnx of a pack, proved: silhouette (18, 32) of 0 and 1 -> point (d,)."""

    def __init__(self, pack):
        """Raises `BrokenPack`."""
        self._name, path = f"pack {pack.folder.name}: {ENCODER}", pack.folder / ENCODER
        if not path.is_file():
            raise BrokenPack(f"pack {pack.folder.name} has no {ENCODER}")
        self._session = open_session(path, threads=1)
        self._input, self._dimensions = self._session.get_inputs()[0], pack.dimensions
        if len(self._session.get_inputs()) != 1 or self._input.type not in _TYPES:
            raise BrokenPack(f"{self._name} must take a silhouette alone, as uint8 or float32")
        person = np.zeros(SILHOUETTE_SHAPE, np.uint8)
        person[4:, 12:18] = 1
        if np.array_equal(self.point(person), self.point(np.roll(person, 8, axis=1))):
            raise BrokenPack(f"{self._name} answers the same to everybody")

    def point(self, silhouette: np.ndarray) -> np.ndarray:
        """(d,). Raises `BrokenPack` when the answer is none."""
        try:
            (answer,) = self._session.run(
                None, {self._input.name: silhouette[None].astype(_TYPES[self._input.type])}
            )
        except Exception as error:  # ONNX Runtime raises a dozen kinds, with no parent of their own
            raise BrokenPack(f"{self._name} failed: {first_line(error)}") from error
        if answer.size != self._dimensions or not np.isfinite(answer).all():
            raise BrokenPack(f"{self._name} does not answer with {self._dimensions} numbers")
        return answer.reshape(-1).astype(np.float64)


class Mirror:
    """A pose held is a place held: single cells at the silhouette's edge, which come and go, move nothing."""

    def __init__(self, pack, settings):
        """Raises `BrokenPack` where the pack has no encoder that can be used."""
        self._encoder = Encoder(pack)
        self._cover = np.zeros(SILHOUETTE_SHAPE)  # of each cell, lately: 0..1
        self._settled = np.zeros(SILHOUETTE_SHAPE, bool)
        self._goal: np.ndarray | None = None

    def goal(self, presence: Presence, dt: float) -> np.ndarray:
        """The point (d,) the visitors ask for."""
        seen = presence.silhouette > 0
        if not self._settled.any():  # somebody new is not kept waiting
            self._cover[:] = seen
        self._cover += (1 - np.exp(-dt / SETTLES_S)) * (seen - self._cover)
        settled = np.where(self._settled, self._cover > 0.5 - SURE, self._cover > 0.5 + SURE)
        if self._goal is None or not np.array_equal(settled, self._settled):
            self._goal = self._encoder.point(settled.astype(np.uint8))
        self._settled = settled
        return self._goal
