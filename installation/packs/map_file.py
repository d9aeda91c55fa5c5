"""map.npz of a pack: its arrays read, judged one by one, and a layout in other units brought to the sheet's own."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.npyio import NpzFile

from installation.common import files, system_errors
from installation.faults import BrokenPack

FILE = "map.npz"
NEEDED = ("points", "layout", "thumbnails")
OPTIONAL = ("labels", "captions", "scale")
LONGEST_CAPTION = 80  # signs
HOLDS = "it holds points (n, d), layout (n, 2) and thumbnails (n, h, w, 3)"
BESIDE = 1.1  # so far a layout may reach: a little outside the sheet is cut off


@dataclass(frozen=True)
class MapArrays:
    """What stands in the file."""

    points: np.ndarray  # (n, d) float32
    layout: np.ndarray  # (n, 2) float32 in -1..1
    thumbnails: np.ndarray  # (n, h, w, 3) uint8
    labels: np.ndarray  # (n,) whole numbers
    captions: np.ndarray | None  # (n,) words
    scale: np.ndarray | None  # (d,) float32
    is_scaled: bool  # whether the layout was in other units


class Misfit(Exception):
    """One array, or the file, is not as it should be."""


def read(path: Path, dimensions: int) -> MapArrays:
    """Raises `BrokenPack`, which names the array and what is wanted of it."""
    with _told(path):
        return _read(path, dimensions)


def some(path: Path, *names: str) -> dict[str, np.ndarray]:
    """These arrays alone, as they stand there. Raises `BrokenPack` where one is missing."""
    with _told(path):
        return _arrays(path, names)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except Misfit as misfit:
        raise BrokenPack(f"pack {path.parent.name}: {FILE}: {misfit}") from misfit


def _read(path: Path, dimensions: int) -> MapArrays:
    arrays = _arrays(path, NEEDED, OPTIONAL)
    points = _numbers(arrays, "points")
    count = len(points)
    if count == 0:
        raise Misfit("it holds no points")
    _wanted(points, "points", (count, dimensions))
    layout = _numbers(arrays, "layout")
    _wanted(layout, "layout", (count, 2))
    is_scaled = bool(np.abs(layout).max() > BESIDE)
    return MapArrays(
        points,
        _on_the_sheet(layout) if is_scaled else np.clip(layout, -1, 1),
        _thumbnails(arrays["thumbnails"], count),
        _labels(arrays, count),
        _captions(arrays, count),
        _scale(arrays, dimensions),
        is_scaled,
    )


def _arrays(
    path: Path, needed: Sequence[str], optional: Sequence[str] = ()
) -> dict[str, np.ndarray]:
    """What numpy can read of the file without running what is in it."""
    try:
        if path.stat().st_size == 0:
            raise Misfit("the file is empty")
        with files.opened(path) as file:
            found = np.load(file, allow_pickle=False)
            if not isinstance(found, NpzFile):
                raise Misfit(f"it is a single array (.npy): np.savez writes several; {HOLDS}")
            with found:
                return _chosen(found, needed, optional)
    except OSError as error:
        raise Misfit(f"it cannot be read: {system_errors.words(error)}") from error
    except (ValueError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise Misfit("it is damaged, or was not written by np.savez: write it anew") from error


def _chosen(
    found: NpzFile, needed: Sequence[str], optional: Sequence[str]
) -> dict[str, np.ndarray]:
    for name in needed:
        if name not in found.files:
            raise Misfit(f"{name} is missing; {HOLDS}")
    there = [*needed, *(name for name in optional if name in found.files)]
    return {name: _array(found, name) for name in there}


def _array(found: NpzFile, name: str) -> np.ndarray:
    try:
        return np.asarray(found[name])
    except ValueError as error:
        if "Object arrays" not in str(error):
            raise
        raise Misfit(
            f"{name} is an array of Python objects: save it as numbers, or as text"
        ) from error


def _numbers(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    """Finite float32."""
    array = arrays[name]
    if array.dtype.kind not in "fiub":
        raise Misfit(f"{name} holds no numbers")
    if array.ndim == 0:
        raise Misfit(f"{name} is a single number")
    numbers = array.astype(np.float32)
    if not np.isfinite(numbers).all():
        raise Misfit(f"{name} has values that are no numbers")
    return numbers


def _wanted(array: np.ndarray, name: str, shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise Misfit(f"{name} is {array.shape}, wanted is {shape}")


def _on_the_sheet(layout: np.ndarray) -> np.ndarray:
    """As large as the sheet, its sides in the same proportion."""
    least = layout.min(0)
    most = layout.max(0)
    middle = (least + most) / 2
    reach = (most - least).max() / 2
    return ((layout - middle) / max(reach, 1e-9)).astype(np.float32)


def _thumbnails(thumbnails: np.ndarray, count: int) -> np.ndarray:
    if thumbnails.ndim != 4 or thumbnails.shape[::3] != (count, 3):
        raise Misfit(f"thumbnails is {thumbnails.shape}, wanted is ({count}, h, w, 3)")
    if thumbnails.dtype != np.uint8:
        raise Misfit(f"thumbnails is {thumbnails.dtype}, wanted is uint8 from 0 to 255")
    return thumbnails


def _labels(arrays: dict[str, np.ndarray], count: int) -> np.ndarray:
    labels = arrays.get("labels")
    if labels is None:
        return np.zeros(count, np.int64)
    _wanted(labels, "labels", (count,))
    return labels


def _captions(arrays: dict[str, np.ndarray], count: int) -> np.ndarray | None:
    captions = arrays.get("captions")
    if captions is None:
        return None
    _wanted(captions, "captions", (count,))
    if captions.dtype.kind != "U":
        raise Misfit("captions holds no text")
    if captions.dtype.itemsize > 4 * LONGEST_CAPTION:
        raise Misfit(f"captions has more than {LONGEST_CAPTION} signs for a drawing")
    return captions


def _scale(arrays: dict[str, np.ndarray], dimensions: int) -> np.ndarray | None:
    if "scale" not in arrays:
        return None
    scale = _numbers(arrays, "scale")
    _wanted(scale, "scale", (dimensions,))
    if (scale <= 0).any():
        raise Misfit("scale has numbers that are not above 0")
    return scale
