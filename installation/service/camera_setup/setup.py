"""`kiosk camera`: live, what is kept of the visitors; never the image, for it stays in the vision room."""

from pathlib import Path

from installation.common import clock
from installation.faults import BadConfig, NoScreen
from installation.service.camera_setup import view_drawing
from installation.service.camera_setup.setup_window import Desk
from installation.service.camera_setup.view_settings import View, save
from installation.service.camera_setup.vision_process import Alone, run

_TABLE_EVERY_NS = clock.SECOND_NS


def calibrate(settings: dict, path: Path, windowless: bool, for_s: float | None, tell) -> None:
    """Shows presence until it is ended; `path` is the kiosk.toml that is written when asked."""
    desk = None
    if not windowless:
        try:
            desk = Desk()
        except NoScreen as error:
            tell(f"no screen: {error}; what is kept is written here")
    try:
        with Alone(settings, tell) as vision:
            bench = Bench(vision, settings, path, desk)
            run(vision, bench.turn, for_s)
    finally:
        if desk:
            desk.close()


class Bench:
    """One turn: hear what vision says, show it, do what the technician wants."""

    def __init__(self, vision: Alone, settings: dict, path: Path, desk: Desk | None):
        self._vision, self._settings, self._path, self._desk = vision, settings, path, desk
        self._view = View.of(settings["camera"])
        self._presence, self._told_ns, self._said = None, 0, ""

    def turn(self) -> bool:
        """True when the technician has ended it."""
        for presence in self._vision.listen():
            self._presence = presence
        if self._desk is None:
            self._write()
            return False
        return self._show()

    def _show(self) -> bool:
        camera = self._settings["camera"]
        area = view_drawing.frame_of(self._view.rotate, (camera["width_px"], camera["height_px"]))
        view = self._desk.changed(self._view, area)
        if view != self._view:
            self._begin_anew(view)
        if self._desk.saving:
            self._save()
        lines = [*self._lines(), view_drawing.KEYS]
        self._desk.show(
            view_drawing.picture(self._presence, self._view, area, lines, self._desk.drawn)
        )
        return self._desk.leaving

    def _begin_anew(self, view: View) -> None:
        """With another view the room is another one to vision, too."""
        self._view, self._presence, self._said = (
            view,
            None,
            "not saved yet: s writes it into kiosk.toml",
        )
        self._settings = self._settings | {"camera": self._settings["camera"] | view.as_keys()}
        self._vision.begin_anew(self._settings)

    def _save(self) -> None:
        try:
            save(self._view, self._path)
            self._said = f"saved in {self._path}"
        except BadConfig as error:
            self._said = str(error)

    def _lines(self) -> list[str]:
        said = [f"! {self._said}"] if self._said else []
        return [
            *view_drawing.words(self._presence, self._view, self._vision.facts, self._vision.words),
            *said,
        ]

    def _write(self) -> None:
        if self._presence is not None and clock.now_ns() - self._told_ns >= _TABLE_EVERY_NS:
            self._told_ns = clock.now_ns()
            print(view_drawing.table(self._presence, self._lines()), flush=True)
