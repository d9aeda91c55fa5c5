"""What would flash on a screen: one function a trouble, (hz, rate, seconds) -> frames (h, w, 4) uint8.

And the count of what does flash, made anew.
"""

import cv2
import numpy as np

from installation.display.flash_tiles import Tiles

SIZE = (108, 192)
LARGE = (360, 640)


def frame(value) -> np.ndarray:
    """One of this colour, a grey or blue, green, red."""
    picture = np.zeros((*SIZE, 4), np.uint8)
    picture[..., :3] = value
    return picture


def square(hz, rate, seconds=3):
    """The whole screen black and white."""
    return [frame(255 * _phase(hz, rate, i)) for i in range(round(seconds * rate))]


def red(hz, rate, seconds=3):
    """Saturated red and blue."""
    return [
        frame([0, 0, 255] if _phase(hz, rate, i) else [255, 0, 0])
        for i in range(round(seconds * rate))
    ]


def checkers(hz, rate, seconds=3):
    """Fields of twelve pixels that change places: the screen's mean stays."""
    rows, columns = np.indices(SIZE)
    board = ((rows // 12 + columns // 12) % 2)[..., None]
    return [frame(255 * (board ^ _phase(hz, rate, i))) for i in range(round(seconds * rate))]


def tile(hz, rate, seconds=3):
    """A ninth of the screen black and white, the rest grey."""
    frames = [frame(90) for _ in range(round(seconds * rate))]
    for i, picture in enumerate(frames):
        picture[36:72, 64:128, :3] = 255 * _phase(hz, rate, i)
    return frames


def cuts(hz, rate, seconds=3):
    """Each frame another one; noise of every pixel."""
    random = np.random.default_rng(0)
    return [frame(random.integers(0, 256, (*SIZE, 3))) for _ in range(round(seconds * rate))]


def scenes(hz, rate, seconds=3):
    """Cuts between plain colours, at random."""
    random = np.random.default_rng(1)
    colours = [random.integers(0, 256, 3)]
    for _ in range(round(seconds * rate)):
        colours.append(random.integers(0, 256, 3) if random.random() < hz / rate else colours[-1])
    return [frame(colour) for colour in colours[1:]]


def bars(hz, rate, seconds=3):
    """Black and white bars that wander."""
    columns = np.arange(SIZE[1])[None, :, None]
    return [frame(255 * (((columns + i * 7) // 24) % 2)) for i in range(round(seconds * rate))]


def letters(hz, rate, seconds=3):
    """A black letter that leaps from place to place: its edges are finer than a tile."""
    random = np.random.default_rng(3)
    frames = []
    leaps = -1
    for i in range(round(seconds * rate)):
        if int(i * hz / rate) > leaps:
            leaps += 1
            x, y = random.integers(0, (LARGE[1] - 150, LARGE[0] - 130))
            letter = chr(65 + leaps % 26)
            picture = np.full((*LARGE, 4), 245, np.uint8)
            place = (int(x), int(y) + 130)
            cv2.putText(picture, letter, place, cv2.FONT_HERSHEY_TRIPLEX, 5, (15,) * 4, 20)
        frames.append(picture.copy())
    return frames


TROUBLES = (square, red, checkers, tile, cuts, scenes, bars)


def _phase(hz, rate, i) -> int:
    return int(2 * hz * i / rate) % 2


def measured(picture: np.ndarray) -> np.ndarray:
    """(3, rows, columns): what the rules look at in each tile of a frame (h, w, 4)."""
    return Tiles.of_frame(picture).measures


def turns_a_second(shown: np.ndarray, rate: int, step: float, kind: int) -> int:
    """The most opposing changes of `step` or more that any tile makes within any second, counted anew.

    `shown` (frames, 3, rows, columns) as `measured`; `kind` is which of the three.
    """
    tiles = shown[:, kind].reshape(len(shown), -1)
    extreme = tiles[0].copy()
    direction = np.zeros(tiles.shape[1])
    turned = np.zeros(tiles.shape, int)
    for count, value in enumerate(tiles):
        falls = (direction >= 0) & (extreme - value >= step)
        rises = (direction <= 0) & (value - extreme >= step)
        turns = falls | rises
        direction = np.where(turns, np.sign(value - extreme), direction)
        goes_on = (value - extreme) * direction > 0
        extreme = np.where(turns | goes_on, value, extreme)
        turned[count] = turns
    start = np.zeros((1, tiles.shape[1]), int)
    until = np.concatenate([start, turned.cumsum(0)])
    seconds = range(len(tiles) - rate + 1)
    return max((until[first + rate] - until[first]).max() for first in seconds)
