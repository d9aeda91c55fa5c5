"""What is kept of you: the coarse silhouette, an arrow for each visitor's movement, how many there are."""

from typing import ClassVar

import cv2
import numpy as np

from installation.display.box import Box
from installation.display.canvas import draw_arrow, draw_coverage
from installation.display.layout_rules import GAP, GUTTER, NAME, NUMERAL
from installation.display.panes.kit import Kit, Seen
from installation.display.sentences import Known
from installation.display.text_block import Paragraph, TextBlock
from installation.messages import SILHOUETTE_SHAPE, Presence
from installation.vocabulary import PaneName

CAPITALS = 0.66  # height of a numeral, of its size
BASELINE = (
    0.984  # this and the next: from the top of a line to its foot, and what of it lies below that
)
BELOW_LINE = 0.27
FLAT = 2.4  # a box wider than so many heights has the number beside the outline
ARROW = 60  # thicknesses of an arrow make the outline's height
AHEAD_S = 0.9  # an arrow points to where somebody is going to be then
SLOW = 0.03  # views a second: less is no movement
SOFTNESS = 0.35  # of the new outline, at each drawing
STILL = 0.72  # brightness of somebody who does not move


class Kept:
    """Draws presence."""

    name: ClassVar[str] = PaneName.KEPT
    sentences: ClassVar[Known] = {"deeper": (), "one": (), "many": (), "all": ()}

    def __init__(self, kit: Kit):
        self._kit = kit
        self._outline = np.zeros(SILHOUETTE_SHAPE, np.float32)  # 0..1, follows the silhouette

    def deeper(self, language: str) -> list[str]:
        """See `display.Pane`."""
        deeper, all_ = (self._kit.say(language, f"{self.name}.{key}") for key in ("deeper", "all"))
        return [f"{deeper} {all_}"]

    def draw(
        self,
        canvas: np.ndarray,
        box: Box,
        seen: Seen,
        languages: tuple[str, ...],
    ) -> None:
        """See `display.Pane`."""
        grid, count = self._divided(box)
        self._draw_cells(canvas, grid, seen.presence)
        if seen.presence:
            self._draw_arrows(canvas, grid, seen.presence)
        self._draw_count(canvas, count, seen.people, languages)

    def _divided(self, box: Box) -> tuple[Box, Box]:
        """Where the outline is, and how many there are: above it, or beside it where that leaves no room."""
        gap = round(GAP * self._kit.px)
        whole = box.holding(*SILHOUETTE_SHAPE)
        free = box.height - whole.height - gap
        is_flat = box.width > FLAT * box.height
        is_full = free < CAPITALS * NAME * self._kit.px
        if is_flat or (is_full and whole.width + gap < box.width):
            grid = Box(box.left, box.top, whole.width, whole.height)
            left = grid.right + gap
            lower = 0 if is_flat else gap  # clear of the page marks
            count = Box(left, box.top + lower, max(1, box.right - left), box.height - lower)
            return grid, count
        above = max(1, min(free, round(CAPITALS * NUMERAL * self._kit.px)))
        top = box.top + max(0, free - above) // 2
        grid = Box(
            whole.left, min(top + above + gap, box.bottom - whole.height), whole.width, whole.height
        )
        return grid, Box(box.left, top, box.width, above)

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
        thickness = max(2, grid.height // ARROW)
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
        """How many there are as large as the box allows, and what is counted, where there is room for it."""
        kit = self._kit
        px = min(NUMERAL * kit.px, box.height / CAPITALS)
        if px < NAME * kit.px:
            return
        ink = kit.colours.you if people else kit.colours.quiet
        numeral = kit.typeface.coverage(str(people), px, True)
        height = round(CAPITALS * px)
        foot = box.top + height
        draw_coverage(canvas, box.left, foot - round(BASELINE * px), numeral, ink)
        left = box.left + numeral.shape[1] + round(GAP * kit.px)
        key = f"{self.name}.one" if people == 1 else f"{self.name}.many"
        paragraph = Paragraph(kit.say(languages[0], key), NAME * kit.px, kit.colours.quiet)
        label = TextBlock(kit.typeface, [paragraph], max(1, box.right - left), height)
        if label.fits and len(label.lines) == 1:
            label.draw(canvas, left, foot - label.height + round(BELOW_LINE * NAME * kit.px))
            return
        top = foot + round(GUTTER * kit.px)
        label = TextBlock(kit.typeface, [paragraph], box.width, max(1, box.bottom - top))
        if label.fits:
            label.draw(canvas, box.left, top)


def _joints(count: int, size: int) -> np.ndarray:
    """Where `count` cells over `size` pixels meet."""
    return (np.arange(1, count) * size / count).astype(int)
