"""When the model paints: fresh light waits little, and the model is little idle."""

from itertools import pairwise

from installation.generator.frame_scheduler import FrameScheduler

TOOK_S = 0.020
TICK_S = 0.001


def painted(camera_hz: float, seconds: float = 10.0, rate_hz: float = 40.0, at_once: int = 1):
    """Begin of each picture, and how long each light waited, with a model that takes 20 ms."""
    scheduler = FrameScheduler(rate_hz)
    begun = []
    waits = []
    free_s = [0.0] * at_once
    light = None
    lights = []
    if camera_hz:
        lights = [number / camera_hz for number in range(1, int(seconds * camera_hz))]
    for tick in range(int(seconds / TICK_S)):
        now = tick * TICK_S
        if lights and now >= lights[0]:
            light = lights.pop(0)
        if now < min(free_s):
            continue
        if light is not None:
            scheduler.record_light(light, now)
            waits.append(now - light)
        elif scheduler.wait_s(now) > 0:
            continue
        light = None
        begun.append(now)
        free_s[free_s.index(min(free_s))] = now + TOOK_S
        scheduler.record_begin(now, at_once)
        scheduler.record_picture(TOOK_S)
    return begun, waits


def test_with_nobody_there_pictures_come_in_their_rhythm():
    begun, _ = painted(0)
    assert 38 <= len(begun) / 10 <= 41


def test_a_regular_camera_waits_half_a_painting_at_most_for_a_picture_nobody_asked_for():
    for camera_hz in (7, 10, 15, 24, 25, 30):
        begun, waits = painted(camera_hz)
        late = [wait for wait in waits[5:] if wait > TOOK_S / 2 + 0.002]
        assert len(late) < 0.05 * len(waits), camera_hz
        assert len(begun) / 10 >= 24, camera_hz


def test_time_that_would_be_idle_between_two_lights_gives_pictures():
    begun, waits = painted(30, rate_hz=60)
    assert (
        len(begun) / 10 >= 42
    )  # of 50 that could be painted; 30 if each light found the model free
    assert sum(waits) / len(waits) < 0.006


def test_two_at_a_time_are_begun_evenly_and_fresh_light_hardly_waits():
    begun, waits = painted(30, rate_hz=60, at_once=2)
    assert len(begun) / 10 >= 58  # 45 if one is painted at a time
    apart = [later - sooner for sooner, later in pairwise(begun[2:])]
    assert min(apart) > TOOK_S / 4
    assert sum(waits) / len(waits) < 0.001
