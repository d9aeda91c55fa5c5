"""The standby: another pack's generator, loaded and tried beside the running one, whose place it takes when told."""

from pathlib import Path

import psutil

from installation.faults import BrokenPack
from installation.generator import process as generator
from installation.generator.painter import Painter, first_size
from installation.ipc.room_context import RoomContext
from installation.messages import ActivePack
from installation.packs import manifest
from installation.packs.manifest import Pack
from installation.packs.speed import measure_speed
from installation.vocabulary import RoomName

WAIT_S = 0.1
SPARE_BYTES = 256 << 20  # must be left free when two models are loaded


class Room:
    """Beats for the first time when its model has passed; from the change on it is the generator."""

    def __init__(self, context: RoomContext):
        """Raises `BrokenPack` where there is any doubt."""
        settings = context.settings
        self._context = context
        self._generator: generator.Room | None = None  # once it has taken over
        pack = manifest.load(settings.pack_folder)
        self._painter = Painter(pack, settings)
        self._check_speed(pack)
        if psutil.virtual_memory().available < SPARE_BYTES:
            raise BrokenPack(f"with it less than {SPARE_BYTES >> 20} MB of memory are left")

    def _check_speed(self, pack: Pack) -> None:
        """Of this machine; a server is judged by its deadline. Raises `BrokenPack`."""
        if self._painter.model is None:
            return
        settings = self._context.settings
        size = first_size(settings.screen, settings.generator)
        points = pack.generator.most
        speed = measure_speed(pack, self._painter.model, *size, points=points)
        if speed.too_slow:
            raise BrokenPack(speed.in_words())

    def turn(self) -> None:
        """Waits for its call; afterwards, one turn of the generator."""
        if self._generator:
            self._generator.turn()
            return
        self._context.wires.wait(WAIT_S, "active_pack")
        active: ActivePack | None = self._context.wires.take("active_pack")
        if active is not None and self._is_called(active):
            self._context.become(RoomName.GENERATOR)
            self._generator = generator.Room(self._context, self._painter)

    def _is_called(self, active: ActivePack) -> bool:
        settings = self._context.settings
        is_ours = Path(active.folder) == settings.pack_folder
        return is_ours and active.generation == settings.generation

    def close(self) -> None:
        """The model goes with the process."""
