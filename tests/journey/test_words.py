"""Letters side by side that spell a word are celebrated, once; lists that are wrong are told in words."""

import re
from pathlib import Path

import numpy as np
import pytest

from installation.ipc.testing import FakeContext, fake_settings
from installation.journey.process import Room
from installation.journey.word_lists import WordLists
from installation.journey.words import WordSpotter
from installation.vocabulary import RoomName
from tests.letter_pack import point_of, row_of, write_letter_pack

ASSETS = Path(__file__).resolve().parents[2] / "assets"
DT = 0.1


@pytest.fixture
def spotter(tmp_path):
    def make(own_list: bytes | None = None, **pack) -> WordSpotter:
        made = write_letter_pack(tmp_path / "letters", **pack)
        if own_list is not None:
            (made.folder / "words.txt").write_bytes(own_list)
        return WordSpotter(made, fake_settings(assets=str(ASSETS)))

    return make


def stand(spotter: WordSpotter, word: str, seconds: float) -> list[str]:
    """What was celebrated meanwhile, a word as often as it began."""
    points, spots = row_of(word)
    begun = []
    for _ in range(round(seconds / DT)):
        before = spotter.word
        spotter.tick(points, spots, DT)
        if spotter.word and spotter.word != before:
            begun.append(spotter.word)
    return begun


def test_letters_that_spell_a_word_are_celebrated_once_they_stand(spotter):
    words = spotter()
    assert stand(words, "HAUS", 1.1) == []
    assert stand(words, "HAUS", 20) == ["HAUS"]
    assert words.word == ""
    assert words.celebration < 0.01


def test_the_celebration_comes_and_goes_softly(spotter):
    words = spotter()
    shares = []
    points, spots = row_of("TEE")
    for _ in range(120):
        words.tick(points, spots, DT)
        shares.append(words.celebration)
    assert max(shares) > 0.95
    assert np.abs(np.diff(shares)).max() < 0.15


def test_the_same_word_waits_a_minute_and_another_does_not(spotter):
    words = spotter()
    assert stand(words, "TEE", 8) == ["TEE"]
    assert stand(words, "ER", 8) == ["ER"]
    assert stand(words, "TEE", 8) == []
    stand(words, "RR", 50)
    assert stand(words, "TEE", 8) == ["TEE"]


@pytest.mark.parametrize("row", ["HSTR", "A", "SAHE"])
def test_letters_that_spell_nothing_are_not_celebrated(spotter, row):
    assert stand(spotter(), row, 8) == []


def test_words_of_both_languages_count(spotter):
    words = spotter()
    assert stand(words, "TÜR", 8) == ["TÜR"]
    assert stand(words, "HEART", 8) == ["HEART"]


def test_a_mixture_of_two_letters_is_none_of_them(spotter):
    words = spotter()
    points, spots = row_of("TEE")
    points[0] = (point_of("T") + point_of("S")) / 2
    for _ in range(100):
        words.tick(points, spots, DT)
    assert words.word == ""


def test_a_letter_that_comes_or_goes_does_not_count_yet(spotter):
    words = spotter()
    points, spots = row_of("HER")
    spots[0, 1] = 0.2
    for _ in range(20):
        words.tick(points, spots, DT)
    assert words.word == "ER"


def test_a_pack_of_one_point_spells_nothing(spotter):
    assert stand(spotter(most=1), "HAUS", 8) == []


def test_a_pack_brings_words_of_its_own(spotter):
    words = spotter("# ours\nstaat\nTüre\n".encode())
    assert words.message == ""
    assert stand(words, "HAUS", 8) == []
    assert stand(words, "STAAT", 8) == ["STAAT"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"caf\xc3\xa9", "'É' in 'café' is none of the letters"),
        (b"two words", "' ' in 'two words' is none of the letters"),
        (b"H", "'H' is no word of 2 to 5 letters"),
        (b"SEASHORE", "'SEASHORE' is no word of 2 to 5 letters"),
        (b"T\xfcr", "is not UTF-8"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_others_count(spotter, line, reason):
    words = spotter(b"# ours\n" + line + b"\nTEE\n")
    assert words.message.startswith(f"words.txt, line 2: {reason}")
    assert stand(words, "TEE", 8) == ["TEE"]


def test_the_technician_reads_what_is_wrong_and_the_piece_goes_on(tmp_path):
    pack = write_letter_pack(tmp_path / "letters")
    (pack.folder / "words.txt").write_text("TEE\nT-shirt\n")
    context = FakeContext(RoomName.JOURNEY, fake_settings(pack_folder=str(pack.folder)))
    room = Room(context)
    room.turn()
    assert "words.txt, line 2: '-' in 'T-shirt'" in context.message
    assert context.wires.sent[-1].word == ""


def test_many_bad_lines_are_told_as_one(spotter):
    words = spotter("HAUS\nTEE\n".encode("utf-16"))
    assert "words.txt, line 1: is not UTF-8" in words.message
    assert "such lines are left out" in words.message


def test_a_file_that_is_no_list_is_left_out(spotter):
    assert "larger" in spotter(bytes(2 << 20)).message


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_lists_in_the_box_hold_only_words_of_letters_that_there_are(language):
    content = (ASSETS / "words" / f"{language}.txt").read_text(encoding="utf-8")
    lines = content.splitlines()
    words = [line for line in lines if not line.startswith("#")]
    assert "icence" in content or "ermission" in content
    assert all(re.fullmatch("[A-ZÄÖÜ]{2,5}", word) for word in words)
    plain = str.maketrans("ÄÖÜ", "AOU")
    assert words == sorted(set(words), key=lambda word: (word.translate(plain), word))
    assert 1000 < len(words) < 2500


def test_a_list_that_was_saved_is_read_again_and_a_broken_one_has_its_last_good_words(tmp_path):
    path = tmp_path / "de.txt"
    path.write_text("HAUS\n")
    lists = WordLists([path], tmp_path / "kept")
    path.write_text("TEE\nROT\n")
    lists.refresh()
    assert lists.words == {"TEE", "ROT"} and not lists.message
    for broken in ("TEE\n".encode("utf-16"), b""):
        path.write_bytes(broken)
        lists.refresh()
        assert lists.words == {"TEE", "ROT"} and "stand in until it is mended" in lists.message
    assert WordLists([path], tmp_path / "kept").words == {"TEE", "ROT"}  # after the next start


def test_other_languages_come_without_a_restart(spotter):
    words = spotter()
    words.speak(["en"])
    assert stand(words, "TÜR", 8) == []
    assert stand(words, "HEART", 8) == ["HEART"]
