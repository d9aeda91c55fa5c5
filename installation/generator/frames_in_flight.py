"""Pictures that are being painted: several at a time, each in a thread of its own, given in the order of their begin."""

import contextlib
import socket
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from installation.common import clock
from installation.generator.inference import Painted
from installation.messages import LatentPoint
from installation.packs.scene import Scene

MOST = 2  # at a time
STUCK_S = 1.0  # a picture that takes longer is waited for


@dataclass(frozen=True)
class Frame:
    """A picture that was begun."""

    point: LatentPoint
    scene: Scene
    is_inspected: bool
    begun_ns: int


class FramesInFlight:
    """One thread begins pictures and takes them; `bell` can be read when one has been painted."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MOST, thread_name_prefix="paint")
        self._begun: deque[tuple[Frame, Future[Painted]]] = deque()
        self.bell, self._clapper = socket.socketpair()
        self.bell.setblocking(False)
        self._clapper.setblocking(False)

    @property
    def count(self) -> int:
        """How many were begun and not yet taken."""
        return len(self._begun)

    def begin(self, frame: Frame, paint: Callable[[], Painted]) -> None:
        """`paint` is called at once, in another thread."""
        future = self._threads.submit(paint)
        self._begun.append((frame, future))
        future.add_done_callback(self._ring)

    def take(self) -> tuple[Frame, Future[Painted]] | None:
        """The oldest with what came out; None where there is none or it is still being painted.

        A model that hangs is waited for: so the room stands still, and whoever watches it sees that.
        """
        self._silence()
        if not self._begun:
            return None
        frame, future = self._begun[0]
        age_s = clock.seconds(clock.now_ns() - frame.begun_ns)
        if not future.done() and age_s < STUCK_S:
            return None
        return self.take_waiting()

    def take_waiting(self) -> tuple[Frame, Future[Painted]]:
        """The oldest, when it is done."""
        frame, future = self._begun.popleft()
        future.exception()
        return frame, future

    def close(self) -> None:
        """Nothing more is begun; what is being painted rings for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.bell.close()
        self._clapper.close()

    def _ring(self, _done: Future[Painted]) -> None:
        with contextlib.suppress(OSError):  # it rings already, or nobody listens any more
            self._clapper.send(b"1")

    def _silence(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self.bell.recv(4096)
