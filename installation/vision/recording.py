"""Presence written down and played back: a sentence, then a line of JSON for each frame.

What a line holds is what `messages.Presence` carries, bit by bit; so a recording that is played as a camera
steers the journey as the visitors did.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from installation.common import clock
from installation.faults import UnreadableClip
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, Presence
from installation.vision.camera import Shot, rest
from installation.vision.sensing import Sight

SUFFIX = ".presence"
SENTENCE = (
    "This file holds no image and no identity: where visitors were, how they moved, "
    "and a shape of 32 x 18 cells, frame by frame."
)
_KEYS = {"s", "visitors", "places", "flow", "motion", "silhouette"}
_ROWS, _COLUMNS = SILHOUETTE_SHAPE


@dataclass(frozen=True)
class Line:
    """One frame of a recording."""

    s: float  # since its beginning
    visitors: int  # who had come by then
    sight: Sight


def written(presence: Presence, since_s: float) -> str:
    """A presence as one line without its end; `since_s`: the `camera_s` at which the recording began."""
    cells = [f"{int(''.join(map(str, row)), 2):08x}" for row in presence.silhouette.tolist()]
    values = {
        "s": round(presence.camera_s - since_s, 6),
        "visitors": presence.visitors,
        "places": _shortest(presence.places),
        "flow": _shortest(presence.flow),
        "motion": _shortest(presence.motion),
        "silhouette": cells,
    }
    return json.dumps(values, separators=(",", ":"), allow_nan=False)


def read(text: str) -> Line:
    """The line that `written` made. Raises `ValueError` with what is wrong, in words."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is no JSON") from error
    if not isinstance(values, dict) or values.keys() != _KEYS:
        raise ValueError(f"it needs {', '.join(sorted(_KEYS))} and nothing else")
    if type(values["s"]) not in (int, float) or not 0 <= values["s"] < 1e9:
        raise ValueError("s is no time in seconds")
    if type(values["visitors"]) is not int or values["visitors"] < 0:
        raise ValueError("visitors is no number of visitors")
    sight = Sight(
        _numbers(values, "places", (None, 8)),
        _numbers(values, "flow", (2,)),
        _numbers(values, "motion", MOTION_SHAPE),
        _cells(values["silhouette"]),
    )
    return Line(float(values["s"]), values["visitors"], sight)


class Recording:
    """A recording as a camera: it plays at its own speed by the clock, loops, and waits for nobody."""

    trouble = ""

    def __init__(self, path: Path, epoch_ns: int):
        """Raises `UnreadableClip` that names the first bad line."""
        self.name, self._path, self._epoch_ns = path.name, path, epoch_ns
        self._file, self._starts, self._times, last = _checked(path)
        steps = np.diff(self._times)
        self._length_s = float(self._times[-1] + (np.median(steps) if len(steps) else 1.0))
        self.eyes = Recollection(last.visitors)
        self._taken = (-1, -1)  # loop and number of the line given last

    def take(self, wait_s: float) -> Shot | None:
        """The newest line that is due, its `Line` in the place of a frame; None if none is within `wait_s`."""
        loop, number = self._due()
        if (loop, number) <= self._taken:
            loop, number = self._after(*self._taken)
        due_s = loop * self._length_s + float(self._times[number])
        pause_s = due_s - self._elapsed_s()
        if pause_s > wait_s:
            rest(wait_s)
            return None
        rest(pause_s)
        self._taken = loop, number
        self._file.seek(self._starts[number])
        line = read(self._file.readline().decode())
        self.eyes.loop = loop
        return Shot(line, due_s, clock.now_ns())

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _elapsed_s(self) -> float:
        return clock.seconds(clock.now_ns() - self._epoch_ns)

    def _due(self) -> tuple[int, int]:
        loops, s = divmod(max(0.0, self._elapsed_s()), self._length_s)
        number = int(np.searchsorted(self._times, s, side="right")) - 1
        return (int(loops), number) if number >= 0 else (int(loops), 0)

    def _after(self, loop: int, number: int) -> tuple[int, int]:
        return (loop, number + 1) if number + 1 < len(self._times) else (loop + 1, 0)


class Recollection:
    """What stands in for sensing where there are no frames to sense."""

    memory = ""

    def __init__(self, visitors_a_loop: int):
        self._a_loop, self.loop, self._visitors = visitors_a_loop, 0, 0

    @property
    def visitors(self) -> int:
        """How many have come."""
        return self.loop * self._a_loop + self._visitors

    def see(self, line: Line, dt: float) -> Sight:
        """What was seen then."""
        self._visitors = line.visitors
        return line.sight


def _checked(path: Path):
    """The open file, where its lines start, their times (n,), and the last line. Raises `UnreadableClip`."""
    file = path.open("rb")
    starts, times, line, number = [], [], None, 1
    try:
        if file.readline() != (SENTENCE + "\n").encode():
            raise ValueError("it does not begin with the sentence of a recording")
        while True:
            start, number = file.tell(), number + 1
            if not (raw := file.readline()):
                break
            line = read(raw.decode())
            if times and line.s <= times[-1]:
                raise ValueError("its time does not follow the line before")
            starts.append(start)
            times.append(line.s)
        if line is None:
            raise ValueError("the recording ends here, before its first frame")
    except (ValueError, OSError) as error:  # UnicodeDecodeError is a ValueError
        file.close()
        reason = "it is no text" if isinstance(error, UnicodeDecodeError) else error
        raise UnreadableClip(f"{path}, line {number}: {reason}") from error
    return file, starts, np.array(times), line


def _shortest(values: np.ndarray) -> list:
    """As few digits as give the same float32 again."""
    if values.ndim > 1:
        return [_shortest(row) for row in values]
    return [float(str(value)) for value in values.astype(np.float32)]


def _numbers(values: dict, key: str, shape: tuple) -> np.ndarray:
    if not _is_of_shape(values[key], shape):
        raise ValueError(f"{key} is not {' x '.join(str(n or 'any') for n in shape)} numbers")
    return np.array(values[key], np.float32).reshape([-1 if n is None else n for n in shape])


def _is_of_shape(value, shape: tuple) -> bool:
    """True for finite numbers in lists in lists, as long as `shape` says; None leaves a length free."""
    if not shape:
        return type(value) in (int, float) and -1e9 < value < 1e9
    return (
        isinstance(value, list)
        and shape[0] in (None, len(value))
        and all(_is_of_shape(v, shape[1:]) for v in value)
    )


def _cells(rows) -> np.ndarray:
    if not (isinstance(rows, list) and len(rows) == _ROWS and all(_is_row(row) for row in rows)):
        raise ValueError(f"silhouette is not {_ROWS} rows of 8 hexadecimal digits")
    return np.array(
        [[int(bit) for bit in f"{int(row, 16):0{_COLUMNS}b}"] for row in rows], np.uint8
    )


def _is_row(row) -> bool:
    return (
        isinstance(row, str) and len(row) == 8 and all(digit in "0123456789abcdef" for digit in row)
    )
