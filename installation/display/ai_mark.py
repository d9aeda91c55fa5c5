"""The mark that an AI makes this picture, in words or as a sign: a small plate in a corner that never goes away."""

import numpy as np

from installation.display import ai_icon
from installation.display.ai_icon import AiIcon
from installation.display.box import Box
from installation.display.layout_rules import CAPTION, EDGE, ICON
from installation.display.panes.kit import Kit
from installation.display.plate import Plate
from installation.display.text_block import Paragraph, TextBlock

MARGIN = 0.4  # from its words to the plate's edge, of running text
BETWEEN = "  ·  "  # two languages
LONGEST = 50  # signs: a mark is read in passing
TOO_LONG = "the mark of the AI is too long: say it in fewer words"
NO_ROOM = "the mark that an AI makes the picture: say it beside the screen"
PLACES = ((0.5, 0.125), (1.0, 0.25), (1.0, 1.0))  # width and height of the screen it may take


class AiMark:
    """The sign, and the words in all languages on one line: what the theme says of them.

    On a screen that is too small for all the words, those of the first language.
    """

    def __init__(self, kit: Kit, height: int, width: int):
        """For a screen of this size, in pixels. It is never cut: what is too long takes more room."""
        margin = round(MARGIN * kit.px)
        self._style = kit.theme.notice
        icon = None if self._style.form == "words" else _icon(kit)
        beside = icon.width + margin if icon is not None else 0
        said = [kit.say(language, "mark") for language in kit.texts.languages]
        wide = width - 2 * round(EDGE * kit.px) - 2 * margin - beside
        high = height - 2 * margin
        places = [(round(w * wide), round(h * high)) for w, h in PLACES]
        all_words = BETWEEN.join(dict.fromkeys(said))
        block = _set(kit, all_words if self._style.form != "icon" else "", places)
        if not block.fits:
            block = _set(kit, said[0], places)
        self.fits = block.fits  # else it is not drawn
        is_long = max(map(len, said)) > LONGEST
        self.complaint = TOO_LONG if is_long else ""
        self._plate = Plate(block, margin, kit.colours.plate, figure=icon)

    def spot(self, inner: Box) -> Box:
        """Where it lies in the picture's inner part."""
        return self._plate.place(self._style.mark, inner)

    def draw(self, frame: np.ndarray, spot: Box) -> None:
        """Onto a frame (h, w, 4)."""
        self._plate.draw(frame, spot, self._style.cover)


def _set(kit: Kit, words: str, places: list[tuple[int, int]]) -> TextBlock:
    """In the first of the places, width and height, in which it fits; else as well as the last one allows."""
    paragraphs = [Paragraph(words, CAPTION * kit.px, kit.theme.notice_ink)] if words else []
    for width, height in places:
        block = TextBlock(kit.typeface, paragraphs, max(1, width), max(1, height))
        if block.fits:
            break
    return block


def _icon(kit: Kit) -> AiIcon:
    """The house's own, else the one that is drawn."""
    height = round(ICON * kit.px)
    picture = kit.icon
    if picture is None:
        picture = ai_icon.drawn(kit.typeface, kit.colours.ink, height)
    return AiIcon(picture, height)
