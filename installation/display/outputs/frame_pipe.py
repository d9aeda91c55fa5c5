"""Frames for a media server, through a named pipe: raw RGB, no header, one frame after another."""

import errno
import os
import select
from pathlib import Path

import cv2
import numpy as np

from installation.display.outputs.threaded_output import ThreadedOutput

_LOOK_S = 0.2  # between two looks for a reader
_ATTEND_S = 0.2  # the longest that `close` goes unnoticed
_READABLE = 0o644  # what is shown is no secret, and media servers run as other users


class FramePipe(ThreadedOutput):
    """Writes frames of one size while somebody reads the pipe; a reader begins with a whole frame.

    When it is closed the reader meets the end of the file. The named pipe stays: somebody may wait at it.
    """

    def __init__(self, path: Path, height: int, width: int):
        """Frames of so many pixels. Makes the named pipe where there is none yet. Raises OSError."""
        super().__init__("pipe")
        self._path = path
        self._frame = np.zeros((height, width, 3), np.uint8)  # RGB; the thread's while it is full
        _make(path)
        self._thread.start()

    def _keep(self, frame: np.ndarray) -> None:
        height, width = self._frame.shape[:2]
        if frame.shape[:2] != (height, width):
            # after the flash limiter: a mean of neighbours flashes no more than they do
            frame = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
        cv2.cvtColor(frame, cv2.COLOR_BGRA2RGB, dst=self._frame)

    def _serve(self) -> None:
        """Reader after reader; ends with the trouble that `present` raises."""
        try:
            while not self._is_closing.is_set():
                pipe = _opened(self._path)
                if pipe is None:
                    self._is_closing.wait(_LOOK_S)
                else:
                    self._feed(pipe)
        except OSError as error:
            self._trouble = error

    def _feed(self, pipe: int) -> None:
        """Until the reader goes."""
        self._is_full.clear()
        self._is_wanted = True
        try:
            while not self._is_closing.is_set():
                if self._is_full.wait(_ATTEND_S):
                    self._write(pipe)
                    self._is_full.clear()
        except BrokenPipeError:
            pass  # it has read enough; another may come
        finally:
            self._is_wanted = False
            os.close(pipe)

    def _write(self, pipe: int) -> None:
        """One frame, as fast as it is read. Raises BrokenPipeError."""
        room = select.poll()
        room.register(pipe, select.POLLOUT)
        left = self._frame.reshape(-1).data
        while left and not self._is_closing.is_set():
            if room.poll(_ATTEND_S * 1000):
                written = os.write(pipe, left)
                left = left[written:]


def _make(path: Path) -> None:
    """Makes the named pipe where nothing is. Raises OSError, also where something else is."""
    if not path.exists():
        os.mkfifo(path)
        path.chmod(_READABLE)  # whatever the mask of this process is
    if not path.is_fifo():
        raise FileExistsError(errno.EEXIST, "there is something that is no named pipe", str(path))


def _opened(path: Path) -> int | None:
    """For writing that never waits; None while nobody reads. Raises OSError."""
    _make(path)
    try:
        return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ENXIO:
            return None
        raise
