"""The pack's model at work: scenes -> pictures of the screen's size, or word of those that are none."""

import numpy as np

from installation.config.schema import GeneratorConfig, ScreenConfig
from installation.faults import BrokenPack
from installation.generator.picture_size import SMALL_PX, PictureSize
from installation.packs import BadPicture, Model
from installation.packs.manifest import Pack
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene

BAD_IN_A_ROW = 100  # after so many bad pictures the model is loaded anew


class Painter:
    """Holds the model, the size it paints at, and counts what goes wrong."""

    def __init__(
        self,
        pack: Pack,
        settings: GeneratorConfig,
        screen: ScreenConfig,
        picture_size: PictureSize,
        model: Model | None = None,
    ):
        """`model` where it is loaded already. Raises `BrokenPack`."""
        self.pack = pack.about.name
        self.bad_pictures = 0
        self._bad_in_a_row = 0
        self._screen = (screen.height_px, screen.width_px)
        self._picture_size = picture_size
        self.model: Model = model or Runtime(pack, settings.threads, *self._size)

    @property
    def _size(self) -> tuple[int, int]:
        """(height, width) of the next picture."""
        return _fit(*self._screen, self._picture_size.longest_px)

    @property
    def provider(self) -> str:
        """What really runs the model, as ONNX Runtime names it."""
        return self.model.provider

    def set_screen(self, height: int, width: int) -> None:
        """Paints for a screen of so many pixels from now on."""
        self._screen = (height, width)
        self._picture_size.set_screen(height, width)

    def take_papers(self, pack: Pack) -> None:
        """Paints by newer metadata of its pack from now on.

        Raises `BrokenPack`, and then paints as before.
        """
        self.model.take_papers(pack)

    def paint(self, scene: Scene) -> np.ndarray:
        """The picture (h, w, 3) uint8 RGB. Raises `BadPicture`."""
        return self.model.paint(scene, *self._size)

    def paint_open(self, scene: Scene) -> tuple[np.ndarray, list[np.ndarray]]:
        """The same picture, and the model's hidden layers (1, channels, h, w). Raises `BadPicture`."""
        return self.model.paint_open(scene, *self._size)

    def record_good(self) -> None:
        """A picture came out."""
        self._bad_in_a_row = 0

    def record_bad(self, error: BadPicture) -> str:
        """A sentence for the technician; only a lasting failure ends the room: it raises `BrokenPack`."""
        self.bad_pictures += 1
        self._bad_in_a_row += 1
        words = f"pack {self.pack}: {error}"
        if self._bad_in_a_row >= BAD_IN_A_ROW:
            raise BrokenPack(f"{words}, {self._bad_in_a_row} times in a row")
        return f"{words}; the last good picture stays"


def first_size(screen: ScreenConfig, settings: GeneratorConfig) -> tuple[int, int]:
    """(height, width) of the first pictures for [screen]."""
    return _fit(screen.height_px, screen.width_px, settings.longest_side_px or SMALL_PX)


def _fit(height: int, width: int, longest: int) -> tuple[int, int]:
    long_side = max(height, width)
    scale = min(1.0, longest / long_side)
    fitted_height = round(height * scale)
    fitted_width = round(width * scale)
    return fitted_height, fitted_width
