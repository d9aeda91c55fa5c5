"""Pictures that belong together, and which are held out: of one family all are, or none."""

import cv2
import numpy as np

HELD_OUT = 0.1  # of all pictures, to judge by
MOST_HELD_OUT = 400
NEAR = 6.0  # mean grey levels apart: two pictures of one thing, ...
NEAR_SHARE = 0.15  # ... of what stands off the ground: small things on white are all near white
DRAWS = 1000  # of pictures to hold out, of which one is taken
LOOKED_AT = 8  # side of the small picture that likeness is judged by


def hold_out(layouts: np.ndarray, groups: list[str], sharpness: np.ndarray) -> np.ndarray:
    """(n,) bool: whole families; pictures that are nearly the same stay together. `sharpness` (n,) is each picture's own.

    Of many draws the one is taken whose mean is most like that of the whole collection: to be judged by its
    roughest pictures, or by its plainest, says little about a model.
    """
    _, family_of, sizes = np.unique(
        families_of(layouts, groups), return_inverse=True, return_counts=True
    )
    wanted = min(MOST_HELD_OUT, round(HELD_OUT * len(layouts)))
    features = _features_of(layouts, sharpness)
    lots = np.random.default_rng(1)
    best = np.zeros(len(layouts), bool)
    least = np.inf
    for _ in range(DRAWS):
        held_out = _drawn(sizes, wanted, lots)[family_of]
        if not held_out.any():
            continue
        strangeness = float((features[held_out].mean(0) ** 2).sum())
        if strangeness < least:
            best, least = held_out, strangeness
    return best


def _drawn(sizes: np.ndarray, wanted: int, lots: np.random.Generator) -> np.ndarray:
    """(families,) bool: by lot until there are enough pictures, and not many more."""
    drawn = np.zeros(len(sizes), bool)
    count = 0
    for family in lots.permutation(len(sizes)):
        if count + sizes[family] <= 1.5 * wanted:
            drawn[family] = True
            count += sizes[family]
        if count >= wanted:
            break
    return drawn


def _features_of(layouts: np.ndarray, sharpness: np.ndarray) -> np.ndarray:
    """(n, k) colours, contrast, roughness and sharpness, each with a mean of 0 and a deviation of 1."""
    values = layouts.astype(np.float32)
    colours = values.mean((1, 2))
    contrast = values.std((1, 2)).mean(1)
    down = np.abs(np.diff(values, axis=1)).mean((1, 2, 3))
    across = np.abs(np.diff(values, axis=2)).mean((1, 2, 3))
    features = np.column_stack([colours, contrast, down + across, sharpness])
    return np.asarray((features - features.mean(0)) / (features.std(0) + 1e-6))


def families_of(layouts: np.ndarray, groups: list[str]) -> np.ndarray:
    """(n,) numbers: the same for pictures of one group and for such that are nearly the same."""
    count = len(layouts)
    family = np.arange(count)
    first_of: dict[str, int] = {}
    for number, group in enumerate(groups):
        if group:
            family[number] = first_of.setdefault(group, number)
    if all(groups):
        return family
    small = small_pictures(layouts)
    near = np.minimum(NEAR, NEAR_SHARE * _standing_out(small))
    for number in range(count):
        apart = np.abs(small[:number] - small[number]).mean((1, 2))
        for twin in np.flatnonzero(apart < np.minimum(near[:number], near[number])):
            family[family == family[number]] = family[twin]
    return family


def _standing_out(small: np.ndarray) -> np.ndarray:
    """(n, cells, 3) -> (n,) mean grey levels by which what is seen is off the commonest colour."""
    ground = np.median(small, axis=1, keepdims=True)
    return np.asarray(np.abs(small - ground).mean((1, 2)))


def small_pictures(layouts: np.ndarray) -> np.ndarray:
    """(n, rows, columns, 3) uint8 -> (n, cells, 3) float32 in grey levels, coarse."""
    size = (LOOKED_AT, LOOKED_AT)
    small = [cv2.resize(layout, size, interpolation=cv2.INTER_AREA) for layout in layouts]
    return np.stack(small).reshape(len(layouts), -1, 3).astype(np.float32)
