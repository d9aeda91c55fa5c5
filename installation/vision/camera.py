"""The one door to cv2.VideoCapture: films, cameras at this machine, cameras on the network.

OpenCV's silences become `faults`: a film that does not decode is `UnreadableClip` (a person has to choose
another), a camera that is away is `CameraLost` (it may come back).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from installation.common import clock
from installation.faults import CameraLost, UnreadableClip
from installation.vision.exposure import ExposureRequest

_DEADLINE_MS = 2000  # to open, and to read; FFmpeg would wait 30 s
_DEADLINES = (
    cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
    _DEADLINE_MS,
    cv2.CAP_PROP_READ_TIMEOUT_MSEC,
    _DEADLINE_MS,
)


@dataclass(frozen=True)
class CaptureRequest:
    """What is asked of a live camera; it may give something else."""

    width_px: int
    height_px: int
    rate_hz: float
    exposure: ExposureRequest | None = None  # None leaves it as it is


class Capture:
    """An open film or camera."""

    def __init__(self, capture: cv2.VideoCapture):
        self._capture = capture

    def grab(self) -> int | None:
        """Takes in the next frame without handing it out; its arrival in ns, or None when there is none."""
        try:
            return clock.now_ns() if self._capture.grab() else None
        except cv2.error:  # a damaged stream
            return None

    def frame(self) -> np.ndarray | None:
        """The frame grabbed last as (h, w, 3) uint8 BGR, None when it does not decode."""
        try:
            is_good, frame = self._capture.retrieve()
        except cv2.error:
            return None
        if not is_good or frame is None or not frame.size:
            return None
        return as_bgr(frame)

    @property
    def film_s(self) -> float:
        """When the frame grabbed last stands in its film."""
        return self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000

    @property
    def rate_hz(self) -> float:
        """Frames a second as the film or camera states it; 0 where it does not."""
        return max(0.0, self._capture.get(cv2.CAP_PROP_FPS))

    @property
    def frames(self) -> int:
        """How many frames the film states to have; 0 where it does not."""
        return max(0, int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT)))

    def seek(self, film_s: float) -> None:
        """The next frame grabbed stands at or before this time, where the film can be wound."""
        self._capture.set(cv2.CAP_PROP_POS_MSEC, film_s * 1000)

    def close(self) -> None:
        """Gives the device or file back."""
        self._capture.release()


def open_clip(path: Path) -> Capture:
    """Opens a film. Raises `UnreadableClip`."""
    # with its whole path: FFmpeg takes what stands before a colon in "12:00.mp4" for a protocol
    capture = _opened(str(path.absolute()), cv2.CAP_FFMPEG, [])
    if capture is None:
        raise UnreadableClip(f"{path} cannot be opened as a film")
    return Capture(capture)


def open_live(address: str, request: CaptureRequest) -> Capture:
    """Opens a device by its path, or a stream by its URL. Raises `CameraLost`."""
    if "://" in address:
        stream = _opened(address, cv2.CAP_FFMPEG, _DEADLINES)
        if stream is None:
            raise CameraLost(f"no camera answers at {without_password(address)}")
        return Capture(stream)
    # by name: CAP_ANY would try other ways that behave differently
    device = _opened(address, cv2.CAP_V4L2, [])
    if device is None:
        reason = "is in use or gives no pictures" if Path(address).exists() else "is not there"
        raise CameraLost(f"the camera {address} {reason}")
    _configure(device, request)
    return Capture(device)


def without_password(address: str) -> str:
    """A URL as it may be shown and logged."""
    scheme, _, rest = address.partition("://")
    if not rest:
        return address
    host, slash, path = rest.partition("/")
    host = host.rpartition("@")[2]
    path = path.partition("?")[0]
    return f"{scheme}://{host}{slash}{path}"


def as_bgr(frame: np.ndarray) -> np.ndarray:
    """Grey, BGRA and 16-bit pictures as (h, w, 3) uint8."""
    if frame.dtype == np.uint16:
        frame = (frame >> 8).astype(np.uint8)
    if frame.ndim == 2 or frame.shape[2] == 1:
        return cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR)
    return np.ascontiguousarray(frame[..., :3])


def _opened(address: str, backend: int, parameters: Sequence[int]) -> cv2.VideoCapture | None:
    try:
        capture = cv2.VideoCapture(address, backend, parameters)
    except cv2.error:
        return None
    return capture if capture.isOpened() else None


def _configure(capture: cv2.VideoCapture, request: CaptureRequest) -> None:
    """MJPG before the size: raw pictures do not fit through USB at full rate, and sizes depend on the format."""
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, request.width_px)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, request.height_px)
    capture.set(cv2.CAP_PROP_FPS, request.rate_hz)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
