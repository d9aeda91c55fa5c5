"""What is kept of you: the coarse silhouette, an arrow for each visitor's movement, how many there are. This is all."""

from typing import ClassVar

import cv2
import numpy as np

from installation.display.box import Box
from installation.display.canvas import Ink, draw_arrow, draw_coverage
from installation.display.panes.kit import Kit, Seen
from installation.display.sentences import Known
from installation.display.text import CAPTION, LEADING
from installation.display.text_block import Paragraph, TextBlock
from installation.messages import SILHOUETTE_SHAPE, Presence
from installation.vocabulary import PaneName

NUMERAL = 3.4  # of running text
NUMERAL_WITHIN = 1.6
AHEAD_S = 0.9  # an arrow points to where somebody is going to be then
SLOW = 0.03  # views a second: less is no movement
SOFTNESS = 0.35  # of the new outline, at each drawing
BESIDE = 0.24  # of the pane's width, for the number of visitors
STILL = 0.55  # brightness of somebody who does not move


class Kept:
    """Draws presence."""

    name: ClassVar[str] = PaneName.KEPT
    sentences: ClassVar[Known] = {"deeper": (), "one": (), "many": (), "all": ()}

    def __init__(self, kit: Kit):
        self._kit = kit
        self._outline = np.zeros(SILHOUETTE_SHAPE, np.float32)  # 0..1, follows the silhouette

    def deeper(self, language: str) -> list[str]:
        """See `display.Pane`."""
        return [self._kit.say(language, f"{self.name}.deeper")]

    def draw(
        self,
        canvas: np.ndarray,
        box: Box,
        seen: Seen,
        languages: tuple[str, ...],
    ) -> None:
        """See `display.Pane`."""
        beside = max(int(box.width * BESIDE), round(6 * self._kit.px))
        is_narrow = box.width - beside < 0.5 * box.width
        space = (
            box
            if is_narrow
            else Box(
                box.left,
                box.top,
                box.width - beside,
                box.height,
            )
        )
        grid = space.holding(*SILHOUETTE_SHAPE)
        grid = Box(box.left, grid.top, grid.width, grid.height)
        self._draw_cells(canvas, grid, seen.presence)
        if seen.presence:
            self._draw_arrows(canvas, grid, seen.presence)
        if is_narrow:
            self._draw_count_within(canvas, grid, seen.people)
        else:
            left = grid.right + round(0.9 * self._kit.px)
            column = Box(left, grid.top, box.right - left, grid.height)
            self._draw_count(canvas, column, seen.people, languages)

    def _draw_cells(
        self,
        canvas: np.ndarray,
        grid: Box,
        presence: Presence | None,
    ) -> None:
        colours = self._kit.colours
        bright = self._brightness(presence)
        ground = np.array(colours.raised)
        cells = ground + bright[..., None] * (np.array(colours.you) - ground)
        size = (grid.width, grid.height)
        large = cv2.resize(cells.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
        rows, columns = SILHOUETTE_SHAPE
        joint = max(1, grid.height // rows // 9)
        for edge in _joints(rows, grid.height):
            large[edge : edge + joint] = colours.plate
        for edge in _joints(columns, grid.width):
            large[:, edge : edge + joint] = colours.plate
        canvas[grid.rows, grid.columns, :3] = large[..., ::-1]

    def _brightness(self, presence: Presence | None) -> np.ndarray:
        """(rows, columns) float32, 0..1: where somebody is, brighter where they move."""
        if presence is None:
            self._outline += SOFTNESS * (0 - self._outline)
            motion = self._outline
        else:
            self._outline += SOFTNESS * (presence.silhouette.astype(np.float32) - self._outline)
            motion = np.clip(cv2.resize(presence.motion, SILHOUETTE_SHAPE[::-1]), 0, 1)
        return self._outline * (STILL + (1 - STILL) * np.sqrt(motion))

    def _draw_arrows(
        self,
        canvas: np.ndarray,
        grid: Box,
        presence: Presence,
    ) -> None:
        within = canvas[grid.rows, grid.columns]  # nothing juts out of it
        size = np.array([grid.width, grid.height])
        thickness = max(2, grid.height // 110)
        for row in presence.places:
            place = row[1:3]
            speed = row[5:7]
            if np.hypot(*speed) >= SLOW:
                end = np.clip(place + AHEAD_S * speed, 0, 1)
                draw_arrow(
                    within,
                    place * size,
                    end * size,
                    self._kit.colours.ink,
                    thickness,
                )

    def _draw_count(
        self,
        canvas: np.ndarray,
        box: Box,
        people: int,
        languages: tuple[str, ...],
    ) -> None:
        """How many there are at the top of the box, and that this is all at its foot."""
        kit = self._kit
        quiet = kit.colours.quiet
        top = box.top - round(0.5 * kit.px)
        numeral = kit.typeface.coverage(str(people), NUMERAL * kit.px, True)
        draw_coverage(
            canvas,
            box.left,
            top,
            numeral,
            kit.colours.you if people else quiet,
        )
        key = f"{self.name}.one" if people == 1 else f"{self.name}.many"
        label = self._text_block(
            box,
            key,
            languages,
            CAPTION,
            first_ink=quiet,
        )
        label.draw(canvas, box.left, top + round(NUMERAL * LEADING * kit.px))
        key = f"{self.name}.all"
        final = self._text_block(
            box,
            key,
            languages,
            1,
            first_ink=kit.colours.ink,
            bold=True,
        )
        final.draw(canvas, box.left, box.bottom - final.height)

    def _draw_count_within(
        self,
        canvas: np.ndarray,
        grid: Box,
        people: int,
    ) -> None:
        """Where there is no room beside it."""
        px = self._kit.px
        numeral = self._kit.typeface.coverage(str(people), NUMERAL_WITHIN * px, True)
        left = grid.right - numeral.shape[1] - round(0.4 * px)
        draw_coverage(
            canvas,
            left,
            grid.top,
            numeral,
            self._kit.colours.ink,
        )

    def _text_block(
        self,
        box: Box,
        key: str,
        languages: tuple[str, ...],
        size: float,
        first_ink: Ink,
        bold: bool = False,
    ) -> TextBlock:
        """A sentence in each language, one below the other, at `size` of running text."""
        kit = self._kit
        paragraphs = []
        ink = first_ink
        for language in languages:
            paragraphs.append(Paragraph(kit.say(language, key), size * kit.px, ink, bold))
            ink = kit.colours.quiet
        return TextBlock(kit.typeface, paragraphs, box.width, box.height)


def _joints(count: int, size: int) -> np.ndarray:
    """Where `count` cells over `size` pixels meet."""
    return (np.arange(1, count) * size / count).astype(int)
