"""What is taken for visitors though nobody is there, put on the clips of real ones: door light, screens, torn pictures.

By hand, faster than real time: ``python -m tests.vision.phantoms [NAME ...] [--shown FILE.npy]``
prints a line for each, as `evaluation` does for the troubles that came before. `FILE.npy` holds pictures of a pack
as (n, h, w, 3) uint8 BGR, ten a second; without it plain patches of light are shown.
"""

import argparse
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from installation.messages import SHOWN_LIGHT_SHAPE
from installation.vision.sensing import Sensing
from tests.vision import evaluation
from tests.vision.evaluation import Watched, film, truth

SHOWN_HZ = 10.0
TOLD_HZ = 5.0
SEEN_LATER_S = 0.12  # from the frame that is told to the one the camera has taken


# -- door light: (frame, seconds) -> frame ---------------------------------------------------------


def wedge(frame, t):
    """A door opens every 8 s and throws a wedge of sunlight with hard edges over the floor and up the wall."""
    return _lit(frame, _opening(t), 1.7)


def dim_wedge(frame, t):
    """The same from a corridor."""
    return _lit(frame, _opening(t), 1.35)


def glare(frame, t):
    """A door flies open to the low sun, beside where visitors come in: the camera is dazzled where it falls."""
    opening = float(np.interp(t % 8.0, [0, 3.0, 3.3, 6.0, 6.3, 8], [0, 0, 1, 1, 0, 0]))
    if not opening:
        return frame
    height, width = frame.shape[:2]
    outline = np.float32([[0, 0.3], [0, 0.55], [0.45 * opening, 1.0], [0.6 * opening, 0.85]])
    mask = np.zeros((height, width), np.float32)
    cv2.fillPoly(mask, [np.int32(outline * (width, height))], 1.0, cv2.LINE_AA)
    return _gained(frame, mask, 2.6)


def slit(frame, t):
    """A bar of light as high as the view, that grows wider and narrow again."""
    height, width = frame.shape[:2]
    mask = np.zeros((height, width), np.float32)
    left = 0.72 * width
    cv2.rectangle(mask, (int(left), 0), (int(left + 0.2 * width * _opening(t)), height), 1, -1)
    return _gained(frame, mask if _opening(t) else 0 * mask, 1.5)


def _opening(t) -> float:
    """How far the door is open: 0.8 s to open, 2 s open, 0.8 s to close, every 8 s."""
    return float(np.interp(t % 8.0, [0, 3.0, 3.8, 5.8, 6.6, 8], [0, 0, 1, 1, 0, 0]))


def _lit(frame, opening, gain):
    if not opening:
        return frame
    height, width = frame.shape[:2]
    far = 0.95 - 0.5 * opening
    outline = np.float32([[0.98, 0.45], [0.98, 0.75], [far, 1.0], [far - 0.1, 0.95]])
    mask = np.zeros((height, width), np.float32)
    cv2.fillPoly(mask, [np.int32(outline * (width, height))], 1.0, cv2.LINE_AA)
    return _gained(frame, mask, gain)


def _gained(frame, mask, gain):
    warm = np.array([0.9, 1.0, 1.05], np.float32)
    factor = 1 + cv2.blur(mask, (3, 3))[..., None] * (gain * warm - 1)
    return np.minimum(frame * factor, 255).astype(np.uint8)


# -- damaged pictures ------------------------------------------------------------------------------


def torn(frame, t):
    """Every 1.3 s up to four pictures are damaged from some row on: grey, shifted, or blocks of false colour."""
    number, rest_s = divmod(t, 1.3)
    rng = np.random.default_rng(int(number))
    return _damaged(frame, rng) if rest_s < rng.integers(1, 5) / 10 else frame


def torn_first(frame, t):
    """The first third of a second is damaged."""
    return _damaged(frame, np.random.default_rng(7)) if t < 0.35 else frame


def torn_once(frame, t):
    """The very first picture is."""
    return _damaged(frame, np.random.default_rng(9)) if t < 0.05 else frame


def blank_first(frame, t):
    """The camera begins with grey."""
    return np.full_like(frame, 128) if t < 0.25 else frame


def green_first(frame, t):
    """The camera begins with the green of empty memory."""
    return np.full_like(frame, (0, 135, 0)) if t < 0.55 else frame


def blank(frame, t):
    """Every 3 s up to four pictures are grey or green altogether."""
    number, rest_s = divmod(t, 3.0)
    rng = np.random.default_rng(int(number))
    colour = (128, 128, 128) if rng.random() < 0.5 else (0, 135, 0)
    return np.full_like(frame, colour) if rest_s < rng.integers(1, 5) / 10 else frame


def blocks(frame, t):
    """Every 1.1 s 25 blocks lie about in false colours, for a third of a second: parts of a stream that were lost."""
    return _blocked(frame, np.random.default_rng(int(t / 1.1))) if t % 1.1 < 0.35 else frame


def snow_first(frame, t):
    """The camera begins with noise, on one half of the picture."""
    if t >= 0.85:
        return frame
    noisy = frame.copy()
    half = noisy[:, : frame.shape[1] // 2]
    half[:] = np.random.default_rng(int(t * 100)).integers(0, 255, half.shape)
    return noisy


def _blocked(frame, rng):
    height, width = frame.shape[:2]
    side = max(8, width // 48)
    hurt = frame.copy()
    for _ in range(25):
        row = rng.integers(height // side) * side
        column = rng.integers(width // side) * side
        hurt[row : row + side, column : column + 3 * side] = rng.integers(0, 255, 3)
    return hurt


def _damaged(frame, rng):
    height, width = frame.shape[:2]
    row = int(rng.uniform(0.1, 0.8) * height) // 16 * 16
    hurt = frame.copy()
    kind = rng.integers(3)
    if kind == 0:
        hurt[row:] = 128
    elif kind == 1:
        hurt[row:] = np.roll(hurt[row:], int(rng.uniform(0.2, 0.8) * width), axis=1)
    else:
        column = int(rng.uniform(0, 1) * width) // 16 * 16
        colour = rng.integers(-90, 90, 3)
        hurt[row : row + 16, column:] = _coloured(hurt[row : row + 16, column:], colour)
        hurt[row + 16 :] = _coloured(np.roll(hurt[row + 16 :], 208, axis=1), colour)
    return hurt


def _coloured(part, colour):
    return np.clip(part.astype(np.int16) + colour, 0, 255).astype(np.uint8)


# -- the screen in the view ------------------------------------------------------------------------


@dataclass
class ScreenInView:
    """Puts what is shown where a camera would see it, and tells it to sensing as the display does."""

    pictures: np.ndarray  # (n, h, w, 3) uint8 BGR at `SHOWN_HZ`
    corners: tuple = ((0.66, 0.08), (0.95, 0.04), (0.97, 0.42), (0.65, 0.38))  # of the view
    is_projected: bool = False  # light on what is there, instead of a screen before it
    answers_s: float = (
        0.0  # it is no screen but something that moves, and the screen follows it so much later
    )
    _told: int = field(default=0, init=False)

    def at(self, t):
        """What is shown then."""
        return self.pictures[int(max(0.0, t) * SHOWN_HZ) % len(self.pictures)]

    def __call__(self, frame, t):
        shown = self.at(t - SEEN_LATER_S)
        height, width = frame.shape[:2]
        rows, columns = shown.shape[:2]
        place = cv2.getPerspectiveTransform(
            np.float32([[0, 0], [columns, 0], [columns, rows], [0, rows]]),
            np.float32(self.corners) * np.float32((width, height)),
        )
        seen = cv2.warpPerspective(shown, place, (width, height))
        where = cv2.warpPerspective(np.ones((rows, columns), np.float32), place, (width, height))
        where = where[..., None]
        if self.is_projected:
            return np.clip(frame * (1 + where * (seen / 160.0 - 0.3)), 0, 255).astype(np.uint8)
        return (frame * (1 - where) + seen * where).astype(np.uint8)

    def told(self, t):
        """What the display says by now: (when it was shown, its light) again and again."""
        while self._told / TOLD_HZ <= t:
            at_s = self._told / TOLD_HZ
            grey = cv2.cvtColor(self.at(at_s - self.answers_s), cv2.COLOR_BGR2GRAY)
            cells = cv2.resize(grey, SHOWN_LIGHT_SHAPE[::-1], interpolation=cv2.INTER_AREA)
            self._told += 1
            yield at_s, cells


@cache
def patches(seconds: int = 140) -> np.ndarray:
    """Patches of light that come and go, each in its own time: what a screen may show."""
    rng = np.random.default_rng(5)
    count = int(seconds * SHOWN_HZ)
    light = rng.normal(0, 1, (count, 6 * 9 * 3)).astype(np.float32)
    calm = cv2.GaussianBlur(light, (1, 61), sigmaX=0.1, sigmaY=0.6 * SHOWN_HZ)
    waves = np.clip(128 + 90 * calm / calm.std(), 0, 255).reshape(count, 6, 9, 3)
    return np.stack(
        [
            cv2.resize(wave.astype(np.uint8), (144, 96), interpolation=cv2.INTER_CUBIC)
            for wave in waves
        ]
    )


FLOOR = ((0.05, 0.62), (0.45, 0.6), (0.5, 0.98), (0.02, 0.97))


def screens(pictures) -> dict:
    return {
        "screen": ScreenInView(pictures),
        "projection": ScreenInView(pictures, FLOOR, is_projected=True),
    }


TROUBLES = (
    wedge,
    glare,
    dim_wedge,
    slit,
    torn,
    torn_first,
    torn_once,
    blank_first,
    green_first,
    snow_first,
    blocks,
    blank,
)


def watch_screen(frames, screen: ScreenInView) -> Watched:
    """As `evaluation.watch`, with a screen in the view and what the display tells of it."""
    sensing = Sensing()
    watched = Watched()
    last = None
    for t, frame in frames:
        dt = 0.0 if last is None else t - last
        watched.add(t, sensing.see(screen(frame, t), dt))
        for at_s, cells in screen.told(t):
            sensing.screen_showed(cells, t - at_s)
        last = t
    watched.visitors = sensing.visitors
    watched.complaint = sensing.complaint
    return watched


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("names", nargs="*")
    words.add_argument("--shown", type=Path)
    given = words.parse_args()
    cv2.setNumThreads(1)
    pictures = np.load(given.shown) if given.shown else patches()
    for trouble in TROUBLES:
        if not given.names or trouble.__name__ in given.names:
            _print(trouble.__name__, evaluation.watch(film("one-by-one.mp4"), trouble))
    for name, screen in screens(pictures).items():
        if not given.names or name in given.names:
            _print(name, watch_screen(film("one-by-one.mp4"), screen))


def _print(name: str, watched: Watched) -> None:
    phantom = evaluation.phantoms_s(watched, truth())
    lost = evaluation.lost_s(watched, truth())
    doubled = evaluation.doubled_s(watched)
    errors = f"phantom {phantom:.1f} lost {lost:.1f} doubled {doubled:.1f}"
    print(f"{name:12} {errors} visitors {watched.visitors} {watched.complaint}", flush=True)
    print(f"             {watched.intervals()}", flush=True)


if __name__ == "__main__":
    main()
