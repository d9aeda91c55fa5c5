"""`kiosk camera`: live, what is kept of the visitors; never the image, for it stays in the vision room."""

from collections.abc import Callable
from pathlib import Path

from installation.common import clock
from installation.config.settings import Settings
from installation.faults import BadConfig, NoScreen
from installation.messages import Presence
from installation.service.camera_setup import view_drawing
from installation.service.camera_setup.setup_window import SetupWindow
from installation.service.camera_setup.view_drawing import StatusLine
from installation.service.camera_setup.view_settings import CameraView, save
from installation.service.camera_setup.vision_process import VisionProcess, run

_TEXT_EVERY_NS = clock.SECOND_NS
_UNSAVED = "not saved yet: press s to write it to kiosk.toml"


def set_up_camera(
    settings: Settings,
    path: Path,
    windowless: bool,
    for_s: float | None,
    log: Callable[[str], None],
) -> None:
    """Shows presence until it is ended; `path` is the kiosk.toml that is written when asked."""
    window = None if windowless else _open_window(log)
    try:
        with VisionProcess(settings) as vision:
            setup = CameraSetup(vision, settings, path, window)
            run(vision, setup.turn, for_s)
    finally:
        if window is not None:
            window.close()


def _open_window(log: Callable[[str], None]) -> SetupWindow | None:
    try:
        return SetupWindow()
    except NoScreen as error:
        log(f"no screen: {error}; what is kept is written here")
        return None


class CameraSetup:
    """One turn: hear what vision says, show it, do what the technician wants."""

    def __init__(
        self,
        vision: VisionProcess,
        settings: Settings,
        path: Path,
        window: SetupWindow | None,
    ):
        """Without a window, what is kept is written as text to standard output."""
        self._vision = vision
        self._settings = settings
        self._path = path
        self._window = window
        self._view = CameraView.of(settings.camera)
        self._presence: Presence | None = None
        self._written_ns = 0  # when the last text was
        self._notice = ""  # about saving

    def turn(self) -> bool:
        """True when the technician has ended it."""
        for presence in self._vision.listen():
            self._presence = presence
        if self._window is None:
            self._write()
            return False
        return self._show(self._window)

    def _show(self, window: SetupWindow) -> bool:
        camera = self._settings.camera
        area = view_drawing.area_of(self._view.rotate, camera.width_px, camera.height_px)
        view = window.changed(self._view, area)
        if view != self._view:
            self._restart(view)
        if window.is_saving:
            self._save()
        picture = view_drawing.draw_view(
            presence=self._presence,
            zones=[*self._view.ignore, *window.drawn],
            area=area,
            lines=[*self._lines(), StatusLine(view_drawing.KEYS)],
        )
        window.show(picture)
        return window.is_leaving

    def _restart(self, view: CameraView) -> None:
        """To vision another view is another room."""
        self._view = view
        self._presence = None
        self._notice = _UNSAVED
        camera = self._settings.camera.model_copy(update=view.as_keys())
        self._settings = self._settings.model_copy(update={"camera": camera})
        self._vision.restart(self._settings)

    def _save(self) -> None:
        try:
            save(self._view, self._path)
            self._notice = f"saved in {self._path}"
        except BadConfig as error:
            self._notice = str(error)

    def _lines(self) -> list[StatusLine]:
        lines = view_drawing.status_lines(
            self._presence,
            self._view,
            self._vision.telemetry,
            self._vision.message,
        )
        if self._notice:
            lines.append(StatusLine(self._notice, is_warning=True))
        return lines

    def _write(self) -> None:
        now_ns = clock.now_ns()
        if self._presence is not None and now_ns - self._written_ns >= _TEXT_EVERY_NS:
            self._written_ns = now_ns
            print(view_drawing.as_text(self._presence, self._lines()), flush=True)
