"""What a pane says, in portions that can be read from afar: its sentence, then a deeper one, and never smaller."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import chain

from installation.display import Pane
from installation.display.layout_rules import (
    FIND_S,
    MOST_WORDS,
    NAME,
    READ_PER_S,
    SENTENCE,
    SENTENCE_GAP,
    SMALLEST,
    TITLE,
)
from installation.display.panes.kit import Kit
from installation.display.text_block import Paragraph, TextBlock
from installation.display.writing import joined as put_together
from installation.display.writing import reading_signs

SENTENCE_END = r"(?<=[.!?؟।]) +|(?<=[。！？])(?=.)"
MOST_PARTS = (
    2  # of a sentence below its title: where it takes more, the title stands alone before it
)
# where a sentence that is too long is divided: after a part of it, else between words
WITHIN_SENTENCE = (r"(?<=[,;:،؛]) +|(?<=[，、；：])(?=.)", r" +")


@dataclass(frozen=True)
class Portion:
    """What is read at a time: a title, and a sentence where there is one."""

    language: str
    block: TextBlock
    read_s: float  # what it takes to find and read it


class PaneWords:
    """The portions of one pane."""

    def __init__(
        self,
        kit: Kit,
        pane: Pane,
        place: tuple[int, int],
        is_shared: bool,
        scale: float = 1.0,
    ):
        """`place`: width and height in pixels; `scale`: of the sizes wanted, at most.

        Languages follow one another. A pane among others (`is_shared`) has a title only.
        """
        self._kit = kit
        self._pane = pane
        self._place = place
        self._is_shared = is_shared
        self._scale = scale
        self._sentences: list[Portion] = []
        self._deeper: list[list[list[Portion]]] = []  # of each language, what is said in each turn
        self._is_titled = True  # each portion; else the title comes first, alone
        self._say_all()
        if not is_shared and not self._is_calm:
            self._is_titled = False
            self._say_all()

    @property
    def scale(self) -> float:
        """Of its smallest portion, of the sizes wanted."""
        return min(portion.block.scale for portion in self._all())

    @property
    def height(self) -> int:
        """Of its tallest portion, in pixels."""
        return max(portion.block.height for portion in self._all())

    @property
    def cut(self) -> list[str]:
        """For the technician: what has no room at a size that can be read."""
        cut = dict.fromkeys(each.language for each in self._all() if not each.block.fits)
        return [f"{self._pane.name} in {language}: cut: it does not fit" for language in cut]

    def turn(self, number: int) -> list[Portion]:
        """What is said when the pane comes for this time, 0 is the first: its sentence, and the next deeper one."""
        said = list(self._sentences)
        for turns in self._deeper:
            if turns:
                said += turns[number % len(turns)]
        return said

    def _all(self) -> Iterable[Portion]:
        deeper = chain.from_iterable(chain.from_iterable(self._deeper))
        return chain(self._sentences, deeper)

    @property
    def _is_calm(self) -> bool:
        """Its sentences are hardly divided, and nothing is cut."""
        portions = len(self._sentences) / len(self._kit.texts.languages)
        return portions <= MOST_PARTS and not self.cut

    def _say_all(self) -> None:
        """In each language."""
        self._sentences = []
        self._deeper = []
        for language in self._kit.texts.languages:
            if self._is_shared or not self._is_titled:
                self._sentences.append(self._portion(language, ""))
            if not self._is_shared:
                sentence = self._kit.say(language, f"{self._pane.name}.sentence")
                self._sentences += self._portions(language, sentence)
                self._deeper.append(self._turns(language, self._pane.deeper(language)))

    def _turns(self, language: str, texts: list[str]) -> list[list[Portion]]:
        """What is deeper, a sentence or a few short ones each time; a long one in portions that follow one another."""
        turns = []
        for text in texts:
            for part in joined(re.split(SENTENCE_END, text), self._is_short(language)):
                turns.append(self._portions(language, part))
        return turns

    def _portions(self, language: str, text: str) -> list[Portion]:
        parts = divided(text, self._is_short(language))
        return [self._portion(language, part) for part in parts]

    def _is_short(self, language: str) -> Callable[[str], bool]:
        """Whether a text can be said at a time, its title with it."""
        title = self._kit.say(language, f"{self._pane.name}.title")

        def is_short(text: str) -> bool:
            words = f"{title if self._is_titled else ''} {text}".split()
            return len(words) <= MOST_WORDS and self._block(language, text).fits

        return is_short

    def _portion(self, language: str, text: str) -> Portion:
        block = self._block(language, text)
        title = self._kit.say(language, f"{self._pane.name}.title") if self._is_titled else ""
        signs = reading_signs(title) + reading_signs(text)
        return Portion(language, block, FIND_S + signs / READ_PER_S)

    def _block(self, language: str, text: str) -> TextBlock:
        """The title, and a text where there is one."""
        kit = self._kit
        ink = kit.colours.ink
        size = NAME / SMALLEST if self._is_shared else TITLE
        title = kit.say(language, f"{self._pane.name}.title")
        paragraphs = []
        if self._is_titled or not text:
            paragraphs.append(Paragraph(title, size * kit.px, ink, bold=True))
        if text:
            paragraphs.append(Paragraph(text, SENTENCE * kit.px, ink, gap=SENTENCE_GAP))
        return TextBlock(kit.typeface, paragraphs, *self._place, self._scale)


def divided(
    text: str,
    is_short: Callable[[str], bool],
    ends: tuple[str, ...] = (SENTENCE_END, *WITHIN_SENTENCE),
) -> list[str]:
    """The text in parts that are short enough, as few as may be, divided where it disturbs least."""
    if is_short(text) or not ends:
        return [text]
    parts = joined(re.split(ends[0], text), is_short)
    return [short for part in parts for short in divided(part, is_short, ends[1:])]


def joined(pieces: list[str], is_short: Callable[[str], bool]) -> list[str]:
    """Pieces of a text put together again, as far as they stay short; no short rest stands alone in the end."""
    parts: list[list[str]] = []
    while pieces:
        count = _most_short(pieces, is_short)
        parts.append(pieces[:count])
        pieces = pieces[count:]
    if len(parts) > 1:
        before, last = parts[-2:]
        while (
            len(before) > 1 and _is_more_even(before, last) and is_short(_text(before[-1], *last))
        ):
            last.insert(0, before.pop())
    return [_text(*part) for part in parts]


def _most_short(pieces: list[str], is_short: Callable[[str], bool]) -> int:
    """How many of the first are short together, one at least: found by doubling, then by halving, as a text may be
    long and to set it takes time."""
    short, long = 1, len(pieces) + 1
    while long - short > 1:
        asked = 2 * short if long > len(pieces) else (short + long) // 2
        asked = min(asked, len(pieces))
        if is_short(_text(*pieces[:asked])):
            short = asked
        else:
            long = asked
    return short


def _is_more_even(before: list[str], last: list[str]) -> bool:
    """True where the longer of two parts gets shorter when the last piece of the first goes over to the second."""
    return len(_text(before[-1], *last)) < len(_text(*before))


def _text(*pieces: str) -> str:
    """Put together."""
    return reduce(put_together, pieces)
