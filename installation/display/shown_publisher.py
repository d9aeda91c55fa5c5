"""What is on the screen: told to the other rooms, and to the technician."""

from pathlib import Path

import cv2
import numpy as np

from installation.common import clock
from installation.display.compositor import Compositor
from installation.display.draw_pace import Interval
from installation.display.latency_probe import LatencyProbe
from installation.display.outputs.frames import save_png
from installation.display.outputs.live_picture import LivePicture
from installation.display.outputs.output_group import OutputGroup
from installation.ipc.room_context import RoomContext
from installation.marks.marker import Marker, described
from installation.messages import SHOWN_LIGHT_SHAPE, Pause, Shown, ShownLight

EVERY_S = 0.2
_FOURTHS = (slice(None, None, 4), slice(None, None, 4))  # pixels enough for a mean


class ShownPublisher:
    """Sends `Shown` with the live picture, `ShownLight` and `Pause`, and keeps the room's telemetry."""

    def __init__(
        self,
        context: RoomContext,
        outputs: OutputGroup,
        compositor: Compositor,
        probe: LatencyProbe,
    ):
        self._context = context
        self._outputs = outputs
        self._compositor = compositor
        self._probe = probe
        settings = context.settings
        self._marker = Marker(settings.marks, settings.state)
        self._live = LivePicture(*outputs.main.size, self._marker)
        self._due = Interval(EVERY_S)
        self._seq = 0
        self._was_paused = False  # the picture, as it was told last

    def tick(self, dt: float) -> None:
        """`dt` seconds later, once a frame has been shown."""
        is_due = self._due.is_due(dt)
        is_paused = self._compositor.is_paused
        if is_due or is_paused != self._was_paused:  # at once, so that the point waits too
            self._was_paused = is_paused
            self._context.wires.send(Pause(self._seq, clock.now_ns(), is_paused))
        if not is_due:
            return
        frame = self._outputs.finished()
        self._live.present(frame, self._description())
        self._context.wires.send(self._shown())
        self._context.wires.send(ShownLight(self._seq, clock.now_ns(), light_of(frame)))
        self._update_telemetry()

    def save_snapshot(self, path: Path) -> None:
        """The frame that was composed last as a PNG file with all its marks. Raises `OSError`."""
        is_watermarked = self._context.settings.marks.screen
        save_png(self._outputs.finished(), path, self._marker, self._description(), is_watermarked)

    def _description(self) -> str:
        about = self._compositor.overlay.kit.pack.about
        return described(f"{about.name} {about.version}", about.author)

    def _shown(self) -> Shown:
        self._seq += 1
        height, width = self._outputs.main.size
        point_seq, seen_ns = self._probe.reported
        return Shown(
            seq=self._seq,
            light_ns=self._probe.light_ns,
            width=width,
            height=height,
            inside=self._compositor.overlay.inside.shown,
            jpeg=self._live.jpeg,
            point_seq=point_seq,
            seen_ns=seen_ns,
            across=self._compositor.overlay.inside.across,
        )

    def _update_telemetry(self) -> None:
        main = self._outputs.main
        overlay = self._compositor.overlay
        height, width = main.size
        card = f", {main.graphics_card}" if main.graphics_card else ""
        telemetry = self._context.telemetry
        telemetry.screen = f"{main.kind} {width}x{height}{card}"
        telemetry.kind = main.kind
        telemetry.first_picture_ns = self._probe.first_ns or None
        telemetry.limited_tiles = self._compositor.limited_tiles
        telemetry.inside = overlay.inside.shown
        telemetry.complaints = overlay.complaints


def light_of(frame: np.ndarray) -> np.ndarray:
    """`SHOWN_LIGHT_SHAPE` uint8: the mean grey level of each part of a finished frame (h, w, 4) uint8 BGRX."""
    pixels = np.ascontiguousarray(frame[_FOURTHS])
    parts = cv2.resize(pixels, SHOWN_LIGHT_SHAPE[::-1], interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(parts, cv2.COLOR_BGRA2GRAY)
