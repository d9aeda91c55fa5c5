"""A pane whose mistakes stay its own: what it cannot draw is left blank, and told."""

from collections.abc import Mapping

import numpy as np

from installation.common import mistakes
from installation.display import Pane
from installation.display.box import Box
from installation.display.panes.kit import Kit, Seen
from installation.display.panes.pane_table import PaneSpec


class CarefulPane:
    """Another pane, asked until it fails: it may be an artist's own, and the screen goes on without it."""

    def __init__(self, spec: PaneSpec, kit: Kit):
        """Of this row of the table, for this kit."""
        self.name = spec.name
        self.trouble = ""  # for the technician
        self._kind = spec.kind
        self._pane: Pane | None = None
        try:
            self._pane = spec.kind(kit)
        except Exception as error:  # mistakes are of all kinds
            self._fail(error)

    @property
    def sentences(self) -> Mapping[str, tuple[str, ...]]:
        """See `Pane`."""
        return self._kind.sentences

    def deeper(self, language: str) -> list[str]:
        """See `Pane`; nothing from one that has failed."""
        if self._pane is not None:
            try:
                return self._pane.deeper(language)
            except Exception as error:  # as above
                self._fail(error)
        return []

    def draw(
        self,
        canvas: np.ndarray,
        box: Box,
        seen: Seen,
        languages: tuple[str, ...],
    ) -> None:
        """See `Pane`; nothing for one that has failed."""
        if self._pane is None:
            return
        try:
            self._pane.draw(canvas, box, seen, languages)
        except Exception as error:  # as above
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self._pane = None
        self.trouble = f"pane {self.name} cannot be drawn: {mistakes.in_words(error)}"
