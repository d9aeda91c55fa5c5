"""The drawings on disk: made once from a seed, then read by training and report."""

import errno
import json
import os
import shutil
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from .drawing import COLOURS, LAYERS, draw
from .fields import COLUMNS, ROWS, to_fields

HELD_OUT = 1_000_000  # drawings from this index on are never trained on
CHUNK = 50


@dataclass(frozen=True)
class Dataset:
    """Drawings as the network takes them."""

    fields: np.ndarray  # (n, 8, 144, 256) int8, -127..127 is -1..1; a memory map
    colours: np.ndarray  # (n, 9, 3) float32
    styles: np.ndarray  # (n,) int64

    def first(self, count: int) -> "Dataset":
        """The first drawings only."""
        return Dataset(self.fields[:count], self.colours[:count], self.styles[:count])


def training_set(folder: Path, seed: int, count: int) -> Dataset:
    """The first `count` drawings of a seed; drawn if the folder does not hold them yet."""
    return _load_or_draw(folder / f"drawings-{seed}-{count}", seed, 0, count)


def held_out_set(folder: Path, seed: int, count: int) -> Dataset:
    """Drawings of the same seed that training never sees."""
    return _load_or_draw(folder / f"held-out-{seed}-{count}", seed, HELD_OUT, count)


def _load_or_draw(home: Path, seed: int, first: int, count: int) -> Dataset:
    if not (home / "complete.json").exists():
        _draw_all(home, seed, first, count)
    arrays = [
        np.load(home / f"{name}.npy", mmap_mode="r") for name in ("fields", "colours", "styles")
    ]
    return Dataset(arrays[0], np.array(arrays[1]), np.array(arrays[2]))


def _draw_all(home: Path, seed: int, first: int, count: int) -> None:
    """Draws with all cores; `complete.json` is written last, so that half a data set is never taken."""
    home.mkdir(parents=True, exist_ok=True)
    _need_room(home, count * len(LAYERS) * ROWS * COLUMNS)
    shapes = {
        "fields": (np.int8, (len(LAYERS), ROWS, COLUMNS)),
        "colours": (np.float32, (len(COLOURS), 3)),
        "styles": (np.int64, ()),
    }
    arrays = {
        name: np.lib.format.open_memmap(home / f"{name}.npy", "w+", dtype, (count, *shape))
        for name, (dtype, shape) in shapes.items()
    }
    jobs = [(seed, first + k, min(CHUNK, count - k)) for k in range(0, count, CHUNK)]
    with (
        get_context("spawn").Pool(os.cpu_count()) as pool,
        tqdm(total=count, desc="drawing") as bar,
    ):
        for job, made in zip(jobs, pool.imap(_draw_some, jobs), strict=True):
            rows = slice(job[1] - first, job[1] - first + job[2])
            for name, values in zip(arrays, made, strict=True):
                arrays[name][rows] = values
            bar.update(job[2])
    for array in arrays.values():
        array.flush()
    (home / "complete.json").write_text(json.dumps({"seed": seed, "first": first, "count": count}))


def _need_room(home: Path, size: int) -> None:
    """Raises OSError beforehand: a memory map on a full disk ends the process without a word."""
    free = shutil.disk_usage(home).free
    if free < 1.05 * size:
        raise OSError(
            errno.ENOSPC,
            f"the drawings need {size / 2**30:.1f} GiB, {free / 2**30:.1f} are free",
            str(home),
        )


def _draw_some(job: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    seed, first, count = job
    cv2.setNumThreads(1)  # the pool has one process per core already
    drawings = [draw(seed, first + k) for k in range(count)]
    fields = np.stack([np.rint(to_fields(d) * 127).astype(np.int8) for d in drawings])
    return fields, np.stack([d.colours for d in drawings]), np.array([d.style for d in drawings])
