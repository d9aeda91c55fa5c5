"""A stream of a device that plays what is in a ring, through sounddevice (PortAudio).

PortAudio shapes this page. It tells nobody about exceptions in its callback and the loss of its device, so we count.
When the sound server has frozen, `stop`, `abort` and `close` never return: only `AudioOutput.leave` and `end` call
them, beside the loop, and nothing does at exit. A process that has lost its device ends, and the system closes what it
held. And on ALSA it asks in quarters of what the device holds, whatever we take at once: the quarter that is being
asked for keeps nobody from running dry, and a sound server takes as much again. So we set the number of periods
ourselves.
"""

import atexit
import contextlib
import ctypes
import os
import threading
from dataclasses import replace
from itertools import product
from typing import Any

from installation.common import clock
from installation.faults import NoSound
from installation.sound.loudspeakers import Loudspeaker
from installation.sound.ring import Ring
from installation.sound.sinks import play_on

_PERIODS = 3  # that a device holds at least: it asks when it has played one
# What it keeps while the next block is waited for, in periods; one of them is in a sound server's hands already.
_LAST_PERIODS = 1.5
_LONGEST_AHEAD_S = 2.0  # that a driver may believably say


class PlaybackCounters:
    """What the callback counts; written by PortAudio's thread alone."""

    def __init__(self) -> None:
        self.callbacks = 0  # how often the device has asked
        self.frames = 0  # that it was given
        self.ring_underruns = 0  # times the ring held too little
        self.device_underruns = 0  # times the device itself ran dry
        self.near_xruns = 0  # times it asked so late that it nearly did
        self.latest_ns = 0  # by which it asked late, at the most, since somebody last looked


class AudioOutput:
    """A stream that empties a ring, once in its life."""

    def __init__(self, loudspeaker: Loudspeaker, latency_ms: float):
        """Opens the device, which will hold `latency_ms`; `start` makes it play. Raises `NoSound`.

        PULSE_LATENCY_MSEC would do it as well, but with it PulseAudio may wait for more, after it has run dry, than
        it asks for: it never plays again.
        """
        self._library = loudspeaker.library
        self.device = loudspeaker.device
        self.routing = loudspeaker.routing
        self.counters = PlaybackCounters()
        self.is_finished = False
        self._ring = Ring(capacity=1)  # that of `start`, later
        self._stream = self._open(
            loudspeaker.rate_hz,
            latency_ms / 1000,
            loudspeaker.most_frames,
        )
        self.channels: int = self._stream.channels
        self.routing = replace(self.routing, count=self.channels)
        self.rate_hz: float = self._stream.samplerate
        self.latency_s: float = self._stream.latency
        self.period: int = self._stream.blocksize  # frames that it asks for at once
        self._period_ns = int(self.period * clock.SECOND_NS / self.rate_hz)
        last_s = _LAST_PERIODS * self.period / self.rate_hz
        self._last_s = min(last_s, self.latency_s / 2)
        self.patience_s = self.latency_s - self._last_s  # for which a block can be waited for
        self.asked_ns = clock.now_ns()  # last
        sounds_ns = self.asked_ns + int(self.latency_s * clock.SECOND_NS)
        self._heard = (0, sounds_ns)  # a frame, and when it sounds

    def start(self, ring: Ring) -> None:
        """Plays from now on what is in the ring; fill it first. Raises `NoSound`."""
        self._ring = ring
        try:
            self._stream.start()
        except self._library.PortAudioError as error:
            raise NoSound(f'"{self.device.name}" does not start: {error}') from error

    def heard_ns(self, frame: int) -> int:
        """When the frame of this number, counted from the first that was given, leaves the device.

        As the device says: PortAudio's time of the converter. A sound server may add what it does not tell.
        """
        known, known_ns = self._heard
        later_ns = int((frame - known) * clock.SECOND_NS / self.rate_hz)
        return known_ns + later_ns

    def leave(self, patience_s: float = 0.5) -> None:
        """Lets the device play out what it holds, before the process ends.

        A callback into an interpreter that shuts down crashes it. So where the stream does not stop in time, the
        process will end without the interpreter's shutdown, and with exit code 1.
        """
        stopping = threading.Thread(target=self._stream.stop, daemon=True)
        stopping.start()
        stopping.join(patience_s)
        if stopping.is_alive():
            self.abandon()

    def end(self) -> None:
        """Stops and gives the device back, beside the loop: another stream plays on."""
        threading.Thread(target=self._stop_and_close, daemon=True).start()

    def _stop_and_close(self) -> None:
        with contextlib.suppress(self._library.PortAudioError):
            self._stream.stop()
            self._stream.close()

    def abandon(self) -> None:
        """Leaves a stream that hangs to the system; see `leave`."""
        atexit.register(os._exit, 1)

    def _open(
        self,
        rate_hz: int,
        latency_s: float,
        most_frames: int,
    ) -> Any:
        """A stream at our rate, or else at the device's own: the instrument plays at any. Raises `NoSound`.

        Some devices can only be had with all their channels.
        """
        refusal: Exception | None = None
        play_on(self.device.sink.name if self.device.sink else "")
        counts = dict.fromkeys((self.routing.count, self.device.channels))
        for rate, channels in product((rate_hz, self.device.rate_hz), counts):
            period = min(most_frames, round(rate * latency_s / _PERIODS))
            periods = round(rate * latency_s / period)
            _set_periods(self._library, periods)
            try:
                return self._library.RawOutputStream(
                    samplerate=rate,
                    device=self.device.index,
                    channels=channels,
                    dtype="float32",
                    # PortAudio counts what is left when it asks; half a frame, lest rounding lose one
                    latency=((periods - 1) * period + 0.5) / rate,
                    blocksize=period,
                    callback=self._fill,
                    finished_callback=self._note_end,
                )
            except self._library.PortAudioError as error:
                refusal = error
        raise NoSound(f'"{self.device.name}" does not open: {refusal}') from refusal

    def _fill(
        self,
        out: Any,
        frames: int,
        time: Any,
        status: Any,
    ) -> None:
        """PortAudio's own thread: copies and counts, nothing else.

        After a halt a device takes several periods at once, and the ring does not hold all that again: while the
        device still holds enough, the next block is waited for.
        """
        counters = self.counters
        before_ns = self.asked_ns
        asked_ns = clock.now_ns()
        self.asked_ns = asked_ns
        ahead_s = time.outputBufferDacTime - time.currentTime
        is_known = 0 < ahead_s < _LONGEST_AHEAD_S  # some drivers do not know
        sounds_s = ahead_s if is_known else self.latency_s
        sounds_ns = asked_ns + int(sounds_s * clock.SECOND_NS)
        self._heard = (counters.frames, sounds_ns)
        spare_s = 0.0
        if is_known:
            patience_s = ahead_s - self._last_s
            until_ns = asked_ns + int(patience_s * clock.SECOND_NS)
            self._ring.await_fill(frames, until_ns)
            left_s = clock.seconds(until_ns - clock.now_ns())
            spare_s = max(0.0, left_s - self.patience_s / 2)
        given = self._ring.pull(out, int(spare_s * self.rate_hz))
        counters.frames += given
        if given < frames:
            counters.ring_underruns += 1
        if status.output_underflow:
            counters.device_underruns += 1
        if asked_ns - before_ns > self.latency_s * clock.SECOND_NS:
            counters.near_xruns += 1
        counters.latest_ns = max(counters.latest_ns, asked_ns - before_ns - self._period_ns)
        counters.callbacks += 1

    def _note_end(self) -> None:
        self.is_finished = True


def _set_periods(sounddevice: Any, periods: int) -> None:
    """Devices opened from now on hold so many periods and ask when one is free. Only ALSA's know of it."""
    with contextlib.suppress(AttributeError, OSError):
        portaudio = ctypes.CDLL(sounddevice._libname)
        portaudio.PaAlsa_SetNumPeriods(periods)
