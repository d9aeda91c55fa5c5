"""The pack's model at work: scenes -> pictures of the screen's size, or word of those that are none."""

from typing import TYPE_CHECKING

from installation.common.served_models import served_as
from installation.config.schema import GeneratorConfig, InferenceConfig, ScreenConfig
from installation.config.settings import Settings
from installation.faults import BrokenPack
from installation.generator.accelerator_search import AcceleratorSearch
from installation.generator.inference import Painted, PictureLate
from installation.generator.picture_size import SMALL_PX, PictureSize
from installation.generator.size_notes import SizeNotes
from installation.packs import BadPicture, Model
from installation.packs.manifest import Pack
from installation.packs.runtime import NO_FILE
from installation.packs.scene import Scene

if TYPE_CHECKING:
    from installation.generator.inference.far_painter import FarPainter

LONGEST_STILL_S = 5.0  # without the server, where nothing here can stand in
BAD_IN_A_ROW = 100  # after so many bad pictures the model is loaded anew


class Painter:
    """Holds the model and the size it paints at, has a server paint instead where one is asked for,
    and counts what goes wrong.
    """

    def __init__(
        self,
        pack: Pack,
        settings: Settings,
        may_try: bool = True,
    ):
        """`may_try`: see `PictureSize`. Raises `BrokenPack`."""
        self.pack = pack.about.name
        self.bad_pictures = 0
        self._bad_in_a_row = 0
        self._screen = (settings.screen.height_px, settings.screen.width_px)
        wanted_px = settings.generator.longest_side_px
        notes = SizeNotes(settings.state, pack)
        self._own_size = PictureSize(wanted_px, notes, may_try)
        self.model: Model | None = None  # a pack that only a server paints has none here
        size = _fitted(self._screen, self._own_size)
        self._search = AcceleratorSearch(pack, settings, size, may_try)
        if pack.generator.file:
            self.model = self._search.first_model()
        self._far = _far_painter(pack, settings, self.model)
        if self.model is None and self._far is None:
            raise BrokenPack(f"pack {self.pack}: {NO_FILE}")
        self._far_size = self._own_size
        if self._far is not None:
            wanted_px = settings.inference.longest_side_px
            notes = SizeNotes(settings.state, pack, self._far.place)
            self._far_size = PictureSize(wanted_px, notes, may_try)
            if self.model is None:
                self._far.wait_until_met(*_fitted(self._screen, self._far_size))
        self._changes = 0  # of the far painter, that were told
        self._timed: PictureSize | None = None  # of the picture that was painted last

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the next picture, as it is wanted."""
        is_far = self._far is not None and bool(self._far.provider)
        return _fitted(self._screen, self._far_size if is_far else self._own_size)

    @property
    def at_once(self) -> int:
        """How many pictures may be painted at a time."""
        if self._far is not None or self.model is None:
            return 1
        return self.model.at_once

    @property
    def provider(self) -> str:
        """What really runs the model: as ONNX Runtime names it, or the server's."""
        far = self._far.provider if self._far is not None else ""
        if far or self.model is None:
            return far
        return self.model.provider

    @property
    def full_hd_hz(self) -> float | None:
        """Full HD pictures a second of who painted last; None where they were not measured."""
        return (self._timed or self._own_size).full_hd_hz

    @property
    def is_full_hd(self) -> bool | None:
        """Whether they were enough, so that pictures are painted in Full HD; None as above."""
        return (self._timed or self._own_size).is_full_hd

    @property
    def message(self) -> str:
        """Why the server does not paint; empty while it does, and where there is none."""
        return self._far.message if self._far is not None else ""

    def set_screen(self, height: int, width: int) -> None:
        """Paints for a screen of so many pixels from now on."""
        self._screen = (height, width)
        self._own_size.set_screen(height, width)
        self._far_size.set_screen(height, width)

    def take_papers(self, pack: Pack) -> None:
        """Paints by newer metadata of its pack from now on.

        Raises `BrokenPack`, and then paints as before.
        """
        if self.model is not None:
            self.model.take_papers(pack)
        if self._far is not None:
            self._far.take_papers(pack)

    def take_change(self) -> bool:
        """True once where the last picture is of another model, which paints otherwise."""
        changes = self._far.changes if self._far is not None else 0
        has_changed = changes != self._changes
        self._changes = changes
        return has_changed

    def take_faster(self) -> bool:
        """True once where another model of this machine paints from the next picture on."""
        faster = self._search.take()
        if faster is None:
            return False
        self.model = faster
        return True

    def paint(self, scene: Scene, is_open: bool = False) -> Painted:
        """The picture (h, w, 3) uint8 RGB; if `is_open`, the model's hidden layers (1, channels, h, w).

        May be called in several threads at a time, see `at_once`. Raises `BadPicture`, `PictureLate`.
        """
        far = self._painted_far(scene, is_open)
        if far is not None:
            return far
        model = self._own_model()
        size = _fitted(self._screen, self._own_size)
        if is_open:
            return model.paint_open(scene, *size)
        return model.paint(scene, *size), []

    def record_good(self) -> None:
        """A picture came out."""
        self._bad_in_a_row = 0

    def record_time(self, took_s: float) -> None:
        """It has been made and sent, in so many seconds."""
        if self._timed is not None:
            self._timed.record(took_s / self.at_once)

    def record_bad(self, error: BadPicture) -> str:
        """A sentence for the technician; only a lasting failure ends the room: it raises `BrokenPack`."""
        self.bad_pictures += 1
        self._bad_in_a_row += 1
        words = f"pack {self.pack}: {error}"
        if self._bad_in_a_row >= BAD_IN_A_ROW:
            raise BrokenPack(f"{words}, {self._bad_in_a_row} times in a row")
        return f"{words}; the last good picture stays"

    def close(self) -> None:
        """The server is asked nothing more, and nothing is tried."""
        self._search.close()
        if self._far is not None:
            self._far.close()

    def _own_model(self) -> Model:
        """Of this machine. A pack that has none keeps its last picture for a while.

        Raises `PictureLate`, and `BrokenPack` when that has been long enough: others stand in.
        """
        if self.model is not None:
            return self.model
        if self._far is None or self._far.away_s > LONGEST_STILL_S:
            raise BrokenPack(f"pack {self.pack}: {self.message or NO_FILE}")
        raise PictureLate

    def _painted_far(self, scene: Scene, is_open: bool) -> Painted | None:
        """By the server; None where this machine has to paint. Raises `PictureLate`."""
        self._timed = self._own_size
        if self._far is None:
            return None
        size = _fitted(self._screen, self._far_size)
        self._far.look_after(*size)
        if not self._far.provider:
            return None
        painted = self._far.paint(scene, *size, is_open)
        # the time of a picture that both were asked for says nothing of either
        self._timed = self._far_size if painted is not None else None
        return painted


def _far_painter(pack: Pack, settings: Settings, model: Model | None) -> "FarPainter | None":
    """Where kiosk.toml has a server paint this pack."""
    name = served_as(pack.about.name, settings.inference.packs)
    if name is None or not settings.inference.server:
        return None
    # few houses have a server: what speaks with one is loaded by those alone
    from installation.generator.inference.far_painter import FarPainter

    return FarPainter(pack, name, settings, model)


def first_size(
    screen: ScreenConfig, settings: GeneratorConfig | InferenceConfig
) -> tuple[int, int]:
    """(height, width) of the first pictures for [screen], by this machine or the server."""
    return _fit(screen.height_px, screen.width_px, settings.longest_side_px or SMALL_PX)


def _fitted(screen: tuple[int, int], size: PictureSize) -> tuple[int, int]:
    """(height, width) of a picture for a screen (height, width)."""
    return _fit(*screen, size.longest_px)


def _fit(height: int, width: int, longest: int) -> tuple[int, int]:
    long_side = max(height, width)
    scale = min(1.0, longest / long_side)
    fitted_height = round(height * scale)
    fitted_width = round(width * scale)
    return fitted_height, fitted_width
