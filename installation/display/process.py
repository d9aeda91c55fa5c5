"""The display room: newest pictures -> the screen."""

import numpy as np

from installation.common import clock, pointer_visitor
from installation.display import screens
from installation.display.blend import Blender, FadeIn, fitted, safe_picture
from installation.display.canvas import spread
from installation.display.flash_limiter import FlashLimiter
from installation.display.hotplug import Hotplug
from installation.display.inside_toggle import Looking
from installation.display.latency_probe import Sighting
from installation.display.map_trail import Whereabouts
from installation.display.overlay import Furniture
from installation.display.overlay_loader import Workshop
from installation.display.panes import Seen
from installation.display.studio_panel import FREE, PANEL, SAVE, Atelier
from installation.display.window import END, PACK, as_jpeg, save_png
from installation.faults import NoScreen
from installation.messages import Picture, Shown

FADE_IN_S = 1.2
DRAW_S = (
    0.003,
    0.012,
)  # at least and at most the time drawing is given; the screen turns on time whatever it takes
AMPLE, FOLLOW = 1.4, 0.1  # it is given so much more than it took lately
SHOWN_EVERY_S = 0.2
TIMED_EACH = 5  # of so many pictures one is told of: whichever is on the screen just now is mostly one that came early
LIVE_WIDTH_PX = 640
LOOK_AGAIN_S = 5.0  # for a screen that is away
AWAY_S = 2.0  # presence older than this is no presence
FIRST_PICTURE_S = (
    1.0  # a reborn display waits so long for a picture before it covers the old window
)
LOOKING, CLOSED = "looking-inside", "closed"  # states of the visit
LOOK, BACK, MOTION, REDUCED = (
    "look",
    "back",
    "motion",
    "reduced",
)  # commands, and a value of the last
KEEP_EVERY_S, BEAT_S = 5.0, 0.1


class Room:
    """Holds the screen, and turns 60 times a second whatever comes on its wires."""

    def __init__(self, context):
        self._context = context
        self._settings = context.settings.screen
        if context.reborn:
            context.wires.wait(FIRST_PICTURE_S, "picture")
        self._fade = FadeIn(0 if context.reborn else FADE_IN_S)
        size = tuple(
            context.checkpoint.get("size", (self._settings.height_px, self._settings.width_px))
        )
        picture = context.wires.take("picture") if context.reborn else None
        start, first = self._first(picture, *size)
        self._lives_with_card, self._age_s = context.checkpoint.get("lives_with_card", 0), 0.0
        self._screen, self._words = screens.opened(
            self._settings, self._lives_with_card
        )  # words for the technician
        self._stands_in = self._settings.mode != self._screen.kind == "windowless"
        if self._screen.size != size:
            start, first = self._first(picture, *self._screen.size)
        self._screen.pixels()[...] = first
        self._screen.flip()  # at once: a new window is black until something is drawn
        self._hotplug = Hotplug() if self._screen.kind == "fullscreen" else None
        self._blender, self._generation = (
            Blender(start, self._settings.reduced_motion),
            context.settings.generation,
        )
        self._workshop = Workshop(context.settings, self._screen.size)
        self._day = context.checkpoint.get("day", "")
        self._furniture: Furniture | None = None
        self._ready: Furniture | None = None  # made, and waiting for the first picture of its pack
        self._seen, self._point = Seen(), None
        self._atelier = Atelier(self._screen.size) if context.settings.studio else None
        self._place(self._workshop.first())
        self._pacer = clock.Pacer(self._settings.rate_hz)
        self._drawn_ns = self._turned_ns = clock.now_ns()
        self._since_shown_s, self._since_look_s = 0.0, 0.0
        self._since_keep_s, self._since_beat_s, self._draws_s = 0.0, 0.0, DRAW_S[0]
        self._looking = Looking(context.settings.journey.look_s)
        self._seq, self._people, self._presence_ns = 0, 0, 0
        self._presence = None  # the newest that is not too old
        self._sighting = Sighting(context.checkpoint.get("first_picture_ns", 0))
        self._timings, self._timed = 0, (0, 0)  # a picture's point, and when it was seen

    def turn(self) -> None:
        """One picture on the screen, 1/60 s after the last."""
        # late, so that the picture is as new as can be when it is shown
        self._pacer.wait_nearly(min(DRAW_S[1], max(DRAW_S[0], AMPLE * self._draws_s)))
        self._take()
        now = clock.now_ns()
        dt, self._drawn_ns = clock.seconds(now - self._drawn_ns), now
        self._rearrange(dt)
        self._follow_hand(dt)
        self._draw(dt)
        took_s = clock.seconds(clock.now_ns() - now)
        self._draws_s += FOLLOW * (took_s - self._draws_s)
        self._context.sample("draw_ms", took_s * 1000)
        self._pacer.wait()
        self._screen.flip()
        self._measure()
        self._tell(dt)
        self._keep(dt)
        for what in self._screen.asked():
            self._do(what)
        self._look_for_screen(dt)

    def _draw(self, dt: float) -> None:
        """The picture, what lies behind it, the words upon it; last of all, what would flash is held."""
        self._follow(dt)
        frame = self._fade.apply(self._blender.turn(dt), dt)
        pixels, furniture = self._screen.pixels(), self._furniture
        view = furniture.inside.view()
        spread(pixels[view.rows, view.columns], fitted(frame, (view.height, view.width, 3)))
        furniture.inside.draw(pixels)
        furniture.notice.draw(pixels, view, self._people, dt)
        if self._atelier:
            furniture.mark.draw(pixels)
            self._atelier.draw(pixels, dt)
        self._limiter.apply(pixels, dt)

    def _rearrange(self, dt: float) -> None:
        """What was saved just now is on the screen when it is ready; another pack's furniture comes with its pictures."""
        if (showing := self._context.wires.take("active_pack")) is not None:
            self._workshop.show(showing.folder, showing.generation, showing.papers)
        trouble = self._workshop.trouble
        self._ready = self._workshop.turn(dt) or self._ready
        if self._ready and self._ready.generation <= self._generation:
            self._place(self._ready)
        elif trouble != self._workshop.trouble:
            self._complain()

    def _follow_hand(self, dt: float) -> None:
        """In the studio: the panel, and the mouse as a visitor."""
        if self._atelier:
            self._atelier.note(self._context.wires.take("axes"), self._context.wires.take("status"))
            hand = self._atelier.turn(self._screen.pointer(), self._point, dt)
            self._context.wires.send(hand)
            self._seen.presence = pointer_visitor.joined(
                self._presence, hand.places, self._drawn_ns
            )
            self._people = self._seen.presence.count if self._seen.presence else 0

    def _place(self, furniture: Furniture) -> None:
        """Puts new furniture where the old was."""
        before, self._furniture, self._ready = self._furniture, furniture, None
        self._blender.change(furniture.theme.transitions, furniture.theme.colours.plate)
        if before:
            furniture.inside.follow(before.inside)
            furniture.notice.follow(before.notice)
        if before is None or before.generation != furniture.generation:
            where = Whereabouts(furniture.map, self._day) if furniture.map else None
            self._seen, self._day = Seen(presence=self._seen.presence, whereabouts=where), ""
        if self._atelier:
            self._atelier.place(furniture)
        self._complain()

    def _complain(self) -> None:
        words = (self._words, self._furniture.words, self._workshop.trouble)
        self._context.set_status("; ".join(filter(None, words)))

    def _follow(self, dt: float) -> None:
        """The visit decides whether the picture opens; so does a key."""
        point = self._point
        if self._seen.whereabouts and self._seen.point is not None:
            self._seen.whereabouts.note(self._seen.point.point, self._people, dt)
            if point.state == CLOSED:
                self._seen.whereabouts.forget()
                self._day = ""  # at once: the night may end this life before it is kept next
        looking = self._looking.turn(point is not None and point.state == LOOKING, dt)
        self._furniture.inside.turn(looking, self._seen, dt)

    def _do(self, what: str) -> None:
        """A key was pressed: the end, look inside or not, or a pane."""
        if what in (END, PACK):
            self._context.ask = what
            return
        if what in (FREE, PANEL, SAVE):
            if self._atelier:
                self._atelier.do(what, self._point)
            return
        self._looking.ask(what != LOOK or not self._furniture.inside.is_open)
        if what != LOOK:
            self._furniture.inside.choose(what)

    def _hear(self) -> None:
        """Commands: which pane to show; whether to look at all is the visit's to decide."""
        while (command := self._context.wires.take("command")) is not None:
            if command.verb == LOOK and command.value:
                self._furniture.inside.choose(command.value)
            elif command.verb == BACK:
                self._looking.leave()
            elif command.verb == MOTION:
                self._blender.calm = command.value == REDUCED

    def _first(
        self, picture: Picture | None, height: int, width: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """What the screen begins with, (h, w, 3) RGB, and the same as it may be shown, (h, w, 4) BGRX.

        In a later life it is the present picture, so that nobody sees a break. Made before the window is there,
        where its size is known from the last one.
        """
        start = (
            fitted(picture.pixels, (height, width, 3)) if picture else safe_picture(height, width)
        )
        first = np.zeros((height, width, 4), np.uint8)
        spread(first, self._fade.apply(start, 0))
        self._limiter = FlashLimiter(self._context.checkpoint.get("shown", ""))
        self._limiter.apply(first, 0)
        return start, first

    def _take(self) -> None:
        self._hear()
        self._point = self._context.wires.take("point") or self._point
        if (
            self._point and self._point.generation == self._furniture.generation
        ):  # else it is of another pack's space
            self._seen.point = self._point
        self._seen.insight = self._context.wires.take("activations") or self._seen.insight
        if (picture := self._context.wires.take("picture")) is not None:
            self._blender.receive(picture.pixels, anew=picture.generation != self._generation)
            self._generation = picture.generation
            self._sighting.note(picture)
        if (presence := self._context.wires.take("presence")) is not None:
            self._presence, self._presence_ns = presence, presence.light_ns
        elif clock.seconds(clock.now_ns() - self._presence_ns) > AWAY_S:
            self._presence = None
        self._people, self._seen.presence = (
            self._presence.count if self._presence else 0,
            self._presence,
        )

    def _measure(self) -> None:
        now = clock.now_ns()
        self._context.sample("turn_ms", clock.seconds(now - self._turned_ns) * 1000)
        self._turned_ns = now
        if self._blender.share >= 0.5 and (picture := self._sighting.seen(now)):
            self._context.sample("light_to_screen_ms", clock.seconds(now - picture.light_ns) * 1000)
            self._context.mark("seen", picture.point_seq, now)
            self._timings += 1
            if self._timings % TIMED_EACH == 0:
                self._timed = picture.point_seq, now

    def _tell(self, dt: float) -> None:
        self._since_shown_s += dt
        if self._since_shown_s < SHOWN_EVERY_S:
            return
        self._since_shown_s = 0.0
        self._seq += 1
        height, width = self._screen.size
        jpeg = as_jpeg(self._screen.pixels(), min(LIVE_WIDTH_PX, width))
        self._context.wires.send(
            Shown(
                self._seq,
                self._sighting.light_ns,
                width,
                height,
                self._furniture.inside.shown,
                jpeg,
                *self._timed,
            )
        )
        self._context.facts = {
            "screen": f"{self._screen.kind} {width}x{height}"
            + (f", {card}" if (card := self._screen.graphics_card) else ""),
            "first_picture_ns": self._sighting.first_ns,
            "limited_tiles": self._limiter.limited,
            "inside": self._furniture.inside.shown,
            "complaints": self._furniture.complaints,
        }

    def _keep(self, dt: float) -> None:
        """What the next life of this room wants to know: the limiter's part with every beat."""
        self._age_s += dt
        self._since_keep_s += dt
        if self._since_keep_s >= KEEP_EVERY_S:
            self._since_keep_s = 0.0
            where = self._seen.whereabouts
            self._day = where.keep if where else ""
        self._since_beat_s += dt
        if self._since_beat_s >= BEAT_S:
            self._since_beat_s = 0.0
            self._context.checkpoint = {
                "first_picture_ns": self._sighting.first_ns,
                "day": self._day,
                "shown": self._limiter.keep,
                "size": list(self._screen.size),
                "lives_with_card": screens.lives_with_card(
                    self._lives_with_card, self._screen, self._age_s
                ),
            }

    def _look_for_screen(self, dt: float) -> None:
        """Ends this life when the screen that was wanted has come, or is another: the next one opens its window."""
        if self._hotplug and self._hotplug.has_changed:
            self._context.checkpoint["lives_with_card"] = (
                self._lives_with_card
            )  # it is not the card's fault
            raise NoScreen("the monitors have changed")
        self._since_look_s += dt
        if self._stands_in and self._since_look_s > LOOK_AGAIN_S:
            self._since_look_s = 0.0
            if screens.has_come():
                raise NoScreen("a screen has come")

    def close(self) -> None:
        """Leaves the last screen as a file where one was asked for, and closes the window."""
        if self._context.settings.snapshot:
            save_png(self._screen.pixels(), self._context.settings.snapshot)
        self._screen.close()
