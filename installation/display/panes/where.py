"""Where you are: the map made of the drawings themselves, the places by name, the path of this visit and those of the day."""

import cv2
import numpy as np

from installation.display.canvas import Box, blank, dot, path, write
from installation.display.panes import Kit, Seen, mixed
from installation.display.sentences import in_language
from installation.display.text import CAPTION

ACROSS = 26  # drawings side by side
DIM = 0.5  # of their light is left, so that the path is what is seen
MARGIN = 0.04  # of the map's width
FAINT, FRESH = 0.25, 0.45  # of a path of the day
EVEN = 0.6  # how far the sheet is stretched where drawings crowd, 0 not, 1 until they lie evenly
KNOTS = np.linspace(0, 1, 33)


class Where:
    """Draws the map."""

    name = "where"

    def __init__(self, kit: Kit):
        self._kit = kit
        self._grounds: dict[tuple, tuple[np.ndarray, list]] = {}
        self._marks = [kit.atlas.place(point) for point in kit.pack.places]
        self._stretched = np.quantile(kit.atlas.layout, KNOTS, axis=0)

    def draw(self, sheet: np.ndarray, box: Box, seen: Seen, languages: tuple[str, ...]) -> None:
        """Onto the box of a sheet."""
        ground, names = self._ground(box, languages[0])
        sheet[box.rows, box.columns] = ground
        thick = max(1, round(self._kit.px / 16))
        if seen.whereabouts is not None:
            for line, fresh in seen.whereabouts.day():
                path(
                    sheet,
                    self._on(box, line),
                    mixed(self._kit.colours.plate, self._kit.colours.quiet, FAINT + FRESH * fresh),
                    thick,
                )
        for spot, covered in names:
            _shade(
                sheet,
                spot.moved(box.left, box.top),
                round(self._kit.px / 5),
                self._kit.colours.plate,
            )
            write(sheet, box.left + spot.left, box.top + spot.top, covered, self._kit.colours.ink)
        if seen.whereabouts is not None:
            path(sheet, self._on(box, seen.whereabouts.path), self._kit.colours.you, 2 * thick)
            x, y = self._on(box, seen.whereabouts.here[None])[0]
            dot(sheet, x, y, 0.62 * self._kit.px, self._kit.colours.plate)
            dot(sheet, x, y, 0.44 * self._kit.px, self._kit.colours.you)

    def _ground(self, box: Box, language: str) -> tuple[np.ndarray, list]:
        """The drawings with the places' dots, and each name that found a free spot: (box, covered pixels)."""
        key = box.width, box.height, language
        if key not in self._grounds:
            ground = blank(box.height, box.width, self._kit.colours.plate)
            flat = Box(0, 0, box.width, box.height)
            self._lay_drawings(ground, flat)
            self._grounds[key] = ground, self._name_places(ground, flat, language)
        return self._grounds[key]

    def _on(self, box: Box, places: np.ndarray) -> np.ndarray:
        """(n, 2) in -1..1, y upwards -> pixels of the sheet."""
        inner = box.within(round(MARGIN * box.width))
        places = np.asarray(places)
        even = np.stack(
            [np.interp(places[:, k], self._stretched[:, k], 2 * KNOTS - 1) for k in (0, 1)], 1
        )
        share = ((places + EVEN * (even - places)) * (1, -1) + 1) / 2
        return share * (inner.width, inner.height) + (inner.left, inner.top)

    def _lay_drawings(self, ground: np.ndarray, box: Box) -> None:
        """In each cell the drawing nearest to its middle, so that none covers another."""
        atlas = self._kit.atlas
        rows, columns = atlas.thumbnails.shape[1:3]
        width = max(8, box.width // ACROSS)
        height = max(6, round(width * rows / columns))
        at = self._on(box, atlas.layout)
        cells: dict[tuple[int, int], tuple[float, int]] = {}
        for number, (x, y) in enumerate(at):
            cell = int(x // width), int(y // height)
            away = (x / width - cell[0] - 0.5) ** 2 + (y / height - cell[1] - 0.5) ** 2
            cells[cell] = min(cells.get(cell, (np.inf, 0)), (away, number))
        for (column, row), (_, number) in cells.items():
            left, top = column * width, row * height
            if left + width > box.width or top + height > box.height:
                continue
            small = cv2.resize(
                atlas.thumbnails[number], (width - 1, height - 1), interpolation=cv2.INTER_AREA
            )
            dimmed = np.array(self._kit.colours.plate) + DIM * (
                small - np.array(self._kit.colours.plate, np.float32)
            )
            ground[top : top + height - 1, left : left + width - 1, :3] = dimmed[..., ::-1].astype(
                np.uint8
            )

    def _name_places(self, ground: np.ndarray, box: Box, language: str) -> list:
        """As many names as find a free spot: right of their dot, left of it, above or below."""
        found: list[tuple[Box, np.ndarray]] = []
        px = CAPTION * self._kit.px
        dots = [self._on(box, mark[None])[0] for mark in self._marks]
        taken = [
            Box(round(x - px / 3), round(y - px / 3), round(px / 1.5), round(px / 1.5))
            for x, y in dots
        ]
        for (x, y), titles in zip(dots, self._kit.pack.titles):
            dot(ground, x, y, px / 5, self._kit.colours.ink)
            covered = self._kit.lettering.covered(in_language(titles, language), px, True)
            height, width = covered.shape
            beside, above = 0.5 * px, 0.45 * px + height
            for dx, dy in (
                (beside, -height / 2),
                (-beside - width, -height / 2),
                (-width / 2, -above),
                (-width / 2, 0.45 * px),
            ):
                spot = Box(round(x + dx), round(y + dy), width, height)
                if _lies_in(spot, box) and not any(_touch(spot, other) for other in taken):
                    taken.append(spot)
                    found.append((spot, covered))
                    break
        return found


def _lies_in(spot: Box, box: Box) -> bool:
    return (
        spot.left >= 0
        and spot.top >= 0
        and spot.left + spot.width <= box.width
        and spot.top + spot.height <= box.height
    )


def _touch(a: Box, b: Box) -> bool:
    apart = (
        a.left + a.width < b.left
        or b.left + b.width < a.left
        or a.top + a.height < b.top
        or b.top + b.height < a.top
    )
    return not apart


def _shade(ground: np.ndarray, spot: Box, margin: int, plate: tuple) -> None:
    """A calm ground under a name."""
    rows = slice(max(0, spot.top), spot.top + spot.height)
    columns = slice(max(0, spot.left - margin), spot.left + spot.width + margin)
    part = ground[rows, columns, :3].astype(np.float32)
    ground[rows, columns, :3] = (0.22 * part + 0.78 * np.array(plate[::-1])).astype(np.uint8)
