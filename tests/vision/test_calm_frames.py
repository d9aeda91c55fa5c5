"""Which frames are looked at while nobody is there: seconds in, seconds out."""

import numpy as np
import pytest

from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE
from installation.vision import Detection
from installation.vision.calm_frames import CalmFrames


def detection(people: int = 0, motion: float = 0.0) -> Detection:
    return Detection(
        np.zeros((people, 8), np.float32),
        np.zeros(2, np.float32),
        np.full(MOTION_SHAPE, motion, np.float32),
        np.zeros(SILHOUETTE_SHAPE, np.uint8),
    )


def looked_at(calm: CalmFrames, frames: int, rate_hz: float, seen: Detection) -> list[float]:
    """Seconds since the one before, of each frame that is."""
    found = []
    for _ in range(frames):
        since_s = calm.seconds_since_last(1 / rate_hz)
        if since_s is not None:
            calm.record(seen, since_s)
            found.append(since_s)
    return found


def test_with_nobody_there_every_second_frame_is_and_no_time_is_lost():
    calm = CalmFrames()
    assert len(looked_at(calm, 150, 30, detection())) == 150
    times = looked_at(calm, 300, 30, detection())
    assert len(times) in (149, 150)
    assert sum(times) == pytest.approx(10, abs=0.04)


@pytest.mark.parametrize("seen", [detection(people=1), detection(motion=0.3)])
def test_whoever_comes_and_whatever_stirs_gets_all_frames_at_once(seen):
    calm = CalmFrames()
    looked_at(calm, 300, 30, detection())
    while not looked_at(calm, 1, 30, seen):
        pass
    assert len(looked_at(calm, 60, 30, seen)) == 60


def test_of_a_slow_camera_each_is():
    calm = CalmFrames()
    assert len(looked_at(calm, 300, 10, detection())) == 300
