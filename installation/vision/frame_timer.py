"""The pace of the camera: the time between its frames, and whether enough of them come."""

from installation.vision import Camera, Shot

_RATE_SHARE = 0.1  # of the newest frame in the running frame rate
_SLOW = 0.6  # of the rate asked for: less is worth a word ...
_SLOW_S = 10.0  # ... when it lasts


class FrameTimer:
    """How long frames of the same camera lie apart, and how many come in a second."""

    def __init__(self, asked_hz: float):
        """`asked_hz`: pictures a second that were asked of the camera."""
        self._asked_hz = asked_hz
        self._camera: Camera | None = None  # of the last frame
        self._last_s = 0.0
        self._period_s = 0.0  # a running mean
        self._slow_s = 0.0  # for so long far fewer frames have come than were asked for

    @property
    def rate_hz(self) -> float:
        """Frames a second of film; 0 before there were two."""
        return 1 / self._period_s if self._period_s else 0.0

    @property
    def complaint(self) -> str:
        """That far fewer frames come than were asked for, as a sentence; "" while enough do."""
        if self._slow_s < _SLOW_S:
            return ""
        return (
            f"far fewer pictures come from the camera than the {self._asked_hz:g} a second asked for: more light, "
            "[camera] keep_rate = true, another USB port, or [camera] rate_hz as the camera can"
        )

    def step(self, camera: Camera, shot: Shot) -> float:
        """Seconds of film since the last frame of the same camera; 0 for its first."""
        is_first = camera is not self._camera
        dt = max(0.0, shot.camera_s - self._last_s)
        self._camera = camera
        self._last_s = shot.camera_s
        if is_first:
            self._slow_s = 0.0
            return 0.0
        if self._period_s:
            self._period_s += _RATE_SHARE * (dt - self._period_s)
        else:
            self._period_s = dt
        is_slow = self.rate_hz < _SLOW * self._asked_hz
        self._slow_s = self._slow_s + dt if is_slow else 0.0
        return dt
