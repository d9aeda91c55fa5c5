"""For the artist's panel, in the studio: the directions of the pack's space that matter most."""

import numpy as np

from installation.common import clock
from installation.faults import BrokenPack
from installation.generator.painter import Painter
from installation.ipc.wire import WireEnds
from installation.messages import Axes
from installation.packs import BadPicture, atlas, directions
from installation.packs.manifest import Pack


class PanelAxes:
    """Finds the directions once, and publishes them again and again: a display may come later."""

    def __init__(self, pack: Pack, painter: Painter, generation: int):
        self.message = ""  # a sentence for the technician where there are none
        self._published_ns = 0
        try:
            found = _directions(pack, painter)
            self._axes = Axes(0, generation, found.axes, found.spread)
        except (BrokenPack, BadPicture) as fault:
            self.message = f"no directions for the panel: {fault}"
            nothing = np.zeros((0, pack.dimensions))
            self._axes = Axes(0, generation, nothing, np.zeros(0))

    def publish(self, wires: WireEnds) -> None:
        """Once a second, however often it is called."""
        now_ns = clock.now_ns()
        if now_ns - self._published_ns > clock.SECOND_NS:
            self._published_ns = now_ns
            wires.send(self._axes)


def _directions(pack: Pack, painter: Painter) -> directions.Directions:
    if painter.model is None:
        raise BrokenPack("a pack that only a server paints has none")
    known = atlas.load(pack.point_folder, pack.dimensions)
    return directions.of_pack(pack, known, painter.model)
