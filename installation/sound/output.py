"""The one door to sounddevice (PortAudio): which devices there are, and one that plays what is in a ring.

Four things PortAudio does shape this page. It lists devices once, when it starts, so we start it anew for
each look. Its callback's exceptions and its device's death are told to nobody, so we count. When the
sound server has frozen, `stop`, `abort` and `close` never return: only `Player.leave` calls one of them, beside
the loop and with little patience, and nothing does at exit. A process that has lost its device ends, and the
system closes what it held. And on ALSA it asks in quarters of what the device holds, whatever we take at once: the
quarter that is being asked for keeps nobody from running dry, and a sound server takes as much again. So we say how
many parts there shall be.
"""

import atexit
import contextlib
import ctypes
import os
import threading
from dataclasses import dataclass

from installation.common import clock
from installation.faults import NoSound
from installation.sound.ring import Ring

AUTO, NONE = "auto", "none"
_PERIODS = 3  # that a device holds at least: it asks when it has played one
_LAST_PERIODS = 1.5  # that it keeps while the next block is waited for, one of them in a sound server's hands already


@dataclass(frozen=True)
class Device:
    """A device that can play."""

    index: int
    name: str
    channels: int
    rate_hz: float  # its own


def library():
    """sounddevice with a fresh PortAudio, its list of devices as they are now. Raises `NoSound`."""
    try:
        import sounddevice
    except OSError as error:
        raise NoSound(
            "the PortAudio library is not installed: sudo apt-get install -y libportaudio2"
        ) from error
    atexit.unregister(sounddevice._exit_handler)  # it would stop a stream that may never stop
    try:
        while sounddevice._initialized:
            sounddevice._terminate()
        sounddevice._initialize()
    except sounddevice.PortAudioError as error:
        raise NoSound(f"PortAudio does not start: {error}") from error
    return sounddevice


def devices(sounddevice) -> list[Device]:
    """All that can play, in PortAudio's order."""
    return [
        Device(index, found["name"], found["max_output_channels"], found["default_samplerate"])
        for index, found in enumerate(sounddevice.query_devices())
        if found["max_output_channels"] > 0
    ]


def choose(wanted: str, found: list[Device], default: int) -> Device:
    """The device called `wanted`, or whose name contains it; `auto` is the system's own choice.

    Raises `NoSound`, saying what there is.
    """
    if not found:
        raise NoSound("no sound device found: connect one, or set sound.device to none")
    if wanted == AUTO:
        return next((device for device in found if device.index == default), found[0])
    same = [device for device in found if device.name.lower() == wanted.lower()]
    alike = [device for device in found if wanted.lower() in device.name.lower()]
    if not same + alike:
        names = ", ".join(f'"{device.name}"' for device in found)
        raise NoSound(f'no sound device is called "{wanted}"; there are {names}, or auto, or none')
    return (same + alike)[0]


def _divide(sounddevice, periods: int) -> None:
    """Devices opened from now on hold so many parts and ask when one is free. Only ALSA's know of it."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(sounddevice._libname).PaAlsa_SetNumPeriods(periods)


class Player:
    """A stream that empties a ring, once in its life."""

    def __init__(self, wanted: str, rate_hz: int, latency_ms: float, gulp: int):
        """Finds and opens the device, which will hold `latency_ms`; `start` makes it play. Raises `NoSound`.

        It asks for `gulp` frames at once, or fewer: the fewer, the more is left when it asks, and the oftener we are
        woken.

        PULSE_LATENCY_MSEC would do it as well, but with it PulseAudio may wait for more, after it has run dry, than
        it asks for: it never plays again.
        """
        self._library = library()
        found = devices(self._library)
        self.device = choose(wanted, found, self._library.default.device[1])
        self.callbacks = 0  # how often the device has asked
        self.frames = 0  # that it was given
        self.starved = 0  # times the ring held too little
        self.late = 0  # times the device itself ran dry
        self.narrow = 0  # times it asked so late that it nearly did
        self.finished = False
        self._ring: Ring | None = None
        self._stream = self._opened(rate_hz, latency_ms / 1000, gulp)
        self.channels = self._stream.channels
        self.rate_hz = self._stream.samplerate
        self.latency_s = self._stream.latency
        self.gulp = self._stream.blocksize  # frames that it asks for at once
        self._last_s = min(_LAST_PERIODS * self.gulp / self.rate_hz, self.latency_s / 2)
        self.patience_s = (
            self.latency_s - self._last_s
        )  # for which the next block can be waited for
        self.asked_ns = clock.now_ns()  # last
        self._heard = (
            0,
            clock.now_ns() + int(self.latency_s * clock.SECOND_NS),
        )  # a frame, and when it sounds

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
        return known_ns + int((frame - known) * clock.SECOND_NS / self.rate_hz)

    def leave(self, patience_s: float = 0.5) -> None:
        """Lets the device play out what it holds, before the process ends.

        A callback into a dying interpreter crashes it. So where the stream does not stop in time, the process
        will end without the interpreter's farewells, and with exit code 1.
        """
        stopping = threading.Thread(target=self._stream.stop, daemon=True)
        stopping.start()
        stopping.join(patience_s)
        if stopping.is_alive():
            self.abandon()

    def abandon(self) -> None:
        """Leaves a stream that hangs to the system; see `leave`."""
        atexit.register(os._exit, 1)

    def _opened(self, rate_hz: int, latency_s: float, gulp: int):
        """At our rate, or else at the device's own: the instrument plays at any."""
        refusal = None
        for rate in (rate_hz, self.device.rate_hz):
            period = min(gulp, round(rate * latency_s / _PERIODS))
            periods = round(rate * latency_s / period)
            _divide(self._library, periods)
            try:
                return self._library.RawOutputStream(
                    samplerate=rate,
                    device=self.device.index,
                    channels=min(2, self.device.channels),
                    dtype="float32",
                    # PortAudio counts what is left when it asks; half a frame, lest rounding lose one
                    latency=((periods - 1) * period + 0.5) / rate,
                    blocksize=period,
                    callback=self._give,
                    finished_callback=self._note_end,
                )
            except self._library.PortAudioError as error:
                refusal = error
        raise NoSound(f'"{self.device.name}" does not open: {refusal}') from refusal

    def _give(self, out, frames: int, time, status) -> None:
        """PortAudio's own thread: copies and counts, nothing else.

        After a halt a device takes several gulps at once, and the ring does not hold all that again: while the device
        still holds enough, the next block is waited for.
        """
        ahead_s = time.outputBufferDacTime - time.currentTime
        known = 0 < ahead_s < 2  # some drivers do not know
        before_ns, self.asked_ns = self.asked_ns, clock.now_ns()
        self._heard = (
            self.frames,
            self.asked_ns + int((ahead_s if known else self.latency_s) * clock.SECOND_NS),
        )
        spare_s = 0.0
        if known:
            until_ns = self.asked_ns + int((ahead_s - self._last_s) * clock.SECOND_NS)
            self._ring.await_fill(frames, until_ns)
            spare_s = max(0.0, clock.seconds(until_ns - clock.now_ns()) - self.patience_s / 2)
        given = self._ring.pull(out, int(spare_s * self.rate_hz))
        self.frames += given
        self.starved += given < frames
        self.late += bool(status.output_underflow)
        self.narrow += self.asked_ns - before_ns > self.latency_s * clock.SECOND_NS
        self.callbacks += 1

    def _note_end(self) -> None:
        self.finished = True
