"""A live camera, kept alive: read in a thread of its own, watched by its content, reopened for ever.

The thread is there because a read may block for seconds; the room's turn never waits for it longer than it
wants to. It hands over the newest frame only: older ones are gone, so that delay cannot pile up.
"""

import threading
from collections.abc import Callable

import numpy as np

from installation.common import clock
from installation.faults import CameraLost
from installation.vision import Camera, Shot, exposure
from installation.vision.camera import Capture, CaptureRequest, open_live, without_password
from installation.vision.exposure import ExposureControl

_FIRST_PAUSE_S = 1.0  # between attempts to open it
_LONGEST_PAUSE_S = 30.0
_MUTE = 8  # attempts remembered: some devices open and never give a picture (a camera's metadata)
_FAILURES = 5  # a damaged picture or two is no lost camera
_FAILURE_PAUSE_S = 0.1  # a closed stream fails at once, and must not spin
_FROZEN_S = 2.0  # a sensor has noise: the same picture for so long is none
_BLACK_S = 60.0
_BLACK = 12  # grey levels no pixel of a covered lens exceeds by much
_ROWS = 16  # of a picture are compared with the last one's
_FIRST_FRAME_S = 10.0  # a camera may be slow to start ...
_SILENT_S = 2.0  # ... but not to go on
_STUCK_S = 60.0  # a call into the driver that never returns is cured by a new process only

Find = Callable[[], list[str]]  # device paths or URLs, as they are there now
Reaches = Callable[[str], bool]  # False for a device that only another process can open


def reaches_all(address: str) -> bool:
    """The `Reaches` of a process that is not confined."""
    return True


class LiveCamera(Camera):
    """The first of the cameras that `find()` names which gives pictures."""

    def __init__(
        self,
        find: Find,
        request: CaptureRequest,
        epoch_ns: int,
        reaches: Reaches = reaches_all,
    ):
        """`find` is asked anew at each attempt, as devices come and go; `epoch_ns` is second 0 of the film."""
        now_ns = clock.now_ns()
        self.name = ""
        self.exposure = ""
        self._epoch_ns = epoch_ns
        self._request = request
        self._opener = Opener(find, request, reaches)
        self._fresh = threading.Condition()
        self._stopping = threading.Event()
        self._shot: Shot | None = None
        self._lost = ""  # why there are no frames
        self._is_black = False
        self._has_frozen = False  # when it was lost: not believed again until it moves
        self._has_shot = False  # since it was opened
        self._frame_ns = now_ns  # when the last frame came
        self._alive_ns = now_ns  # when the thread was last seen to go on
        self._thread = threading.Thread(target=self._keep_alive, name="camera", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str:
        """Why no frames come, as a sentence without its end; "" while they do.

        Raises `CameraLost` when only a new process helps: the driver hangs, or the device is out of reach.
        """
        now_ns = clock.now_ns()
        if out_of_reach := self._opener.out_of_reach:
            raise CameraLost(
                f"the camera {out_of_reach} was plugged in; vision starts again to open it"
            )
        if clock.seconds(now_ns - self._alive_ns) > _STUCK_S:
            raise CameraLost(f"the driver of {self._called} no longer answers; vision starts again")
        if self._lost:
            return self._lost
        patience_s = _SILENT_S if self.name else _FIRST_FRAME_S
        if clock.seconds(now_ns - self._frame_ns) > patience_s:
            return f"{self._called} has given no picture for some time"
        return ""

    @property
    def complaint(self) -> str:
        """What is wrong with the frames that do come."""
        if not self._is_black:
            return ""
        return f"{self._called} shows only black: is the lens covered, or the room dark?"

    def take(self, wait_s: float) -> Shot | None:
        """The newest frame not taken yet, None if none comes within `wait_s`."""
        with self._fresh:
            if self._shot is None:
                self._fresh.wait(wait_s)
            shot = self._shot
            self._shot = None
        return shot

    def close(self) -> None:
        """Asks the thread to end; one that hangs in a driver dies with the process."""
        self._stopping.set()
        self._thread.join(0.3)

    @property
    def _called(self) -> str:
        return f"the camera {self.name}" if self.name else "the camera that was opened"

    def _keep_alive(self) -> None:
        """The thread: opens a camera and reads it until it is lost, again and again."""
        pause_s = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                self._read_until_lost()
            except CameraLost as lost:
                if self._has_shot:
                    pause_s = _FIRST_PAUSE_S
                self._lost = str(lost)
                self._is_black = False
            self._pause(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _pause(self, seconds: float) -> None:
        """Waits, and is not stuck meanwhile."""
        self._alive_ns = clock.now_ns() + int(seconds * clock.SECOND_NS)
        self._stopping.wait(seconds)

    def _read_until_lost(self) -> None:
        self._has_shot = False
        capture, address = self._opener.open(self._note_alive)
        name = without_password(address)
        control = self._exposure_control(address)
        watch = ContentWatch()
        failures = 0
        try:
            while not self._stopping.is_set():
                light_ns = capture.grab()
                frame = capture.frame() if light_ns is not None else None
                self._note_alive()
                if light_ns is not None and frame is not None:
                    failures = 0
                    self._hand_over(frame, light_ns, name, watch)
                    self._keep_exposed(control, frame, light_ns)
                    continue
                failures += 1
                if failures > _FAILURES:
                    raise CameraLost(f"the camera {name} gives no more pictures")
                self._stopping.wait(_FAILURE_PAUSE_S)
        finally:
            capture.close()
            if control is not None:
                control.close()

    def _exposure_control(self, address: str) -> ExposureControl | None:
        self.exposure = ""
        if self._request.exposure is None:
            return None
        return exposure.control_of(address, self._request.exposure)

    def _keep_exposed(
        self, control: ExposureControl | None, frame: np.ndarray, light_ns: int
    ) -> None:
        if control is not None:
            control.note(frame, clock.seconds(light_ns))
            self.exposure = control.words

    def _note_alive(self) -> None:
        self._alive_ns = clock.now_ns()

    def _hand_over(
        self, frame: np.ndarray, light_ns: int, name: str, watch: "ContentWatch"
    ) -> None:
        seconds = clock.seconds(light_ns - self._epoch_ns)
        watch.look(frame, seconds)
        if watch.is_frozen:
            self._has_frozen = True
            words = f"the camera {name} shows the same picture again and again"
            if "://" in name:  # of interlaced ones OpenCV hands out one for all
                words += "; interlaced pictures of a network camera cannot be read"
            raise CameraLost(words)
        if self._has_frozen and not watch.has_moved:
            return
        self._has_frozen = False
        self._is_black = watch.is_black
        with self._fresh:
            self._shot = Shot(frame, seconds, light_ns)
            self._frame_ns = light_ns
            self.name = name
            self._lost = ""
            if not self._has_shot:
                self._has_shot = True
                self._opener.forget_mute()
            self._fresh.notify()


class Opener:
    """Opens the first camera that can be opened; those that were mute before come last."""

    def __init__(self, find: Find, request: CaptureRequest, reaches: Reaches):
        self.out_of_reach = ""  # a camera that is there, and that only another process can open
        self._find = find
        self._request = request
        self._reaches = reaches
        self._mute: list[str] = []

    def open(self, note_attempt: Callable[[], None]) -> tuple[Capture, str]:
        """The camera and its address; calls `note_attempt` before each try. Raises `CameraLost` with the last reason."""
        lost = CameraLost("no camera was found: plug one in, or name one with --camera")
        addresses = sorted(self._find(), key=self._mute.count)
        beyond = [address for address in addresses if not self._reaches(address)]
        self.out_of_reach = beyond[0] if beyond else ""
        for address in addresses:
            note_attempt()
            try:
                capture = open_live(address, self._request)
            except CameraLost as error:
                lost = error
                continue
            self._mute = [*self._mute, address][-_MUTE:]  # until its first picture
            return capture, address
        raise lost

    def forget_mute(self) -> None:
        """A picture came: no camera counts as mute any more."""
        self._mute = []


class ContentWatch:
    """Tells a camera that lives from one that repeats itself or sees nothing. Keeps a few rows of the last frame."""

    def __init__(self) -> None:
        self.has_moved = False  # since the first frame
        self.is_frozen = False
        self.is_black = False
        self._rows: np.ndarray | None = None
        self._new_s = 0.0  # when the picture last changed
        self._bright_s: float | None = None  # when it last was bright

    def look(self, frame: np.ndarray, now_s: float) -> None:
        """`frame`: (h, w, 3) uint8, `now_s`: its time."""
        step = max(1, frame.shape[0] // _ROWS)
        rows = np.ascontiguousarray(frame[::step])
        last = self._rows
        if last is None or not np.array_equal(rows, last):
            self.has_moved = last is not None
            self._rows = rows
            self._new_s = now_s
        if self._bright_s is None or np.percentile(rows, 99) > _BLACK:
            self._bright_s = now_s
        self.is_frozen = now_s - self._new_s > _FROZEN_S
        self.is_black = now_s - self._bright_s > _BLACK_S
