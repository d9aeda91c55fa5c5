"""The numbers of the report: how well drawings come back, how clear the pictures are, how smooth the way."""

import numpy as np

from .compose import nest
from .dataset import Dataset
from .drawing import LAYERS, STYLES
from .fields import REACH
from .player import Player, slerp

MUD_REACH = 3.4  # pixels of the drawing: the study's 0.06 of 28 in 512


def overlap(drawn: np.ndarray, returned: np.ndarray, styles: np.ndarray) -> dict[str, dict[str, float]]:
    """Intersection over union of ink, layer -> style -> mean over drawings; (n, 7, h, w) fields.

    "relief seen" is what of the relief is not covered by openings: thin frames, the hardest part.
    """
    result = {}
    for name in ("mass", "relief", "opening", "light", "near", "far"):
        k = LAYERS.index(name)
        result[name] = _by_style(_iou(drawn[:, k] > 0, returned[:, k] > 0), styles)
    seen = [_relief_seen(x) for x in (drawn, returned)]
    result["relief seen"] = _by_style(_iou(*seen), styles)
    return result


def _relief_seen(fields: np.ndarray) -> np.ndarray:
    relief, opening = fields[:, LAYERS.index("relief")], fields[:, LAYERS.index("opening")]
    return (relief > 0) & (opening <= 0)


def _iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(n, h, w) bool twice -> (n,); nan where neither has ink."""
    union = (a | b).sum((1, 2))
    with np.errstate(invalid="ignore"):
        return (a & b).sum((1, 2)) / np.where(union > 0, union, np.nan)


def _by_style(values: np.ndarray, styles: np.ndarray) -> dict[str, float]:
    each = {name: float(np.nanmean(values[styles == k])) for k, name in enumerate(STYLES)}
    return {"mean": float(np.mean(list(each.values()))), **each}


def mud(fields: np.ndarray) -> float:
    """Share of cells that lie less than MUD_REACH from an edge of some layer that is seen; (7, h, w).

    Drawings have edges too: compare. More than theirs is wobble, specks and half-made windows.
    """
    return float((np.abs(nest(fields)) < MUD_REACH / REACH).any(0).mean())


def unsteadiness(player: Player, points: np.ndarray, pairs: int, steps: int = 60) -> np.ndarray:
    """For each pair of points: the largest change of a step by the mean change, along the arc; (pairs,)."""
    ratios = []
    for k in range(pairs):
        ends = points[2 * k], points[2 * k + 1]
        way = [player.picture(slerp(*ends, t), 72, 128).astype(np.int16) for t in np.linspace(0, 1, steps + 1)]
        changes = [np.abs(b - a).mean() for a, b in zip(way[:-1], way[1:], strict=True)]
        ratios.append(max(changes) / np.mean(changes))
    return np.array(ratios)


def as_float(data: Dataset) -> np.ndarray:
    """The data set's fields as float32 in -1..1."""
    return np.asarray(data.fields, np.float32) / 127
