"""Crops of NASA's Blue Marble as a collection: what the pack `earth` is trained on.

`python -m installation.studio.collection.earth_crops bmng.jpg FOLDER` cuts a map of the whole Earth in
equirectangular projection into a folder of pictures with a list of captions. Blocks of the map that are
side by side share no pixel, and a block is a group: it is learned from as a whole, or held out as a whole.
"""

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

SIZE = (192, 352)  # height, width of a crop in pixels
BLOCK = (2, 2)  # crops down and across
CROPS = 70  # of a block
NORTH = 84.0  # degrees of latitude: further to the poles the projection draws everything out
SOUTH = -57.0  # the map has no sea floor further south
PLAIN = 6.0  # grey levels: nothing to see
KEPT_OF_SEA = 0.3  # open sea covers most of the Earth, and a visitor comes for the coasts
CREDIT = "NASA Earth Observatory, Blue Marble"
LICENCE = "public domain"


@dataclass(frozen=True)
class Crop:
    """A part of the map."""

    picture: np.ndarray  # (192, 352, 3) uint8 BGR
    north: float  # degrees of its middle
    east: float
    block: int

    @property
    def name(self) -> str:
        """Of the file."""
        return f"{self.block:03}-{self.north + 90:06.2f}-{self.east + 180:06.2f}.png"

    @property
    def title(self) -> str:
        """Where it is."""
        latitude = f"{abs(self.north):.0f}° {'N' if self.north >= 0 else 'S'}"
        longitude = f"{abs(self.east):.0f}° {'E' if self.east >= 0 else 'W'}"
        return f"{latitude}, {longitude}"


def crops(earth: np.ndarray, seed: int = 1) -> list[Crop]:
    """All crops of a map (h, w, 3) uint8 BGR."""
    lots = np.random.default_rng(seed)
    found = []
    for number, (y, x, height, width) in enumerate(_blocks(earth)):
        for _ in range(CROPS):
            down = y + int(lots.integers(height - SIZE[0] + 1))
            across = x + int(lots.integers(width - SIZE[1] + 1))
            picture = earth[down : down + SIZE[0], across : across + SIZE[1]]
            if not _is_wanted(picture, lots):
                continue
            north = 90 - 180 * (down + SIZE[0] / 2) / earth.shape[0]
            east = 360 * (across + SIZE[1] / 2) / earth.shape[1] - 180
            found.append(Crop(picture, north, east, number))
    return found


def _blocks(earth: np.ndarray) -> Iterator[tuple[int, int, int, int]]:
    """Top, left, height and width of each block; together they fill the map between NORTH and SOUTH."""
    height, width = earth.shape[:2]
    top = round((90 - NORTH) / 180 * height)
    bottom = round((90 - SOUTH) / 180 * height)
    down = (bottom - top) // (SIZE[0] * BLOCK[0])
    across = width // (SIZE[1] * BLOCK[1])
    for row in range(down):
        for column in range(across):
            block_height = (bottom - top) // down
            block_width = width // across
            yield top + row * block_height, column * block_width, block_height, block_width


def _is_wanted(picture: np.ndarray, lots: np.random.Generator) -> bool:
    if picture.std((0, 1)).max() < PLAIN:
        return False
    return ground_of(picture) != "sea" or bool(lots.random() < KEPT_OF_SEA)


def ground_of(picture: np.ndarray) -> str:
    """What covers most of it, by its colours: the class of a crop."""
    blue, green, red = picture.reshape(-1, 3).astype(np.float32).T
    is_ice = np.minimum(np.minimum(blue, green), red) > 150
    is_sea = (blue > red + 12) & ~is_ice
    land = ~is_ice & ~is_sea
    is_green = land & (green >= red)
    if is_ice.mean() > 0.2:
        return "ice"
    if is_sea.mean() > 0.93:
        return "sea"
    if is_sea.mean() > 0.12:
        return "coast"
    return "forest" if is_green.sum() > 0.5 * land.sum() else "desert"


def main(arguments: list[str]) -> int:
    """Writes the folder; returns an exit status."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    earth = cv2.imread(arguments[0])
    if earth is None:
        print(f"{arguments[0]} is no picture")
        return 2
    folder = Path(arguments[1])
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for crop in crops(earth):
        cv2.imwrite(str(folder / crop.name), crop.picture)
        ground = ground_of(crop.picture)
        rows.append([crop.name, crop.title, CREDIT, LICENCE, ground, crop.block])
    with open(folder / "captions.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "title", "maker", "licence", "class", "group"])
        writer.writerows(rows)
    print(f"{len(rows)} crops in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
