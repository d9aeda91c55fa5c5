"""From what is heard to the loudspeaker: piece, master, ring and device, one life long."""

import math
from pathlib import Path

import numpy as np

from installation.common import clock
from installation.faults import NoSound
from installation.sound import scheduling
from installation.sound.arrangement import Piece, Score
from installation.sound.bank import FRAMES
from installation.sound.buffer_control import Reserve
from installation.sound.inputs import Ear
from installation.sound.master import Master
from installation.sound.noise import Calibration
from installation.sound.output import Player
from installation.sound.peak_limiter import Limiter
from installation.sound.ring import Ring

_LAST_BLOCKS = 4  # of the fade before the process ends
_FROZEN_S = 3.0  # a device that asks for nothing for so long is lost; a server that ran dry may halt for two
_TURN_S = 0.1  # of which a turn counts at most
_SHORTEST_S = 0.002  # rest of the loop
_JITTER_S = 0.0005  # of a device's asking
_MOST_S = 0.6  # that ever waits in the ring, and that the device can be let wait besides
_MARGIN = (
    FRAMES * 3 // 8
)  # frames left, at least, when the device was greediest: time to make the next block


class Voice:
    """A piece, its master, a ring and the device that empties it."""

    def __init__(self, settings, latency_ms: float, score: Score, sounds: Path, target_lufs: float):
        """Raises `NoSound`."""
        self.player = Player(settings.device, settings.rate_hz, latency_ms, FRAMES)
        self._rate = self.player.rate_hz
        with scheduling.aside():
            self.piece = Piece(score, sounds, self._rate)
        self._master = Master(target_lufs, FRAMES, self._rate)
        self._calibration: Calibration | None = None  # while the level is measured
        self._checked_ns = self._callbacks = 0
        self._unasked_s = 0.0  # of our own turns since the device was last seen to ask
        self.peak = self.rms = 0.0
        self.heard = (
            0,
            0,
        )  # the newest block's point, and when its first sample will leave the device
        # A device begins by taking all that it can hold, and another may take more. It is silence anyway.
        generous = 2 * FRAMES + int(2 * self.player.latency_s * self._rate)
        capacity = generous + int(_MOST_S * self._rate) + _LAST_BLOCKS * FRAMES
        self._ring = Ring(capacity, self.player.channels)
        least, most = (
            FRAMES + self.player.gulp + _MARGIN,
            int((_MOST_S - self.player.patience_s) * self._rate),
        )
        self._reserve = Reserve(generous, least, max(least, most), _MARGIN)
        self._ring.push(np.zeros((generous, self.player.channels), np.float32))
        self.player.start(self._ring)
        scheduling.come_after()

    @property
    def wants_more(self) -> bool:
        """True when the ring has room for a block."""
        return self._ring.fill + FRAMES <= self._reserve.goal

    @property
    def until_wanted_s(self) -> float:
        """Seconds until the device will have taken enough for the next block: it takes a gulp at a time."""
        gulps = -(-(self._ring.fill + FRAMES - self._reserve.goal) // self.player.gulp)
        taken_ns = self.player.asked_ns + gulps * self.player.gulp * clock.SECOND_NS / self._rate
        return max(_SHORTEST_S, clock.seconds(taken_ns - clock.now_ns()) + _JITTER_S)

    @property
    def ahead_s(self) -> float:
        """Seconds of sound in the ring."""
        return self._ring.fill / self._rate

    @property
    def blocks(self) -> int:
        """Written to the device."""
        return self.player.frames // FRAMES

    @property
    def xruns(self) -> int:
        """Times the device ran dry, whoever was late."""
        return self.starved + self.player.late

    @property
    def starved(self) -> int:
        """Those times of them when it was we: the ring held too little."""
        return self.player.starved

    def aim(self, target_lufs: float) -> None:
        """Another loudness to be held from now on."""
        self._master.aim(target_lufs)

    @property
    def measuring(self) -> bool:
        """True while the calibration noise is played instead of the piece."""
        return self._calibration is not None

    def measure(self, seconds: float) -> None:
        """The piece fades, and the calibration noise is played for so long; 0 ends it."""
        if seconds > 0 and self._calibration is None:
            self._calibration = Calibration(FRAMES, self._rate)
        if self._calibration:
            self._calibration.ends_after(seconds)

    def fill(self, ear: Ear, now_ns: int) -> None:
        """One block more into the ring."""
        heard_ns = self.player.heard_ns(self._ring.written + Limiter.DELAY)
        # the sound runs to a point within a block, in the middle of which the point should be seen
        number, point = ear.trail.at(
            heard_ns + round(FRAMES / 2 / self._rate * clock.SECOND_NS)
        ) or (0, None)
        block = self.piece.block(point, ear, now_ns)
        self.heard = number, heard_ns
        broken = self._master.broken
        wanted = ear.led(now_ns) and not self.measuring
        self._send(
            self._calibrating()
            if self.measuring and self._master.silent
            else self._master.process(block, wanted)
        )
        if self._reserve.watch(self._ring.lowest, FRAMES / self._rate):
            self._ring.lowest = self._ring.fill
        if self._master.broken > broken:  # what is not a number stays in filters and phases
            self.piece.begin()

    def _calibrating(self) -> np.ndarray:
        block = self._calibration.block()
        if self._calibration.is_over:
            self._calibration = None
        return block

    def last_blocks(self) -> None:
        """A short way to nothing, appended to what waits in the ring."""
        last = [self._master.process(self.piece.rest(), False) for _ in range(_LAST_BLOCKS)]
        way = np.linspace(1, 0, _LAST_BLOCKS * FRAMES, dtype=np.float32)[:, None]
        self._send(np.concatenate(last) * way * way)

    def check(self, now_ns: int) -> None:
        """Raises `NoSound` when the device ended or asks for nothing any more."""
        if self.player.finished:
            raise NoSound(f'the sound device "{self.player.device.name}" went away')
        # a turn counts for little: when the whole machine stood still, that is not the device's fault
        self._unasked_s += min(_TURN_S, clock.seconds(now_ns - self._checked_ns))
        if self.player.callbacks != self._callbacks:
            self._callbacks, self._unasked_s = self.player.callbacks, 0.0
        self._checked_ns = now_ns
        if not self.sounding:
            raise NoSound(f'the sound device "{self.player.device.name}" takes no sound any more')

    @property
    def sounding(self) -> bool:
        """True while the device asks for sound."""
        return not self.player.finished and self._unasked_s < _FROZEN_S

    def _send(self, block: np.ndarray) -> None:
        self.peak = float(np.abs(block).max())
        self.rms = math.sqrt(np.vdot(block, block) / block.size)
        if self.player.channels == 1:
            block = block.mean(axis=1, keepdims=True)
        self._ring.push(block)
