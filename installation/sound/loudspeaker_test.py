"""`kiosk devices` and `kiosk sound`: which loudspeakers there are, and whether the right one is heard, how loud."""

import numpy as np

from installation.common import clock
from installation.faults import NoSound
from installation.sound.bank import FRAMES
from installation.sound.level import NOISE_LUFS
from installation.sound.noise import period
from installation.sound.output import Player, devices, library
from installation.sound.ring import Ring

_TONE_HZ, _TONE_S, _PAUSE_S, _FADE_S = 440.0, 1.5, 0.5, 0.05
_TONE_DBFS = -23.0
_AHEAD_S = 0.5  # in the ring
_PATIENCE_S = 3.0  # with a device that takes nothing
_REST_S = 0.02


def list_loudspeakers(tell) -> None:
    """Says which devices can play, as `sound.device` may name them. Raises `NoSound` where PortAudio is missing."""
    sounddevice = library()
    found = devices(sounddevice)
    for device in found:
        own = "  <- auto" if device.index == sounddevice.default.device[1] else ""
        tell(f'  "{device.name}"  {device.channels} channels, {device.rate_hz:g} Hz{own}')
    if not found:
        tell("  none")


def try_out(settings: dict, noise_s: float, tell) -> None:
    """Left, right, then the calibration noise. `settings`: the section [sound]. Raises `NoSound`."""
    player = Player(settings["device"], settings["rate_hz"], settings["latency_ms"], FRAMES)
    rate_hz = player.rate_hz
    tell(f'playing on "{player.device.name}", {player.channels} channels, {rate_hz:g} Hz')
    ring = Ring(int(2 * _AHEAD_S * rate_hz), player.channels)
    player.start(ring)
    for name, gains in (("left", (1, 0)), ("right", (0, 1))):
        tell(f"a tone: {name}")
        _play(player, ring, tone(rate_hz) * np.array(gains, np.float32))
    tell(
        f"noise at {NOISE_LUFS:g} LUFS for {noise_s:g} s: measure the level where visitors stand, in dB(A), slow,"
    )
    tell("and write it to kiosk.toml:  [sound]  noise_dba = ...")
    _play(player, ring, noise(rate_hz, noise_s))
    _play(player, ring, np.zeros((int((_AHEAD_S + player.latency_s) * rate_hz), 2), np.float32))
    player.leave()


def tone(rate_hz: float) -> np.ndarray:
    """(n, 2) float32: a sine and a pause."""
    t = np.arange(int(_TONE_S * rate_hz)) / rate_hz
    sine = 10 ** (_TONE_DBFS / 20) * np.sin(2 * np.pi * _TONE_HZ * t) * _faded(len(t), rate_hz)
    return np.repeat(np.append(sine, np.zeros(int(_PAUSE_S * rate_hz)))[:, None], 2, axis=1).astype(
        np.float32
    )


def noise(rate_hz: float, seconds: float) -> np.ndarray:
    """(n, 2) float32: the calibration noise, for so long."""
    length = int(seconds * rate_hz)
    sound = np.resize(period(rate_hz), (length, 2))
    return (sound * _faded(length, rate_hz)[:, None]).astype(np.float32)


def _faded(length: int, rate_hz: float) -> np.ndarray:
    """(length,) 0..1: in and out within `_FADE_S`."""
    at = np.arange(length) / rate_hz
    return np.clip(np.minimum(at, at[::-1]) / _FADE_S, 0, 1)


def _play(player: Player, ring: Ring, sound: np.ndarray) -> None:
    """Puts all of it (n, 2) into the ring, as there is room. Raises `NoSound` when the device takes nothing."""
    if player.channels == 1:
        sound = sound.sum(axis=1, keepdims=True)
    room, at, asked, asked_ns = int(_AHEAD_S * player.rate_hz), 0, -1, clock.now_ns()
    while at < len(sound):
        part = sound[at : at + max(0, room - ring.fill)]
        ring.push(part)
        at += len(part)
        clock.rest(_REST_S)
        if player.callbacks != asked:
            asked, asked_ns = player.callbacks, clock.now_ns()
        elif player.finished or clock.seconds(clock.now_ns() - asked_ns) > _PATIENCE_S:
            player.abandon()
            raise NoSound(
                f'"{player.device.name}" takes no sound: is the sound server alive, the device plugged in?'
            )
