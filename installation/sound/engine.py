"""From what is heard to the loudspeaker: arrangement, master and playback, for one life of the device."""

import math
from pathlib import Path

import numpy as np

from installation.common import clock
from installation.config.schema import SoundConfig
from installation.faults import NoSound
from installation.sound import scheduling
from installation.sound.arrangement import Arrangement, Patch
from installation.sound.bank import FRAMES
from installation.sound.handover import Handover
from installation.sound.inputs import InputState
from installation.sound.loudspeakers import Loudspeaker
from installation.sound.master import Master
from installation.sound.noise import CalibrationNoise
from installation.sound.output import AudioOutput
from installation.sound.playback import LAST_BLOCKS, Playback
from installation.sound.playback_counts import PlaybackCounts


class AudioEngine:
    """An arrangement, its master, and what plays it: while the device is given another size to hold, twice."""

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
        self._loudspeaker = Loudspeaker.found(
            settings.device,
            settings.rate_hz,
            FRAMES,
            settings.channels,
        )
        output = AudioOutput(self._loudspeaker, latency_ms)
        self._rate = output.rate_hz
        with scheduling.ordinary_priority():
            self.arrangement = Arrangement(patch, sounds, self._rate, kept)
        self._master = Master(target_lufs, FRAMES, self._rate)
        self._noise: CalibrationNoise | None = None  # while the level is measured
        self.peak = 0.0  # of the newest block, 0..1 of full scale
        self.rms = 0.0
        # The newest block's point, and when its first sample will leave the device.
        self.heard = (0, 0)
        self.counts = PlaybackCounts()
        self.device_ms = latency_ms  # that the device is given to hold
        self._handover: Handover | None = None
        self._playback = Playback(output)
        scheduling.yield_to_callback()

    @property
    def output(self) -> AudioOutput:
        """The stream that is heard."""
        return self._playback.output

    @property
    def wants_more(self) -> bool:
        """True when a block is due."""
        return self._playback.wants_more

    @property
    def until_wanted_s(self) -> float:
        """Seconds until a block is due."""
        return self._playback.until_wanted_s

    @property
    def ahead_s(self) -> float:
        """Seconds of sound that wait for the device."""
        return self._playback.ahead_s

    @property
    def is_measuring(self) -> bool:
        """True while the calibration noise is played instead of the piece."""
        return self._noise is not None

    @property
    def is_sounding(self) -> bool:
        """True while the device asks for sound."""
        return self._playback.is_sounding

    def set_target(self, target_lufs: float) -> None:
        """Another loudness to be held from now on."""
        self._master.set_target(target_lufs)

    def measure(self, seconds: float) -> None:
        """The piece fades, and the calibration noise is played for so long; 0 ends it."""
        if seconds > 0 and self._noise is None:
            self._noise = CalibrationNoise(FRAMES, self._rate)
        if self._noise is not None:
            self._noise.end_after(seconds)

    def give_to_hold(self, latency_ms: float) -> None:
        """From soon on the device holds so much; nobody hears the change. To be said again until it does.

        Raises `NoSound` where that was refused.
        """
        handover = self._handover
        if handover is None:
            self._handover = Handover(self._loudspeaker, latency_ms)
        elif handover.is_given_up:
            self._handover = None
            raise NoSound(handover.refusal)

    def fill(self, inputs: InputState, now_ns: int) -> None:
        """One block more."""
        heard_ns = self._playback.next_heard_ns
        number, point = self._predicted(inputs, heard_ns)
        block = self.arrangement.render(point, inputs)
        self.heard = (number, heard_ns)
        bad_blocks = self._master.bad_blocks
        self._send(self._mastered(block, inputs.is_led(now_ns)))
        self._playback.adapt()
        if self._master.bad_blocks > bad_blocks:  # what is no number stays in filters and phases
            self.arrangement.restart()

    def fade_out(self) -> None:
        """A short way to nothing, appended to what waits in the ring."""
        last = []
        for _ in range(LAST_BLOCKS):
            block = self.arrangement.render_unled()
            last.append(self._master.process(block, False))
        sound = np.concatenate(last)
        fade = np.linspace(1, 0, len(sound), dtype=np.float32)[:, None]
        self._send(sound * fade * fade)

    def leave(self) -> None:
        """The device plays out what it holds; see `AudioOutput.leave`. So does a second stream that has begun."""
        self.output.leave()
        if self._handover is not None:
            self._handover.leave()

    def check(self, now_ns: int) -> None:
        """Raises `NoSound` when the device ended or no longer asks for anything."""
        self._playback.check(now_ns)
        self.counts.update(self.output.counters)

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
        handover = self._handover
        if handover is None:
            self._playback.push(block)
        elif handover.push(block, self._playback):
            self._complete(handover)

    def _complete(self, handover: Handover) -> None:
        """The second stream is alone from now on."""
        self.output.end()
        self._playback = handover.second
        self.device_ms = handover.latency_ms
        self.counts.begin(self.output.counters)
        self._handover = None
