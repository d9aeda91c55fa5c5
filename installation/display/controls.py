"""What keys and commands do to what is shown."""

from installation.display.compositor import Compositor
from installation.display.input import Key
from installation.display.inside_toggle import InsideToggle
from installation.display.studio_panel import StudioPanel
from installation.ipc.room_context import RoomContext
from installation.messages import Command, LatentPoint
from installation.vocabulary import Ask, Motion, Verb

_STUDIO_KEYS = {Key.PANEL, Key.SAVE_PLACE, Key.LET_GO}
_ASKED = {Key.END: Ask.END, Key.NEXT_PACK: Ask.NEXT_PACK}  # of the parent


class Controls:
    """Keys of whoever stands at the screen, commands of the console."""

    def __init__(
        self,
        context: RoomContext,
        compositor: Compositor,
        studio: StudioPanel | None,
    ):
        self._context = context
        self._compositor = compositor
        self._toggle = InsideToggle(context.settings.journey.look_s)
        self._studio = studio

    def obey(self, command: Command) -> None:
        """Which pane to show and how lively; whether to look at all is the visit's to decide."""
        if command.verb == Verb.LOOK and command.value:
            self._compositor.overlay.inside.choose(command.value)
        elif command.verb == Verb.BACK:
            self._toggle.leave()
        elif command.verb == Verb.MOTION:
            self._compositor.reduce_motion(command.value == Motion.REDUCED)

    def tick(self, visit_looks: bool, dt: float) -> bool:
        """True while the inside is to be open, `dt` seconds later; `visit_looks`: as the visit would have it."""
        return self._toggle.tick(visit_looks, dt)

    def press(self, key: Key, point: LatentPoint | None) -> None:
        """A key; `point` is where the journey is."""
        if key in _ASKED:
            self._context.ask = _ASKED[key]
        elif key in _STUDIO_KEYS:
            if self._studio:
                self._studio.press(key, point)
        elif key == Key.LOOK:
            self._toggle.ask(not self._compositor.overlay.inside.is_open)
        else:
            self._toggle.ask(True)
            self._compositor.overlay.inside.choose(key)
