"""Measures sensing against what is known: clips with ground truth, trouble put on top, simulated crowds.

By hand, faster than real time: ``python -m tests.vision.evaluation [clip|trouble|crowd ...]``
prints the intervals and the errors. The tests use the same functions.
"""

import json
import sys
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from installation.vision.figure import draw_figure
from installation.vision.sensing import Sensing
from installation.vision.simulated import Gallery

CLIPS = Path(__file__).resolve().parents[2].parent / "shared" / "visitors"
CROWD_HEIGHTS = (0.35, 0.6)  # eight taller ones would not fit side by side
ENTER_S, LEAVE_S = 1.0, 2.5  # how far off the ends of a visit may be


@dataclass
class Watched:
    """What sensing said of a film, frame by frame."""

    times: list = field(default_factory=list)
    counts: list = field(default_factory=list)
    ids: list = field(default_factory=list)
    places: list = field(default_factory=list)  # x of each, in the order of ids
    visitors: int = 0
    complaint: str = ""  # of the sensor, at the end

    def add(self, t, detection) -> None:
        """What was said of one frame."""
        self.times.append(t)
        self.counts.append(detection.count)
        self.ids.append([int(row[0]) for row in detection.places])
        self.places.append([float(row[1]) for row in detection.places])

    def intervals(self) -> list[list[float]]:
        """[from, to] of each time somebody was there; the last one may be open to the film's end."""
        return runs(self.times, np.array(self.counts) > 0)

    def longest(self, condition) -> float:
        """Seconds of the longest run of frames in which `condition(time, count)` held."""
        held = map(condition, self.times, self.counts)
        lengths = [to - since for since, to in runs(self.times, held)]
        return max(lengths, default=0.0)


def runs(times, held) -> list[list[float]]:
    """[from, to] of each run of frames that hold."""
    found = []
    since = None
    for t, holds in zip(times, held, strict=True):
        if holds and since is None:
            since = t
        elif not holds and since is not None:
            found.append([round(since, 2), round(t, 2)])
            since = None
    if since is not None:
        found.append([round(since, 2), round(times[-1], 2)])
    return found


def film(name: str, until_s: float = 1e9):
    """Yields (seconds, frame) of a clip."""
    capture = cv2.VideoCapture(str(CLIPS / name), cv2.CAP_FFMPEG)
    rate = capture.get(cv2.CAP_PROP_FPS)
    number = 0
    while number / rate < until_s:
        good, frame = capture.read()
        if not good:
            break
        yield number / rate, frame
        number += 1
    capture.release()


def watch(frames, trouble=lambda frame, t: frame) -> Watched:
    """Runs sensing over (seconds, frame) pairs with trouble put on each frame."""
    sensing = Sensing()
    watched = Watched()
    last = None
    for t, frame in frames:
        dt = 0.0 if last is None else t - last
        detection = sensing.see(trouble(frame, t), dt)
        watched.add(t, detection)
        last = t
    watched.visitors = sensing.visitors
    watched.complaint = sensing.complaint
    return watched


def truth() -> list[list[float]]:
    """When somebody is in view in one-by-one.mp4, read off by eye, good to about 0.7 s."""
    return json.loads((CLIPS / "one-by-one.json").read_text())["present_s"]


def phantom_s(watched: Watched, present) -> float:
    """The longest time somebody was seen where nobody was, beyond what entering and leaving may take."""
    near = [(a - ENTER_S, b + LEAVE_S) for a, b in present]
    return watched.longest(lambda t, count: count > 0 and not any(a <= t <= b for a, b in near))


def phantoms_s(watched: Watched, present) -> float:
    """All the time that somebody was seen where nobody was, and that more were seen than the one who was there."""
    near = [(a - ENTER_S, b + LEAVE_S) for a, b in present]
    step_s = watched.times[1] - watched.times[0]
    wrong = 0
    for t, count in zip(watched.times, watched.counts, strict=True):
        could = any(a <= t <= b for a, b in near)
        wrong += max(0, count - could)
    return wrong * step_s


def lost_s(watched: Watched, present) -> float:
    """The longest time nobody was seen where somebody was."""
    sure = [(a + ENTER_S, b) for a, b in present]
    return watched.longest(lambda t, count: count == 0 and any(a <= t <= b for a, b in sure))


def doubled_s(watched: Watched) -> float:
    """The longest time more than one visitor was seen."""
    return watched.longest(lambda t, count: count > 1)


# --- trouble: (frame, seconds) -> frame -----------------------------------------------------------


def gain_ramp(frame, t):
    """Exposure up and down by 40 % within a second, again and again."""
    return _scaled(
        frame,
        np.interp(t % 16, [0, 3, 4, 7, 8, 11, 12, 15, 16], [1, 1, 1.4, 1.4, 1, 1, 0.6, 0.6, 1]),
    )


def flicker(frame, t):
    """100 Hz light seen by a rolling shutter: bands of 12 % that wander."""
    rows = np.linspace(0, 2 * np.pi, frame.shape[0])[:, None, None]
    return _scaled(frame, 1 + 0.12 * np.sin(rows + 2 * np.pi * 1.3 * t))


def noise(frame, t):
    """Noise of sigma 12 grey levels, another one in each frame."""
    height, width = frame.shape[:2]
    y, x = np.random.default_rng(int(t * 1000)).integers(0, 200, 2)
    tile = _noise_tile()[y : y + height, x : x + width]
    return cv2.add(frame, tile, dtype=cv2.CV_8U)


@cache
def _noise_tile():
    return np.round(np.random.default_rng(1).normal(0, 12, (900, 1100, 3))).astype(np.int16)


def shake(frame, t):
    """A camera on a trembling floor: anywhere within 3 pixels in each frame."""
    return _moved(frame, *np.random.default_rng(int(t * 1000)).uniform(-3, 3, 2))


def drift(frame, t):
    """A mount that gives way by 0.3 pixels a second, to and fro, and evening light."""
    return _scaled(_moved(frame, 6 * np.sin(t / 20), 3 * np.sin(t / 27)), 1 + 0.25 * np.sin(t / 30))


def lamp(frame, t):
    """A warm lamp beside the table, on and off at once."""
    if int(t / 7) % 2 == 0:
        return frame
    return _scaled(frame, _lamplight(*frame.shape[:2]))


@cache
def _lamplight(height, width):
    y, x = np.mgrid[:height, :width].astype(np.float32)
    spot = np.exp(
        -(((x - 0.3 * width) / (0.3 * width)) ** 2) - ((y - 0.4 * height) / (0.4 * height)) ** 2
    )
    return 1 + spot[..., None] * np.array([0.35, 0.5, 0.6], np.float32)


def glow(frame, t):
    """The screen's own light on the room: colours that come and go within seconds."""
    return _scaled(frame, 1 + 0.2 * np.sin(t * np.array([0.9, 1.3, 0.7]) + np.array([0, 2, 4])))


def bump(frame, t):
    """Somebody knocks against the camera: from then on it looks elsewhere."""
    return _moved(frame, 14, -9) if t > 22 else frame


TROUBLES = (gain_ramp, flicker, noise, shake, drift, lamp, glow, bump)


def _scaled(frame, factor):
    if np.ndim(factor) == 0:
        return cv2.convertScaleAbs(frame, alpha=float(factor))
    return np.minimum(frame * np.asarray(factor, np.float32), 255).astype(np.uint8)


def _moved(frame, x, y):
    matrix = np.float32([[1, 0, x], [0, 1, y]])
    return cv2.warpAffine(frame, matrix, frame.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)


# --- crowds ---------------------------------------------------------------------------------------


def crowd(figures: int, seed: int, seconds: float, rate_hz: float = 15.0):
    """Watches a simulated crowd; returns what was seen, and per frame how many could and must be seen."""
    gallery = Gallery(seed, 640, 480, figures, CROWD_HEIGHTS)
    present = []

    def frames():
        for number in range(int(seconds * rate_hz)):
            t = number / rate_hz
            present.append(in_view(gallery.at(t)))
            yield t, gallery.draw(t)

    return watch(frames()), present


def id_swaps(watched: Watched, figures: int, seed: int, gate: float = 0.08) -> float:
    """How often a figure is followed under another id than before, per minute of a visitor in view.

    Counted as in CLEAR MOT (Bernardin and Stiefelhagen 2008): a pair that was matched stays matched while it is
    within `gate` views; what is left over is matched by nearness.
    """
    gallery = Gallery(seed, 640, 480, figures, CROWD_HEIGHTS)
    followed = {}
    swaps = 0
    seen = 0
    for t, ids, places in zip(watched.times, watched.ids, watched.places, strict=True):
        # feet, height and clothes are as good as a name: lots drawn for one visit
        persons = {
            (figure.feet, figure.height, figure.clothes): figure.x for figure in gallery.at(t)
        }
        free = dict(zip(ids, places, strict=True))
        pairs = [
            (followed.get(who) != number, abs(x - at), who, number)
            for who, x in persons.items()
            for number, at in free.items()
            if abs(x - at) < gate
        ]
        pairs.sort(key=lambda pair: pair[:2])  # who was followed under this id first
        for _, _, who, number in pairs:
            if who in persons and number in free:
                swaps += followed.get(who, number) != number
                followed[who] = number
                del persons[who], free[number]
                seen += 1
    return swaps / max(1e-9, seen * (watched.times[1] - watched.times[0]) / 60)


def in_view(figures) -> tuple[int, int]:
    """(how many a careful eye must see, how many are there at all): half hidden ones make the difference."""
    rows, columns = 120, 160
    canvas = np.zeros((rows, 2 * columns, 3), np.uint8)  # half a view of room on each side
    moved = [replace(figure, x=(figure.x + 0.5) / 2) for figure in figures]
    for number, figure in enumerate(moved, 1):
        draw_figure(canvas, figure, (number, number, number))
    view = canvas[:, columns // 2 : -columns // 2, 0]
    must = 0
    can = 0
    for number, figure in enumerate(moved, 1):
        whole = np.zeros_like(canvas)
        draw_figure(whole, figure, (1, 1, 1))
        must += np.count_nonzero(view == number) > 0.4 * np.count_nonzero(whole[..., 0])
        can += np.count_nonzero(whole[:, columns // 2 : -columns // 2]) > 0
    return must, can


def crowd_errors(watched: Watched, present, leave_s: float = 1.25) -> tuple[float, float]:
    """(share of frames with the right count, longest time off by more than one).

    A count is right when it was true at some time within the last `leave_s`: visitors leave slowly on purpose.
    """
    times = np.array(watched.times)
    error = []
    for t, count in zip(times, watched.counts, strict=True):
        is_lately = (times <= t + 1e-9) & (times >= t - leave_s)
        lately = [present[i] for i in np.flatnonzero(is_lately)]
        least = min(must for must, _ in lately)
        most = max(can for _, can in lately)
        error.append(max(0, least - count, count - most))
    errors = np.array(error)
    off = runs(times, errors > 1)
    longest_s = max((to - since for since, to in off), default=0.0)
    return float(np.mean(errors == 0)), longest_s


def main(wanted: list[str]) -> None:
    """Prints what was asked for: clip, trouble, crowd; all without a word. A number ends the troubled film early."""
    cv2.setNumThreads(1)
    until_s = next((float(word) for word in wanted if word.isdecimal()), 1e9)
    if not wanted or "clip" in wanted:
        print_clips()
    if not wanted or "trouble" in wanted:
        print_trouble(until_s)
    if not wanted or "crowd" in wanted:
        print_crowds()


def print_clips() -> None:
    for name in ("one-by-one.mp4", "again.mkv", "help.mkv"):
        watched = watch(film(name))
        intervals = watched.intervals()
        visitors = watched.visitors
        print(f"{name}: {intervals} visitors {visitors} doubled {doubled_s(watched):.1f} s")


def print_trouble(until_s: float) -> None:
    for trouble in TROUBLES:
        watched = watch(film("one-by-one.mp4", until_s), trouble)
        phantom = phantom_s(watched, truth())
        lost = lost_s(watched, truth())
        errors = f"phantom {phantom:.1f} lost {lost:.1f} doubled {doubled_s(watched):.1f}"
        seen = f"visitors {watched.visitors} {watched.intervals()}"
        print(f"{trouble.__name__:10} {errors} {seen}", flush=True)


def print_crowds() -> None:
    for figures in range(1, 9):
        for seed in (1, 2):
            watched, present = crowd(figures, seed, 60)
            right, off = crowd_errors(watched, present)
            swaps = id_swaps(watched, figures, seed)
            errors = f"right {100 * right:.0f} % off {off:.1f} s"
            print(f"{figures} figures: {errors}, ids {swaps:.1f} a visitor-minute", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
