"""The instrument: latent point and visitors in, blocks of sound out. No clock, no files, seeded."""

import numpy as np

from installation.common.smoothing import approach
from installation.common.tuning import Tuning, pitches
from installation.sound.bank import FRAMES, Bank
from installation.sound.bells import Bells
from installation.sound.ensemble import Ensemble
from installation.sound.noise_layer import NoiseLayer
from installation.sound.reverb import Reverb, impulse_response
from installation.sound.strokes import LetterStrokes
from installation.sound.timbre import Projection, Timbre, dimensions, timbre
from installation.sound.visitors import Visitor, VisitorVoices

_FOLLOW_S = 0.12
_OPEN_S = 1.5
_GROUND = 0.11  # so that the piece is about -23 LUFS before any control
_DRY = np.float32(0.75 * _GROUND)
_CROSSFEED = np.array([[0.85, 0.3], [0.3, 0.85]])
_SEND = (0.5 * _GROUND * _CROSSFEED).astype(np.float32)  # into the reverberation
_NEARER = np.float32(0.55)  # of visitors, not sent: they are near and must be easy to locate
_REVERB_S = 3.6
_BELL_EVERY_S = 11.0
_ARRIVAL_LEVEL = 0.14
_DEFAULT_TUNING = Tuning()
# Of the tones that mark a new style: seconds after it is entered, and level.
_STYLE_TONES = ((0.0, 0.20), (0.7, 0.13), (1.3, 0.11), (2.1, 0.08))
_STYLE_PANS = [0.2, 0.5, 0.8, 0.35]


class _Follower:
    """What the sound is steered by, smoothed: the timbre's z, openness, and a pack's own partials."""

    def __init__(self, size: int):
        self._z = np.zeros(size)
        self._wanted_z = self._z
        self._partials: np.ndarray | None = None
        self._wanted_partials: np.ndarray | None = None
        self.openness = 0.0  # 0 nobody .. 1 wholly with the visitors

    def steer(self, z: np.ndarray) -> None:
        """Where the timbre should come to, (m,)."""
        self._wanted_z = z

    def settle(self) -> None:
        """Arrives at once."""
        self._z = self._wanted_z

    def set_partials(self, partials: np.ndarray | None) -> None:
        """(k,) dB, or None. Another number of them is taken at once: amplitudes are smooth anyway."""
        known = self._partials
        if partials is None or known is None or len(partials) != len(known):
            self._partials = partials
        self._wanted_partials = partials

    def tick(self, attention: float, dt: float) -> Timbre:
        """The timbre after `dt` seconds."""
        self._z = approach(
            self._z,
            self._wanted_z,
            dt,
            _FOLLOW_S,
        )
        self.openness = approach(
            self.openness,
            attention,
            dt,
            _OPEN_S,
        )
        if self._partials is not None:
            self._partials = approach(
                self._partials,
                self._wanted_partials,
                dt,
                _FOLLOW_S,
            )
        return timbre(self._z, self._partials)


class Instrument:
    """Plays block after block of `FRAMES` samples."""

    def __init__(
        self,
        seed: int,
        rate_hz: float,
        tuning: Tuning = _DEFAULT_TUNING,
        has_letters: bool = False,
    ):
        """The same seed and tuning give the same sound. Raises ValueError for a scale that is none.

        `has_letters`: letters and words can be struck; else nothing is computed for them.
        """
        random = np.random.default_rng(seed)
        self._dt = FRAMES / rate_hz
        self._seed = seed
        self._tempo = tuning.tempo
        self._notes = pitches(tuning)
        size = dimensions(len(self._notes.hz))
        self._projection = Projection(seed, size)
        self._follower = _Follower(size)
        self._ensemble = Ensemble(
            self._notes,
            rate_hz,
            random,
            tuning.tempo,
        )
        self.visitors = VisitorVoices(self._notes, random)
        self._bells = Bells(random)
        self._strokes = LetterStrokes(self._notes, random) if has_letters else None
        self._noise = NoiseLayer(random, FRAMES, rate_hz)
        parts = [self._ensemble.size, self._bells.size, self.visitors.size]
        if self._strokes is not None:
            parts.append(self._strokes.size)
        oscillators = sum(parts)
        phases = random.uniform(0, 2 * np.pi, oscillators)
        self._bank = Bank(phases, rate_hz, apart=self.visitors.size)
        self._reverb = Reverb(
            impulse_response(
                seed,
                rate_hz,
                _REVERB_S,
            ),
            FRAMES,
            rate_hz,
        )

    def steer(self, point: np.ndarray) -> None:
        """Where the journey is, (d,) of any d. A point that is not finite is ignored."""
        if np.size(point) and np.isfinite(point).all():
            self._follower.steer(self._projection(point))

    def settle(self) -> None:
        """Arrives at once where it was steered, without the glide."""
        self._follower.settle()

    def set_partials(self, partials: np.ndarray | None) -> None:
        """The pack's own voice at this point, (k,) dB of its partials; None for the instrument's own."""
        self._follower.set_partials(partials)

    def cross_style(self, style: int) -> None:
        """The journey has entered another style: the harmony changes, and a few of its tones are struck, rising."""
        # the same style always sounds the same
        random = np.random.default_rng([self._seed & 0xFFFFFFFF, style])
        harmony = self._ensemble.change_harmony(random.random())
        notes = np.sort(harmony[: len(_STYLE_TONES)])
        pans = random.permutation(_STYLE_PANS)
        for (seconds, level), hz, pan in zip(
            _STYLE_TONES,
            notes,
            pans,
            strict=False,
        ):
            self._bells.strike_later(
                seconds / self._tempo,
                2 * hz,
                level,
                pan,
            )

    def hit_letter(self, letter: int) -> None:
        """The journey has come to the letter of this number: a soft stroke, and its own harmony."""
        random = np.random.default_rng([self._seed & 0xFFFFFFFF, letter])
        self._ensemble.change_harmony(random.random())
        if self._strokes is not None:
            self._strokes.hit(letter)

    def celebrate(self, letters: int) -> None:
        """The visitors have spelled a word of so many letters."""
        if self._strokes is not None:
            self._strokes.celebrate(letters)

    def render(self, visitors: tuple[Visitor, ...] = (), attention: float = 0.0) -> np.ndarray:
        """The next block, (2, FRAMES) float32, about -23 LUFS in the long run; limits come later.

        `attention`: 0 nobody .. 1 wholly with the visitors.
        """
        colour = self._follower.tick(attention, self._dt)
        dry, near = self._oscillators(visitors, colour)
        steady_air = 0.008 + 0.024 * colour.breath
        air = steady_air + 0.07 * self.visitors.air()  # (2,)
        dry += self._noise.render(colour.formants, air)
        sent = _SEND @ (dry - _NEARER * near)
        wet = self._reverb.process(sent)
        return _DRY * dry + wet

    def _oscillators(
        self, visitors: tuple[Visitor, ...], colour: Timbre
    ) -> tuple[np.ndarray, np.ndarray]:
        """All oscillators, and those of the visitors by themselves, (2, FRAMES) float32 each."""
        dt = self._dt
        openness = self._follower.openness
        ground_hz, ground, levels = self._ensemble.tick(
            colour,
            openness,
            dt,
        )
        voices_hz, voices = self.visitors.tick(visitors, colour, dt)
        self._strike_bells(levels)
        bells_hz, bells = self._bells.tick(dt)
        hz = [ground_hz, bells_hz, voices_hz]
        amplitudes = [ground, bells, voices]
        if self._strokes is not None:
            strokes_hz, strokes = self._strokes.tick(dt)
            hz.insert(0, strokes_hz)
            amplitudes.insert(0, strokes)
        return self._bank.render(np.concatenate(hz), np.concatenate(amplitudes, axis=1))

    def _strike_bells(self, levels: np.ndarray) -> None:
        """Now and then a tone by itself, two octaves above what sounds; one for everybody who arrives."""
        every_s = _BELL_EVERY_S / self._tempo * (1 + self._follower.openness)
        lower = len(levels) // 2
        hz = 4 * self._notes.hz[:lower]
        self._bells.strike_sometimes(
            self._dt,
            every_s,
            hz,
            levels[:lower],
        )
        for voice in self.visitors.arrived:
            pitch = 2 * self.visitors.pitch(voice)
            self._bells.strike(
                pitch,
                _ARRIVAL_LEVEL,
                self.visitors.pan(voice),
            )
