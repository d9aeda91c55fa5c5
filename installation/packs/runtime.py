"""Loads a pack's generator on this machine, tries it out, and makes pictures of scenes."""

import os

import numpy as np

from installation.packs.bound_model import BoundModel
from installation.packs.manifest import Pack
from installation.packs.session import inputs_of, open_session, outputs_of, run

MOST_THREADS = 4  # more hardly speed up a model that is small enough for a processor


class Runtime(BoundModel):
    """The pack's ONNX file on this machine: scene -> picture (h, w, 3) uint8 RGB."""

    def __init__(self, pack: Pack, threads: int, height: int, width: int):
        """Loads the model and warms it up at the size wanted; 0 threads: as many as are good.

        Raises `BrokenPack`.
        """
        self._threads = threads or _usual_threads(os.cpu_count() or 1)
        self._session = open_session(pack.folder / pack.generator.file, self._threads)
        inputs = inputs_of(self._session)
        super().__init__(pack, inputs, outputs_of(self._session), height, width)

    @property
    def threads(self) -> int:
        """See `Model`."""
        return self._threads

    @property
    def provider(self) -> str:
        """See `Model`; as ONNX Runtime names it."""
        return self._session.get_providers()[0]

    def _run(self, outputs: list[str], feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        return run(self._session, outputs, feed)


def _usual_threads(cores: int) -> int:
    """One core is left to the other rooms where there are three or more.

    Of two the model takes both: what must be on time (screen, camera, sound) runs before it, and
    half the time it would wait while the second one idles.
    """
    return min(MOST_THREADS, max(cores - 1, min(2, cores)))
