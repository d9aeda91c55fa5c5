"""When to paint: what a visitor just did at once, everything else in a steady rhythm around it."""

FOLLOW = 0.2  # how fast a running mean follows
FORGET = 0.05  # how fast a longer way from the camera is believed
REGULAR_S = 0.5  # lights further apart than this are no rhythm
LATE_S = 0.004  # how late a light may come and still be waited for
# of the time between two pictures at full speed: with less than this before the next light, nothing else is
# begun. A picture begun earlier makes the light wait for less time than would have been spent idle.
IDLE = 0.5
APART = 0.75  # of the same time: pictures that are painted at the same time are not begun together


class FrameScheduler:
    """Keeps the model free for fresh light.

    A camera gives light at a rhythm of its own. A picture begun just before the next light comes would
    delay the answer to it by as long as the painting takes; so close to that moment nothing else is begun.
    With a camera of 30 Hz and a painting of 20 ms, one at a time, that makes 45 pictures a second instead of
    30, and answers 3 ms later in the median.
    All times in seconds of one monotonic clock.
    """

    def __init__(self, rate_hz: float):
        """At most so many pictures a second without fresh light."""
        self._step_s = 1 / rate_hz
        self._next_s = 0.0  # when the next picture without fresh light is due
        self._took_s = 0.0  # a painting; 0 before there was one
        self._at_once = 1  # paintings
        self._light_s: float | None = None  # of the newest light
        self._period_s = 0.0  # of the camera; 0 while it has no rhythm
        self._way_s = 0.0  # from the camera to here

    def record_light(self, light_s: float, now_s: float) -> None:
        """A point has come that holds light of `light_s`.

        Light that came during a painting is seen only after it, so of the times on the way the short ones count.
        """
        way_s = now_s - light_s
        if self._light_s is None:
            self._way_s = way_s
        else:
            self._record_period(light_s - self._light_s)
            longer_s = way_s - self._way_s
            self._way_s = min(way_s, self._way_s + FORGET * longer_s)
        self._light_s = light_s

    def record_begin(self, now_s: float, at_once: int) -> None:
        """A picture is begun, and so many may be painted at a time."""
        self._at_once = at_once
        apart_s = 0.0 if at_once == 1 else APART * self._full_speed_s
        self._next_s = now_s + max(self._step_s, apart_s)

    def record_picture(self, took_s: float) -> None:
        """A picture was painted."""
        self._took_s = _followed(self._took_s, took_s)

    def wait_s(self, now_s: float) -> float:
        """How long to wait before a picture without fresh light is begun."""
        wait = self._next_s - now_s
        if self._period_s and self._light_s is not None:
            next_light_s = self._light_s + self._period_s
            due = next_light_s + self._way_s - now_s
            if -LATE_S < due < IDLE * self._full_speed_s:
                wait = max(wait, due + LATE_S)
        return max(0.0, wait)

    @property
    def _full_speed_s(self) -> float:
        """From picture to picture, where nothing is waited for."""
        return self._took_s / self._at_once

    def _record_period(self, period_s: float) -> None:
        if period_s < REGULAR_S:
            self._period_s = _followed(self._period_s, period_s)
        else:
            self._period_s = 0.0


def _followed(mean: float, value: float) -> float:
    """The running mean with one more value; 0 is a mean that has none yet."""
    if not mean:
        return value
    return mean + FOLLOW * (value - mean)
