"""Loads a pack's generator on this machine, and what paints the picture that goes in."""

import contextlib

import numpy as np

from installation.common import clock
from installation.faults import BrokenPack
from installation.packs import BadPicture, Source
from installation.packs.accelerators import Accelerator
from installation.packs.bound_model import BoundModel
from installation.packs.manifest import Pack
from installation.packs.prior import usual_points
from installation.packs.scene import Scene
from installation.packs.session import inputs_of, open_session, outputs_of, run
from installation.packs.silhouette_painter import SilhouettePainter
from installation.packs.threads import usual_threads

NO_FILE = (
    "it has no model of its own: an inference server paints it, and kiosk.toml names that "
    "([inference] server and packs)"
)

# A picture that takes one core longer than this is answered too late by it.
QUICK_S = 0.08


class Runtime(BoundModel):
    """The pack's ONNX file on this machine: scene -> picture (h, w, 3) uint8 RGB.

    Pictures that one core paints quickly are painted two at a time, each on half of the cores: the graph of
    a picture has many short steps, and cores that share one wait for each other after each of them.
    """

    def __init__(
        self,
        pack: Pack,
        threads: int,
        height: int,
        width: int,
        accelerator: Accelerator | None = None,
        most_at_once: int = 2,
    ):
        """Loads the model and warms it up at the size wanted.

        `threads`: how many cores it may use; 0: as many as are good. `most_at_once`: pictures, 1 or 2.
        Raises `BrokenPack`.
        """
        if not pack.generator.file:
            raise BrokenPack(f"pack {pack.folder.name}: {NO_FILE}")
        cores = threads or usual_threads()
        self._at_once = min(most_at_once, cores) if accelerator is None else 1
        self._threads = cores // self._at_once
        file = pack.folder / pack.generator.file
        self._session = open_session(file, self._threads, accelerator)
        inputs = inputs_of(self._session)
        source = source_of(pack, threads, height, width)
        super().__init__(pack, inputs, outputs_of(self._session), height, width, source)
        if self._at_once > 1 and self._work_s(pack, height, width) > QUICK_S:
            self._at_once = 1
            self._threads = cores
            self._session = open_session(file, cores)

    @property
    def threads(self) -> int:
        """See `Model`."""
        return self._threads

    @property
    def at_once(self) -> int:
        """See `Model`."""
        return self._at_once

    @property
    def provider(self) -> str:
        """See `Model`; as ONNX Runtime names it."""
        return self._session.get_providers()[0]

    def _work_s(self, pack: Pack, height: int, width: int) -> float:
        """Processor time that one thread spends on a picture; others on the machine do not count."""
        (point,) = usual_points(pack, np.random.default_rng(1), 1)
        before_ns = clock.thread_worked_ns()
        with contextlib.suppress(BadPicture):  # two others were good: it may be shown
            self.paint(Scene.of(point), height, width)
        return clock.seconds(clock.thread_worked_ns() - before_ns)

    def _run(self, outputs: list[str], feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        return run(self._session, outputs, feed)


def source_of(pack: Pack, threads: int, height: int, width: int) -> Source | None:
    """What paints the picture that goes into this pack's model; None for a generator.

    Raises `BrokenPack`.
    """
    if pack.source is not None:
        return Runtime(pack.source, threads, height, width)
    if pack.takes_silhouettes:
        return SilhouettePainter()
    return None
