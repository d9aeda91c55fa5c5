"""Which part of the frame each monitor shows, and where on it. Values in, values out.

Several monitors show the same picture, or are one picture together: in rows of `columns`, as visitors see them.
Where two projections overlap, each gives its share of the light: the shares add up to all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from installation.config.schema import ScreenConfig
from installation.display.box import Box
from installation.display.outputs.monitors import Monitor
from installation.vocabulary import Several

SIDEWAYS = (90, 270)  # degrees that a monitor is turned
_POWER = 2.0  # how softly the light goes over: at 1 its seams could be seen


@dataclass(frozen=True)
class Strip:
    """Where a monitor gives only a share of the light."""

    box: Box  # of the view's part of the frame
    gain: np.ndarray  # (h, w, 4) float32, of the bytes, 0..1


@dataclass(frozen=True)
class View:
    """What one monitor shows."""

    monitor: Monitor
    part: Box  # of the frame
    place: Box  # on the monitor; all else of it is black
    strips: tuple[Strip, ...] = ()

    def lit(self, frame: np.ndarray) -> np.ndarray:
        """Its part of a frame (h, w, 4) uint8, as bright as its neighbours leave it; not to be written to."""
        part = frame[self.part.rows, self.part.columns]
        if not self.strips:
            return part
        part = part.copy()
        for strip in self.strips:
            under = part[strip.box.rows, strip.box.columns]
            under[...] = under * strip.gain + 0.5
        return part


@dataclass(frozen=True)
class Wall:
    """All that is shown of a frame."""

    height: int  # this and the next: of the frame, in pixels
    width: int
    views: tuple[View, ...]
    message: str = ""  # for the technician: what is not as it was asked for


def plan(chosen: Sequence[Monitor | None], screen: ScreenConfig, most_pixels: int) -> Wall:
    """For monitors in their order, None for one that is away: at least one is there.

    The frame has as many pixels as they show, but no more than `most_pixels`: it is stretched then. Stretched and
    darkened after the flash limiter: neither a mean of neighbours nor a share flashes more than they do.
    """
    message = ""
    places: list[Box | None] = []
    for monitor in chosen:
        place, trouble = _place(monitor, screen.part_px) if monitor else (None, "")
        places.append(place)
        message = message or trouble
    first = next(place for place in places if place)
    is_sideways = screen.rotate in SIDEWAYS
    cell_width = first.height if is_sideways else first.width
    cell_height = first.width if is_sideways else first.height
    is_joined = screen.several == Several.JOINED and len(chosen) > 1
    grid = _Grid.of(len(chosen) if is_joined else 1, cell_width, cell_height, screen)
    message = message or (_less_overlap(grid, screen) if is_joined else "")
    grid = grid.within(most_pixels)
    views: list[View] = []
    for number, (monitor, place) in enumerate(zip(chosen, places, strict=True)):
        if monitor is None or place is None:
            continue
        if is_joined:
            views.append(View(monitor, grid.cell(number), place, grid.strips(number)))
        else:
            shown = place.holding(first.height, first.width) if place != first else place
            views.append(View(monitor, grid.cell(0), shown))
    return Wall(grid.height, grid.width, tuple(views), message)


def _place(monitor: Monitor, wanted: Sequence[int]) -> tuple[Box, str]:
    """Where on this monitor, and what is to be said of it."""
    whole = Box(0, 0, monitor.width, monitor.height)
    if not wanted:
        return whole, ""
    left, top, width, height = wanted
    right = min(left + width, monitor.width)
    bottom = min(top + height, monitor.height)
    words = f"[screen] part_px = {list(wanted)} juts out of the monitor {monitor}"
    if right <= left or bottom <= top:
        return whole, f"{words}: the whole of it is used"
    is_whole = (right, bottom) == (left + width, top + height)
    return Box(left, top, right - left, bottom - top), "" if is_whole else f"{words}: it is cut"


def _less_overlap(grid: "_Grid", screen: ScreenConfig) -> str:
    """What is to be said where monitors overlap by more than half; empty where they do not."""
    asked = {"overlap_px": screen.overlap_px, "overlap_down_px": screen.overlap_down_px}
    taken = {"overlap_px": grid.across, "overlap_down_px": grid.down}
    for name, pixels in taken.items():
        if pixels < asked[name]:
            return f"[screen] {name} = {asked[name]} is more than half of a monitor: {pixels} are taken"
    return ""


@dataclass(frozen=True)
class _Grid:
    """Equal cells in rows, which overlap; the last row may be shorter. In pixels of the frame."""

    count: int
    columns: int
    cell_width: int
    cell_height: int
    across: int  # pixels that neighbours side by side share
    down: int
    gamma: float  # of the projectors

    @classmethod
    def of(cls, count: int, cell_width: int, cell_height: int, screen: ScreenConfig) -> "_Grid":
        """As it is asked for; an overlap is half a cell at most."""
        columns = min(screen.columns or count, count)
        across = min(screen.overlap_px, cell_width // 2)
        down = min(screen.overlap_down_px, cell_height // 2)
        gamma = screen.blend_gamma
        return cls(count, columns, cell_width, cell_height, across, down, gamma)

    @property
    def rows(self) -> int:
        return -(-self.count // self.columns)

    @property
    def width(self) -> int:
        return self.columns * (self.cell_width - self.across) + self.across

    @property
    def height(self) -> int:
        return self.rows * (self.cell_height - self.down) + self.down

    def within(self, most_pixels: int) -> "_Grid":
        """The same with so many pixels at most. Each cell begins at a whole pixel of the frame all the same."""
        scale = (most_pixels / (self.width * self.height)) ** 0.5
        if scale >= 1:
            return self
        return replace(
            self,
            cell_width=round(scale * self.cell_width),
            cell_height=round(scale * self.cell_height),
            across=round(scale * self.across),
            down=round(scale * self.down),
        )

    def cell(self, number: int) -> Box:
        row, column = divmod(number, self.columns)
        left = column * (self.cell_width - self.across)
        top = row * (self.cell_height - self.down)
        return Box(left, top, self.cell_width, self.cell_height)

    def strips(self, number: int) -> tuple[Strip, ...]:
        """Along the sides at which there is a neighbour."""
        row, column = divmod(number, self.columns)
        width = self.cell_width
        height = self.cell_height
        rising = _rising(self.across, self.gamma)[None, :]
        sinking = _rising(self.down, self.gamma)[:, None]
        has_right = column + 1 < self.columns and number + 1 < self.count
        found: list[Strip] = []
        if self.across and column > 0:
            found.append(_strip(Box(0, 0, self.across, height), rising))
        if self.across and has_right:
            box = Box(width - self.across, 0, self.across, height)
            found.append(_strip(box, rising[:, ::-1]))
        if self.down and row > 0:
            found.append(_strip(Box(0, 0, width, self.down), sinking))
        if self.down and number + self.columns < self.count:
            box = Box(0, height - self.down, width, self.down)
            found.append(_strip(box, sinking[::-1]))
        return tuple(found)


def _strip(box: Box, gain: np.ndarray) -> Strip:
    shape = (box.height, box.width, 4)
    return Strip(box, np.broadcast_to(gain[..., None], shape).astype(np.float32))


def _rising(pixels: int, gamma: float) -> np.ndarray:
    """(pixels,) 0..1, of bytes: what light it makes and what its mirror image makes is all of it together.

    The curve of Bourke (2004), "Edge blending using commodity projectors".
    """
    at = (np.arange(pixels) + 0.5) / max(1, pixels)
    low = 0.5 * (2 * at) ** _POWER
    high = 1 - 0.5 * (2 * (1 - at)) ** _POWER
    light = np.where(at < 0.5, low, high)
    return light ** (1 / gamma)
