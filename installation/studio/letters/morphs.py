"""Morphs by lot, drawn once and kept beside the faces: what training learns of the ways.

They are drawn where the ways lead: letters that are neighbours on the globe, with the weights that
they have at their border, of one face or of several; and one letter between faces.
What has more parts or holes than every letter in it is mended, or not taken.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from installation.studio.common.connected_parts import (
    FINER,
    ink_of,
    parts_and_holes,
    with_at_most,
)
from installation.studio.common.worker_pool import worker_pool
from installation.studio.letters.calibration import COUNTRY_AXES, lay_out_countries
from installation.studio.letters.glyph_fields import mended_field
from installation.studio.letters.grid import MIDDLE, WIDE
from installation.studio.letters.morph import (
    aligning_shift,
    bent,
    between,
    ink_area,
    with_ink,
)

A_FACE = 10  # morphs for each face
AT_ONCE = 24
ENDS = 3  # letters that a morph has at most
LEAST_WEIGHT = 0.06  # of a letter in a morph
ONE_LETTER = 0.3  # share of morphs that are one letter between two faces
ONE_FACE = 0.6  # share of the others that are letters of one face
VARIED = 0.3  # share of morphs of faces drawn wider, narrower or leaning
JOINED = (0.0, 2.0, 4.0, 8.0)  # how strokes are joined: the first that is clean is taken
MOST_MENDED = 0.08  # of the ink: what had to be mended more is not taken

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class MorphEnds:
    """What morphs lie between."""

    is_varied: NDArray[np.bool_]  # (n,) whether of the varied faces
    faces: NDArray[np.int64]  # (n, ENDS)
    letters: NDArray[np.int64]  # (n, ENDS)
    weights: Floats  # (n, ENDS) their sum is one; an end may have none

    def some(self, which: NDArray[np.integer]) -> "MorphEnds":
        """Those with the given numbers."""
        return MorphEnds(
            self.is_varied[which],
            self.faces[which],
            self.letters[which],
            self.weights[which],
        )


@dataclass(frozen=True)
class MorphSheet:
    """All morphs, as they lie in the files."""

    fields: NDArray[np.float16]  # (n, WIDE, WIDE) companded
    ends: MorphEnds


def open_morphs(folder: Path) -> MorphSheet | None:
    """What make_morphs wrote; nothing where it has not."""
    path = folder / "morphs.npy"
    if not path.exists():
        return None
    with np.load(folder / "morphs.npz") as stored:
        ends = MorphEnds(
            stored["is_varied"],
            stored["faces"],
            stored["letters"],
            stored["weights"],
        )
    return MorphSheet(np.load(path, mmap_mode="r"), ends)


def ends_by_lot(
    lots: np.random.Generator,
    trained: NDArray[np.int64],
    count: int,
) -> MorphEnds:
    """Between faces of `trained`."""
    faces = lots.choice(trained, (count, ENDS))
    is_one_face = lots.random(count) < ONE_FACE
    faces[is_one_face] = faces[is_one_face, :1]
    letters, weights = _at_borders(lots, count)
    is_one_letter = lots.random(count) < ONE_LETTER
    letters[is_one_letter] = letters[is_one_letter, :1]
    faces[is_one_letter] = lots.choice(trained, (is_one_letter.sum(), ENDS))
    share = lots.uniform(LEAST_WEIGHT, 1 - LEAST_WEIGHT, is_one_letter.sum())
    weights[is_one_letter] = np.stack([1 - share, share, np.zeros_like(share)], 1)
    is_varied = lots.random(count) < VARIED
    return MorphEnds(is_varied, faces, letters, weights)


def _at_borders(
    lots: np.random.Generator,
    count: int,
) -> tuple[NDArray[np.int64], Floats]:
    """Letters and weights (count, ENDS) of places on the globe where several letters have a say."""
    countries = lay_out_countries()
    crowd = lots.standard_normal((20 * count, COUNTRY_AXES))
    of_all = countries.weights(crowd)
    letters = np.argsort(-of_all, axis=1)[:, :ENDS]
    weights = np.take_along_axis(of_all, letters, 1)
    weights[weights < LEAST_WEIGHT] = 0
    at_border = np.flatnonzero(weights[:, 1] > 0)[:count]
    chosen = weights[at_border]
    # the heavier end is not always the first to be bent
    turns = lots.random((len(at_border), 2)).argsort(1)
    order = np.concatenate([turns, np.full((len(at_border), 1), 2)], 1)
    shuffled = np.take_along_axis(chosen, order, 1)
    names = np.take_along_axis(letters[at_border], order, 1)
    return names, (shuffled / shuffled.sum(1, keepdims=True)).astype(np.float32)


def draw_morphs(ends: Tensor, weights: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """(n, ENDS, WIDE, WIDE) companded fields -> morphs (n, WIDE, WIDE), and which of them are good."""
    heard = torch.from_numpy(weights)
    first, second, third = ends.unbind(1)
    pair = heard[:, 1] / (heard[:, 0] + heard[:, 1])
    two = _candidates(first, second, pair)
    last = heard[:, 2]
    has_third = last > 0
    candidates = two.clone()
    if has_third.any():
        some = _candidates(two[0][has_third], third[has_third], last[has_third])
        candidates[:, has_third] = some
    fields = []
    good = []
    for k in range(len(ends)):
        there = ends[k][heard[k] > 0].numpy()
        field, is_good = _cleanest(candidates[:, k].numpy(), there)
        fields.append(field)
        good.append(is_good)
    return np.stack(fields), np.array(good)


def _candidates(first: Tensor, second: Tensor, share: Tensor) -> Tensor:
    """(n, WIDE, WIDE) twice -> (len(JOINED), n, WIDE, WIDE)."""
    rows, columns = MIDDLE
    shift = aligning_shift(first[:, rows, columns], second[:, rows, columns])
    rim = rows.start
    wider = torch.nn.functional.pad(shift, (rim, rim, rim, rim), mode="replicate")
    along = share[:, None, None, None]
    ours = bent(first, wider * along)
    theirs = bent(second, -wider * (1 - along))
    area = torch.lerp(ink_area(first), ink_area(second), share)
    found = [with_ink(between(ours, theirs, share, joined), area) for joined in JOINED]
    return torch.stack(found)


def _cleanest(candidates: Floats, ends: Floats) -> tuple[Floats, bool]:
    """(candidates, WIDE, WIDE) and its ends -> the cleanest, mended, and whether it is good."""
    rows, columns = MIDDLE
    middles = candidates[:, rows, columns]
    counts = np.array([parts_and_holes(ink) for ink in ink_of(ends[:, rows, columns])])
    parts, holes = counts.max(0)
    inks = ink_of(middles)
    mended = [with_at_most(ink, parts, holes) for ink in inks]
    changed = [(before ^ after).sum() for before, after in zip(inks, mended, strict=True)]
    best = int(np.argmin(changed))
    is_good = changed[best] <= MOST_MENDED * inks[best].sum()
    inner = slice(rows.start * FINER, rows.stop * FINER)
    wide = ink_of(candidates[best : best + 1])[0]
    whole = wide.copy()
    whole[inner, inner] = mended[best]
    return mended_field(candidates[best], wide, whole), is_good


def _draw_some(folder: Path, trained: NDArray[np.int64], seed: int) -> tuple[Floats, MorphEnds]:
    """AT_ONCE morphs, less those that are no good."""
    lots = np.random.default_rng([5, seed])
    ends = ends_by_lot(lots, trained, AT_ONCE)
    sources = _sources(folder)
    squares = np.zeros((AT_ONCE, ENDS, WIDE, WIDE), np.float32)
    for k in range(AT_ONCE):
        source = sources[int(ends.is_varied[k])]
        squares[k] = source[ends.faces[k], ends.letters[k]]
    fields, is_good = draw_morphs(torch.from_numpy(squares), ends.weights)
    good = np.flatnonzero(is_good)
    return fields[good].astype(np.float16), ends.some(good)


def _sources(folder: Path) -> list[NDArray[np.float16]]:
    """The faces' fields as they are, and varied, where there are such."""
    plain = np.load(folder / "plain.npy", mmap_mode="r")
    path = folder / "varied.npy"
    varied = np.load(path, mmap_mode="r") if path.exists() else plain[:0]
    has_varied = len(varied) == len(plain)
    return [plain, varied if has_varied else plain]


def make_morphs(folder: Path, trained: NDArray[np.int64], threads: int) -> None:
    """Writes morphs.npy and morphs.npz into the folder of the faces' fields.

    `threads` is how many processes work on it; 0 is one for each core.
    """
    tasks = math.ceil(A_FACE * len(trained) / AT_ONCE)
    with worker_pool(threads or None, torch.set_num_threads, 1) as pool:
        drawn = list(
            pool.map(_draw_some, [folder] * tasks, [trained] * tasks, range(tasks), chunksize=4)
        )
    fields = np.concatenate([some for some, _ in drawn])
    ends = [some for _, some in drawn]
    np.savez(
        folder / "morphs.npz",
        is_varied=np.concatenate([some.is_varied for some in ends]),
        faces=np.concatenate([some.faces for some in ends]),
        letters=np.concatenate([some.letters for some in ends]),
        weights=np.concatenate([some.weights for some in ends]),
    )
    unfinished = folder / "morphs.part.npy"
    np.save(unfinished, fields)
    unfinished.rename(folder / "morphs.npy")
    print(f"morphs: {len(fields)} of {tasks * AT_ONCE} tried", flush=True)
