"""What of a pack tells its styles apart: known points, each with the number of its style."""

import numpy as np

from installation.faults import BrokenPack
from installation.packs import map_file
from installation.packs.manifest import Pack


def anchors(pack: Pack) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, d) float32 and the style (n,) of each.

    Those of the map where it is labelled, else the places, each a style of its own.
    """
    return of_map(pack) or _of_places(pack)


def of_map(pack: Pack) -> tuple[np.ndarray, np.ndarray] | None:
    """The map's points (n, d) float32 and the class (n,) of each; None where it is not labelled.

    A map that cannot be read counts as none: whoever shows it says so.
    """
    try:
        known = map_file.some(pack.point_folder / map_file.FILE, "points", "labels")
        points = known["points"].astype(np.float32)
        labels = known["labels"].astype(np.int64)
    except (BrokenPack, ValueError):
        return None
    fits = points.shape == (len(labels), pack.dimensions) and np.isfinite(points).all()
    if not fits or len(np.unique(labels)) < 2:
        return None
    return points, labels


def _of_places(pack: Pack) -> tuple[np.ndarray, np.ndarray]:
    return pack.places, np.arange(len(pack.places))
