"""What a second network believes: how sure it is of each class, what it looks for and where it finds it; in colour and as edges."""

import numpy as np

from installation.display.canvas import Box, Paragraph, Setting, fill, lay, write
from installation.display.panes import Kit, Seen, mixed
from installation.display.panes.growth import tinted
from installation.display.sentences import in_language
from installation.display.text import CAPTION, LEADING

WAYS = 2  # of looking, each with its colour
SOFT = 0.3  # of the new scores, at each drawing
KERNELS = 16


class Beliefs:
    """Draws the second network's part of an insight."""

    name = "beliefs"

    def __init__(self, kit: Kit):
        self._kit = kit
        self._scores: np.ndarray | None = None

    def draw(self, sheet: np.ndarray, box: Box, seen: Seen, languages: tuple[str, ...]) -> None:
        """Onto the box of a sheet."""
        insight = seen.insight
        if insight is None or not insight.scores.size:
            fill(sheet, box, self._kit.colours.raised)
            return
        if self._scores is None or self._scores.shape != insight.scores.shape:
            self._scores = np.zeros_like(insight.scores)
        self._scores = self._scores + SOFT * (insight.scores - self._scores)
        gap = round(0.8 * self._kit.px)
        bars, looks = box.cut(left=round(0.42 * box.width))
        self._draw_bars(sheet, Box(bars.left, bars.top, bars.width - gap, bars.height), languages)
        for way, part in enumerate(looks.down(len(insight.scores), gap)[:WAYS]):
            self._draw_look(sheet, part, insight, way, languages)

    def _draw_bars(self, sheet: np.ndarray, box: Box, languages: tuple[str, ...]) -> None:
        kit, ways = self._kit, len(self._scores)
        best = int(self._scores.mean(0).argmax())
        rows = box.down(self._scores.shape[1], round(0.35 * kit.px))
        px = min(CAPTION * kit.px, min(row.height for row in rows) / (LEADING + 0.32 * ways))
        for number, row in enumerate(rows):
            name = kit.caption(
                languages, lambda language: self._name(number, language), row.width, px
            )
            write(
                sheet,
                row.left,
                row.top,
                kit.lettering.covered(name, px, number == best),
                self._kit.colours.ink if number == best else self._kit.colours.quiet,
            )
            thick = max(2, round(0.24 * px))
            for way in range(min(ways, WAYS)):
                top = row.top + round(LEADING * px) + way * (thick + max(1, thick // 3))
                rail = Box(row.left, top, row.width, thick)
                fill(sheet, rail, self._kit.colours.raised)
                filled = round(row.width * float(self._scores[way, number]))
                if filled:
                    fill(sheet, Box(row.left, top, filled, thick), self._colour(way))

    def _name(self, number: int, language: str) -> str:
        classes = self._kit.pack.classes
        if number < len(classes):
            return in_language(classes[number], language)
        return f"{self._kit.say(language, 'beliefs.class')} {number + 1}"

    def _draw_look(
        self, sheet: np.ndarray, box: Box, insight, way: int, languages: tuple[str, ...]
    ) -> None:
        """What it looks at, where it finds what it looks for, and what that is."""
        kit, gap = self._kit, max(2, round(self._kit.px / 6))
        key = ("beliefs.colour", "beliefs.edges")[way]
        words = kit.caption(
            languages, lambda language: kit.say(language, key), box.width, CAPTION * kit.px
        )
        caption = Setting(
            kit.lettering,
            [
                Paragraph(
                    words,
                    CAPTION * kit.px,
                    mixed(self._colour(way), self._kit.colours.ink, 0.25),
                    True,
                )
            ],
            box.width,
            box.height,
        )
        caption.draw(sheet, box.left, box.top)
        _, rest = box.cut(top=caption.height + gap)
        kernels = insight.kernels[way] if len(insight.kernels) > way else ()
        small = (
            min(
                (rest.width + gap) // max(1, len(kernels[:KERNELS]) // 2 or 1) - gap,
                rest.height // 5,
            )
            if len(kernels)
            else 0
        )
        pictures = Box(
            rest.left,
            rest.top,
            rest.width,
            rest.height - 2 * (small + gap) if small > 0 else rest.height,
        )
        features = insight.features[way] if len(insight.features) > way else ()
        self._draw_pictures(sheet, pictures, insight.seen[way], features, gap)
        for number, kernel in enumerate(kernels[:KERNELS] if small > 0 else ()):
            row, column = divmod(number, max(1, len(kernels[:KERNELS]) // 2))
            left, top = (
                rest.left + column * (small + gap),
                pictures.top + pictures.height + gap + row * (small + gap),
            )
            lay(sheet, Box(left, top, small, small), kernel, fine=False)

    def _colour(self, way: int) -> tuple:
        return (self._kit.colours.you, self._kit.colours.second)[way]

    def _draw_pictures(
        self, sheet: np.ndarray, box: Box, looked_at: np.ndarray, features, gap: int
    ) -> None:
        """What it looks at on the left, four of its maps beside it."""
        left, right = box.cut(left=(box.width - gap) // 2)
        rows, columns = looked_at.shape[:2]
        place = left.holding(rows, columns)
        place = Box(left.left, box.top, place.width, place.height)
        lay(sheet, place, looked_at)
        beside = Box(place.left + place.width + gap, box.top, place.width, place.height)
        spots = [spot for row in beside.down(2, gap) for spot in row.across(2, gap)]
        for spot, feature in zip(spots, features):
            lay(sheet, spot, tinted(feature, self._kit.colours))
