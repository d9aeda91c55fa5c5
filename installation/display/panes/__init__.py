"""The panes of "look inside": each draws one thing that is going on, beside what `assets/texts` says of it."""

from dataclasses import dataclass

import numpy as np

from installation.display.map_trail import Whereabouts
from installation.display.sentences import Sentences
from installation.display.text import Lettering
from installation.display.theme import Colours, Theme
from installation.messages import Activations, LatentPoint, Presence
from installation.packs.atlas import Atlas
from installation.packs.manifest import Pack


@dataclass
class Seen:
    """The newest of all that panes show; None where nothing has come yet."""

    presence: Presence | None = None
    point: LatentPoint | None = None
    insight: Activations | None = None
    whereabouts: Whereabouts | None = None


@dataclass(frozen=True)
class Kit:
    """What panes draw with."""

    pack: Pack
    atlas: Atlas | None
    texts: Sentences
    lettering: Lettering
    px: float  # size of running text
    theme: Theme = Theme()

    @property
    def colours(self) -> Colours:
        """Of the theme."""
        return self.theme.colours

    def say(self, language: str, key: str, **values) -> str:
        """See `Sentences.of`."""
        return self.texts.of(language, key, **values)

    def caption(self, languages: tuple[str, ...], say, width: int, px: float) -> str:
        """`say(language)` in all languages with strokes between where they differ and it fits, else in the first."""
        words = list(dict.fromkeys(say(language) for language in languages))
        whole = " / ".join(words)
        return whole if self.lettering.width(whole, px, True) <= width else words[0]


def mixed(a: tuple, b: tuple, share: float) -> tuple[int, int, int]:
    """From one colour to another."""
    return tuple(int(v) for v in np.array(a) + share * (np.array(b) - np.array(a)))
