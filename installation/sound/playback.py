"""A ring and the device that empties it, for one size of what the device holds."""

import math

import numpy as np

from installation.common import clock
from installation.faults import NoSound
from installation.sound.bank import FRAMES
from installation.sound.buffer_control import BufferControl
from installation.sound.output import AudioOutput
from installation.sound.peak_limiter import PeakLimiter
from installation.sound.ring import Ring

LAST_BLOCKS = 4  # of the fade before the process ends
# A device that asks for nothing for so long is lost; a server that ran dry may halt for two.
_FROZEN_S = 3.0
_LONGEST_TURN_S = 0.1  # of which a turn counts at most
_SHORTEST_WAIT_S = 0.002  # of the loop
_JITTER_S = 0.0005  # of a device's asking
_MOST_S = 0.6  # that ever waits in the ring, and that the device can be let wait besides
# Frames left, at least, when the device was greediest: time to make the next block.
_MARGIN = FRAMES * 3 // 8


class Playback:
    """Plays what is pushed, from a little silence on."""

    def __init__(self, output: AudioOutput):
        """Raises `NoSound`."""
        self.output = output
        self.rate_hz = output.rate_hz
        self._watch = _DeviceWatch(output)
        # A device begins by taking all that it can hold, and another may take more. It is silence anyway.
        device_frames = int(2 * output.latency_s * output.rate_hz)
        generous = 2 * FRAMES + device_frames
        most = int(_MOST_S * output.rate_hz)
        self._buffer = self._buffer_control(generous)
        self._ring = Ring(generous + most + LAST_BLOCKS * FRAMES, output.channels)
        self._ring.push(np.zeros((generous, output.channels), np.float32))
        output.start(self._ring)

    @property
    def wants_more(self) -> bool:
        """True when the ring has room for a block."""
        return self._ring.fill + FRAMES <= self._buffer.goal

    @property
    def until_wanted_s(self) -> float:
        """Seconds until the device will have taken enough for the next block: it takes a period at a time."""
        too_much = self._ring.fill + FRAMES - self._buffer.goal
        periods = math.ceil(too_much / self.output.period)
        frames = periods * self.output.period
        playing_ns = int(frames * clock.SECOND_NS / self.rate_hz)
        taken_ns = self.output.asked_ns + playing_ns
        until_s = clock.seconds(taken_ns - clock.now_ns())
        return max(_SHORTEST_WAIT_S, until_s + _JITTER_S)

    @property
    def ahead_s(self) -> float:
        """Seconds of sound in the ring."""
        return self._ring.fill / self.rate_hz

    @property
    def unheard_s(self) -> float:
        """Seconds of sound in the ring and in the device."""
        return self.ahead_s + self.output.latency_s

    @property
    def next_heard_ns(self) -> int:
        """When what is made now will leave the device, behind the peak limiter."""
        return self.output.heard_ns(self._ring.written + PeakLimiter.DELAY)

    @property
    def is_sounding(self) -> bool:
        """True while the device asks for sound."""
        return not self.output.is_finished and not self._watch.is_frozen

    def push(self, block: np.ndarray) -> None:
        """(n, 2) for left and right, to the channels that play them. Raises ValueError when there is no room."""
        self._ring.push(self.output.routing.lay(block))

    def adapt(self) -> None:
        """Once a block: more or less is kept ready from now on."""
        if self._buffer.update(self._ring.lowest, FRAMES / self.rate_hz):
            self._ring.lowest = self._ring.fill

    def check(self, now_ns: int) -> None:
        """Raises `NoSound` when the device ended or no longer asks for anything."""
        name = self.output.device.name
        if self.output.is_finished:
            raise NoSound(f'the sound device "{name}" went away')
        self._watch.update(now_ns)
        if not self.is_sounding:
            raise NoSound(f'the sound device "{name}" takes no sound any more')

    def _buffer_control(self, generous: int) -> BufferControl:
        """From `generous` frames down to what is needed."""
        least = FRAMES + self.output.period + _MARGIN
        most = int((_MOST_S - self.output.patience_s) * self.rate_hz)
        return BufferControl(
            goal=generous,
            least=least,
            most=max(least, most),
            margin=_MARGIN,
        )


class _DeviceWatch:
    """Notices that a device no longer asks."""

    def __init__(self, output: AudioOutput):
        self._output = output
        self._checked_ns = 0
        self._callbacks = 0
        self._unasked_s = 0.0  # of our own turns since the device was last seen to ask

    @property
    def is_frozen(self) -> bool:
        """True when it has asked for nothing for too long."""
        return self._unasked_s >= _FROZEN_S

    def update(self, now_ns: int) -> None:
        """Once a turn."""
        # a turn counts for little: when the whole machine stood still, that is not the device's fault
        turn_s = clock.seconds(now_ns - self._checked_ns)
        self._unasked_s += min(_LONGEST_TURN_S, turn_s)
        callbacks = self._output.counters.callbacks
        if callbacks != self._callbacks:
            self._callbacks = callbacks
            self._unasked_s = 0.0
        self._checked_ns = now_ns
