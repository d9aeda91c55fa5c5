"""The instrument: latent point and visitors in, blocks of sound out. No clock, no files, seeded."""

import numpy as np

from installation.common.tuning import Tuning, pitches
from installation.sound.bank import FRAMES, Bank
from installation.sound.bells import Glass
from installation.sound.ensemble import Ensemble
from installation.sound.modulation import approach
from installation.sound.noise_layer import Breath
from installation.sound.reverb import Reverb, impulse_response
from installation.sound.timbre import Projection, dimensions, timbre
from installation.sound.visitors import Visitor, Visitors

_FOLLOW_S, _OPEN_S = 0.12, 1.5
_GROUND = 0.11  # so that the piece is about -23 LUFS before any control
_DRY = np.float32(0.75 * _GROUND)
_SEND = (0.5 * _GROUND * np.array([[0.85, 0.3], [0.3, 0.85]])).astype(
    np.float32
)  # into the reverberation
_NEARER = np.float32(0.55)  # of visitors, that is not sent: they are near, and are found by ear
_REVERB_S = 3.6
_GLASS_EVERY_S = 11.0
_CROSSING = ((0.0, 0.20), (0.7, 0.13), (1.3, 0.11), (2.1, 0.08))  # seconds and level of its tones


class Instrument:
    """Plays block after block of `FRAMES` samples."""

    def __init__(self, seed: int, rate_hz: float, tuning: Tuning = Tuning()):
        random = np.random.default_rng(seed)
        self._dt, self._seed = FRAMES / rate_hz, seed
        self._tempo, self._notes = tuning.tempo, pitches(tuning)
        size = dimensions(len(self._notes.hz))
        self._projection = Projection(seed, size)
        self._z = self._wanted = np.zeros(size)
        self._openness = 0.0
        self._partials = self._wanted_partials = None  # of the pack's own voice
        self._ensemble = Ensemble(self._notes, rate_hz, random, tuning.tempo)
        self.visitors = Visitors(self._notes, random)
        self._glass = Glass(random)
        self._breath = Breath(random, FRAMES, rate_hz)
        size = self._ensemble.size + self._glass.size + self.visitors.size
        self._bank = Bank(random.uniform(0, 2 * np.pi, size), rate_hz, apart=self.visitors.size)
        self._reverb = Reverb(impulse_response(seed, rate_hz, _REVERB_S), FRAMES, rate_hz)

    def steer(self, point: np.ndarray) -> None:
        """Where the journey is, (d,) of any d. A point that is not finite is passed over."""
        if np.size(point) and np.isfinite(point).all():
            self._wanted = self._projection(point)

    def speak(self, partials: np.ndarray | None) -> None:
        """The pack's own voice at this point, (k,) dB of its partials; None for the instrument's own."""
        if partials is None or self._partials is None or len(partials) != len(self._partials):
            self._partials = partials  # as of its next block: amplitudes run from what was before
        self._wanted_partials = partials

    def cross(self, style: int) -> None:
        """The journey has come into another style: the harmony turns, and a few tones of it are struck, rising."""
        random = np.random.default_rng(
            [self._seed & 0xFFFFFFFF, style]
        )  # a style is always the same event
        notes = np.sort(self._ensemble.turn(random.random())[: len(_CROSSING)])
        for (seconds, level), hz, place in zip(
            _CROSSING, notes, random.permutation([0.2, 0.5, 0.8, 0.35])
        ):
            self._glass.later(seconds / self._tempo, 2 * hz, level, place)

    def settle(self) -> None:
        """Arrives at once where it was steered, without the glide."""
        self._z = self._wanted

    def block(self, visitors: tuple[Visitor, ...] = (), attention: float = 0.0) -> np.ndarray:
        """The next block, (2, FRAMES) float32, about -23 LUFS in the long run; limits come later."""
        dt = self._dt
        self._z = approach(self._z, self._wanted, dt, _FOLLOW_S)
        self._openness = approach(self._openness, attention, dt, _OPEN_S)
        if self._partials is not None:
            self._partials = approach(self._partials, self._wanted_partials, dt, _FOLLOW_S)
        colour = timbre(self._z, self._partials)
        ground_hz, ground, levels = self._ensemble.step(colour, self._openness, dt)
        near_hz, near = self.visitors.step(visitors, colour, dt)
        self._ring_glass(levels)
        glass_hz, glass = self._glass.step(dt)
        hz, amplitudes = (
            np.concatenate([ground_hz, glass_hz, near_hz]),
            np.concatenate([ground, glass, near], axis=1),
        )
        dry, near = self._bank.render(hz, amplitudes)
        air = 0.008 + 0.024 * colour.breath + 0.07 * self.visitors.breath()  # (2,)
        dry += self._breath.render(colour.formants, air)
        return _DRY * dry + self._reverb.process(_SEND @ (dry - _NEARER * near))

    def _ring_glass(self, levels: np.ndarray) -> None:
        """Now and then a tone by itself, two octaves above what sounds; one for everybody who arrives."""
        every_s = _GLASS_EVERY_S / self._tempo * (1 + self._openness)
        self._glass.maybe(
            self._dt, every_s, 4 * self._notes.hz[: len(levels) // 2], levels[: len(levels) // 2]
        )
        for voice in self.visitors.arrived:
            self._glass.strike(2 * self.visitors.pitch(voice), 0.14, self.visitors.place(voice))
