"""A collection made ready for training: every picture in three sizes, with what is known of it."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tqdm import tqdm

from installation.common import memory_bound
from installation.common.files import write_whole
from installation.studio.collection.captions import Caption, CaptionList, read_captions
from installation.studio.collection.families import hold_out
from installation.studio.collection.frame import FINE, Frame, frame_of
from installation.studio.collection.picture_files import (
    BrokenPicture,
    LeftOut,
    picture_files,
    read_picture,
)
from installation.studio.collection.picture_measures import sharpness

FOLDER = "pictures"
PAPERS = "pictures.json"
LEAST = 40  # pictures
MOST_FINE = 300  # pictures kept in the largest size
PLAIN_SPREAD = 2.5  # grey levels: what varies less is an empty picture
LARGE_ENOUGH = 0.75  # of a size: a picture so small is enlarged to it and still counts


class NotEnoughPictures(Exception):
    """A folder that no model can learn from; says why."""


@dataclass(frozen=True)
class PictureInfo:
    """One picture of the collection."""

    name: str
    size: float  # beside the detailed picture
    is_held_out: bool  # never trained on
    caption: Caption
    cropped: float = 0.0  # share of it that lies outside the frame


class Fit(NamedTuple):
    """How an original fits into the frame."""

    size: float
    cropped: float
    sharpness: float


@dataclass(frozen=True)
class Collection:
    """All pictures in three sizes."""

    frame: Frame
    infos: list[PictureInfo]
    left_out: list[LeftOut]
    layouts: np.ndarray  # (n, rows, columns, 3) uint8
    detailed: np.ndarray  # (n, 8 rows, 8 columns, 3) uint8
    fine: (
        np.ndarray
    )  # (m, 32 rows, 32 columns, 3) uint8: of some that are large enough, none held out

    @classmethod
    def load(cls, work: Path) -> "Collection":
        """Raises FileNotFoundError where no pictures were gathered."""
        folder = work / FOLDER
        papers = json.loads((folder / PAPERS).read_text())
        infos = [_info(entry) for entry in papers["pictures"]]
        return cls(
            Frame(**papers["frame"]),
            infos,
            [LeftOut(**entry) for entry in papers["left_out"]],
            np.load(folder / "layouts.npy"),
            np.load(folder / "detailed.npy", mmap_mode="r"),
            np.load(folder / "fine.npy", mmap_mode="r"),
        )

    @property
    def held_out(self) -> np.ndarray:
        """(n,) bool."""
        return np.array([info.is_held_out for info in self.infos])

    @property
    def is_large(self) -> np.ndarray:
        """(n,) bool: whether a picture is large enough to learn detail from."""
        sizes = np.array([info.size for info in self.infos])
        enough = sizes >= LARGE_ENOUGH
        return enough if enough.sum() >= LEAST else np.ones(len(sizes), bool)

    @property
    def labels(self) -> np.ndarray:
        """(n,) int64: the number of each picture's class, 0 where there are no classes."""
        names = self.class_names
        if not names:
            return np.zeros(len(self.infos), np.int64)
        return np.array([names.index(info.caption.label) for info in self.infos], np.int64)

    @property
    def class_names(self) -> list[str]:
        """The classes, in the order of their names; empty unless every picture has one of two or more."""
        found = sorted({info.caption.label for info in self.infos})
        return found if len(found) > 1 and found[0] else []


def _info(entry: dict[str, Any]) -> PictureInfo:
    caption = Caption(**entry.pop("caption"))
    return PictureInfo(**entry, caption=caption)


def is_gathered(work: Path) -> bool:
    """Whether there are pictures to train on."""
    return (work / FOLDER / PAPERS).exists()


def are_the_same(images: Path, work: Path) -> bool:
    """Whether a folder still holds the pictures that were gathered, by name and size in bytes."""
    papers = json.loads((work / FOLDER / PAPERS).read_text())
    return bool(papers["files"] == _listing(images))


def _listing(images: Path) -> dict[str, int]:
    """Name -> bytes of all files that may be pictures."""
    return {str(path.relative_to(images)): path.stat().st_size for path in picture_files(images)}


def gather(images: Path, work: Path, threads: int) -> Collection:
    """Reads all pictures below `images` and keeps them in three sizes; nothing there is changed.

    Raises `NotEnoughPictures`, `BrokenCaptions`, OSError.
    """
    captions = read_captions(images)
    with memory_bound.held(memory_bound.share()):
        return _gathered(images, work, threads, captions)


def _gathered(images: Path, work: Path, threads: int, captions: CaptionList) -> Collection:
    found, left_out = _look_at_all(images, threads)
    if len(found) < LEAST:
        raise NotEnoughPictures(_too_few(images, len(found), left_out))
    frame = frame_of(np.array([proportion for _, proportion in found]))
    names = [name for name, _ in found]
    folder = work / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAPERS).unlink(missing_ok=True)  # written last: without it the folder is not whole
    layouts, fits = _write_sizes(images, names, frame, folder, threads)
    sizes = [fit.size for fit in fits]
    known = [captions.of(name) for name in names]
    sharp = np.array([fit.sharpness for fit in fits])
    held_out = hold_out(layouts, [caption.group for caption in known], sharp)
    _write_fine(images, names, frame, folder, sizes, held_out)
    infos = [
        PictureInfo(name, fit.size, is_held_out, caption, fit.cropped)
        for name, fit, is_held_out, caption in zip(
            names, fits, held_out.tolist(), known, strict=True
        )
    ]
    papers = {
        "files": _listing(images),
        "frame": asdict(frame),
        "pictures": [asdict(info) for info in infos],
        "left_out": [asdict(entry) for entry in left_out],
    }
    write_whole(folder / PAPERS, json.dumps(papers, ensure_ascii=False))
    return Collection.load(work)


def _too_few(images: Path, count: int, left_out: list[LeftOut]) -> str:
    reasons = "".join(f"\n  {entry.name} {entry.reason}" for entry in left_out[:20])
    return (
        f"{images} has {count} pictures that can be used, and a model needs {LEAST} at the very "
        f"least, better 500.{reasons}"
    )


def _look_at_all(images: Path, threads: int) -> tuple[list[tuple[str, float]], list[LeftOut]]:
    """Name and proportion of each picture that can be used; what cannot, and why."""

    def look(path: Path) -> tuple[str, float | str]:
        name = str(path.relative_to(images))
        try:
            picture = read_picture(path)
        except BrokenPicture as error:
            return name, str(error)
        if float(picture.std()) < PLAIN_SPREAD:
            return name, "is empty: one single colour"
        return name, picture.shape[0] / picture.shape[1]

    found = []
    left_out = []
    for name, answer in _for_each(look, list(picture_files(images)), threads, "looking"):
        if isinstance(answer, str):
            left_out.append(LeftOut(name, answer))
        else:
            found.append((name, answer))
    return found, left_out


def _for_each(
    task: Callable[[Path], Any], paths: list[Path], threads: int, name: str
) -> Iterator[Any]:
    """The answers in the order of the paths; pictures are opened side by side."""
    with ThreadPoolExecutor(threads or None) as pool:
        yield from tqdm(pool.map(task, paths), total=len(paths), desc=name)


def _write_sizes(
    images: Path, names: list[str], frame: Frame, folder: Path, threads: int
) -> tuple[np.ndarray, list[Fit]]:
    """Writes layouts.npy and detailed.npy; returns the layouts and how the originals fit."""
    shape = (len(names), *frame.detailed, 3)
    detailed = np.lib.format.open_memmap(folder / "detailed.npy", "w+", np.uint8, shape)
    layouts = np.empty((len(names), frame.rows, frame.columns, 3), np.uint8)

    def fit(path: Path) -> tuple[np.ndarray, Fit]:
        picture = read_picture(path)
        fitted = frame.fitted(picture, frame.detailed)
        sharp = sharpness(fitted[np.newaxis])
        return fitted, Fit(frame.size_of(picture), frame.cropped_share(picture), sharp)

    fits = []
    paths = [images / name for name in names]
    for number, (picture, its_fit) in enumerate(_for_each(fit, paths, threads, "pictures")):
        detailed[number] = picture
        layouts[number] = frame.fitted(picture, (frame.rows, frame.columns))
        fits.append(its_fit)
    detailed.flush()
    np.save(folder / "layouts.npy", layouts)
    return layouts, fits


def _write_fine(
    images: Path,
    names: list[str],
    frame: Frame,
    folder: Path,
    sizes: list[float],
    held_out: np.ndarray,
) -> None:
    """Writes fine.npy: some of the pictures that are large enough."""
    is_large = np.array(sizes) >= LARGE_ENOUGH * FINE
    numbers = np.flatnonzero(is_large & ~held_out)
    chosen = np.random.default_rng(1).permutation(numbers)[:MOST_FINE]
    shape = (len(chosen), *frame.fine, 3)
    if not len(chosen):
        np.save(folder / "fine.npy", np.empty(shape, np.uint8))
        return
    fine = np.lib.format.open_memmap(folder / "fine.npy", "w+", np.uint8, shape)
    for place, number in enumerate(tqdm(chosen, desc="fine pictures")):
        fine[place] = frame.fitted(read_picture(images / names[number]), frame.fine)
    fine.flush()
