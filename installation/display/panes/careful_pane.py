"""A pane whose mistakes stay its own: what it cannot draw is left blank, and told."""

import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from installation.display import Pane
from installation.display.box import Box

if TYPE_CHECKING:
    from installation.display.panes.kit import Seen


class CarefulPane:
    """Another pane, asked until it fails: it may be an artist's own, and the screen goes on without it."""

    def __init__(self, pane: Pane):
        self.name = pane.name
        self.trouble = ""  # for the technician
        self._pane = pane

    @property
    def sentences(self) -> Mapping[str, tuple[str, ...]]:
        """See `Pane`."""
        return self._pane.sentences

    def deeper(self, language: str) -> list[str]:
        """See `Pane`."""
        return self._pane.deeper(language)

    def draw(
        self,
        canvas: np.ndarray,
        box: Box,
        seen: "Seen",
        languages: tuple[str, ...],
    ) -> None:
        """See `Pane`."""
        if self.trouble:
            return
        try:
            self._pane.draw(canvas, box, seen, languages)
        except Exception as error:  # mistakes are of all kinds
            traceback.print_exc()
            self.trouble = f"pane {self.name} cannot be drawn: {type(error).__name__}: {error}"
