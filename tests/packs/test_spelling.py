"""Which letter a point is: its direction says so, its style never does."""

from pathlib import Path

import numpy as np

from installation.packs import manifest
from installation.packs.spelling import LetterReader
from tests.letter_pack import LETTERS, point_of, write_letter_pack

MODELS = Path(__file__).resolve().parents[2] / "models"


def test_a_letter_is_read_in_any_style(tmp_path):
    reader = LetterReader.of(write_letter_pack(tmp_path / "letters"))
    for letter in LETTERS:
        found = [
            reader.read(2 * point_of(letter, style) - point_of(letter, 0))
            for style in range(50, 70)
        ]
        assert {one.letter for one in found} == {letter}
        assert all(one.is_clear for one in found)


def test_halfway_between_two_letters_nothing_is_clear(tmp_path):
    reader = LetterReader.of(write_letter_pack(tmp_path / "letters"))
    assert not reader.read((point_of("A") + point_of("E")) / 2).is_clear
    assert not reader.read(np.full(reader.dimensions, np.nan)).is_clear


def test_packs_of_other_things_have_no_letters(tmp_path):
    assert LetterReader.of(manifest.load(MODELS / "facades")) is None
    letters = write_letter_pack(tmp_path / "letters")
    (letters.folder / "map.npz").write_bytes(b"PK\x03\x04 broken")
    assert LetterReader.of(letters) is None
