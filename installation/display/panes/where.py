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
from installation.display.layout_rules import NAME
from installation.display.map_trail import MapTrail
from installation.display.panes.kit import Kit, Seen
from installation.display.sentences import Known
from installation.vocabulary import PaneName

DRAWINGS = 11  # side by side on a square map: each so large that one can tell what it is
MOST_LAID = 20_000  # of more, some are enough to fill the map
LEAST_PX = 6  # of a side
REACH = 1.6  # cells: a drawing farther away has no place in one
DIM = 0.62  # of their light is left, so that the path is what is seen
NAMES = 3  # of places, those nearest to the visitor, at most
NAME_ROOM = 4  # heights of running text that a map has for each of them
NAMED = 14  # widths of running text: a smaller map has no names
NEARER = 0.75  # so much nearer than another is a place that takes its name's turn
PLACE = 0.14  # this and the next: radius of a dot, of running text
VISITOR = 0.6
MOST_VISITOR = 0.035  # ... but of a square as large as the map, at most
RIM = 0.2
MARGIN = 0.04  # of the map's width
FAINT = 0.25  # of a path of the day, when it has faded
FRESH = 0.45  # more than that, when it is new
EVENNESS = 0.6  # how far the map is stretched where drawings crowd, 0 not, 1 until they lie evenly
KNOTS = np.linspace(0, 1, 33)
SHADE = 0.85  # of the plate's colour under a name
Label = tuple[Box, np.ndarray]  # where a name stands, and its pixels (see `Typeface.coverage`)


class Where:
    """Draws the map."""

    name: ClassVar[str] = PaneName.WHERE
    sentences: ClassVar[Known] = {"deeper": ("dimensions",)}

    def __init__(self, kit: Kit):
        """For a pack with a map."""
        self._kit = kit
        self._atlas = kit.map
        self._grounds: dict[tuple[int, int], np.ndarray] = {}
        self._named: list[int] = []  # numbers of places
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
        canvas[box.rows, box.columns] = self._ground(box)
        trail = seen.map_trail
        if trail is None:
            return
        within = canvas[box.rows, box.columns]  # nothing juts out of it
        flat = Box(0, 0, box.width, box.height)
        self._draw_day(within, flat, trail)
        self._draw_visit(within, flat, trail)
        if box.width < NAMED * self._kit.px:
            return
        most = round(box.height / (NAME_ROOM * self._kit.px))
        self._follow(trail.here, min(NAMES, max(1, most)))
        for spot, coverage in self._labels(box, trail.here, languages[0]):
            self._write(canvas, box, spot, coverage)

    @property
    def _thickness(self) -> int:
        return max(1, round(self._kit.px / 9))

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
        radius = self._radius(box)
        draw_dot(canvas, x, y, (1 + RIM / VISITOR) * radius, colours.plate)
        draw_dot(canvas, x, y, radius, colours.you)

    def _radius(self, box: Box) -> float:
        """Of the visitor's dot: it is seen from afar, and hides little of a small map."""
        side = np.sqrt(box.height * box.width)
        return float(min(VISITOR * self._kit.px, MOST_VISITOR * side))

    def _ground(self, box: Box) -> np.ndarray:
        """The drawings with the places' dots."""
        key = (box.width, box.height)
        if key not in self._grounds:
            ground = blank(box.height, box.width, self._kit.colours.plate)
            flat = Box(0, 0, box.width, box.height)
            self._draw_drawings(ground, flat)
            for x, y in self._pixels(flat, np.reshape(self._places, (-1, 2))):
                draw_dot(ground, x, y, PLACE * self._kit.px, self._kit.colours.ink)
            self._grounds[key] = ground
        return self._grounds[key]

    def _follow(self, here: np.ndarray, count: int) -> None:
        """Names so many of the nearest places. One that is named stays so until another is clearly nearer: names do not flicker."""
        distances = {
            number: float(np.hypot(*(place - here))) for number, place in enumerate(self._places)
        }
        if len(self._named) != min(count, len(distances)):
            self._named = sorted(distances, key=distances.__getitem__)[:count]
        others = [number for number in distances if number not in self._named]
        if not others:
            return
        nearest = min(others, key=distances.__getitem__)
        farthest = max(self._named, key=distances.__getitem__)
        if distances[nearest] < NEARER * distances[farthest]:
            self._named[self._named.index(farthest)] = nearest

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
        side = np.sqrt(box.height * box.width) / DRAWINGS
        width = max(LEAST_PX, round(side * np.sqrt(columns / rows)))
        height = max(LEAST_PX, round(width * rows / columns))
        across = box.width // width
        down = box.height // height
        left = (box.width - across * width) // 2
        top = (box.height - down * height) // 2
        middles = [
            (left + (column + 0.5) * width, top + (row + 0.5) * height)
            for row in range(down)
            for column in range(across)
        ]
        for (x, y), number in self._drawings_of(box, np.array(middles), width, height):
            # a line of the plate stays between two of them
            spot = Box(round(x - width / 2), round(y - height / 2), width - 1, height - 1)
            self._draw_dimmed(ground, spot, number)

    def _drawings_of(
        self,
        box: Box,
        middles: np.ndarray,
        width: int,
        height: int,
    ) -> list[tuple[np.ndarray, int]]:
        """The middle (2,) of each cell, with the nearest drawing that no other cell has; none where none is near."""
        step = 1 + len(self._atlas.layout) // MOST_LAID
        places = self._pixels(box, self._atlas.layout[::step])
        size = np.array([width, height])
        distances = np.linalg.norm((middles[:, None] - places) / size, axis=2)  # (cells, drawings)
        found = []
        for cell in np.argsort(distances.min(1)):
            number = int(distances[cell].argmin())
            if distances[cell, number] < REACH:
                found.append((middles[cell], step * number))
                distances[:, number] = np.inf
        return found

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

    def _labels(self, box: Box, here: np.ndarray, language: str) -> list[Label]:
        """The names of the nearest places, as far as each finds a free spot."""
        labels: list[Label] = []
        px = NAME * self._kit.px
        flat = Box(0, 0, box.width, box.height)
        size = round(2 * self._radius(flat))
        x, y = self._pixels(flat, here[None])[0]
        taken = [Box(round(x) - size // 2, round(y) - size // 2, size, size)]
        for number in self._named:
            x, y = self._pixels(flat, self._places[number][None])[0]
            title = i18n.pick(self._kit.pack.titles[number], language)
            if not title:  # no typeface has its letters
                continue
            coverage = self._kit.typeface.coverage(title, px, True)
            for spot in _spots(x, y, px, coverage):
                if flat.contains(spot) and not any(spot.touches(other) for other in taken):
                    taken.append(spot)
                    labels.append((spot, coverage))
                    break
        return labels

    def _write(self, canvas: np.ndarray, box: Box, spot: Box, coverage: np.ndarray) -> None:
        colours = self._kit.colours
        place = spot.moved(box.left, box.top)
        _shade(canvas, place, round(self._kit.px / 5), colours.plate)
        draw_coverage(canvas, place.left, place.top, coverage, colours.ink)


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
