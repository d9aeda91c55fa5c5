"""Loads a pack's generator on this machine, and what paints the picture that goes in."""

import numpy as np

from installation.faults import BrokenPack
from installation.packs import Source
from installation.packs.accelerators import Accelerator
from installation.packs.bound_model import BoundModel
from installation.packs.manifest import Pack
from installation.packs.session import inputs_of, open_session, outputs_of, run
from installation.packs.silhouette_painter import SilhouettePainter
from installation.packs.threads import usual_threads

NO_FILE = (
    "it has no model of its own: an inference server paints it, and kiosk.toml names that "
    "([inference] server and packs)"
)


class Runtime(BoundModel):
    """The pack's ONNX file on this machine: scene -> picture (h, w, 3) uint8 RGB."""

    def __init__(
        self,
        pack: Pack,
        threads: int,
        height: int,
        width: int,
        accelerator: Accelerator | None = None,
    ):
        """Loads the model and warms it up at the size wanted; 0 threads: as many as are good.

        Raises `BrokenPack`.
        """
        if not pack.generator.file:
            raise BrokenPack(f"pack {pack.folder.name}: {NO_FILE}")
        self._threads = threads or usual_threads()
        file = pack.folder / pack.generator.file
        self._session = open_session(file, self._threads, accelerator)
        inputs = inputs_of(self._session)
        source = source_of(pack, threads, height, width)
        super().__init__(pack, inputs, outputs_of(self._session), height, width, source)

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


def source_of(pack: Pack, threads: int, height: int, width: int) -> Source | None:
    """What paints the picture that goes into this pack's model; None for a generator.

    Raises `BrokenPack`.
    """
    if pack.source is not None:
        return Runtime(pack.source, threads, height, width)
    if pack.takes_silhouettes:
        return SilhouettePainter()
    return None
