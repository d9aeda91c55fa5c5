"""Drawing with all cores: a data set's drawings in short runs, one after another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from installation.studio.common.worker_pool import worker_pool

HELD_OUT = 1_000_000  # drawings from this number on are never trained on
RUN_LENGTH = 50  # drawings that a process makes at a time

Arrays = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class DrawingRun:
    """Drawings `first` to `first + count` of a seed."""

    seed: int
    first: int
    count: int


def draw_in_pool(
    draw_run: Callable[[DrawingRun], Arrays], whole: DrawingRun
) -> Iterator[tuple[DrawingRun, Arrays]]:
    """Yields short runs of the whole, in order, with what `draw_run` made of each.

    `draw_run` is called in fresh processes, so it must be a function of a module.
    """
    runs = []
    for start in range(0, whole.count, RUN_LENGTH):
        count = min(RUN_LENGTH, whole.count - start)
        runs.append(DrawingRun(whole.seed, whole.first + start, count))
    with (
        worker_pool(None) as pool,
        tqdm(total=whole.count, desc="drawing") as bar,
    ):
        for run, arrays in zip(runs, pool.map(draw_run, runs), strict=True):
            yield run, arrays
            bar.update(run.count)
