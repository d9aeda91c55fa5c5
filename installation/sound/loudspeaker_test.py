"""`kiosk devices` and `kiosk sound`: which loudspeakers there are, and whether the right one is heard, how loud."""

from collections.abc import Callable

import numpy as np

from installation.common import clock
from installation.config.schema import SoundConfig
from installation.faults import NoSound
from installation.sound.bank import FRAMES
from installation.sound.level import NOISE_LUFS
from installation.sound.loudspeakers import Loudspeaker, devices, start_portaudio
from installation.sound.noise import noise_cycle
from installation.sound.output import AudioOutput
from installation.sound.ring import Ring

_TONE_HZ = 440.0
_TONE_S = 1.5
_TONE_DBFS = -23.0
_PAUSE_S = 0.5
_FADE_S = 0.05
_HELD_MS = 400.0  # by the device: nobody waits for an answer
_AHEAD_S = 0.5  # in the ring
_PATIENCE_S = 3.0  # with a device that takes nothing
_REST_S = 0.02
_SIDES = (("left", (1, 0)), ("right", (0, 1)))  # and their gains

Log = Callable[[str], None]  # tells a person


def loudspeakers() -> list[tuple[str, str]]:
    """The devices that can play: how `sound.device` may name each, and what it is, in words.

    Raises `NoSound` where PortAudio is missing.
    """
    sounddevice = start_portaudio()
    default = sounddevice.default.device[1]
    found = []
    for device in devices(sounddevice):
        mark = "  <- auto" if device.index == default else ""
        sink = f"  ({device.sink.description})" if device.sink else ""
        sizes = f"{device.channels} channels, {device.rate_hz:g} Hz"
        found.append((device.name, f'"{device.name}"  {sizes}{sink}{mark}'))
    return found


def try_out(settings: SoundConfig, noise_s: float, log: Log) -> None:
    """Left, right, then the calibration noise for `noise_s` seconds. Raises `NoSound`."""
    loudspeaker = Loudspeaker.found(settings.device, settings.rate_hz, FRAMES, settings.channels)
    output = AudioOutput(loudspeaker, max(settings.latency_ms, _HELD_MS))
    rate_hz = output.rate_hz
    name = output.device.name
    numbers = " and ".join(map(str, settings.channels))
    log(f'playing on "{name}", channel {numbers} of {output.device.channels}, {rate_hz:g} Hz')
    ring = Ring(int(2 * _AHEAD_S * rate_hz), output.channels)
    output.start(ring)
    for name, gains in _SIDES:
        log(f"a tone: {name}")
        _play(
            output,
            ring,
            tone(rate_hz) * np.array(gains, np.float32),
        )
    log(
        f"noise at {NOISE_LUFS:g} LUFS for {noise_s:g} s: "
        "measure the level where visitors stand, in dB(A), slow,"
    )
    log("and write it to kiosk.toml:  [sound]  noise_dba = ...")
    _play(output, ring, noise(rate_hz, noise_s))
    rest_s = _AHEAD_S + output.latency_s
    silence = np.zeros((int(rest_s * rate_hz), 2), np.float32)
    _play(output, ring, silence)
    output.leave()


def tone(rate_hz: float) -> np.ndarray:
    """(n, 2) float32: a sine and a pause."""
    t = np.arange(int(_TONE_S * rate_hz)) / rate_hz
    level = 10 ** (_TONE_DBFS / 20)
    angle = 2 * np.pi * _TONE_HZ * t
    sine = level * np.sin(angle)
    sine *= _fades(len(t), rate_hz)
    pause = np.zeros(int(_PAUSE_S * rate_hz))
    mono = np.append(sine, pause)
    return np.repeat(mono[:, None], 2, axis=1).astype(np.float32)


def noise(rate_hz: float, seconds: float) -> np.ndarray:
    """(n, 2) float32: the calibration noise, for so long."""
    length = int(seconds * rate_hz)
    sound = np.resize(noise_cycle(rate_hz), (length, 2))
    fades = _fades(length, rate_hz)[:, None]
    return (sound * fades).astype(np.float32)


def _fades(length: int, rate_hz: float) -> np.ndarray:
    """(length,) 0..1: in and out within `_FADE_S`."""
    at_s = np.arange(length) / rate_hz
    to_nearer_end_s = np.minimum(at_s, at_s[::-1])
    return np.clip(to_nearer_end_s / _FADE_S, 0, 1)


def _play(output: AudioOutput, ring: Ring, sound: np.ndarray) -> None:
    """Puts all of it (n, 2) into the ring, as there is room. Raises `NoSound` when the device takes nothing."""
    sound = output.routing.lay(sound)
    most = int(_AHEAD_S * output.rate_hz)
    position = 0
    callbacks = -1
    asked_ns = clock.now_ns()
    while position < len(sound):
        free = max(0, most - ring.fill)
        part = sound[position : position + free]
        ring.push(part)
        position += len(part)
        clock.rest(_REST_S)
        if output.counters.callbacks != callbacks:
            callbacks = output.counters.callbacks
            asked_ns = clock.now_ns()
            continue
        silent_s = clock.seconds(clock.now_ns() - asked_ns)
        if output.is_finished or silent_s > _PATIENCE_S:
            output.abandon()
            raise NoSound(
                f'"{output.device.name}" takes no sound: '
                "is the sound server alive, the device plugged in?"
            )
