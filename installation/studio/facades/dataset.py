"""The drawings on disk: made once from a seed, then read by training and report."""

import errno
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from installation.studio.common.drawing_pool import HELD_OUT, DrawingRun, draw_in_pool
from installation.studio.facades.drawing import COLOURS, LAYERS, draw, hour_of
from installation.studio.facades.drawing.lots import as_text, from_text
from installation.studio.facades.drawing.materials import HOURS
from installation.studio.facades.fields import COLUMNS, ROWS, stored, to_fields
from installation.studio.facades.plan_layout import PlanLayout
from installation.studio.facades.plans import HousePlans

COMPLETE = "complete.json"
LONGEST_TEXT = 1500  # bytes of all that is decided in one drawing
ARRAYS: dict[str, tuple[Any, tuple[int, ...]]] = {
    "fields": (np.int8, (len(LAYERS), ROWS, COLUMNS)),
    "colours": (np.float32, (len(COLOURS), 3)),
    "styles": (np.int64, ()),
    "crowns": (np.int64, ()),
    "decisions": (f"S{LONGEST_TEXT}", ()),
}


@dataclass(frozen=True)
class FacadesDataset:
    """Drawings as the network takes them."""

    fields: np.ndarray  # (n, 8, 144, 256) int8, -127..127 is -1..1; a memory map
    colours: np.ndarray  # (n, 9, 3) float32
    styles: np.ndarray  # (n,) int64
    crowns: np.ndarray  # (n,) int64, the style of the upper part; another one in a bridge
    hours: np.ndarray  # (n,) int64, index in materials.HOURS
    texts: np.ndarray  # (n,) bytes: what was decided, see lots.as_text

    def plans(self, layout: PlanLayout | None = None) -> HousePlans:
        """Of drawings of one style each; see `HousePlans.of`."""
        decisions = [from_text(text.decode()) for text in self.texts]
        return HousePlans.of(decisions, self.styles, self.colours, layout)

    @property
    def is_of_one_style(self) -> np.ndarray:
        """(n,) bool: no bridge to another style."""
        return np.equal(self.styles, self.crowns)

    def chosen(self, numbers: Sequence[int] | np.ndarray) -> "FacadesDataset":
        """These drawings only, in memory."""
        return FacadesDataset(
            self.fields[numbers],
            self.colours[numbers],
            self.styles[numbers],
            self.crowns[numbers],
            self.hours[numbers],
            self.texts[numbers],
        )

    def first_of_one_style(self, count: int) -> "FacadesDataset":
        """The first drawings that are no bridges, in memory."""
        return self.chosen(np.flatnonzero(self.is_of_one_style)[:count])

    def first(self, count: int) -> "FacadesDataset":
        """The first drawings only."""
        return FacadesDataset(
            self.fields[:count],
            self.colours[:count],
            self.styles[:count],
            self.crowns[:count],
            self.hours[:count],
            self.texts[:count],
        )


def training_set(folder: Path, seed: int, count: int) -> FacadesDataset:
    """The first `count` drawings of a seed; drawn if the folder does not hold them yet."""
    return _load_or_draw(folder / f"drawings-{seed}-{count}", DrawingRun(seed, 0, count))


def held_out_set(folder: Path, seed: int, count: int) -> FacadesDataset:
    """Drawings of the same seed that training never sees."""
    return _load_or_draw(folder / f"held-out-{seed}-{count}", DrawingRun(seed, HELD_OUT, count))


def _load_or_draw(home: Path, run: DrawingRun) -> FacadesDataset:
    if not _is_complete(home):
        _draw_all(home, run)
    arrays = {name: np.load(home / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
    return FacadesDataset(
        arrays["fields"],
        np.array(arrays["colours"]),
        np.array(arrays["styles"]),
        np.array(arrays["crowns"]),
        _hours(run),
        np.array(arrays["decisions"]),
    )


def _is_complete(home: Path) -> bool:
    """Also where an earlier version drew, which kept less of a drawing."""
    return all((home / name).exists() for name in (COMPLETE, *(f"{name}.npy" for name in ARRAYS)))


def _hours(run: DrawingRun) -> np.ndarray:
    names = list(HOURS)
    numbers = range(run.first, run.first + run.count)
    return np.array([names.index(hour_of(run.seed, number)) for number in numbers])


def _draw_all(home: Path, whole: DrawingRun) -> None:
    """Draws with all cores; COMPLETE is written last, so that half a data set is never taken."""
    home.mkdir(parents=True, exist_ok=True)
    _check_space(home, whole.count * len(LAYERS) * ROWS * COLUMNS)
    maps = {}
    for name, (dtype, shape) in ARRAYS.items():
        path = home / f"{name}.npy"
        maps[name] = np.lib.format.open_memmap(
            path,
            "w+",
            dtype,
            (whole.count, *shape),
        )
    for run, arrays in draw_in_pool(draw_run, whole):
        start = run.first - whole.first
        for name, values in zip(ARRAYS, arrays, strict=True):
            maps[name][start : start + run.count] = values
    for array in maps.values():
        array.flush()
    content = {"seed": whole.seed, "first": whole.first, "count": whole.count}
    (home / COMPLETE).write_text(json.dumps(content))


def _check_space(home: Path, size: int) -> None:
    """Raises OSError beforehand: a memory map on a full disk ends the process without a word."""
    free = shutil.disk_usage(home).free
    if free < 1.05 * size:
        message = f"the drawings need {size / 2**30:.1f} GiB, {free / 2**30:.1f} are free"
        raise OSError(errno.ENOSPC, message, str(home))


def draw_run(run: DrawingRun) -> tuple[np.ndarray, ...]:
    """A few drawings, in the order of ARRAYS."""
    drawings = [draw(run.seed, run.first + k) for k in range(run.count)]
    fields = np.stack([stored(to_fields(drawing)) for drawing in drawings])
    colours = np.stack([drawing.colours for drawing in drawings])
    styles = np.array([drawing.style for drawing in drawings])
    crowns = np.array([drawing.crown for drawing in drawings])
    texts = [as_text(drawing.decisions).encode() for drawing in drawings]
    if max(len(text) for text in texts) > LONGEST_TEXT:
        raise ValueError(f"more is decided in a drawing than {LONGEST_TEXT} bytes")
    return fields, colours, styles, crowns, np.array(texts)
