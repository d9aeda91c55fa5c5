"""What panes say: in portions that can be read from two metres, whatever the pack's papers say."""

import re
from functools import cache
from pathlib import Path

import pytest

from installation.common.paths import ROOT
from installation.display.asset_shelf import AssetShelf
from installation.display.layout_rules import MOST_WORDS
from installation.display.pane_words import PaneWords, Portion, divided
from installation.display.panes.kit import Kit
from installation.display.panes.pane_table import PANES, sentences_for
from installation.display.sentences import Sentences
from installation.display.text import Typeface, text_px
from installation.packs import atlas, manifest

PLACE = (430, 300)  # pixels of a pane's words at 1280x720
SHELF = AssetShelf(ROOT / "assets", Path("none"), is_strict=True)
TYPEFACE = Typeface(SHELF)


@cache
def words_of(pack_name: str) -> list[PaneWords]:
    """Of each pane of a pack."""
    pack = manifest.load(ROOT / "models" / pack_name)
    texts = Sentences(SHELF, ["de", "en"], sentences_for())
    map_ = atlas.load(pack.folder, pack.dimensions)
    kit = Kit(pack, map_, texts, TYPEFACE, text_px(720, 1280, 2.0, 1.4), has_classifier=True)
    panes = [spec.kind(kit) for spec in PANES if spec.needs(kit)]
    return [PaneWords(kit, pane, PLACE, is_shared=False) for pane in panes]


def said(pack_name: str, turn: int) -> list[tuple[Portion, str]]:
    """What all panes say in this turn."""
    portions = [portion for words in words_of(pack_name) for portion in words.turn(turn)]
    return [(each, " ".join(line.text for line in each.block.lines)) for each in portions]


@pytest.mark.parametrize("pack", ["letters", "facades", "colours"])
def test_a_pane_says_few_words_at_a_time_and_leaves_time_to_read_them(pack):
    for words in words_of(pack):
        assert words.cut == [] and words.scale == 1
    for turn in range(4):
        for portion, text in said(pack, turn):
            assert len(text.split()) <= MOST_WORDS, text
            assert portion.read_s >= len(text) / 16
            assert portion.block.height <= PLACE[1]


def test_what_is_deeper_comes_second_and_all_of_it_in_time():
    turns = [[text for _, text in said("letters", turn)] for turn in range(6)]
    assert all(turn[0] == turns[0][0] for turn in turns)
    everything = " ".join(text for turn in turns for text in turn)
    for word in ("26\u00a0767", "Schnitte", "Akzente", "accents"):
        assert word in everything


def test_a_text_is_divided_where_it_disturbs_least():
    text = "One two three. Four five, six seven; eight nine ten eleven twelve."
    parts = divided(text, lambda part: len(part.split()) <= 4)
    assert parts == ["One two three.", "Four five, six seven;", "eight nine ten", "eleven twelve."]
    assert re.sub(r"\s+", " ", " ".join(parts)) == text


def test_a_text_of_10_000_words_is_divided_without_setting_it_for_each_word():
    """A screen made anew for one took two minutes."""
    text, asked = " ".join(["word"] * 10_000), []

    def is_short(part):
        asked.append(part)
        return len(part.split()) <= 400

    parts = divided(text, is_short)
    assert " ".join(parts) == text and len(parts) == 25 and all(map(is_short, parts))
    assert len(asked) < 500
