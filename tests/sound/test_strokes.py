"""A letter that is hit is a soft stroke, a word a few of them: gentle, and never by chance."""

import numpy as np
import pytest

from installation.config.schema import SoundConfig
from installation.messages import LatentPoint
from installation.packs.spelling import LetterReader
from installation.sound.arrangement import Arrangement, Patch
from installation.sound.bank import FRAMES
from installation.sound.inputs import InputState
from installation.sound.regions import LetterRegions
from installation.sound.synth import Instrument
from installation.vocabulary import VisitState
from tests.letter_pack import point_of, write_letter_pack

from . import listen

STRUCK = 40  # the block


@pytest.fixture
def pack(tmp_path):
    return write_letter_pack(tmp_path / "letters")


def hits(pack, points: list[np.ndarray]) -> list[str]:
    regions = LetterRegions(LetterReader.of(pack))
    return [letter for letter in (regions.update(point, 0.1) for point in points) if letter]


def test_a_letter_is_hit_when_the_point_has_settled_there(pack):
    first = [point_of("A", style) for style in range(10)]
    assert hits(pack, first) == []
    passed = [point_of("H")] * 3
    settled = [point_of("T", style) for style in range(10)]
    assert hits(pack, first + passed + settled + first) == ["T", "A"]


def test_between_two_letters_none_is_hit(pack):
    between = [(point_of("A") + point_of("E")) / 2] * 20
    assert hits(pack, [point_of("A")] * 9 + between + [point_of("A")] * 9) == []


def test_points_of_another_pack_hit_nothing(pack):
    assert hits(pack, [np.ones(5, np.float32)] * 9 + [np.full(15, np.nan)] * 9) == []


def played(event=None) -> np.ndarray:
    instrument = Instrument(1, listen.RATE, has_letters=True)
    blocks = []
    for number, point in enumerate(listen.wander(3, 15, 100)):
        instrument.steer(point)
        if number == STRUCK and event is not None:
            event(instrument)
        blocks.append(instrument.render())
    return np.concatenate(blocks, axis=1)


def loudness_db(sound: np.ndarray) -> np.ndarray:
    """Of each tenth of a second."""
    parts = sound[:, : sound.shape[1] // 4800 * 4800].reshape(2, -1, 4800)
    return 10 * np.log10((parts**2).mean(axis=(0, 2)) + 1e-12)


@pytest.mark.parametrize(
    "event",
    [lambda instrument: instrument.hit_letter(65), lambda instrument: instrument.celebrate(5)],
)
def test_strokes_are_heard_and_gentle(event):
    alone = played()
    sound = played(event)
    begun = STRUCK * FRAMES
    assert np.array_equal(sound[:, :begun], alone[:, :begun])
    added = (sound - alone)[:, begun : begun + 2 * listen.RATE]
    assert added.std() > 0.02 * alone.std()
    rise = loudness_db(sound) - loudness_db(alone)
    assert rise[begun // 4800 :].max() < 6
    assert listen.largest_step(sound) <= 1.5 * listen.largest_step(alone)


def test_a_word_is_heard_once_while_it_is_celebrated(pack, tmp_path):
    patch = Patch(pack, SoundConfig(), 1)

    def heard(words: list[str]) -> np.ndarray:
        arrangement = Arrangement(patch, tmp_path / "none", listen.RATE)
        inputs = InputState()
        blocks = []
        for number, word in enumerate(words):
            point = LatentPoint(number, 1, VisitState.FOLLOWING, 1.0, point_of("A"), word=word)
            inputs.update(point, None, 0)
            blocks.append(arrangement.render(point.point, inputs))
        arrangement.close()
        return np.concatenate(blocks, axis=1)

    silent = heard([""] * 24)
    long = heard([""] * 4 + ["ART"] * 20)
    short = heard([""] * 4 + ["ART"] * 5 + [""] * 15)
    assert np.abs(long - silent).max() > 1e-3
    assert np.array_equal(long, short)
