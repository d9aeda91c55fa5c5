"""What is kept of you: the coarse silhouette, an arrow for each visitor's movement, how many there are. This is all."""

import cv2
import numpy as np

from installation.display.canvas import Box, Paragraph, Setting, arrow, write
from installation.display.panes import Kit, Seen
from installation.display.text import CAPTION, LEADING
from installation.messages import SILHOUETTE_SHAPE

NUMERAL = 3.4  # of running text
AHEAD_S = 0.9  # an arrow points to where somebody is going to be then
SLOW = 0.03  # views a second: less is no movement
SOFT = 0.35  # of the new outline, at each drawing


class Kept:
    """Draws presence."""

    name = "kept"

    def __init__(self, kit: Kit):
        self._kit = kit
        self._cells = np.zeros(SILHOUETTE_SHAPE, np.float32)

    def draw(self, sheet: np.ndarray, box: Box, seen: Seen, languages: tuple[str, ...]) -> None:
        """Onto the box of a sheet."""
        beside = max(int(box.width * 0.24), round(6 * self._kit.px))
        narrow = box.width - beside < 0.5 * box.width
        grid = box if narrow else Box(box.left, box.top, box.width - beside, box.height)
        grid = grid.holding(*SILHOUETTE_SHAPE)
        grid = Box(box.left, grid.top, grid.width, grid.height)
        self._draw_cells(sheet, grid, seen)
        self._draw_arrows(sheet, grid, seen)
        if narrow:
            self._count_within(sheet, grid, seen)
        else:
            gap = round(0.9 * self._kit.px)
            left = grid.left + grid.width + gap
            self._count(
                sheet,
                Box(left, grid.top, box.left + box.width - left, grid.height),
                seen,
                languages,
            )

    def _draw_cells(self, sheet: np.ndarray, grid: Box, seen: Seen) -> None:
        presence = seen.presence
        outline = (
            presence.silhouette.astype(np.float32)
            if presence
            else np.zeros(SILHOUETTE_SHAPE, np.float32)
        )
        self._cells += SOFT * (outline - self._cells)
        motion = (
            np.clip(cv2.resize(presence.motion, SILHOUETTE_SHAPE[::-1]), 0, 1)
            if presence
            else self._cells
        )
        bright = self._cells * (0.55 + 0.45 * np.sqrt(motion))
        small = np.array(self._kit.colours.raised) + bright[..., None] * (
            np.array(self._kit.colours.you) - np.array(self._kit.colours.raised)
        )
        large = cv2.resize(
            small.astype(np.uint8), (grid.width, grid.height), interpolation=cv2.INTER_NEAREST
        )
        joint = max(1, grid.height // SILHOUETTE_SHAPE[0] // 9)
        for edge in _joints(SILHOUETTE_SHAPE[0], grid.height):
            large[edge : edge + joint] = self._kit.colours.plate
        for edge in _joints(SILHOUETTE_SHAPE[1], grid.width):
            large[:, edge : edge + joint] = self._kit.colours.plate
        sheet[grid.rows, grid.columns, :3] = large[..., ::-1]

    def _draw_arrows(self, sheet: np.ndarray, grid: Box, seen: Seen) -> None:
        for row in seen.presence.places if seen.presence else ():
            if np.hypot(row[5], row[6]) < SLOW:
                continue
            size, within = (
                np.array([grid.width, grid.height]),
                sheet[grid.rows, grid.columns],
            )  # nothing juts out of it
            start, end = row[1:3], np.clip(row[1:3] + AHEAD_S * row[5:7], 0, 1)
            arrow(
                within, start * size, end * size, self._kit.colours.ink, max(2, grid.height // 110)
            )

    def _count(self, sheet: np.ndarray, box: Box, seen: Seen, languages: tuple[str, ...]) -> None:
        kit, count = self._kit, seen.presence.count if seen.presence else 0
        numeral = kit.lettering.covered(str(count), NUMERAL * kit.px, True)
        write(
            sheet,
            box.left,
            box.top - round(0.5 * kit.px),
            numeral,
            kit.colours.you if count else kit.colours.quiet,
        )
        y = box.top - round(0.5 * kit.px) + round(NUMERAL * LEADING * kit.px)
        key = "kept.one" if count == 1 else "kept.many"
        self._set(
            box,
            [(kit.say(language, key), kit.colours.quiet, False) for language in languages],
            CAPTION,
        ).draw(sheet, box.left, y)
        final = self._set(
            box,
            [
                (
                    kit.say(language, "kept.all"),
                    kit.colours.ink if k == 0 else kit.colours.quiet,
                    True,
                )
                for k, language in enumerate(languages)
            ],
            1,
        )
        final.draw(sheet, box.left, box.top + box.height - final.height)

    def _count_within(self, sheet: np.ndarray, grid: Box, seen: Seen) -> None:
        """Where there is no room beside it."""
        covered = self._kit.lettering.covered(
            str(seen.presence.count if seen.presence else 0), 1.6 * self._kit.px, True
        )
        write(
            sheet,
            grid.left + grid.width - covered.shape[1] - round(0.4 * self._kit.px),
            grid.top,
            covered,
            self._kit.colours.ink,
        )

    def _set(self, box: Box, lines: list[tuple], size: float) -> Setting:
        """Lines of (words, ink, bold) below one another."""
        return Setting(
            self._kit.lettering,
            [Paragraph(words, size * self._kit.px, ink, bold) for words, ink, bold in lines],
            box.width,
            box.height,
        )


def _joints(count: int, size: int) -> np.ndarray:
    """Where `count` cells over `size` pixels meet."""
    return (np.arange(1, count) * size / count).astype(int)
