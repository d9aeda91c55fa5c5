"""A film as a camera: it plays at its own speed by the clock, loops, and waits for nobody."""

from pathlib import Path

import numpy as np

from installation.common import clock
from installation.faults import UnreadableClip
from installation.vision import Camera, Shot
from installation.vision.camera import open_clip

_ANSWERED_S = 0.04  # by then a frame is usually on the screen, and a core free for the next one
_WIND_S = 3.0  # further than this a film is wound, nearer its frames are passed over one by one
_MOST_PASSED = 12  # frames at once: a film that decodes slower than it plays must still be shown
_USUAL_HZ = 25.0  # of a film that does not state its rate
_MISSING_S = 2.0  # so much of a film is missed ...
_MISSING = 0.1  # ... and so much of its length: sound may last longer than the pictures
_ROWS = 16  # of a frame are compared with those of the one before
_STILL_S = 10.0  # without any change: a film of one picture, or one that OpenCV cannot read


class ClipCamera(Camera):
    """The film at `path`, whose second 0 was at `epoch_ns`."""

    is_film = True

    def __init__(self, path: Path, epoch_ns: int):
        """Raises `UnreadableClip`."""
        self.name = path.name
        self._path = path
        self._epoch_ns = epoch_ns
        self._capture = open_clip(path)
        self._step_s = 1 / (self._capture.rate_hz or _USUAL_HZ)
        if self._capture.grab() is None or self._capture.frame() is None:
            self._capture.close()
            raise UnreadableClip(f"{path} holds no frame that can be decoded")
        self._stated_s = max(self._step_s, self._capture.frames * self._step_s)
        self._length_s = self._stated_s
        self._damage = ""
        self._still = StillWatch()
        self._begun_s = 0.0  # when this loop began
        self._next_s = self._capture.film_s  # of the frame grabbed last
        self._is_taken = False  # that frame

    @property
    def complaint(self) -> str:
        """What of the film cannot be read, as far as it was played; "" while all can."""
        if self._still.is_still:
            # of interlaced frames OpenCV converts none, says that all is well, and hands out what it had
            return (
                f"the film {self.name} shows one picture all the time: if it moves in a player, it is interlaced,"
                " please convert it (ffmpeg -i FILM -vf yadif NEW.mp4)"
            )
        return self._damage

    def take(self, wait_s: float) -> Shot | None:
        """The newest frame that is due; None if none is within `wait_s`."""
        if self._is_taken:
            # only now: decoding the next frame must not delay the answer to the last one
            clock.rest(min(wait_s, _ANSWERED_S, self._step_s / 2))
            self._advance()
            self._is_taken = False
        self._catch_up()
        due_s = self._due_s()
        pause_s = due_s - self._elapsed_s()
        if pause_s > wait_s:
            clock.rest(wait_s)
            return None
        clock.rest(pause_s)
        light_ns = clock.now_ns()
        frame = self._capture.frame()
        self._is_taken = True
        if frame is None:
            return None
        self._still.look(frame, due_s)
        return Shot(frame, due_s, light_ns)

    def close(self) -> None:
        """Closes the file."""
        self._capture.close()

    def _elapsed_s(self) -> float:
        return clock.seconds(clock.now_ns() - self._epoch_ns)

    def _due_s(self) -> float:
        """When the frame grabbed last is due, all loops counted."""
        return self._begun_s + self._next_s

    def _catch_up(self) -> None:
        """Passes over the frames whose time is over; the one grabbed last is then the newest due, or the next."""
        if self._elapsed_s() - self._due_s() > _WIND_S:
            self._wind()
        for _ in range(_MOST_PASSED):
            if self._elapsed_s() < self._due_s() + self._step_s:
                break
            self._advance()

    def _advance(self) -> None:
        """Grabs the frame that follows; after the last one the film begins again."""
        before_s = self._next_s
        if self._capture.grab() is None:
            self._length_s = before_s + self._step_s
            self._judge_end()
            self._rewind(self._begun_s + self._length_s)
        else:
            self._next_s = self._after(before_s)
            self._judge_step(before_s)

    def _after(self, before_s: float) -> float:
        """When the frame grabbed last stands in the film; without times, a raw stream goes at the rate it states."""
        film_s = self._capture.film_s
        return max(film_s, before_s + 1e-3) if film_s else before_s + self._step_s

    def _judge_end(self) -> None:
        """Whether the film ended where it says."""
        missing_s = self._stated_s - self._length_s
        if missing_s > max(_MISSING_S, _MISSING * self._stated_s):
            self._damage = (
                f"the film {self.name} says it has {self._stated_s:.0f} s, and its pictures end after"
                f" {self._length_s:.0f} s: it was cut or is damaged, please copy it again"
            )

    def _judge_step(self, before_s: float) -> None:
        """Whether pictures are missing between two of them."""
        if self._next_s - before_s > _MISSING_S + self._step_s:
            self._damage = (
                f"the film {self.name} has no pictures that can be read from {before_s:.0f} to"
                f" {self._next_s:.0f} s: it is damaged, please copy it again"
            )

    def _wind(self) -> None:
        elapsed_s = self._elapsed_s()
        loops, film_s = divmod(elapsed_s, self._length_s)
        self._rewind(loops * self._length_s)
        self._capture.seek(film_s)
        is_there = self._capture.grab() is not None
        self._next_s = self._capture.film_s
        # it ends before, or cannot be wound: it begins again now, else it would be wound for ever
        if not is_there or film_s - self._next_s > _WIND_S:
            self._rewind(elapsed_s)

    def _rewind(self, begun_s: float) -> None:
        self._capture.close()
        self._capture = open_clip(self._path)
        if self._capture.grab() is None:
            raise UnreadableClip(f"{self._path} can no longer be decoded")
        self._next_s = self._capture.film_s
        self._begun_s = begun_s
        self._still.cut()


class StillWatch:
    """Tells a film in which something moves from one of a single picture. Keeps a few rows of the last frame."""

    def __init__(self) -> None:
        self.is_still = False
        self._has_moved = False
        self._rows: np.ndarray | None = None
        self._first_s: float | None = None

    def look(self, frame: np.ndarray, now_s: float) -> None:
        """`frame`: (h, w, 3) uint8, `now_s`: its time."""
        if self._has_moved:
            return
        step = max(1, frame.shape[0] // _ROWS)
        rows = np.ascontiguousarray(frame[::step])
        self._has_moved = self._rows is not None and not np.array_equal(rows, self._rows)
        self._rows = None if self._has_moved else rows
        if self._first_s is None:
            self._first_s = now_s
        self.is_still = not self._has_moved and now_s - self._first_s > _STILL_S

    def cut(self) -> None:
        """The next frame is from elsewhere: when opened anew, what cannot be read is another picture."""
        self._rows = None
