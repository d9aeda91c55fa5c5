"""What the encoder of silhouettes learns from, by lot: people as letters, letters as people, and neither.

Letters of typefaces are distorted as bodies would: thick limbs, a head on top, leaning, stretched,
cut off by the view's edge. What is no letter is people who stand, walk and do other things, two
people who overlap, furniture and blobs.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from installation.studio.letters import LETTERS
from installation.studio.letters.body_figures import (
    COLUMNS,
    FINER,
    INK,
    ROWS,
    BodyPose,
    Cells,
    Ink,
    cells_of,
    draw_body,
    empty_ink,
)
from installation.studio.letters.body_lots import build_by_lot, place_by_lot
from installation.studio.letters.body_poses import (
    IDLE_POSES,
    LETTER_POSES,
    LetterPose,
    random_pose,
    varied_pose,
)
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.grid import MIDDLE

NO_LETTER = -1
UNKNOWN = 0.0  # a thickness
FACES = 400  # of which letters are taken, or all where there are fewer
# how often what is drawn
SHARES = {"posed": 0.5, "typeface": 0.1, "idle": 0.24, "random": 0.07, "crowd": 0.05, "thing": 0.04}
FEWEST = 12  # cells that a silhouette has at least
SLANTED = 0.3  # share of people who walk at the side of a wide view from above


@dataclass(frozen=True)
class BodySample:
    """One silhouette and what it is."""

    cells: Cells
    letter: int  # or NO_LETTER
    is_meant: bool  # whether somebody who stands so means to be a letter
    thickness: float = UNKNOWN  # of the body


@dataclass(frozen=True)
class BodySamples:
    """Many."""

    cells: NDArray[np.uint8]  # (n, 18, 32)
    letters: NDArray[np.int64]  # (n,)
    meant: NDArray[np.float32]  # (n,) 0 or 1
    thickness: NDArray[np.float32]  # (n,) or UNKNOWN

    @classmethod
    def joined(cls, parts: list["BodySamples"]) -> "BodySamples":
        """One after another."""
        return cls(
            np.concatenate([part.cells for part in parts]),
            np.concatenate([part.letters for part in parts]),
            np.concatenate([part.meant for part in parts]),
            np.concatenate([part.thickness for part in parts]),
        )

    def only(self, chosen: NDArray[np.int64]) -> "BodySamples":
        """Some of them."""
        return BodySamples(
            self.cells[chosen],
            self.letters[chosen],
            self.meant[chosen],
            self.thickness[chosen],
        )


class BodyAlphabet:
    """Samples by lot."""

    def __init__(self, data: LettersDataset, seed: int):
        """Letters are taken from faces for training only."""
        self._data = data
        self._faces = data.trained[:FACES]
        self._shares = {len(table): _shares_of(table) for table in (LETTER_POSES, IDLE_POSES)}
        self._lots = np.random.default_rng(seed)
        self._makers = {
            "posed": self._posed,
            "typeface": self._of_typeface,
            "idle": self._idle,
            "random": self._random,
            "crowd": self._crowd,
            "thing": self._thing,
        }

    def batch(self, count: int) -> BodySamples:
        """`count` samples."""
        kinds = self._lots.choice(list(SHARES), count, p=list(SHARES.values()))
        samples = [self._sample(str(kind)) for kind in kinds]
        return BodySamples(
            np.stack([sample.cells for sample in samples]),
            np.array([sample.letter for sample in samples]),
            np.array([sample.is_meant for sample in samples], np.float32),
            np.array([sample.thickness for sample in samples], np.float32),
        )

    def _sample(self, kind: str) -> BodySample:
        while True:
            sample = self._makers[kind]()
            if sample.cells.sum() >= FEWEST:
                return sample

    def _posed(self) -> BodySample:
        sample = self._of_table(LETTER_POSES)
        return replace(sample, is_meant=True)

    def _idle(self) -> BodySample:
        return self._of_table(IDLE_POSES)

    def _of_table(self, table: tuple[LetterPose, ...]) -> BodySample:
        lots = self._lots
        kind = table[int(lots.choice(len(table), p=self._shares[len(table)]))]
        pose = varied_pose(kind, lots)
        build = build_by_lot(lots)
        place = place_by_lot(lots, *kind.in_view)
        if table is IDLE_POSES and lots.random() < SLANTED:
            place = replace(place, tilt=float(lots.normal(0, 16)))
        letter = LETTERS.index(kind.letter) if kind.letter else NO_LETTER
        cells = draw_body(pose, build, place)
        return BodySample(cells, letter, False, build.thickness)

    def _random(self) -> BodySample:
        pose = random_pose(self._lots)
        return BodySample(self._somebody(pose), NO_LETTER, False)

    def _somebody(self, pose: BodyPose) -> Cells:
        build = build_by_lot(self._lots)
        place = place_by_lot(self._lots, 0.5, 1.1)
        return draw_body(pose, build, place)

    def _crowd(self) -> BodySample:
        """Two people, one of them partly in front of the other."""
        lots = self._lots
        first = place_by_lot(lots, 0.7, 1.1)
        aside = float(lots.uniform(0.12, 0.45) * first.tall * lots.choice([-1, 1]))
        other = replace(
            first,
            across=first.across + aside,
            tall=first.tall * float(lots.uniform(0.65, 1.1)),
        )
        together = np.zeros((ROWS, COLUMNS), np.uint8)
        for place in (first, other):
            kind = IDLE_POSES[int(lots.integers(len(IDLE_POSES)))]
            pose = varied_pose(kind, lots)
            together |= draw_body(pose, build_by_lot(lots), place)
        return BodySample(together, NO_LETTER, False)

    def _thing(self) -> BodySample:
        """Boxes and ovals, one to three, somewhere together."""
        lots = self._lots
        ink = empty_ink()
        height, width = ink.shape
        centre = lots.uniform(0.2, 0.8, 2) * (width, height)
        for _ in range(int(lots.integers(1, 4))):
            x, y = (centre + lots.normal(0, 2 * FINER, 2)).astype(int).tolist()
            half = lots.uniform(0.5, 5, 2) * FINER
            across, down = half.astype(int).tolist()
            if lots.random() < 0.5:
                cv2.rectangle(ink, (x - across, y - down), (x + across, y + down), INK, -1)
            else:
                cv2.ellipse(ink, (x, y), (across, down), lots.uniform(0, 180), 0, 360, INK, -1)
        return BodySample(cells_of(ink), NO_LETTER, False)

    def _of_typeface(self) -> BodySample:
        lots = self._lots
        face = lots.choice(self._faces)
        letter = int(lots.integers(len(LETTERS)))
        field = np.asarray(self._data.plain[face, letter][MIDDLE], np.float32)
        ink = np.where(field > lots.uniform(-0.5, 0.1), INK, 0).astype(np.uint8)
        rows = np.flatnonzero(ink.any(1))
        columns = np.flatnonzero(ink.any(0))
        if not len(rows):
            return BodySample(np.zeros((ROWS, COLUMNS), np.uint8), NO_LETTER, False)
        tight = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return BodySample(cells_of(self._placed(tight)), letter, True)

    def _placed(self, tight: Ink) -> Ink:
        """A letter somewhere in the view, thick, leaning and stretched, sometimes with a head."""
        lots = self._lots
        height, width = tight.shape
        tall = lots.uniform(6, 17) * FINER
        scale_down = tall / height
        scale_across = scale_down * lots.uniform(0.65, 1.3)
        slant = lots.normal(0, 0.12)
        turn = np.array([[scale_across, slant * scale_down], [0.05 * lots.normal(), scale_down]])
        ink = empty_ink()
        middle = np.array([width / 2, height / 2])
        across = lots.uniform(0.2, 0.8) * ink.shape[1]
        down = ink.shape[0] - tall * lots.uniform(0.44, 0.75)
        offset = np.array([across, down]) - turn @ middle
        matrix = np.column_stack([turn, offset])
        size = (ink.shape[1], ink.shape[0])
        cv2.warpAffine(tight, matrix, size, ink, cv2.INTER_LINEAR)
        thick = int(lots.integers(1, 1 + max(2, round(0.09 * tall))))
        pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thick, thick))
        cv2.dilate(ink, pen, ink)
        if lots.random() < 0.4:
            self._add_head(ink, tall)
        return ink

    def _add_head(self, ink: Ink, tall: float) -> None:
        """Where the middle column has its highest ink."""
        columns = np.flatnonzero(ink.any(0))
        if not len(columns):
            return
        middle = round((columns[0] + columns[-1]) / 2)
        top = int(np.argmax(ink[:, middle] > 0))
        radius = round(self._lots.uniform(0.05, 0.1) * tall)
        cv2.circle(ink, (middle, top - radius // 2), radius, INK, -1)


def _shares_of(table: tuple[LetterPose, ...]) -> NDArray[np.float64]:
    """How often each row of a table is drawn, all together one."""
    shares = np.array([kind.share for kind in table])
    return shares / shares.sum()
