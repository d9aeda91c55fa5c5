"""A page of the board behind the picture: one pane or all, each with its words. Static words are set once."""

import numpy as np

from installation.display.canvas import Box, Paragraph, Setting, blank, fill
from installation.display.panes import Kit, Seen, mixed
from installation.display.panes.beliefs import Beliefs
from installation.display.panes.growth import Growth
from installation.display.panes.kept import Kept
from installation.display.panes.learned import Learned
from installation.display.panes.where import Where
from installation.display.sentences import in_language
from installation.display.text import DEEPER, SENTENCE, TITLE

MARGIN = 1.5  # of running text
WIDE = 1.9  # a box wider than so many heights has its words beside the drawing, not below
SMALL = 0.9  # of its size: a text set smaller is told
WORDS_BELOW, WORDS_BESIDE, WORDS_SHORT = 0.62, 0.5, 0.42  # of the box, at most


def panes_of(kit: Kit, second_network: bool) -> list:
    """The panes a pack can fill, in their order."""
    panes = [Kept(kit)]
    if kit.atlas is not None:
        panes.append(Where(kit))
    if kit.pack.generator.layers:
        panes.append(Growth(kit))
    if second_network:
        panes.append(Beliefs(kit))
    if kit.atlas is not None:
        panes.append(Learned(kit))
    return panes


class Page:
    """A sheet as large as its box of the screen, and where on it each pane draws."""

    def __init__(
        self,
        kit: Kit,
        panes: list,
        boxes: list[Box],
        size: tuple[int, int],
        languages: tuple[str, ...],
    ):
        """`boxes` are the panes' on the sheet of `size` (height, width)."""
        self._kit, self._languages = kit, languages
        self.panes, self.sheet = panes, blank(*size, kit.colours.plate)
        self.shrunk: list[
            str
        ] = []  # texts that had to be set smaller than is easy to read, or did not fit at all
        places = [self._place(box) for box in boxes]
        # set side by side, all are as small as the one with the most to say
        scale = min(
            self._setting(pane, words, 1.0).scale
            for pane, (words, _) in zip(panes, places, strict=True)
        )
        settings = [
            self._setting(pane, words, scale)
            for pane, (words, _) in zip(panes, places, strict=True)
        ]
        tall = max(
            setting.height for setting in settings
        )  # titles below drawings stand on one line
        self._places = [
            self._write(pane, setting, words, inner, tall)
            for pane, setting, (words, inner) in zip(panes, settings, places, strict=True)
        ]
        self._next = 0

    @property
    def names(self) -> list[str]:
        """Of its panes."""
        return [pane.name for pane in self.panes]

    def draw_next(self, seen: Seen) -> None:
        """Draws one pane anew, each in its turn."""
        self._next = (self._next + 1) % len(self.panes)
        self._draw(self._next, seen)

    def draw_all(self, seen: Seen) -> None:
        """Draws all panes anew."""
        for number in range(len(self.panes)):
            self._draw(number, seen)

    def _draw(self, number: int, seen: Seen) -> None:
        self.panes[number].draw(
            self.sheet, self._clear(self._places[number]), seen, self._languages
        )

    def _clear(self, place: Box) -> Box:
        self.sheet[place.rows, place.columns] = self.sheet[0, 0]
        return place

    def _place(self, box: Box) -> tuple[Box, Box]:
        """The most the words may take of a pane's box, and what holds words and drawing together."""
        alone = len(self.panes) == 1
        inner = box.within(round(MARGIN * self._kit.px * (1 if alone else 0.7)))
        if inner.width > WIDE * inner.height:
            width = round(WORDS_BESIDE * inner.width)
            return Box(inner.left + inner.width - width, inner.top, width, inner.height), inner
        height = round((WORDS_BELOW if alone else WORDS_SHORT) * inner.height)
        return Box(inner.left, inner.top + inner.height - height, inner.width, height), inner

    def _setting(self, pane, words: Box, scale: float) -> Setting:
        return Setting(
            self._kit.lettering, self._paragraphs(pane.name), words.width, words.height, scale
        )

    def _write(self, pane, setting: Setting, words: Box, inner: Box, tall: int) -> Box:
        """Writes a pane's words and returns the place left for its drawing."""
        gap = round(1.1 * self._kit.px)
        if setting.scale < SMALL or not setting.fits:
            how = (
                f"set at {setting.scale:.0%} of its size"
                if setting.fits
                else "cut: it does not fit"
            )
            self.shrunk.append(f"{pane.name} in {', '.join(self._languages)}: {how}")
        if words.height == inner.height:  # beside the drawing
            setting.draw(self.sheet, words.left, words.top)
            return Box(inner.left, inner.top, inner.width - words.width - gap, inner.height)
        tall = min(tall, words.height)
        setting.draw(self.sheet, words.left, inner.top + inner.height - tall)
        return Box(inner.left, inner.top, inner.width, inner.height - tall - gap)

    def _paragraphs(self, name: str) -> list[Paragraph]:
        """Title and sentence in each language, and the deeper ones where there is room for them."""
        kit, alone, paragraphs = self._kit, len(self.panes) == 1, []
        for count, language in enumerate(self._languages):
            ink = kit.colours.ink if count == 0 else kit.colours.quiet
            size = 1.0 if alone else 0.85
            paragraphs.append(
                Paragraph(
                    kit.say(language, f"{name}.title"),
                    size * TITLE * kit.px,
                    ink,
                    True,
                    0.0 if count == 0 else 0.45,
                )
            )
            paragraphs.append(
                Paragraph(
                    kit.say(language, f"{name}.sentence"), size * SENTENCE * kit.px, ink, gap=0.12
                )
            )
            for number, deeper in enumerate(self._deeper(name, language) if alone else ()):
                paragraphs.append(
                    Paragraph(
                        deeper, DEEPER * kit.px, kit.colours.quiet, gap=0.35 if number == 0 else 0.1
                    )
                )
        return paragraphs

    def _deeper(self, name: str, language: str) -> list[str]:
        kit, data = self._kit, self._kit.pack.data
        if name != "learned":
            return [kit.say(language, f"{name}.deeper", dimensions=kit.pack.dimensions)]
        lines = []
        if data.items is not None:
            items = f"{data.items:,}".replace(",", "\u00a0")
            lines.append(
                kit.say(language, "learned.items", items=items, licence=data.licence or "?")
            )
        for key, words in (("chosen", data.chosen_by), ("missing", data.missing)):
            if words:
                lines.append(
                    f"{kit.say(language, f'learned.{key}')} {in_language(words, language)}"
                )
        return lines


def marks(sheet: np.ndarray, kit: Kit, count: int, now: int, right: int, top: int) -> None:
    """Which of several pages this is: a row of small strokes that ends at `right`."""
    width, thick, gap = round(0.9 * kit.px), max(2, round(kit.px / 10)), round(0.3 * kit.px)
    left = right - count * width - (count - 1) * gap
    for number in range(count):
        fill(
            sheet,
            Box(left + number * (width + gap), top, width, thick),
            kit.colours.ink if number == now else mixed(kit.colours.plate, kit.colours.quiet, 0.4),
        )
