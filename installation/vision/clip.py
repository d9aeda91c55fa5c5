"""A film as a camera: it plays at its own speed by the clock, loops, and waits for nobody."""

from pathlib import Path

from installation.common import clock
from installation.faults import UnreadableClip
from installation.vision import Camera, Shot
from installation.vision.camera import open_clip

_ANSWERED_S = 0.04  # by then a frame is usually on the screen, and a core free for the next one
_WIND_S = 3.0  # further than this a film is wound, nearer its frames are passed over one by one
_MOST_PASSED = 12  # frames at once: a film that decodes slower than it plays must still be shown
_USUAL_HZ = 25.0  # of a film that does not state its rate


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
        self._length_s = max(self._step_s, self._capture.frames * self._step_s)
        self._loops = 0
        self._next_s = self._capture.film_s  # of the frame grabbed last
        self._is_taken = False  # that frame

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
        return None if frame is None else Shot(frame, due_s, light_ns)

    def close(self) -> None:
        """Closes the file."""
        self._capture.close()

    def _elapsed_s(self) -> float:
        return clock.seconds(clock.now_ns() - self._epoch_ns)

    def _due_s(self) -> float:
        """When the frame grabbed last is due, all loops counted."""
        return self._loops * self._length_s + self._next_s

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
            self._rewind(self._loops + 1)
        else:  # a film without times still goes on
            self._next_s = max(self._capture.film_s, before_s + 1e-3)

    def _wind(self) -> None:
        loops, film_s = divmod(self._elapsed_s(), self._length_s)
        self._rewind(int(loops))
        self._capture.seek(film_s)
        if self._capture.grab() is None:
            self._rewind(int(loops))
        self._next_s = self._capture.film_s

    def _rewind(self, loops: int) -> None:
        self._capture.close()
        self._capture = open_clip(self._path)
        if self._capture.grab() is None:
            raise UnreadableClip(f"{self._path} can no longer be decoded")
        self._next_s = self._capture.film_s
        self._loops = loops
