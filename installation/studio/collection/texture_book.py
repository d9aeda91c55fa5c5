"""Detail out of the collection itself: small patches of its pictures, found by what surrounds them when they are coarse.

For each place of a coarse picture the most alike neighbourhoods of the collection are looked up (as in Hertzmann et
al. 2001). What is finer there has two parts. One follows from the neighbourhood by a linear rule: edges. The rest is
texture; that of several patches is mixed so that it stays as strong as each (Heitz and Neyret 2018). Nothing of this
has to be trained, and nothing is softer than the pictures are. Weights change evenly as the picture moves: the last
of the patches that are looked up always has none, so that another may take its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

SIDE = 4  # values along the side of a neighbourhood
CENTRE = 0.8  # how far from its middle a neighbourhood counts; its corners are at about 1
LOTS = 8  # numbers by which patches differ for no reason, see BookKind.apart
CANDIDATES = 3  # patches looked at for each that is kept
LIVELY = 0.25  # power of its energy by which a patch is kept
RIDGE = 0.02  # of the linear rule: neighbourhoods are much alike
NEAR = 1e-3  # squared distance below which all are equally near
LEAST = 1e-6  # closeness beyond that of the last one: where all are equally near, they count alike
STEPS = 127  # of a byte
GREY = np.array([0.299, 0.587, 0.114], np.float32)  # of red, green, blue


@dataclass(frozen=True)
class BookKind:
    """How a picture is made larger."""

    factor: int  # pixels along the side of one before
    cell: int  # pixels before, from patch to patch
    pool: int  # pixels before that are one value of a neighbourhood
    channels: int  # of a patch: 3, or 1 that is added to all
    count: int  # patches
    mixed: int  # patches at one place
    # Fields of one kind would repeat one patch: places and patches have random numbers, and those that are far
    # apart by them count as a little less alike.
    apart: float

    @property
    def reach(self) -> int:
        """Pixels before on each side of a place, that are its neighbourhood."""
        return SIDE * self.pool // 2

    @property
    def step(self) -> int:
        """Pixels from patch to patch; a patch is twice as wide."""
        return self.cell * self.factor


DETAIL_BOOK = BookKind(factor=8, cell=1, pool=1, channels=3, count=6144, mixed=4, apart=0.12)
FINE_BOOK = BookKind(factor=4, cell=4, pool=2, channels=1, count=2048, mixed=3, apart=0.08)


@dataclass(frozen=True)
class TextureBook:
    """Patches, and the neighbourhoods by which they are found."""

    kind: BookKind
    found_by: np.ndarray  # (n, 48 + LOTS) float32
    patches: np.ndarray  # (n, channels * p * p) int8, fading out towards their borders
    scale: float  # of a patch's steps
    rule: (
        np.ndarray
    )  # (49, channels * p * p) float32: what follows from the neighbourhood, and from none

    @classmethod
    def of(cls, pictures: Iterable[np.ndarray], count: int, kind: BookKind) -> "TextureBook":
        """Of `count` pictures (h, w, 3) uint8."""
        lots = np.random.default_rng(kind.factor)
        each = -(-CANDIDATES * kind.count // count)
        seen = [_seen_in(picture, kind, each, lots) for picture in pictures]
        compared = _weighted(np.concatenate([near for near, _ in seen]))
        finer = np.concatenate([finer for _, finer in seen])
        rest = finer.reshape(len(finer), -1)
        rule = _linear_rule(compared, rest)
        rest = rest - _with_one(compared) @ rule
        energy = (rest**2).mean(1) ** LIVELY + 1e-9
        kept = lots.choice(len(rest), min(kind.count, len(rest)), False, energy / energy.sum())
        wave = _fade(kind)
        faded = rest[kept] * wave
        scale = float(np.abs(faded).max()) / STEPS + 1e-9
        own = lots.standard_normal((len(kept), LOTS)) * kind.apart
        return cls(
            kind,
            np.hstack([compared[kept], own]).astype(np.float32),
            np.round(faded / scale).astype(np.int8),
            scale,
            (rule * wave**2).astype(np.float32),  # shares that add up to one
        )

    def places(self, height: int, width: int) -> np.ndarray:
        """(n, LOTS) float32: the random numbers of the places of a coarse picture, row by row."""
        lots = np.random.default_rng(2)
        count = (height // self.kind.cell + 1) * (width // self.kind.cell + 1)
        return (lots.standard_normal((count, LOTS)) * self.kind.apart).astype(np.float32)

    def painted(self, coarse: np.ndarray) -> np.ndarray:
        """(h, w, 3) float32 in -1..1 -> (factor h, factor w, 3)."""
        kind = self.kind
        height, width = coarse.shape[:2]
        compared = _weighted(_neighbourhoods(coarse, kind))
        asked = np.hstack([compared, self.places(height, width)])
        apart = (self.found_by**2).sum(1) - 2 * asked @ self.found_by.T
        most = min(kind.mixed + 1, len(self.found_by))
        chosen = np.argpartition(apart, most - 1, axis=1)[:, :most]
        chosen = np.take_along_axis(
            chosen, np.argsort(np.take_along_axis(apart, chosen, 1), axis=1), 1
        )
        squares = (asked**2).sum(1, keepdims=True) + np.take_along_axis(apart, chosen, 1)
        weights = mixing_weights(squares)
        texture = np.einsum("nk,nkp->np", weights, self.patches[chosen[:, :-1]] * self.scale)
        finer = _joined(texture + _with_one(compared) @ self.rule, kind, height, width)
        return _enlarged(coarse, kind.factor) + finer


def mixing_weights(squares: np.ndarray) -> np.ndarray:
    """(n, k + 1) squared distances, the nearest first -> (n, k) weights whose squares add up to one."""
    closeness = 1 / (np.maximum(squares, 0) + NEAR)
    beyond = closeness[:, :-1] - closeness[:, -1:] + LEAST
    weights: np.ndarray = beyond / np.sqrt((beyond**2).sum(1, keepdims=True))
    return weights


def neighbourhood_weights() -> np.ndarray:
    """(4, 4) float32: how much each value of a neighbourhood counts."""
    along = (np.arange(SIDE) + 0.5) / SIDE * 2 - 1
    return np.exp(-(along[:, None] ** 2 + along[None] ** 2) / CENTRE).astype(np.float32)


def _seen_in(
    picture: np.ndarray, kind: BookKind, count: int, lots: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """So many neighbourhoods (count, 4, 4, 3) and what is finer in their middle, (count, p, p, channels)."""
    factor = kind.factor
    top, left = lots.integers(0, factor, 2)
    rows = (picture.shape[0] - top) // factor
    columns = (picture.shape[1] - left) // factor
    part = picture[top : top + rows * factor, left : left + columns * factor]
    true = np.ascontiguousarray(part).astype(np.float32) / 127.5 - 1
    coarse = cv2.resize(true, (columns, rows), interpolation=cv2.INTER_AREA)
    rest = true - _enlarged(coarse, factor)
    if kind.channels == 1:
        rest = (rest @ GREY)[..., None]
    reach = kind.reach
    near = []
    finer = []
    for _ in range(count):
        y = int(lots.integers(reach, rows - reach + 1))
        x = int(lots.integers(reach, columns - reach + 1))
        around = coarse[y - reach : y + reach, x - reach : x + reach]
        near.append(around.reshape(SIDE, kind.pool, SIDE, kind.pool, 3).mean((1, 3)))
        rows_of = slice((y - kind.cell) * factor, (y + kind.cell) * factor)
        columns_of = slice((x - kind.cell) * factor, (x + kind.cell) * factor)
        finer.append(rest[rows_of, columns_of])
    return np.stack(near), np.stack(finer)


def _neighbourhoods(coarse: np.ndarray, kind: BookKind) -> np.ndarray:
    """(h, w, 3) -> (n, 4, 4, 3) of all places, row by row."""
    reach = kind.reach
    wide = np.pad(coarse, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    rows = wide.shape[0] // kind.pool
    columns = wide.shape[1] // kind.pool
    values = wide.reshape(rows, kind.pool, columns, kind.pool, 3).mean((1, 3))
    windows = np.lib.stride_tricks.sliding_window_view(values, (SIDE, SIDE), axis=(0, 1))
    stride = kind.cell // kind.pool
    places = windows[::stride, ::stride]
    return places.transpose(0, 1, 3, 4, 2).reshape(-1, SIDE, SIDE, 3)


def _weighted(near: np.ndarray) -> np.ndarray:
    """(n, 4, 4, 3) -> (n, 48)."""
    weighted: np.ndarray = (near * neighbourhood_weights()[..., None]).reshape(len(near), -1)
    return weighted


def _with_one(compared: np.ndarray) -> np.ndarray:
    return np.hstack([compared, np.ones((len(compared), 1), np.float32)])


def _linear_rule(compared: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """(49, p): the least squares of `rest` (n, p) by `compared` (n, 48), and by a constant."""
    given = _with_one(compared).astype(np.float64)
    squares = given.T @ given / len(given)
    products = given.T @ rest / len(given)
    solved: Any = np.linalg.solve(squares + RIDGE * np.eye(len(squares)) * squares.mean(), products)
    return np.asarray(solved, np.float32)


def _fade(kind: BookKind) -> np.ndarray:
    """(channels * p * p,): a patch's strength; the squares of four that overlap add up to one."""
    side = 2 * kind.step
    along = np.sin(np.pi * (np.arange(side) + 0.5) / side)
    planes = np.repeat((along[:, None] * along[None])[..., None], kind.channels, axis=2)
    return np.asarray(planes.reshape(-1), np.float32)


def _joined(patches: np.ndarray, kind: BookKind, height: int, width: int) -> np.ndarray:
    """(n, p * p * channels) of all places, overlapping by half -> (factor h, factor w, channels)."""
    rows = height // kind.cell
    columns = width // kind.cell
    step = kind.step
    halves = patches.reshape(rows + 1, columns + 1, 2, step, 2, step, kind.channels)
    whole: np.ndarray = (
        halves[:-1, :-1, 1, :, 1]
        + halves[:-1, 1:, 1, :, 0]
        + halves[1:, :-1, 0, :, 1]
        + halves[1:, 1:, 0, :, 0]
    )
    return whole.transpose(0, 2, 1, 3, 4).reshape(rows * step, columns * step, kind.channels)


def _enlarged(coarse: np.ndarray, factor: int) -> np.ndarray:
    size = (coarse.shape[1] * factor, coarse.shape[0] * factor)
    return cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)
