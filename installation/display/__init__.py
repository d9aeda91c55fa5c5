"""The display room. Its two contracts: what shows the finished frame, and what is a pane of "look inside"."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np

if TYPE_CHECKING:
    from installation.display.box import Box
    from installation.display.input import Key, Pointer
    from installation.display.panes.kit import Kit, Seen


class Output(Protocol):
    """Something the finished frame is handed to, beside the main output. The flash limiter has seen every frame.

    A new one is a file of its own, a row in `outputs.output_table`, and its name in `vocabulary.OutputName`.
    """

    message: str  # for the technician: for whom it cannot work; "" when all is well

    def present(self, frame: np.ndarray) -> None:
        """Shows a frame (h, w, 4) uint8 BGRX: read-only, and valid only during this call. Never waits.

        The frame has the main output's size. Raises OSError when it can show no more: it is then closed, and opened
        again later.
        """

    def close(self) -> None:
        """Lets go of what it opened."""


class MainOutput(Protocol):
    """The output that gives the frame its size and hears keys and pointer.

    It lends its own memory for the frame to be composed in, so that nothing is copied.
    """

    kind: str  # what it is, for the technician: a `ScreenKind`
    message: str  # for the technician: what is not as it was asked for; "" when all is

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the frame, in pixels."""

    @property
    def graphics_card(self) -> str:
        """What brings the frame to the screen; "" where that is no graphics card."""

    def pixels(self) -> np.ndarray:
        """The memory to compose in: (h, w, 4) uint8 BGRX. Not to be held over a `flip`."""

    def flip(self) -> None:
        """Shows what was composed in `pixels`."""

    def pressed_keys(self) -> list["Key"]:
        """The keys pressed since the last call."""

    def pointer(self) -> "Pointer":
        """Where the mouse is now."""

    def close(self) -> None:
        """Lets go of what it opened."""


class Pane(Protocol):
    """A pane of "look inside": draws one thing that is going on, beside what `assets/texts` says of it.

    A new one is a file of its own, a row in `panes.pane_table`, and its words in `assets/texts`.
    """

    name: ClassVar[str]  # the table of `assets/texts` with its title and sentence
    # its other sentences there, and what may stand in braces in each
    sentences: ClassVar[Mapping[str, tuple[str, ...]]]

    def __init__(self, kit: "Kit") -> None: ...

    def deeper(self, language: str) -> list[str]:
        """What is said below its sentence where there is room for it."""

    def draw(
        self,
        canvas: np.ndarray,
        box: "Box",
        seen: "Seen",
        languages: tuple[str, ...],
    ) -> None:
        """Draws into a box of a canvas (h, w, 4) uint8 BGRX; the box is blank before."""
