"""The display room: newest pictures -> the screen."""

from pathlib import Path

from installation.display.blend import Blender, FadeIn, fitted, safe_picture
from installation.display.limiter import FlashLimiter
from installation.display.notice import Notice, read_texts
from installation.display.window import Window, Windowless, as_jpeg, save_png
from installation.faults import NoScreen
from installation.messages import Picture, Shown
from installation.plumbing import clock

FADE_IN_S = 1.2
DRAW_S = 0.005  # what drawing usually takes at most; the screen turns on time whatever it took
SHOWN_EVERY_S = 0.2
LIVE_WIDTH_PX = 640
LOOK_AGAIN_S = 5.0  # for a screen that is away
AWAY_S = 2.0  # presence older than this is no presence
FIRST_PICTURE_S = 1.0  # a reborn display waits so long for a picture before it covers the old window


class Room:
    """Holds the screen, and turns 60 times a second whatever comes on its wires."""

    def __init__(self, post):
        self._post = post
        self._settings = post.settings.screen
        if post.reborn:
            post.wires.wait(FIRST_PICTURE_S, "picture")
        self._texts = read_texts(Path(post.settings.assets) / "texts", self._settings.languages)
        self._open_screen()
        height, width = self._screen.surface.get_height(), self._screen.surface.get_width()
        start = self._first(height, width)
        self._fade = FadeIn(0 if post.reborn else FADE_IN_S)
        self._screen.show(self._fade.apply(start, 0))
        self._screen.flip()  # at once: a new window is black until something is drawn
        self._blender = Blender(start)
        self._notice = Notice(self._texts, width, height)
        self._limiter = FlashLimiter()
        self._pacer = clock.Pacer(self._settings.rate_hz)
        self._drawn_ns = self._turned_ns = clock.now_ns()
        self._since_shown_s, self._since_look_s = 0.0, 0.0
        self._seq, self._people, self._presence_ns = 0, 0, 0
        self._light_ns, self._waiting_light_ns = 0, 0
        self._first_picture_ns = post.keep.get("first_picture_ns", 0)

    def turn(self) -> None:
        """One picture on the screen, 1/60 s after the last."""
        self._pacer.wait_nearly(DRAW_S)  # late, so that the picture is as new as can be when it is shown
        self._take()
        now = clock.now_ns()
        dt, self._drawn_ns = clock.seconds(now - self._drawn_ns), now
        surface = self._screen.show(self._fade.apply(self._blender.turn(dt), dt))
        self._notice.draw(surface, self._people, dt)
        self._limiter.apply(self._screen.pixels(), dt)
        self._pacer.wait()
        self._screen.flip()
        self._measure()
        self._tell(surface, dt)
        if self._screen.leaving():
            self._post.ask = "end"
        self._look_for_screen(dt)

    def _first(self, height: int, width: int):
        """What the screen begins with: in a later life the present picture, so that nobody sees a break."""
        picture = self._post.wires.take("picture") if self._post.reborn else None
        return fitted(picture.pixels, (height, width, 3)) if picture else safe_picture(height, width)

    def _take(self) -> None:
        if (picture := self._post.wires.take("picture")) is not None:
            self._blender.receive(picture.pixels)
            self._note_light(picture)
        if (presence := self._post.wires.take("presence")) is not None:
            self._people, self._presence_ns = presence.count, presence.light_ns
        elif clock.seconds(clock.now_ns() - self._presence_ns) > AWAY_S:
            self._people = 0

    def _note_light(self, picture: Picture) -> None:
        """Only the first picture that a frame of the camera has a part in is timed."""
        if picture.light_ns > self._light_ns:
            self._light_ns = self._waiting_light_ns = picture.light_ns

    def _measure(self) -> None:
        now = clock.now_ns()
        self._post.sample("turn_ms", clock.seconds(now - self._turned_ns) * 1000)
        self._turned_ns = now
        if self._blender.share >= 0.5:  # from here on the newest picture is most of what is seen
            self._first_picture_ns = self._first_picture_ns or now
            if self._waiting_light_ns:
                self._post.sample("light_to_screen_ms", clock.seconds(now - self._waiting_light_ns) * 1000)
                self._waiting_light_ns = 0

    def _tell(self, surface, dt: float) -> None:
        self._since_shown_s += dt
        if self._since_shown_s < SHOWN_EVERY_S:
            return
        self._since_shown_s = 0.0
        self._seq += 1
        size = surface.get_width(), surface.get_height()
        self._post.wires.send(Shown(self._seq, self._light_ns, *size, as_jpeg(surface, min(LIVE_WIDTH_PX, size[0]))))
        self._post.facts = {
            "screen": f"{self._screen.kind} {size[0]}x{size[1]}",
            "first_picture_ns": self._first_picture_ns,
            "limited_tiles": self._limiter.limited,
        }
        self._post.keep = {"first_picture_ns": self._first_picture_ns}

    def _open_screen(self) -> None:
        """A window where one can be had; else without one, said so unless it was asked for."""
        mode, width, height = self._settings.mode, self._settings.width_px, self._settings.height_px
        self._wanted = None if mode == "windowless" else mode
        self._screen = Windowless(width, height)
        if self._wanted:
            try:
                self._screen = Window(mode != "windowed", width, height)
            except NoScreen as fault:
                self._post.say(f"no screen ({fault}): without a window, live on the page; a screen that comes is used")

    def _look_for_screen(self, dt: float) -> None:
        """Ends this life when the screen that was wanted has come: the next one opens its window."""
        self._since_look_s += dt
        if self._wanted and self._screen.kind == "windowless" and self._since_look_s > LOOK_AGAIN_S:
            self._since_look_s = 0.0
            try:
                Window(False, 1, 1).close()
            except NoScreen:
                return
            raise NoScreen("a screen has come")

    def close(self) -> None:
        """Leaves the last screen as a file where one was asked for, and closes the window."""
        if self._post.settings.snapshot:
            save_png(self._screen.surface, self._post.settings.snapshot)
        self._screen.close()
