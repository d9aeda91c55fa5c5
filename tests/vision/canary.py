"""A picture that can be found again: a film of one tile of random bytes, and what it would leave behind."""

from pathlib import Path

import cv2
import numpy as np
import psutil

from installation import messages
from installation.cast import Wire, WireKind
from installation.ipc.wire import WireEnds


def film(path: Path) -> np.ndarray:
    """Writes a film without loss whose frames are the tile over and over, and a pixel further in each; the tile."""
    tile = np.random.default_rng(7).integers(0, 256, (8, 8, 3), np.uint8)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"FFV1"), 10, (96, 72))
    for number in range(48):
        writer.write(np.roll(np.tile(tile, (9, 12, 1)), number, axis=1))
    writer.release()
    assert np.array_equal(cv2.VideoCapture(str(path)).read()[1][:8, :8], tile)
    return tile


def traces(tile: np.ndarray) -> list[bytes]:
    """What a frame would leave in memory or on a wire: the tile's first row, in either order of colours, and its channels'."""
    row = tile[0]
    return [
        row.tobytes(),
        row[:, ::-1].tobytes(),
        *(np.tile(row[:, c], 3).tobytes() for c in range(3)),
    ]


def tap(vision: psutil.Process) -> WireEnds:
    """A further listener on the only wire that leaves the vision room."""
    (path,) = {c.laddr for c in vision.net_connections("unix") if c.laddr.endswith("/presence")}
    wire = Wire("presence", messages.Presence, WireKind.LATEST, ("vision",), ("test",), 30)
    return WireEnds((wire,), "test", str(Path(path).parent))
