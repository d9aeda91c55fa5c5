"""How long a camera exposes each picture: bounded, so that it keeps its rate in a dim room.

Most webcams lengthen the exposure in the dark, and then give 8 pictures a second instead of 30: visitors see the screen
answer late. Where the driver can, automatic exposure is told to keep the rate. Where it cannot, the exposure is held
at the time of a picture while it is dark, and automatic again in the light.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from installation.vision import v4l2
from installation.vision.v4l2 import VideoNode

_UNITS_PER_MS = 10  # of the driver's exposure
_SHARE = 0.9  # of a picture's time: reading it out needs the rest
_SLOW = 0.75  # of the rate asked for
_WAIT_S = 5.0  # so long a rate or a brightness has to last
_BRIGHT = 150.0  # mean grey level of a picture that needs no such exposure any more
_RATE_SHARE = 0.1  # of the newest picture in the running rate
_PIXELS = (slice(None, None, 16), slice(None, None, 16))  # enough for a mean


class ExposureState(StrEnum):
    """Who decides about the exposure."""

    CAMERA = "camera"  # automatic
    HELD = "held"  # by us, as long as it is dark
    FIXED = "fixed"  # in kiosk.toml
    LEFT = "left"  # automatic, for good: it is not the exposure that makes this camera slow


@dataclass(frozen=True)
class ExposureRequest:
    """What kiosk.toml says."""

    keep_rate: bool
    exposure_ms: float  # 0 leaves it to the camera
    rate_hz: float


class ExposureControl:
    """Sets the exposure of one open camera, and watches what becomes of its rate."""

    def __init__(self, node: VideoNode, request: ExposureRequest):
        self.state = ExposureState.CAMERA
        self._node = node
        self._request = request
        self._keeps_itself = False  # the driver bounds it
        self._can_hold = node.range_of(v4l2.EXPOSURE_ABSOLUTE) is not None
        self._last_s: float | None = None  # when the last picture came
        self._period_s = 1 / request.rate_hz  # a running mean
        self._since_s = 0.0  # for so long rate or brightness have called for a change
        self._held_s = 0.0
        self._begin()

    @property
    def words(self) -> str:
        """What is done, and what it costs; "" where nothing can be."""
        asked = f"{self._request.rate_hz:g} pictures a second"
        if self.state == ExposureState.FIXED:
            return f"exposure fixed at {self._request.exposure_ms:g} ms"
        if self.state == ExposureState.HELD:
            return f"exposure held at {self._longest_ms:.0f} ms for {asked}: the picture is darker"
        if self._request.exposure_ms:
            return "the camera's driver takes no [camera] exposure_ms"
        if self._keeps_itself:
            return f"exposure bounded by the camera for {asked}: in the dark the picture is darker"
        if not self._request.keep_rate:
            return "exposure left to the camera: in the dark it gives fewer pictures"
        return ""

    def close(self) -> None:
        """Gives the node back."""
        self._node.close()

    def note(self, frame: np.ndarray, now_s: float) -> None:
        """A picture (h, w, 3) uint8 that came at this time."""
        if self._last_s is None:
            self._last_s = now_s
            return
        dt = now_s - self._last_s
        self._last_s = now_s
        self._period_s += _RATE_SHARE * (dt - self._period_s)
        if self.state == ExposureState.CAMERA:
            self._watch_rate(dt)
        elif self.state == ExposureState.HELD:
            self._watch_light(frame, dt)

    @property
    def _longest_ms(self) -> float:
        return _SHARE * 1000 / self._request.rate_hz

    @property
    def _is_slow(self) -> bool:
        return 1 / max(self._period_s, 1e-6) < _SLOW * self._request.rate_hz

    def _begin(self) -> None:
        """A camera keeps what it was told until it is unplugged: all is set, also what is usual."""
        if self._request.exposure_ms and self._hold(self._request.exposure_ms):
            self.state = ExposureState.FIXED
            return
        self._release()
        priority = 0 if self._request.keep_rate else 1
        is_set = self._node.set_value(v4l2.EXPOSURE_AUTO_PRIORITY, priority)
        self._keeps_itself = is_set and self._request.keep_rate

    def _watch_rate(self, dt: float) -> None:
        if not self._request.keep_rate or not self._can_hold or not self._is_slow:
            self._since_s = 0.0
            return
        self._since_s += dt
        if self._since_s < _WAIT_S:
            return
        self._since_s = 0.0
        if self._hold(self._longest_ms):
            self.state = ExposureState.HELD
            self._held_s = 0.0
        else:
            self._leave()

    def _watch_light(self, frame: np.ndarray, dt: float) -> None:
        """Back to automatic in the light; for good where a short exposure made the camera no faster."""
        self._held_s += dt
        if self._is_slow and self._held_s > _WAIT_S:
            self._leave()
            return
        is_bright = frame[_PIXELS].mean() > _BRIGHT
        self._since_s = self._since_s + dt if is_bright else 0.0
        if self._since_s > _WAIT_S:
            self._release()
            self._since_s = 0.0
            self.state = ExposureState.CAMERA

    def _leave(self) -> None:
        self._release()
        self._keeps_itself = False
        self.state = ExposureState.LEFT

    def _hold(self, exposure_ms: float) -> bool:
        """False where the driver refuses; it is automatic then."""
        bounds = self._node.range_of(v4l2.EXPOSURE_ABSOLUTE)
        if bounds is None:
            return False
        wanted = round(exposure_ms * _UNITS_PER_MS)
        units = min(max(wanted, bounds.lowest), bounds.highest)
        if not self._set_mode(v4l2.MANUAL, v4l2.SHUTTER_PRIORITY):
            return False
        if self._node.set_value(v4l2.EXPOSURE_ABSOLUTE, units):
            return True
        self._release()
        return False

    def _release(self) -> None:
        self._set_mode(v4l2.APERTURE_PRIORITY, v4l2.AUTO)

    def _set_mode(self, *modes: int) -> bool:
        """The first of them that this camera has; it has one of two kinds of manual and of automatic."""
        return any(self._node.set_value(v4l2.EXPOSURE_AUTO, mode) for mode in modes)


def control_of(address: str, request: ExposureRequest) -> ExposureControl | None:
    """Of an open camera at this machine; None for one on the network, or whose driver has no controls."""
    if "://" in address:
        return None
    try:
        return ExposureControl(VideoNode(address), request)
    except OSError:
        return None
