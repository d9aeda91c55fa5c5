"""The display room: newest pictures -> the screen."""

from installation.common import clock, pointer_visitor
from installation.display.calm_turns import CalmTurns
from installation.display.compositor import Compositor, Opening
from installation.display.controls import Controls
from installation.display.display_checkpoint import DisplayCheckpoint
from installation.display.draw_pace import DrawPace, Interval
from installation.display.kept_picture import KeptPicture
from installation.display.latency_probe import LatencyProbe
from installation.display.map_trail import MapTrail
from installation.display.outputs import output_table
from installation.display.outputs.output_group import OutputGroup
from installation.display.overlay import Overlay
from installation.display.overlay_loader import OverlayLoader
from installation.display.panes.kit import Seen
from installation.display.screen_keeper import ScreenKeeper
from installation.display.screen_watermark import ScreenWatermark
from installation.display.shown_memory import ShownMemory
from installation.display.shown_publisher import ShownPublisher
from installation.display.studio_panel import StudioPanel
from installation.faults import NoScreen
from installation.ipc.room_context import RoomContext
from installation.messages import LatentPoint, Picture
from installation.vocabulary import VisitState

SAVE_EVERY_S = 0.1
SAVE_DAY_EVERY_S = 5.0
# a display that was started again waits so long for a picture before it covers the old window
FIRST_PICTURE_S = 1.0


class Room:
    """Holds the outputs, and turns 60 times a second whatever comes on its wires."""

    def __init__(self, context: RoomContext):
        """Raises `BadConfig`, `BrokenPack`, `UnknownMonitor`."""
        settings = context.settings
        screen = settings.screen
        self._context = context
        self._saved = DisplayCheckpoint.of(context.checkpoint)
        self._memory = ShownMemory(context.memory)
        self._kept = KeptPicture(settings.state, settings.pack_folder.name)
        picture = self._first_picture()
        opening = self._opening(picture, self._saved.size or (screen.height_px, screen.width_px))
        may_refuse = settings.may_refuse and not context.was_restarted
        self._keeper = ScreenKeeper(
            screen, self._saved.lives_with_card, may_refuse, self._saved.modes
        )
        self._outputs = OutputGroup(self._keeper.output, output_table.further(settings))
        size = self._outputs.main.size
        if size != opening.size:
            opening = self._opening(picture, size)
        self._show(opening)
        self._keeper.watch_monitors()
        self._loader = OverlayLoader(settings, size)
        overlay = self._loader.first(is_strict=may_refuse)
        self._studio = StudioPanel(overlay, *size) if settings.studio else None
        self._compositor = Compositor(
            opening,
            overlay,
            screen.reduced_motion,
            settings.generation,
            self._studio,
            self._saved.words,
            ScreenWatermark(*size) if settings.marks.screen else None,
        )
        self._controls = Controls(context, self._compositor, self._studio)
        self._seen = Seen(map_trail=self._map_trail(overlay))
        self._point: LatentPoint | None = None  # the newest, of whatever pack
        self._pace = DrawPace(screen.rate_hz)
        self._calm = CalmTurns(may_skip=not screen.also and not settings.studio)
        self._probe = LatencyProbe(context, self._saved.first_picture_ns)
        self._publisher = ShownPublisher(context, self._outputs, self._compositor, self._probe)
        self._save_due = Interval(SAVE_EVERY_S)
        self._save_day_due = Interval(SAVE_DAY_EVERY_S)
        self._save()  # also of a life that ends with its first picture
        self._report_status()

    def turn(self) -> None:
        """One frame on the screen, 1/60 s after the last; while nobody is there, each for two turns."""
        self._pace.wait_to_draw()
        self._take()
        if self._calm.skips(self._point, self._seen.people):
            self._pace.wait_to_show()
            self._probe.record_turn()
            return
        dt = self._pace.begin()
        self._take_overlay(dt)
        self._follow_hand(dt)
        self._follow_visit(dt)
        self._compositor.compose(self._outputs.pixels(), self._seen.people, dt)
        self._context.sample("draw_ms", self._pace.end() * 1000)
        self._pace.wait_to_show()
        self._present(dt)
        self._probe.record(self._compositor.share)
        self._publisher.tick(dt)
        self._keep(dt)
        for key in self._outputs.main.pressed_keys():
            self._controls.press(key, self._point)
        self._look_for_screen(dt)

    def close(self) -> None:
        """Leaves the last frame as a file where one was asked for, keeps the picture, and closes the outputs."""
        self._kept.close()
        if self._context.settings.snapshot:
            self._publisher.save_snapshot(self._context.settings.snapshot)
        self._outputs.close()

    def _first_picture(self) -> Picture | None:
        """In a later life: the present one, where it comes soon."""
        if not self._context.was_restarted:
            return None
        self._context.wires.wait(FIRST_PICTURE_S, "picture")
        return self._context.wires.take("picture")

    def _opening(self, picture: Picture | None, size: tuple[int, int]) -> Opening:
        kept = self._kept.read() if picture is None else None
        shown_ns = self._memory.shown_ns
        since_s = clock.seconds(clock.now_ns() - shown_ns) if shown_ns else 0.0
        return Opening(size, picture, self._context.was_restarted, self._memory, kept, since_s)

    def _show(self, opening: Opening) -> None:
        """At once: a new window is black until something is drawn."""
        self._outputs.pixels()[...] = opening.frame
        self._outputs.present(0.0)

    def _take(self) -> None:
        """What has come on the wires."""
        wires = self._context.wires
        while (command := wires.take("command")) is not None:
            self._controls.obey(command)
        self._point = wires.take("point") or self._point
        # else it is of another pack's space
        if self._point and self._point.generation == self._compositor.overlay.generation:
            self._seen.point = self._point
        self._seen.activations = wires.take("activations") or self._seen.activations
        self._seen.presence = wires.newest("presence")
        if (status := wires.take("status")) is not None:
            self._compositor.follow_house(status)
        picture = wires.take("picture")
        if picture is not None:
            self._compositor.receive(picture)
            self._probe.receive(picture)
            self._keep_picture(picture)

    def _keep_picture(self, picture: Picture) -> None:
        """For the next start, under the name of its own pack; never one that has the shape of a visitor."""
        overlay = self._compositor.overlay
        is_of_overlay = picture.generation == overlay.generation
        if is_of_overlay and not overlay.kit.pack.takes_silhouettes:
            self._kept.receive(picture.pixels)

    def _take_overlay(self, dt: float) -> None:
        """What was saved just now is on the screen when it is ready; another pack's overlay comes with its pictures."""
        active = self._context.wires.take("active_pack")
        if active is not None:
            self._loader.show(active)
        trouble_before = self._loader.trouble
        self._loader.tick(dt)
        overlay = self._loader.take(self._compositor.generation)
        if overlay is not None:
            self._place(overlay)
        elif self._loader.trouble != trouble_before:
            self._report_status()

    def _place(self, overlay: Overlay) -> None:
        """Puts a new overlay where the old one was."""
        is_other_pack = overlay.generation != self._compositor.overlay.generation
        self._compositor.place(overlay)
        if is_other_pack:
            self._kept.follow(overlay.kit.pack.folder.name)
            map_trail = self._map_trail(overlay)
            self._seen = Seen(presence=self._seen.presence, map_trail=map_trail)
        if self._studio:
            self._studio.place(overlay)
        self._report_status()

    def _map_trail(self, overlay: Overlay) -> MapTrail | None:
        return MapTrail(overlay.map, self._saved.day) if overlay.map else None

    def _follow_hand(self, dt: float) -> None:
        """In the studio: the panel, and the mouse as a visitor."""
        if self._studio is None:
            return
        wires = self._context.wires
        self._studio.receive(wires.take("axes"), None)
        hand = self._studio.tick(self._outputs.main.pointer(), self._point, dt)
        wires.send(hand)
        presence = self._seen.presence
        self._seen.presence = pointer_visitor.joined(presence, hand.places, self._pace.begun_ns)

    def _follow_visit(self, dt: float) -> None:
        """The visit decides whether the picture opens; so does a key."""
        self._record_word()
        trail = self._seen.map_trail
        if trail is not None and self._seen.point is not None:
            trail.record(self._seen.point.point, self._seen.people, dt)
            if self._visit_is(VisitState.CLOSED):
                trail.forget()
                self._saved.day = ""  # at once: the night may end this life before it is saved next
        is_open = self._controls.tick(self._visit_is(VisitState.LOOKING), dt)
        self._compositor.look_inside(is_open, self._seen, dt)

    def _record_word(self) -> None:
        words = self._compositor.words
        if self._visit_is(VisitState.CLOSED):
            words.forget()
        elif self._point is not None:
            today = clock.wall_now().astimezone().date()
            words.record(self._point.word, today)

    def _visit_is(self, state: VisitState) -> bool:
        return self._point is not None and self._point.state == state

    def _present(self, dt: float) -> None:
        self._outputs.present(dt)
        self._memory.mark(clock.now_ns())
        if self._messages() != self._told:
            self._report_status()

    def _report_status(self) -> None:
        self._told = self._messages()
        self._context.set_status("; ".join(filter(None, self._told)))

    def _messages(self) -> tuple[str, ...]:
        return (
            self._keeper.message,
            self._outputs.message,
            self._compositor.overlay.message,
            self._loader.trouble,
        )

    def _keep(self, dt: float) -> None:
        """What the next life of this room wants to know."""
        self._keeper.tick(dt)
        self._kept.tick(dt)
        if self._save_day_due.is_due(dt):
            trail = self._seen.map_trail
            self._saved.day = trail.checkpoint if trail else ""
        if self._save_due.is_due(dt):
            self._save()

    def _save(self) -> None:
        self._saved.first_picture_ns = self._probe.first_ns
        self._saved.words = self._compositor.words.checkpoint
        self._saved.size = self._outputs.main.size
        self._saved.lives_with_card = self._keeper.lives_with_card
        self._saved.modes = self._keeper.modes
        self._context.checkpoint = self._saved.values()

    def _look_for_screen(self, dt: float) -> None:
        """Ends this life when the screen that was wanted has come, or is another: the next one opens its window."""
        reason = self._keeper.reason_to_end(dt)
        if reason:
            self._save()
            raise NoScreen(reason)
