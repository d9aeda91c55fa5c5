"""What outputs have in common whose frames go somewhere slow: a thread of their own, and room for one frame."""

import threading
from abc import ABC, abstractmethod

import numpy as np


class ThreadedOutput(ABC):
    """Holds one frame for its thread: those that come before the thread has taken it are dropped.

    Whoever inherits starts `_thread` when it is ready to serve.
    """

    def __init__(self, name: str):
        """`name` of the thread."""
        self.message = ""
        self._is_full = threading.Event()  # the frame is the thread's
        self._is_closing = threading.Event()
        self._is_wanted = False  # somebody takes frames, and the next one may come
        self._trouble: OSError | None = None
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)

    def present(self, frame: np.ndarray) -> None:
        """See `display.Output`."""
        if self._trouble is not None:
            raise self._trouble
        if not self._is_wanted or self._is_full.is_set():
            return
        self._keep(frame)
        self._is_full.set()

    def close(self) -> None:
        """Ends the thread."""
        self._is_closing.set()
        self._is_full.set()
        self._thread.join()

    @abstractmethod
    def _keep(self, frame: np.ndarray) -> None:
        """Copies a frame (h, w, 4) BGRX that is valid during this call only."""

    @abstractmethod
    def _serve(self) -> None:
        """The thread: takes frames until it is closed; ends with the trouble that `present` raises."""
