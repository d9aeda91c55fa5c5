"""The standby: another pack's generator, loaded and judged in the wings; it takes the generator's place when told."""

from pathlib import Path

import psutil

from installation.faults import BrokenPack
from installation.generator import process as generator
from installation.packs import manifest
from installation.packs.runtime import Runtime
from installation.packs.speed import milliseconds

WAIT_S = 0.1
SPARE_BYTES = 256 << 20  # must be left free when two models are loaded


class Room:
    """Beats for the first time when its model has proved itself; from the change on it is the generator."""

    def __init__(self, context):
        """Raises `BrokenPack` where there is any doubt."""
        self._context = context
        self._folder = context.settings.pack_folder
        pack = manifest.load(Path(self._folder))
        size = generator.fitted(context.settings.screen, context.settings.generator.longest_side_px)
        self._runtime = Runtime(pack, context.settings.generator.threads, *size)
        speed = milliseconds(pack, self._runtime, *size)
        if speed.too_slow:
            raise BrokenPack(speed.in_words())
        if psutil.virtual_memory().available < SPARE_BYTES:
            raise BrokenPack(f"with it less than {SPARE_BYTES >> 20} MB of memory are left")
        self._generator: generator.Room | None = None

    def turn(self) -> None:
        """Waits for its call; afterwards, one turn of the generator."""
        if self._generator:
            self._generator.turn()
            return
        self._context.wires.wait(WAIT_S, "active_pack")
        showing = self._context.wires.take("active_pack")
        if (
            showing is not None
            and showing.folder == self._folder
            and showing.generation == self._context.settings.generation
        ):
            self._context.become("generator")
            self._generator = generator.Room(self._context, self._runtime)

    def close(self) -> None:
        """The model goes with the process."""
