"""The generator room: latent point, spots, gestures -> picture."""

from concurrent.futures import Future
from functools import partial

import numpy as np

from installation.common import clock
from installation.generator.frame_difference import FrameDifference
from installation.generator.frame_scheduler import FrameScheduler
from installation.generator.frames_in_flight import Frame, FramesInFlight
from installation.generator.inference import Painted, PictureLate
from installation.generator.inspector import NO_PANES, Inspector
from installation.generator.painter import Painter
from installation.generator.panel_axes import PanelAxes
from installation.generator.papers_reader import PapersReader
from installation.generator.scene_trail import SceneTrail, scene_of
from installation.ipc.room_context import RoomContext
from installation.messages import Change, LatentPoint, Picture, Shown
from installation.packs import BadPicture, manifest

WAIT_S = 0.1


class Room:
    """Paints at the size of the screen: the newest point first, and drops the others."""

    def __init__(self, context: RoomContext, painter: Painter | None = None):
        """`painter` where it has its model already. Raises `BrokenPack`."""
        settings = context.settings
        pack = manifest.load(settings.pack_folder)
        self._context = context
        self._generation = settings.generation
        may_try = not context.was_restarted
        self._painter = painter or Painter(pack, settings, may_try)
        self._flight = FramesInFlight()
        self._scheduler = FrameScheduler(settings.generator.rate_limit_hz)
        self._inspector = Inspector(pack)
        if painter is not None:  # there is time before it takes the other generator's place
            self._inspector.open()
        self._papers = PapersReader(settings, self._painter)
        self._scenes = SceneTrail()
        self._difference = FrameDifference()
        self._point: LatentPoint | None = None  # the newest not yet painted
        self._light_ns = 0  # of the newest point
        self._painted_seq = 0  # number of the point last painted
        self._seq = 0  # pictures published
        self._panel_axes: PanelAxes | None = None
        if settings.studio:
            self._panel_axes = PanelAxes(pack, self._painter, self._generation)

    def turn(self) -> None:
        """The picture of the newest point: at once when a visitor did something, else in its rhythm."""
        if self._panel_axes:
            self._panel_axes.publish(self._context.wires)
        self._take_shown()
        self._take_papers()
        self._wait()
        while (done := self._flight.take()) is not None:
            self._give(*done)
        if self._is_free and self._is_time():
            self._begin()

    def _take_shown(self) -> None:
        """The size of the screen and the panes on it; nothing is shown by a display that is away."""
        shown: Shown | None = self._context.wires.newest("shown")
        if shown is None:
            self._inspector.set_panes(NO_PANES)
            return
        self._painter.set_screen(shown.height, shown.width)
        panes = frozenset(shown.inside.split())
        self._inspector.set_panes(panes)

    def _take_papers(self) -> None:
        """Newer ones are read while nothing is being painted."""
        folder = self._papers.newer(self._context.wires)
        if folder is None:
            return
        self._give_all()
        if self._papers.read(folder):
            self._scenes.forget()

    @property
    def _is_free(self) -> bool:
        """Another picture may be begun."""
        return self._flight.count < self._painter.at_once

    def _wait(self) -> None:
        """For the next point, for a picture, or until the point at hand may be painted."""
        wait_s = WAIT_S
        wires: tuple[str, ...] = ()
        if self._is_free:
            wires = ("point",)
            if self._point is not None:
                wait_s = self._scheduler.wait_s(clock.seconds(clock.now_ns()))
        self._context.wires.wait(wait_s, *wires, bell=self._flight.bell)
        point: LatentPoint | None = self._context.wires.take("point")
        if point is not None and point.generation == self._generation:  # else of another pack
            self._point = point

    def _is_time(self) -> bool:
        """The point at hand is to be painted now."""
        point = self._point
        if point is None:
            return False
        now_s = clock.seconds(clock.now_ns())
        if point.light_ns <= self._light_ns:
            return self._scheduler.wait_s(now_s) <= 0
        self._light_ns = point.light_ns
        light_s = clock.seconds(point.light_ns)
        self._scheduler.record_light(light_s, now_s)
        return True

    def _begin(self) -> None:
        """The point at hand is painted in another thread."""
        point = self._point
        assert point is not None
        self._point = None
        if self._painter.take_faster():
            self._give_all()
            self._scenes.forget()
        now_ns = clock.now_ns()
        is_inspected = self._inspector.take_due(now_ns)
        is_open = is_inspected and self._inspector.wants_layers
        frame = Frame(point, scene_of(point), is_inspected, now_ns)
        self._scheduler.record_begin(clock.seconds(now_ns), self._painter.at_once)
        self._flight.begin(frame, partial(self._painter.paint, frame.scene, is_open))

    def _give_all(self) -> None:
        """Those that are still being painted are waited for."""
        while self._flight.count:
            self._give(*self._flight.take_waiting())

    def _give(self, frame: Frame, painted: Future[Painted]) -> None:
        """Publishes a picture; what is only watched comes after it is on its way."""
        try:
            pixels, layers = painted.result()
        except BadPicture as error:
            self._context.set_status(self._painter.record_bad(error))
            self._context.telemetry.bad_pictures = self._painter.bad_pictures
            return
        except PictureLate:
            return
        self._painter.record_good()
        took_s = self._record_time(frame.begun_ns)
        if self._painter.take_change():
            self._scenes.forget()
        is_steered = self._scenes.record(frame.scene)
        self._publish(frame.point, pixels)
        self._publish_change(frame.point, is_steered, pixels, took_s)
        if frame.is_inspected:
            self._inspect(frame.point, pixels, layers)
        else:
            self._painter.record_time(clock.seconds(clock.now_ns() - frame.begun_ns))
        self._inspector.open()  # so that the first picture does not wait for it
        self._tell(pixels)

    def _record_time(self, begun_ns: int) -> float:
        """The painting begun then is done; returns the seconds that it took."""
        took_s = clock.seconds(clock.now_ns() - begun_ns)
        self._scheduler.record_picture(took_s)
        self._context.sample("picture_ms", took_s * 1000)
        return took_s

    def _publish(self, point: LatentPoint, pixels: np.ndarray) -> None:
        """To the display: (h, w, 3) uint8 RGB."""
        self._seq += 1
        picture = Picture(
            seq=self._seq,
            light_ns=point.light_ns,
            point_seq=point.seq,
            pixels=pixels,
            generation=self._generation,
            cuts=self._scenes.cuts,
        )
        self._context.wires.send(picture)

    def _publish_change(
        self, point: LatentPoint, is_steered: bool, pixels: np.ndarray, took_s: float
    ) -> None:
        """To the journey, which holds the change of the picture even.

        Where more than the points changed, no point is named as the one before: what visitors do
        with gestures shall not slow the journey down.
        """
        percent = self._difference.record(pixels)
        since_seq = self._painted_seq if is_steered else 0
        if percent is not None:
            change = Change(
                seq=self._seq,
                light_ns=point.light_ns,
                since_seq=since_seq,
                point_seq=point.seq,
                change=percent,
                took_s=took_s,
            )
            self._context.wires.send(change)
        self._painted_seq = point.seq

    def _inspect(self, point: LatentPoint, pixels: np.ndarray, layers: list[np.ndarray]) -> None:
        """To the display: what went on inside."""
        begun_ns = clock.now_ns()
        activations = self._inspector.inspect(point, pixels, layers)
        self._context.wires.send(activations)
        took_s = clock.seconds(clock.now_ns() - begun_ns)
        self._context.sample("activations_ms", took_s * 1000)

    def _tell(self, pixels: np.ndarray) -> None:
        """How the room fares, after a good picture."""
        height, width = pixels.shape[:2]
        telemetry = self._context.telemetry
        telemetry.pack = self._painter.pack
        telemetry.provider = self._painter.provider
        telemetry.size = [width, height]
        telemetry.full_hd_hz = self._painter.full_hd_hz
        telemetry.is_full_hd = self._painter.is_full_hd
        telemetry.is_server_away = bool(self._painter.message)
        telemetry.bad_pictures = self._painter.bad_pictures
        telemetry.activations = self._inspector.count
        self._context.checkpoint = {"pack": self._painter.pack}
        messages = [self._painter.message, self._papers.message, self._inspector.message]
        if self._panel_axes:
            messages.append(self._panel_axes.message)
        self._context.set_status("; ".join(filter(None, messages)))

    def close(self) -> None:
        """The model goes with the process."""
        self._flight.close()
        self._painter.close()
