"""Pictures that belong together, and which are held out: of one family all are, or none."""

import cv2
import numpy as np

HELD_OUT = 0.1  # of all pictures, to judge by
MOST_HELD_OUT = 400
NEAR = 6.0  # mean grey levels apart: two pictures of one thing, ...
NEAR_SHARE = 0.15  # ... of what stands off the ground: small things on white are all near white
LOOKED_AT = 8  # side of the small picture that likeness is judged by


def hold_out(layouts: np.ndarray, groups: list[str]) -> np.ndarray:
    """(n,) bool: groups by lot until there are enough; pictures that are nearly the same stay together."""
    families = families_of(layouts, groups)
    wanted = min(MOST_HELD_OUT, round(HELD_OUT * len(layouts)))
    held_out = np.zeros(len(layouts), bool)
    for family in np.random.default_rng(1).permutation(np.unique(families)):
        members = families == family
        if held_out.sum() + members.sum() <= 1.5 * wanted:
            held_out |= members
        if held_out.sum() >= wanted:
            break
    return held_out


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
