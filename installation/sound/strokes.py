"""A soft stroke when a letter is hit, and a few of them, rising, for a word."""

import numpy as np

from installation.common.tuning import Pitches
from installation.sound.bells import Bells, BellTone

# Bars of wood under felt, tuned as a marimba's are, about 1, 4 and 10 (Fletcher and Rossing, The Physics
# of Musical Instruments, chapter 19).
FELT = BellTone(
    slots=10,
    ratios=(1.0, 3.98, 9.9),
    weights=(1.0, 0.14, 0.02),
    decay_s=(0.8, 0.22, 0.08),
    attack_s=0.03,
)
_STROKE_LEVEL = 0.2  # in its own third of an octave about 5 dB over the ground, in all 0.2
_WORD_LEVEL = 0.3
_SOFTER = 0.93  # each stroke of a word, than the one before
_FROM = 4.0  # times the root's pitch, to the octave above it
_LATER_S = 0.15  # the first stroke of a word: it is not the letter's own
_STEP_S = 0.24  # from stroke to stroke
# of the octave, from letter to letter: far apart, and nobody hears a scale being practised
_GOLDEN = 0.618034
_WIDTH = 0.6  # of the stereo image that a word spans


class LetterStrokes:
    """Each letter has a note of the scale. A word is so many of the notes most at home there, and one more."""

    def __init__(self, notes: Pitches, random: np.random.Generator):
        self._hz, self._fifths = _octave(notes)
        self._bells = Bells(random, FELT)

    @property
    def size(self) -> int:
        """Number of its oscillators."""
        return self._bells.size

    def hit(self, letter: int) -> None:
        """The stroke of the letter of this number: always the same."""
        share = _GOLDEN * letter % 1
        note = int(share * len(self._hz))
        self._bells.strike(self._hz[note], _STROKE_LEVEL, 0.5)

    def celebrate(self, letters: int) -> None:
        """The strokes of a word of so many letters."""
        from_home = np.abs(self._fifths - 0.5)  # root and fifth are equally at home
        chosen = np.argsort(from_home, kind="stable")[: letters + 1]
        pans = 0.5 + _WIDTH * np.linspace(-0.5, 0.5, len(chosen))
        for number, note in enumerate(np.sort(chosen)):
            self._bells.strike_later(
                _LATER_S + _STEP_S * number,
                self._hz[note],
                _WORD_LEVEL * _SOFTER**number,
                pans[number],
            )

    def tick(self, dt: float) -> tuple[np.ndarray, np.ndarray]:
        """(hz (o,), amplitudes (2, o)) after `dt` seconds."""
        return self._bells.tick(dt)


def _octave(notes: Pitches) -> tuple[np.ndarray, np.ndarray]:
    """The scale in one octave with both its roots: Hz (n,), and places in the chain of fifths (n,)."""
    root_hz = notes.hz[0]
    folded = 2 ** (notes.octave % 1)
    ratios, first = np.unique(folded.round(4), return_index=True)
    hz = _FROM * root_hz * np.append(ratios, 2.0)
    return hz, np.append(notes.fifths[first], 0.0)
