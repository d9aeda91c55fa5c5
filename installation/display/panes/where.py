"""Where you are: the map made of the drawings themselves, the places by name, the path of this visit and those of the day."""

from typing import ClassVar

import cv2
import numpy as np

from installation.common import i18n
from installation.display.box import Box
from installation.display.canvas import (
    Ink,
    blank,
    draw_coverage,
    draw_dot,
    draw_path,
    mixed,
)
from installation.display.map_trail import MapTrail
from installation.display.panes.kit import Kit, Seen
from installation.display.sentences import Known
from installation.display.text import CAPTION
from installation.vocabulary import PaneName

ACROSS = 26  # drawings side by side
LEAST_WIDTH_PX = 8  # of a drawing
LEAST_HEIGHT_PX = 6
DIM = 0.5  # of their light is left, so that the path is what is seen
MARGIN = 0.04  # of the map's width
FAINT = 0.25  # of a path of the day, when it has faded
FRESH = 0.45  # more than that, when it is new
EVENNESS = 0.6  # how far the map is stretched where drawings crowd, 0 not, 1 until they lie evenly
KNOTS = np.linspace(0, 1, 33)
SHADE = 0.78  # of the plate's colour under a name
Label = tuple[Box, np.ndarray]  # where a name stands, and its pixels (see `Typeface.coverage`)


class Where:
    """Draws the map."""

    name: ClassVar[str] = PaneName.WHERE
    sentences: ClassVar[Known] = {"deeper": ("dimensions",)}

    def __init__(self, kit: Kit):
        """For a pack with a map."""
        self._kit = kit
        self._atlas = kit.map
        self._grounds: dict[tuple[int, int, str], tuple[np.ndarray, list[Label]]] = {}
        self._places = [self._atlas.place(point) for point in kit.pack.places]
        self._quantiles = np.quantile(self._atlas.layout, KNOTS, axis=0)

    def deeper(self, language: str) -> list[str]:
        """See `display.Pane`."""
        dimensions = self._kit.pack.dimensions
        return [self._kit.say(language, f"{self.name}.deeper", dimensions=dimensions)]

    def draw(
        self,
        canvas: np.ndarray,
        box: Box,
        seen: Seen,
        languages: tuple[str, ...],
    ) -> None:
        """See `display.Pane`."""
        colours = self._kit.colours
        ground, labels = self._ground(box, languages[0])
        canvas[box.rows, box.columns] = ground
        if seen.map_trail is not None:
            self._draw_day(canvas, box, seen.map_trail)
        margin = round(self._kit.px / 5)
        for spot, coverage in labels:
            _shade(canvas, spot.moved(box.left, box.top), margin, colours.plate)
            draw_coverage(
                canvas,
                box.left + spot.left,
                box.top + spot.top,
                coverage,
                colours.ink,
            )
        if seen.map_trail is not None:
            self._draw_visit(canvas, box, seen.map_trail)

    @property
    def _thickness(self) -> int:
        return max(1, round(self._kit.px / 16))

    def _draw_day(
        self,
        canvas: np.ndarray,
        box: Box,
        trail: MapTrail,
    ) -> None:
        colours = self._kit.colours
        for line, freshness in trail.day():
            ink = mixed(colours.plate, colours.quiet, FAINT + FRESH * freshness)
            draw_path(canvas, self._pixels(box, line), ink, self._thickness)

    def _draw_visit(
        self,
        canvas: np.ndarray,
        box: Box,
        trail: MapTrail,
    ) -> None:
        colours = self._kit.colours
        draw_path(
            canvas,
            self._pixels(box, trail.path),
            colours.you,
            2 * self._thickness,
        )
        x, y = self._pixels(box, trail.here[None])[0]
        draw_dot(
            canvas,
            x,
            y,
            0.62 * self._kit.px,
            colours.plate,
        )
        draw_dot(
            canvas,
            x,
            y,
            0.44 * self._kit.px,
            colours.you,
        )

    def _ground(self, box: Box, language: str) -> tuple[np.ndarray, list[Label]]:
        """The drawings with the places' dots, and each name that found a free spot."""
        key = (box.width, box.height, language)
        if key not in self._grounds:
            ground = blank(box.height, box.width, self._kit.colours.plate)
            flat = Box(0, 0, box.width, box.height)
            self._draw_drawings(ground, flat)
            self._grounds[key] = ground, self._label_places(ground, flat, language)
        return self._grounds[key]

    def _pixels(self, box: Box, places: np.ndarray) -> np.ndarray:
        """(n, 2) in -1..1, y upwards -> (n, 2) pixels of the canvas."""
        inner = box.within(round(MARGIN * box.width))
        places = np.asarray(places)
        even_x = np.interp(places[:, 0], self._quantiles[:, 0], 2 * KNOTS - 1)
        even_y = np.interp(places[:, 1], self._quantiles[:, 1], 2 * KNOTS - 1)
        even = np.stack([even_x, even_y], 1)
        stretched = places + EVENNESS * (even - places)
        share = (stretched * (1, -1) + 1) / 2
        return share * (inner.width, inner.height) + (inner.left, inner.top)

    def _draw_drawings(self, ground: np.ndarray, box: Box) -> None:
        """In each cell of a grid the drawing nearest to its middle, so that none covers another."""
        rows, columns = self._atlas.thumbnails.shape[1:3]
        width = max(LEAST_WIDTH_PX, box.width // ACROSS)
        height = max(LEAST_HEIGHT_PX, round(width * rows / columns))
        for (column, row), number in self._nearest_of_cells(box, width, height).items():
            cell = Box(column * width, row * height, width, height)
            if box.contains(cell):
                # a line of the plate stays between two of them
                spot = Box(cell.left, cell.top, width - 1, height - 1)
                self._draw_dimmed(ground, spot, number)

    def _nearest_of_cells(
        self,
        box: Box,
        width: int,
        height: int,
    ) -> dict[tuple[int, int], int]:
        """(column, row) of a cell of `width` x `height` pixels -> number of the drawing nearest to its middle."""
        nearest: dict[tuple[int, int], tuple[float, int]] = {}
        for number, (x, y) in enumerate(self._pixels(box, self._atlas.layout)):
            column = int(x // width)
            row = int(y // height)
            distance = (x / width - column - 0.5) ** 2 + (y / height - row - 0.5) ** 2
            before = nearest.get((column, row), (np.inf, 0))
            nearest[column, row] = min(before, (distance, number))
        return {cell: number for cell, (_, number) in nearest.items()}

    def _draw_dimmed(
        self,
        ground: np.ndarray,
        box: Box,
        number: int,
    ) -> None:
        thumbnail = self._atlas.thumbnails[number]
        small = cv2.resize(thumbnail, (box.width, box.height), interpolation=cv2.INTER_AREA)
        plate = np.array(self._kit.colours.plate, np.float32)
        dimmed = np.array(self._kit.colours.plate) + DIM * (small - plate)
        ground[box.rows, box.columns, :3] = dimmed[..., ::-1].astype(np.uint8)

    def _label_places(
        self,
        ground: np.ndarray,
        box: Box,
        language: str,
    ) -> list[Label]:
        """A dot for each place, and as many names as find a free spot."""
        labels: list[Label] = []
        px = CAPTION * self._kit.px
        dots = [self._pixels(box, place[None])[0] for place in self._places]
        size = round(px / 1.5)
        taken = [
            Box(
                round(x - px / 3),
                round(y - px / 3),
                size,
                size,
            )
            for x, y in dots
        ]
        for (x, y), titles in zip(dots, self._kit.pack.titles, strict=True):
            draw_dot(
                ground,
                x,
                y,
                px / 5,
                self._kit.colours.ink,
            )
            coverage = self._kit.typeface.coverage(i18n.pick(titles, language), px, True)
            for spot in _spots(x, y, px, coverage):
                if box.contains(spot) and not any(spot.touches(other) for other in taken):
                    taken.append(spot)
                    labels.append((spot, coverage))
                    break
        return labels


def _spots(x: float, y: float, px: float, coverage: np.ndarray) -> list[Box]:
    """Where a name may stand: right of its dot, left of it, above or below."""
    height, width = coverage.shape
    beside = 0.5 * px
    below = 0.45 * px
    offsets = (
        (beside, -height / 2),
        (-beside - width, -height / 2),
        (-width / 2, -(below + height)),
        (-width / 2, below),
    )
    return [
        Box(
            round(x + right),
            round(y + down),
            width,
            height,
        )
        for right, down in offsets
    ]


def _shade(canvas: np.ndarray, spot: Box, margin: int, plate: Ink) -> None:
    """A calm ground under a name."""
    rows = slice(max(0, spot.top), spot.bottom)
    columns = slice(max(0, spot.left - margin), spot.right + margin)
    part = canvas[rows, columns, :3].astype(np.float32)
    shaded = (1 - SHADE) * part + SHADE * np.array(plate[::-1])
    canvas[rows, columns, :3] = shaded.astype(np.uint8)
