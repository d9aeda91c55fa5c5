"""A live camera, kept alive: read in a thread of its own, watched by its content, reopened for ever.

The thread is there because a read may block for seconds; the room's turn never waits for it longer than
it wants to. It hands over the newest frame only: older ones are gone, so that delay cannot pile up.
"""

import threading

import numpy as np

from installation.common import clock
from installation.faults import CameraLost
from installation.vision.camera import Capture, Shot, Wish, open_live, without_password

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 30.0
_MUTE = 8  # attempts remembered: some devices open and never give a picture (a camera's metadata)
_FAILURES = 5  # a damaged picture or two is no lost camera
_FAILURE_PAUSE_S = 0.1  # a closed stream fails at once, and must not spin
_FROZEN_S = 2.0  # a sensor has noise: the same picture for so long is none
_BLACK_S = 60.0
_BLACK = 12  # grey levels no pixel of a covered lens exceeds by much
_FIRST_FRAME_S = 10.0  # a camera may be slow to start ...
_SILENT_S = 2.0  # ... but not to go on
_STUCK_S = 60.0  # a call into the driver that never returns is cured by a new process only


class Live:
    """The first of the cameras that `find()` names which gives pictures."""

    def __init__(self, find, wish: Wish, epoch_ns: int, reaches=lambda address: True):
        """`find() -> list[str]`: device paths or URLs; asked anew at each attempt, as devices come and go.

        `reaches(address)` is False for a device that this process can no longer open, and another one can.
        """
        self._find, self._wish, self._epoch_ns, self._reaches = find, wish, epoch_ns, reaches
        self._out_of_reach = ""
        self._fresh = threading.Condition()
        self._shot: Shot | None = None
        self._stopping = threading.Event()
        self._lost = ""
        self._mute: list[str] = []
        self._black = self._shot_since_open = False
        self._froze = (
            False  # it repeated itself when it was lost: not believed again until it moves
        )
        self._since_ns = self._alive_ns = clock.now_ns()
        self.name = ""
        self._thread = threading.Thread(target=self._keep_alive, name="camera", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str:
        """Why no frames come, as a sentence without its end; empty while they do.

        Raises `CameraLost` when only a new process helps: the driver hangs, or the device is out of reach.
        """
        if self._out_of_reach:
            raise CameraLost(
                f"the camera {self._out_of_reach} was plugged in; vision starts anew to open it"
            )
        if clock.seconds(clock.now_ns() - self._alive_ns) > _STUCK_S:
            raise CameraLost(f"the driver of {self._called} no longer answers; vision starts anew")
        if self._lost:
            return self._lost
        silent_s = clock.seconds(clock.now_ns() - self._since_ns)
        return (
            f"{self._called} has given no picture for some time"
            if silent_s > self._patience_s
            else ""
        )

    @property
    def complaint(self) -> str:
        """What is wrong with the frames that do come."""
        return (
            f"{self._called} shows only black: is the lens covered, or the room dark?"
            if self._black
            else ""
        )

    def take(self, wait_s: float) -> Shot | None:
        """The newest frame not taken yet, None if none comes within `wait_s`."""
        with self._fresh:
            if self._shot is None:
                self._fresh.wait(wait_s)
            shot, self._shot = self._shot, None
        return shot

    def close(self) -> None:
        """Asks the thread to end; one that hangs in a driver dies with the process."""
        self._stopping.set()
        self._thread.join(0.3)

    @property
    def _called(self) -> str:
        return f"the camera {self.name}" if self.name else "the camera that was opened"

    @property
    def _patience_s(self) -> float:
        return _SILENT_S if self.name else _FIRST_FRAME_S

    def _keep_alive(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                self._read_until_lost()
            except CameraLost as lost:
                if self._shot_since_open:
                    pause_s = _FIRST_PAUSE_S
                self._lost, self._black = str(lost), False
            self._pause(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _pause(self, seconds: float) -> None:
        """Waits, and is not stuck meanwhile."""
        self._alive_ns = clock.now_ns() + int(seconds * clock.SECOND_NS)
        self._stopping.wait(seconds)

    def _read_until_lost(self) -> None:
        self._shot_since_open = False
        capture, name = self._open()
        watch = ContentWatch()
        failures = 0
        try:
            while not self._stopping.is_set():
                light_ns = capture.grab()
                frame = capture.frame() if light_ns is not None else None
                self._alive_ns = clock.now_ns()
                if frame is None:
                    failures += 1
                    if failures > _FAILURES:
                        raise CameraLost(f"the camera {name} gives no more pictures")
                    self._stopping.wait(_FAILURE_PAUSE_S)
                    continue
                failures = 0
                self._hand_over(frame, light_ns, name, watch)
        finally:
            capture.close()

    def _open(self) -> tuple[Capture, str]:
        """The first camera that opens. Raises `CameraLost` with the reason of the last one."""
        lost = CameraLost("no camera was found: plug one in, or name one with --camera")
        addresses = sorted(self._find(), key=self._mute.count)  # who was mute before comes last
        self._out_of_reach = next(
            (address for address in addresses if not self._reaches(address)), ""
        )
        for address in addresses:
            self._alive_ns = clock.now_ns()
            try:
                capture = open_live(address, self._wish)
                self._mute = [*self._mute, address][-_MUTE:]  # until its first picture
                return capture, without_password(address)
            except CameraLost as error:
                lost = error
        raise lost

    def _hand_over(
        self, frame: np.ndarray, light_ns: int, name: str, watch: "ContentWatch"
    ) -> None:
        seconds = clock.seconds(light_ns - self._epoch_ns)
        watch.look(frame, seconds)
        if watch.frozen:
            self._froze = True
            raise CameraLost(f"the camera {name} shows the same picture again and again")
        if self._froze and not watch.moved:
            return
        self._froze, self._black = False, watch.black
        with self._fresh:
            self._shot = Shot(frame, seconds, light_ns)
            self._since_ns, self.name, self._lost = light_ns, name, ""
            if not self._shot_since_open:
                self._shot_since_open, self._mute = True, []
            self._fresh.notify()


class ContentWatch:
    """Tells a camera that lives from one that repeats itself, or sees nothing. Keeps a few rows of the last frame."""

    def __init__(self):
        self._row: np.ndarray | None = None
        self.moved = False
        self._new_s = self._bright_s = None

    def look(self, frame: np.ndarray, now_s: float) -> None:
        """`frame`: (h, w, 3) uint8, `now_s`: its time."""
        row = np.ascontiguousarray(frame[:: max(1, frame.shape[0] // 16)])
        if self._row is None or row.shape != self._row.shape or not np.array_equal(row, self._row):
            self.moved = self._row is not None
            self._row, self._new_s = row, now_s
        if self._bright_s is None or np.percentile(row, 99) > _BLACK:
            self._bright_s = now_s
        self.frozen = now_s - self._new_s > _FROZEN_S
        self.black = now_s - self._bright_s > _BLACK_S
