"""The numbers of the report: how well drawings come back, how clear the pictures are, how smooth the way."""

import itertools

import cv2
import numpy as np

from .compose import nest
from .dataset import Dataset
from .drawing import LAYERS, STYLES
from .fields import REACH
from .mirror import Seer, poses
from .player import Player, slerp

MUD_REACH = 3.4  # pixels of the drawing: the study's 0.06 of 28 in 512


def overlap(
    drawn: np.ndarray, returned: np.ndarray, styles: np.ndarray
) -> dict[str, dict[str, float]]:
    """Intersection over union of ink, layer -> style -> mean over drawings; (n, 8, h, w) fields.

    "light" is lit panes alone: sun and moon are in that layer too, but large and easily learned. "relief
    seen" is what of the relief is not covered by openings: thin frames, the hardest part.
    """
    inks = [_inks(fields) for fields in (drawn, returned)]
    return {name: _by_style(_iou(inks[0][name], inks[1][name]), styles) for name in inks[0]}


def _inks(fields: np.ndarray) -> dict[str, np.ndarray]:
    ink = {name: fields[:, k] > 0 for k, name in enumerate(LAYERS) if name != "ground"}
    ink["light"] = ink["light"] & ink["opening"] & ~ink.pop("dark")
    return {**ink, "relief seen": ink["relief"] & ~ink["opening"]}


def _iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(n, h, w) bool twice -> (n,); nan where neither has ink."""
    union = (a | b).sum((1, 2))
    with np.errstate(invalid="ignore"):
        return (a & b).sum((1, 2)) / np.where(union > 0, union, np.nan)


def _by_style(values: np.ndarray, styles: np.ndarray) -> dict[str, float]:
    each = {name: float(np.nanmean(values[styles == k])) for k, name in enumerate(STYLES)}
    return {"mean": float(np.mean(list(each.values()))), **each}


def mud(fields: np.ndarray) -> float:
    """Share of cells that lie less than MUD_REACH from an edge of some layer that is seen; (8, h, w).

    Drawings have edges too: compare. More than theirs is wobble, specks and half-made windows.
    """
    return float((np.abs(nest(fields)) < MUD_REACH / REACH).any(0).mean())


def unsteadiness(player: Player, points: np.ndarray, pairs: int, steps: int = 60) -> np.ndarray:
    """For each pair of points: the largest change of a step by the mean change, along the arc; (pairs,)."""
    ratios = []
    for k in range(pairs):
        ends = points[2 * k], points[2 * k + 1]
        way = [
            player.picture(slerp(*ends, t), 72, 128).astype(np.int16)
            for t in np.linspace(0, 1, steps + 1)
        ]
        changes = [np.abs(b - a).mean() for a, b in itertools.pairwise(way)]
        ratios.append(max(changes) / np.mean(changes))
    return np.array(ratios)


def sight(seer: Seer, player: Player, count: int = 40) -> dict[str, float]:
    """How far pictures of poses lie apart, mean absolute difference in 0..255: of different poses, and of one pose
    seen twice, the second time as a camera might see it: one in ten cells along its outline is wrong."""
    rng = np.random.default_rng(4)
    seen = poses(count, seed=6)
    pictures = [player.picture(seer.point(pose), 72, 128).astype(np.int16) for pose in seen]
    again = [
        player.picture(seer.point(_trembled(pose, rng)), 72, 128).astype(np.int16) for pose in seen
    ]
    others = [np.abs(a - b).mean() for k, a in enumerate(pictures) for b in pictures[:k]]
    same = [np.abs(a - b).mean() for a, b in zip(pictures, again, strict=True)]
    numbers = {"different poses, median": np.median(others), "different poses, least": min(others)}
    numbers |= {"same pose, median": np.median(same), "same pose, most": max(same)}
    return {name: float(value) for name, value in numbers.items()}


def _trembled(pose: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    outline = (
        cv2.morphologyEx(pose.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    )
    return np.where(outline & (rng.random(pose.shape) < 0.1), 1 - pose, pose)


def as_float(data: Dataset) -> np.ndarray:
    """The data set's fields as float32 in -1..1."""
    return np.asarray(data.fields, np.float32) / 127
