"""What visitors read: complete in German and English, and never a riddle for whoever adds a language."""

import shutil
from pathlib import Path

import pytest

from installation.display.asset_shelf import AssetShelf
from installation.display.panes.pane_table import sentences_for
from installation.display.sentences import Sentences
from installation.faults import BadConfig

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "texts"
KNOWN = sentences_for()


def shelf(texts: Path) -> AssetShelf:
    """For whom nothing stands in."""
    return AssetShelf(texts.parent, Path("none"), is_strict=True)


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(ASSETS, tmp_path / "texts")
    return tmp_path / "texts"


@pytest.mark.parametrize("language", ["de", "en"])
def test_german_and_english_say_everything(language):
    assert Sentences(shelf(ASSETS), [language], KNOWN).missing == []


def test_a_new_language_is_a_new_file_and_what_it_lacks_is_said_in_the_next(folder):
    (folder / "fr.toml").write_text(
        'notice = "Une IA crée cette image."\n[kept]\ntitle = "Ce qui reste de vous"\n'
    )
    texts = Sentences(shelf(folder), ["fr", "de"], KNOWN)
    assert texts.of("fr", "notice") == "Une IA crée cette image."
    assert texts.of("fr", "where.title") == texts.of("de", "where.title")
    assert len(texts.missing) == len(KNOWN) - 2 and "fr.toml: where.title" in texts.missing


def test_numbers_stand_where_the_braces_were():
    assert "64" in Sentences(shelf(ASSETS), ["en"], KNOWN).of("en", "where.deeper", dimensions=64)


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ('title = "Where you are"', "title = 7", ["en.toml, line 14", "where.title"]),
        ("{dimensions}", "{dimension}", ["en.toml, line 16", "where.deeper", "dimensions"]),
        ('title = "Where you are"', 'titel = "Where you are"', ["en.toml, line 14", "where.titel"]),
        ('title = "Where you are"', 'title = "Where you are', ["en.toml", "line 14"]),
        ('title = "Where you are"', 'title = ""', ["en.toml, line 14", "where.title"]),
        ("Where you are", "word " * 900, ["where.title is too long to be read", "has 4500 signs"]),
        ("An AI makes this", "An AI makes " * 999, ["notice is too long", "may have 6000"]),
        (
            'mark = "AI image"',
            'mark = "\u200b\u2060"',
            ["en.toml, line 3", "mark is not a sentence"],
        ),
    ],
)
def test_a_broken_file_is_named_with_line_and_key(folder, was, becomes, words):
    path = folder / "en.toml"
    assert was in path.read_text()
    path.write_text(path.read_text().replace(was, becomes))
    with pytest.raises(BadConfig) as fault:
        Sentences(shelf(folder), ["en"], KNOWN)
    for word in words:
        assert word in str(fault.value)


def test_a_language_nobody_wrote_is_refused_with_those_there_are(folder):
    with pytest.raises(BadConfig, match="available: de, en"):
        Sentences(shelf(folder), ["it"], KNOWN)


def test_what_an_editor_saved_as_unicode_is_told_to_be_saved_anew(folder):
    path = folder / "en.toml"
    path.write_text(path.read_text(), encoding="utf-16")
    with pytest.raises(BadConfig, match="it is UTF-16 text: save it as UTF-8"):
        Sentences(shelf(folder), ["en"], KNOWN)
