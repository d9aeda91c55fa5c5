"""While nobody has been there for a while, every second frame is looked at: half the work, and nobody who would miss it."""

from installation.vision import Detection

CALM_AFTER_S = 5.0  # without anybody, and without anything that stirs
SLOWEST_S = 0.05  # between two frames: of a slower camera each is looked at
STIRS = 0.05  # of the motion in a cell: somebody may be coming


class CalmFrames:
    """Says which frames are left out."""

    def __init__(self) -> None:
        self._calm_s = 0.0
        self._left_out_s = 0.0  # since the last frame that was looked at

    def seconds_since_last(self, dt: float) -> float | None:
        """To be asked for each frame, `dt` seconds after the one before; None where it is left out."""
        is_calm = self._calm_s >= CALM_AFTER_S and dt < SLOWEST_S
        if is_calm and not self._left_out_s:
            self._left_out_s = dt
            return None
        since_s = dt + self._left_out_s
        self._left_out_s = 0.0
        return since_s

    def record(self, detection: Detection, since_s: float) -> None:
        """What a frame said; whatever stirs brings the others back at once."""
        stirs = detection.count > 0 or detection.motion.max(initial=0.0) > STIRS
        self._calm_s = 0.0 if stirs else self._calm_s + since_s
