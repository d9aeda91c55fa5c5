"""Choosing faces from a survey: no near doubles, few of a family, some families held out."""

import collections

import numpy as np
from numpy.typing import NDArray

from installation.studio.letters import LETTERS
from installation.studio.letters.grid import compand
from installation.studio.letters.survey import SMALL, Surveyed

MOST = 12  # faces of a family
COMPARED = [LETTERS.index(letter) for letter in "AEGMORS"]
CLOSE = 6.0  # cells from an edge beyond which differences do not count
NEAR = 0.16  # cells by which two faces of a family differ at least, in the mean
SAME = 0.08  # cells below which faces of two collections are one and the same design
STRANGEST = 0.03  # share of faces that is left out as too far from all others
HELD_OUT = 0.1  # share of families that training never sees


class Choice:
    """The chosen faces, and how many were left out for which reason."""

    def __init__(self, surveyed: list[Surveyed]):
        self.left_out: collections.Counter[str] = collections.Counter()
        reasons = [face.reason for face in surveyed if face.reason]
        self.left_out.update(reasons)
        usable = [face for face in surveyed if not face.reason]
        plain = self._without_strangest(usable)
        mixed = self._mixed(plain)
        self.chosen: list[Surveyed] = []
        length = len(COMPARED) * SMALL**2
        self._signatures = np.zeros((len(mixed), length), np.float32)
        for face in mixed:
            self._consider(face)
        self.groups = self._groups()

    def _without_strangest(self, faces: list[Surveyed]) -> list[Surveyed]:
        smalls = [face.small for face in faces if face.small is not None]
        companded = compand(np.stack(smalls))
        median = np.median(companded, 0)
        differences = np.abs(companded - median)
        away = differences.mean((1, 2, 3))
        limit = np.quantile(away, 1 - STRANGEST)
        is_strange = away > limit
        self.left_out["far from all other faces"] += int(is_strange.sum())
        return [faces[place] for place in np.flatnonzero(~is_strange)]

    def _mixed(self, faces: list[Surveyed]) -> list[Surveyed]:
        """In an order by lot, so that a family's first twelve are not all its light ones."""
        lots = np.random.default_rng(1)
        order = lots.permutation(len(faces))
        return [faces[place] for place in order]

    def _consider(self, face: Surveyed) -> None:
        signature = _signature(face)
        differences = self._differences(signature)
        reason = self._reason_against(face, differences)
        if reason:
            self.left_out[reason] += 1
            return
        self._signatures[len(self.chosen)] = signature
        self.chosen.append(face)

    def _differences(self, signature: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mean difference from each chosen face near the edges, in cells."""
        others = self._signatures[: len(self.chosen)]
        differences = np.abs(others - signature)
        return differences.mean(1)

    def _reason_against(
        self,
        face: Surveyed,
        differences: NDArray[np.float32],
    ) -> str:
        known = [_is_family(other, face) for other in self.chosen]
        is_family = np.array(known, bool)
        in_family = differences[is_family]
        if (in_family < NEAR).any():
            return "nearly the same as another of its family"
        if (differences < SAME).any():
            return "the same design under another name"
        return f"more than {MOST} of a family" if is_family.sum() >= MOST else ""

    def _groups(self) -> list[int]:
        """A number for each chosen face: collections that share a design share a number."""
        names = [face.file.collection for face in self.chosen]
        leader = {name: name for name in names}
        for name, signature in zip(names, self._signatures, strict=False):
            is_close = self._differences(signature) < 2 * SAME
            for other in np.flatnonzero(is_close):
                old = leader[name]
                new = leader[names[other]]
                leader = {key: new if to == old else to for key, to in leader.items()}
        leaders = set(leader.values())
        order = sorted(leaders)
        return [order.index(leader[name]) for name in names]


def _is_family(a: Surveyed, b: Surveyed) -> bool:
    is_same_folder = a.file.collection == b.file.collection
    return is_same_folder and a.file.family == b.file.family


def _signature(face: Surveyed) -> NDArray[np.float32]:
    assert face.small is not None
    compared = face.small[COMPARED]
    near = np.clip(compared, -CLOSE, CLOSE)
    return near.ravel()


def held_out(groups: list[int]) -> list[bool]:
    """Whole groups by lot until HELD_OUT of the faces are never trained on.

    Large groups always are trained on, unless all are large: then a smallest one is held out, as
    long as there is another. One answer for each face.
    """
    sizes = collections.Counter(groups)
    wanted = HELD_OUT * len(groups)
    kept_away: set[int] = set()
    taken = 0
    smallest = min(sizes.values()) if len(sizes) > 1 else 0
    largest = max(wanted / 3, smallest)
    lots = np.random.default_rng(2)
    for group in lots.permutation(sorted(sizes)):
        if taken < wanted and sizes[group] <= largest:
            kept_away.add(int(group))
            taken += sizes[group]
    return [group in kept_away for group in groups]
