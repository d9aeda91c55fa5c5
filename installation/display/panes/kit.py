"""What panes are given: the newest of all they show, and what they draw with."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from installation.display.map_trail import MapTrail
from installation.display.sentences import Sentences
from installation.display.text import Typeface
from installation.display.theme import Colours, Theme
from installation.messages import Activations, LatentPoint, Presence
from installation.packs.atlas import Atlas
from installation.packs.manifest import Pack


@dataclass
class Seen:
    """The newest of all that panes show; None where nothing has come yet."""

    presence: Presence | None = None
    point: LatentPoint | None = None
    activations: Activations | None = None
    map_trail: MapTrail | None = None

    @property
    def people(self) -> int:
        """Visitors in view."""
        return self.presence.count if self.presence else 0


@dataclass(frozen=True)
class Kit:
    """What panes draw with."""

    pack: Pack
    atlas: Atlas | None
    texts: Sentences
    typeface: Typeface
    px: float  # size of running text
    theme: Theme = field(default_factory=Theme)
    has_classifier: bool = False  # the pack brings a second network
    icon: np.ndarray | None = None  # (h, w, 4) uint8: the house's own sign for its mark

    @property
    def colours(self) -> Colours:
        """Of the theme."""
        return self.theme.colours

    @property
    def map(self) -> Atlas:
        """For panes that need it. Raises ValueError where the pack has none."""
        if self.atlas is None:
            raise ValueError(f"pack {self.pack.about.name} has no map")
        return self.atlas

    def say(self, language: str, key: str, **values: object) -> str:
        """See `Sentences.of`."""
        return self.texts.of(language, key, **values)

    def caption(
        self,
        languages: tuple[str, ...],
        say: Callable[[str], str],
        width: int,
        px: float,
    ) -> str:
        """`say(language)` in all languages with strokes between where they differ and it fits, else in the first."""
        words = list(dict.fromkeys(say(language) for language in languages))
        whole = " / ".join(words)
        fits = self.typeface.width(whole, px, True) <= width
        return whole if fits else words[0]
