"""Presence written down and played back: a sentence, then a line of JSON for each frame.

What a line holds is what `messages.Presence` carries, bit by bit; so a recording that is played as a camera
steers the journey as the visitors did.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from installation.common import clock, system_errors
from installation.faults import UnreadableClip
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, Presence
from installation.vision import Camera, Detection, Sensor, Shot

SUFFIX = ".presence"
SENTENCE = (
    "This file holds no image and no identity: where visitors were, how they moved, "
    "and a shape of 32 x 18 cells, frame by frame."
)
_KEYS = {"s", "visitors", "places", "flow", "motion", "silhouette"}
_ROWS, _COLUMNS = SILHOUETTE_SHAPE
_DIGITS = set("0123456789abcdef")
_LONGEST_S = 1e9
_GREATEST = 1e9

Shape = tuple[int | None, ...]  # None leaves a length free


@dataclass(frozen=True)
class RecordedFrame:
    """One line of a recording."""

    s: float  # since its beginning
    visitors: int  # who had come by then
    detection: Detection


def written(presence: Presence, since_s: float) -> str:
    """A presence as one line without its end; `since_s`: the `camera_s` at which the recording began."""
    cells = []
    for row in presence.silhouette.tolist():
        bits = "".join(str(cell) for cell in row)
        cells.append(f"{int(bits, 2):08x}")
    values = {
        "s": round(presence.camera_s - since_s, 6),
        "visitors": presence.visitors,
        "places": _shortest(presence.places),
        "flow": _shortest(presence.flow),
        "motion": _shortest(presence.motion),
        "silhouette": cells,
    }
    return json.dumps(values, separators=(",", ":"), allow_nan=False)


def read(text: str) -> RecordedFrame:
    """The line that `written` made. Raises `ValueError` that says what is wrong."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON") from error
    if not isinstance(values, dict) or values.keys() != _KEYS:
        raise ValueError(f"it needs {', '.join(sorted(_KEYS))} and nothing else")
    seconds = values["s"]
    visitors = values["visitors"]
    if not _is_number(seconds) or not 0 <= seconds < _LONGEST_S:
        raise ValueError("s is not a time in seconds")
    if type(visitors) is not int or visitors < 0:
        raise ValueError("visitors is not a number of visitors")
    detection = Detection(
        places=_numbers(values, "places", (None, 8)),
        flow=_numbers(values, "flow", (2,)),
        motion=_numbers(values, "motion", MOTION_SHAPE),
        silhouette=_cells(values["silhouette"]),
    )
    return RecordedFrame(float(seconds), visitors, detection)


class PlaybackSensor(Sensor):
    """The sensor of a recording: the frames were sensed when it was made."""

    memory = ""

    def __init__(self, visitors_a_loop: int):
        self.loop = 0  # how often the recording has been played
        self._visitors_a_loop = visitors_a_loop
        self._visitors_in_loop = 0

    @property
    def visitors(self) -> int:
        """How many have come."""
        return self.loop * self._visitors_a_loop + self._visitors_in_loop

    def see(self, frame: RecordedFrame, dt: float) -> Detection:
        """What was seen then."""
        self._visitors_in_loop = frame.visitors
        return frame.detection


class RecordingCamera(Camera):
    """A recording as a camera: it plays at its own speed by the clock, loops, and waits for nobody."""

    is_film = True

    def __init__(self, path: Path, epoch_ns: int):
        """`epoch_ns` is second 0. Raises `UnreadableClip` that names the first bad line."""
        index = _index(path)
        playback = PlaybackSensor(index.visitors)
        self.name = path.name
        self.sensor: Sensor | None = playback
        self._playback = playback
        self._epoch_ns = epoch_ns
        self._starts = index.starts
        self._times = np.array(index.times)
        steps = np.diff(self._times)
        last_step = float(np.median(steps)) if len(steps) else 1.0
        self._length_s = float(self._times[-1]) + last_step
        self._file = path.open("rb")
        self._loop = -1  # of the line given last
        self._number = -1  # likewise

    def take(self, wait_s: float) -> Shot | None:
        """The newest line that is due as a `RecordedFrame`; None if none is within `wait_s`.

        Raises `UnreadableClip` for a file that was changed since it was opened.
        """
        loop, number = self._due()
        if (loop, number) <= (self._loop, self._number):
            loop, number = self._following()
        line_s = float(self._times[number])
        due_s = loop * self._length_s + line_s
        pause_s = due_s - self._elapsed_s()
        if pause_s > wait_s:
            clock.rest(wait_s)
            return None
        clock.rest(pause_s)
        self._loop = loop
        self._number = number
        try:
            self._file.seek(self._starts[number])
            frame = read(self._file.readline().decode())
        except (ValueError, OSError) as error:
            raise UnreadableClip(f"{self.name} was changed or cut while it was played") from error
        self._playback.loop = loop
        return Shot(frame, due_s, clock.now_ns())

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def _elapsed_s(self) -> float:
        return clock.seconds(clock.now_ns() - self._epoch_ns)

    def _due(self) -> tuple[int, int]:
        """Loop and number of the newest line that is due; the first one before its time."""
        elapsed_s = max(0.0, self._elapsed_s())
        loops, line_s = divmod(elapsed_s, self._length_s)
        begun = int(np.searchsorted(self._times, line_s, side="right"))
        return int(loops), max(0, begun - 1)

    def _following(self) -> tuple[int, int]:
        """Loop and number of the line after the one given last."""
        if self._number + 1 < len(self._times):
            return self._loop, self._number + 1
        return self._loop + 1, 0


@dataclass
class _Index:
    """Where the lines of a recording are."""

    starts: list[int]  # bytes
    times: list[float]  # seconds
    visitors: int = 0  # at the end


def _index(path: Path) -> _Index:
    """Reads and checks the whole file. Raises `UnreadableClip` that names the first bad line."""
    index = _Index([], [])
    number = 1
    try:
        with path.open("rb") as file:
            if file.readline() != f"{SENTENCE}\n".encode():
                raise ValueError("it does not begin with the sentence of a recording")
            number = 2
            start = file.tell()
            while raw := file.readline():
                frame = read(raw.decode())
                if index.times and frame.s <= index.times[-1]:
                    raise ValueError("its time does not follow the line before")
                index.starts.append(start)
                index.times.append(frame.s)
                index.visitors = frame.visitors
                start = file.tell()
                number += 1
        if not index.times:
            raise ValueError("the recording ends here, before its first frame")
    except UnicodeDecodeError as error:
        raise UnreadableClip(f"{path}, line {number}: it is not text") from error
    except (ValueError, OSError) as error:
        raise UnreadableClip(f"{path}, line {number}: {system_errors.words(error)}") from error
    return index


def _shortest(values: np.ndarray) -> list:
    """As few digits as give the same float32 again."""
    if values.ndim > 1:
        return [_shortest(row) for row in values]
    return [float(str(value)) for value in values.astype(np.float32)]


def _numbers(values: dict[str, Any], key: str, shape: Shape) -> np.ndarray:
    """float32 of this shape. Raises `ValueError`."""
    if not _is_of_shape(values[key], shape):
        wanted = " x ".join(str(length or "any") for length in shape)
        raise ValueError(f"{key} is not {wanted} numbers")
    lengths = [-1 if length is None else length for length in shape]
    return np.array(values[key], np.float32).reshape(lengths)


def _is_of_shape(value: Any, shape: Shape) -> bool:
    """True for finite numbers in lists in lists, as long as `shape` says."""
    if not shape:
        return _is_number(value) and -_GREATEST < value < _GREATEST
    if not isinstance(value, list):
        return False
    length, *inner = shape
    if length is not None and length != len(value):
        return False
    return all(_is_of_shape(part, tuple(inner)) for part in value)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)  # not bool


def _cells(rows: Any) -> np.ndarray:
    """`SILHOUETTE_SHAPE` uint8 0/1. Raises `ValueError`."""
    are_rows = isinstance(rows, list) and all(_is_row(row) for row in rows)
    if not are_rows or len(rows) != _ROWS:
        raise ValueError(f"silhouette is not {_ROWS} rows of 8 hexadecimal digits")
    cells = []
    for row in rows:
        bits = f"{int(row, 16):0{_COLUMNS}b}"
        cells.append([int(bit) for bit in bits])
    return np.array(cells, np.uint8)


def _is_row(row: Any) -> bool:
    if not isinstance(row, str) or len(row) != 8:
        return False
    return _DIGITS.issuperset(row)
