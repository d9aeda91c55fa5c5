"""From what is heard to the loudspeaker: arrangement, master, ring and device, for one life of the device."""

import math
from pathlib import Path

import numpy as np

from installation.common import clock
from installation.config.schema import SoundConfig
from installation.faults import NoSound
from installation.sound import scheduling
from installation.sound.arrangement import Arrangement, Patch
from installation.sound.bank import FRAMES
from installation.sound.buffer_control import BufferControl
from installation.sound.inputs import InputState
from installation.sound.master import Master
from installation.sound.noise import CalibrationNoise
from installation.sound.output import AudioOutput
from installation.sound.peak_limiter import PeakLimiter
from installation.sound.ring import Ring

_LAST_BLOCKS = 4  # of the fade before the process ends
# A device that asks for nothing for so long is lost; a server that ran dry may halt for two.
_FROZEN_S = 3.0
_LONGEST_TURN_S = 0.1  # of which a turn counts at most
_SHORTEST_WAIT_S = 0.002  # of the loop
_JITTER_S = 0.0005  # of a device's asking
_MOST_S = 0.6  # that ever waits in the ring, and that the device can be let wait besides
# Frames left, at least, when the device was greediest: time to make the next block.
_MARGIN = FRAMES * 3 // 8


class AudioEngine:
    """An arrangement, its master, a ring and the device that empties it."""

    def __init__(
        self,
        settings: SoundConfig,
        latency_ms: float,
        patch: Patch,
        sounds: Path,
        target_lufs: float,
        kept: Path | None = None,
    ):
        """`latency_ms` that the device holds; `sounds` and `kept`: see `Arrangement`. Raises `NoSound`."""
        self.output = AudioOutput(
            settings.device,
            settings.rate_hz,
            latency_ms,
            FRAMES,
            settings.channels,
        )
        self._rate = self.output.rate_hz
        with scheduling.ordinary_priority():
            self.arrangement = Arrangement(patch, sounds, self._rate, kept)
        self._master = Master(target_lufs, FRAMES, self._rate)
        self._noise: CalibrationNoise | None = None  # while the level is measured
        self._watch = _DeviceWatch(self.output)
        self.peak = 0.0  # of the newest block, 0..1 of full scale
        self.rms = 0.0
        # The newest block's point, and when its first sample will leave the device.
        self.heard = (0, 0)
        # A device begins by taking all that it can hold, and another may take more. It is silence anyway.
        channels = self.output.channels
        device_frames = int(2 * self.output.latency_s * self._rate)
        generous = 2 * FRAMES + device_frames
        most = int(_MOST_S * self._rate)
        self._buffer = self._buffer_control(generous)
        self._ring = Ring(generous + most + _LAST_BLOCKS * FRAMES, channels)
        self._ring.push(np.zeros((generous, channels), np.float32))
        self.output.start(self._ring)
        scheduling.yield_to_callback()

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
        playing_ns = int(frames * clock.SECOND_NS / self._rate)
        taken_ns = self.output.asked_ns + playing_ns
        until_s = clock.seconds(taken_ns - clock.now_ns())
        return max(_SHORTEST_WAIT_S, until_s + _JITTER_S)

    @property
    def ahead_s(self) -> float:
        """Seconds of sound in the ring."""
        return self._ring.fill / self._rate

    @property
    def blocks(self) -> int:
        """Written to the device."""
        return self.output.counters.frames // FRAMES

    @property
    def xruns(self) -> int:
        """Times the device ran dry, whoever was late."""
        counters = self.output.counters
        return counters.ring_underruns + counters.device_underruns

    @property
    def is_measuring(self) -> bool:
        """True while the calibration noise is played instead of the piece."""
        return self._noise is not None

    @property
    def is_sounding(self) -> bool:
        """True while the device asks for sound."""
        return not self.output.is_finished and not self._watch.is_frozen

    def set_target(self, target_lufs: float) -> None:
        """Another loudness to be held from now on."""
        self._master.set_target(target_lufs)

    def measure(self, seconds: float) -> None:
        """The piece fades, and the calibration noise is played for so long; 0 ends it."""
        if seconds > 0 and self._noise is None:
            self._noise = CalibrationNoise(FRAMES, self._rate)
        if self._noise is not None:
            self._noise.end_after(seconds)

    def fill(self, inputs: InputState, now_ns: int) -> None:
        """One block more into the ring."""
        heard_ns = self.output.heard_ns(self._ring.written + PeakLimiter.DELAY)
        number, point = self._predicted(inputs, heard_ns)
        block = self.arrangement.render(point, inputs)
        self.heard = (number, heard_ns)
        bad_blocks = self._master.bad_blocks
        self._send(self._mastered(block, inputs.is_led(now_ns)))
        if self._buffer.update(self._ring.lowest, FRAMES / self._rate):
            self._ring.lowest = self._ring.fill
        if self._master.bad_blocks > bad_blocks:  # what is no number stays in filters and phases
            self.arrangement.restart()

    def fade_out(self) -> None:
        """A short way to nothing, appended to what waits in the ring."""
        last = []
        for _ in range(_LAST_BLOCKS):
            block = self.arrangement.render_unled()
            last.append(self._master.process(block, False))
        sound = np.concatenate(last)
        fade = np.linspace(1, 0, len(sound), dtype=np.float32)[:, None]
        self._send(sound * fade * fade)

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
        most = int((_MOST_S - self.output.patience_s) * self._rate)
        return BufferControl(
            goal=generous,
            least=least,
            most=max(least, most),
            margin=_MARGIN,
        )

    def _predicted(self, inputs: InputState, heard_ns: int) -> tuple[int, np.ndarray | None]:
        """Number and point (d,) of a block that is heard then; None before there is one."""
        # the sound runs to a point within a block, in the middle of which the point should be seen
        middle_ns = round(FRAMES / 2 / self._rate * clock.SECOND_NS)
        predicted = inputs.predictor.predict(heard_ns + middle_ns)
        return predicted or (0, None)

    def _mastered(self, block: np.ndarray, is_led: bool) -> np.ndarray:
        """(2, FRAMES) -> (FRAMES, 2) for the device; the calibration noise once the piece has faded for it."""
        if self._noise is None:
            return self._master.process(block, is_led)
        if not self._master.is_silent:
            return self._master.process(block, False)
        noise = self._noise.render()
        if self._noise.is_over:
            self._noise = None
        return noise

    def _send(self, block: np.ndarray) -> None:
        """(n, 2) into the ring."""
        self.peak = float(np.abs(block).max())
        energy = np.vdot(block, block)
        self.rms = math.sqrt(energy / block.size)
        self._ring.push(self.output.routing.lay(block))


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
