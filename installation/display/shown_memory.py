"""The frame that was shown last, in memory that outlives the process that shows it."""

import mmap
import os

import cv2
import numpy as np

_HEADER = 64  # bytes: height and width, 0 while there is no frame; from _TIME on when it was shown
_TIME = 8
_MOST_BYTES = 2**28


class ShownMemory:
    """One frame (h, w, 4) uint8 BGRX. Who is killed while it is written leaves a part of the next one in it: no harm."""

    def __init__(self, file: int | None = None):
        """`file` is of the parent and in memory alone, see `RoomContext.memory`; without one, it ends with us."""
        self._file = file
        self._memory: mmap.mmap | None = None

    @property
    def shown_ns(self) -> int:
        """When a frame was shown last, monotonic; 0 where none was."""
        return 0 if self._frame() is None else int(self._time()[0])

    def mark(self, now_ns: int) -> None:
        """It is shown now."""
        if self._memory is not None:
            self._time()[0] = now_ns

    def earlier(self, height: int, width: int) -> np.ndarray | None:
        """A copy of what was shown last, on a screen of this size; None where nothing was."""
        frame = self._frame()
        if frame is None:
            return None
        if frame.shape[:2] == (height, width):
            return frame.copy()
        return cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)

    def hold(self, frame: np.ndarray) -> np.ndarray:
        """From now on what is written to the array that this returns is kept; it begins with `frame` (h, w, 4)."""
        kept = self._frame()
        if kept is None or kept.shape != frame.shape:
            kept = self._made(*frame.shape[:2])
        np.copyto(kept, frame)
        self._size()[:] = frame.shape[:2]
        return kept

    def _frame(self) -> np.ndarray | None:
        if self._memory is None and self._file is not None and os.fstat(self._file).st_size:
            self._memory = mmap.mmap(self._file, 0)
        if self._memory is None:
            return None
        height, width = self._size().tolist()
        count = 4 * height * width
        if not 0 < count <= min(len(self._memory) - _HEADER, _MOST_BYTES):
            return None
        pixels = np.frombuffer(self._memory, np.uint8, count, _HEADER)
        return pixels.reshape(height, width, 4)

    def _made(self, height: int, width: int) -> np.ndarray:
        """Room for a frame of another size. It never shrinks: who reads behind the end of a file is killed."""
        length = _HEADER + 4 * height * width
        self._memory = self._mapped(length)
        self._size()[:] = (0, 0)
        pixels = np.frombuffer(self._memory, np.uint8, length - _HEADER, _HEADER)
        return pixels.reshape(height, width, 4)

    def _mapped(self, length: int) -> mmap.mmap:
        if self._file is not None:
            try:
                os.ftruncate(self._file, max(length, os.fstat(self._file).st_size))
                return mmap.mmap(self._file, 0)
            except OSError:  # the limit for files (ulimit -f) holds for those in memory, too
                self._file = None
        return mmap.mmap(-1, length)

    def _time(self) -> np.ndarray:
        """(1,) uint64 in the memory itself: nanoseconds."""
        if self._memory is None:
            raise ValueError("there is no memory yet")
        return np.frombuffer(self._memory, np.uint64, 1, _TIME)

    def _size(self) -> np.ndarray:
        """(2,) uint32 in the memory itself: height and width of the frame."""
        if self._memory is None:
            raise ValueError("there is no memory yet")
        return np.frombuffer(self._memory, np.uint32, 2)
