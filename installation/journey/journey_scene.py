"""What is sent beside the visit's own point: a point for each visitor, gestures, and a word they spell."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from installation.config.schema import ScreenConfig
from installation.config.settings import Settings
from installation.journey.gestures import GestureDriver
from installation.journey.letter_row import LetterRow
from installation.journey.visit import Visit
from installation.journey.words import WordSpotter
from installation.messages import Presence
from installation.packs.manifest import Pack

UPRIGHT = (90, 270)  # turns of the screen after which its width is its height


@dataclass(frozen=True)
class SceneStep:
    """Of one step; see `messages.LatentPoint`."""

    points: np.ndarray  # (n, d)
    spots: np.ndarray  # (n, 2)
    gestures: np.ndarray  # (k,)
    word: str


class JourneyScene:
    """All that a pack's picture wants beside one point."""

    def __init__(self, pack: Pack, settings: Settings, visit: Visit):
        """`visit` has a point of its own."""
        self._row: LetterRow | None = None
        if pack.generator.most > 1:
            aspect = _aspect(settings.screen)
            self._row = LetterRow(pack, settings.journey, aspect, visit)
        self._gestures = GestureDriver(pack.gestures)
        self._words = WordSpotter(pack, settings)
        self._no_points = np.zeros((0, 0), np.float32)
        self._no_spots = np.zeros((0, 2), np.float32)

    @property
    def message(self) -> str:
        """For the technician."""
        return self._words.message

    def speak(self, languages: Iterable[str]) -> None:
        """See `WordSpotter.speak`."""
        self._words.speak(languages)

    def close(self) -> None:
        """Another one takes its place."""
        self._words.close()

    def resume(self, before: "JourneyScene") -> None:
        """Goes on after this one, so that saving pack.toml does not send the letters away."""
        if self._row is not None and before._row is not None:
            self._row.resume(before._row)
        self._gestures.resume(before._gestures)

    def show(self, across: float) -> None:
        """So much of the picture's width is seen: several points stand side by side within it."""
        if self._row is not None:
            self._row.across = across

    def look(self, presence: Presence | None) -> Presence | None:
        """What the visit's own point is steered by: everybody, or of several points its own visitor."""
        if self._row is None:
            return presence
        return self._row.look(presence)

    def tick(
        self,
        visit_point: np.ndarray,
        speed: float,
        presence: Presence | None,
        hour: float,
        dt: float,
    ) -> SceneStep:
        """`dt` seconds later: the visit's own point (d,), its speed (latent units a second), who is in view, the hour of the day."""
        points = self._no_points
        spots = self._no_spots
        if self._row is not None:
            points, spots = self._row.tick(visit_point, speed, dt)
        self._words.tick(points, spots, dt)
        gestures = self._gestures.tick(presence, hour, self._words.celebration, dt)
        return SceneStep(points, spots, gestures, self._words.word)


def _aspect(screen: ScreenConfig) -> float:
    """The picture's width by its narrow side."""
    width = screen.width_px
    height = screen.height_px
    if screen.rotate in UPRIGHT:
        width = screen.height_px
        height = screen.width_px
    return width / min(width, height)
