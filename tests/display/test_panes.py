"""The table of panes: a new one is its own file, a row, and its words; all else follows from that."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from installation.display.asset_shelf import AssetShelf
from installation.display.canvas import fill_box
from installation.display.input import Key
from installation.display.overlay import Overlay
from installation.display.panes.kit import Seen
from installation.display.panes.pane_table import PANES, PaneSpec, a_map, nothing, sentences_for
from installation.faults import BadConfig
from installation.ipc.testing import fake_settings
from installation.vocabulary import PaneName

ROOT = Path(__file__).resolve().parents[2]
SIZE = (540, 960)
SKY = (12, 200, 240)
WORDS = '\n[weather]\ntitle = "Weather"\nsentence = "What the sky does."\nrain = "{mm} mm"\n'


class Weather:
    """A pane from outside."""

    name = "weather"
    sentences = {"rain": ("mm",)}  # noqa: RUF012

    def __init__(self, kit):
        self._kit = kit

    def deeper(self, language):
        return [self._kit.say(language, "weather.rain", mm=7)]

    def draw(self, canvas, box, seen, languages):
        fill_box(canvas, box, SKY)


class Thunder(Weather):
    """The same with a mistake in it, once it is drawn for the third time."""

    drawn = 0

    def draw(self, canvas, box, seen, languages):
        self.drawn += 1
        if self.drawn == 3:
            raise IndexError("no bolt 9")
        super().draw(canvas, box, seen, languages)


@pytest.fixture
def assets(tmp_path):
    """With words of the new pane in one language."""
    shutil.copytree(ROOT / "assets", tmp_path / "assets")
    with (tmp_path / "assets" / "texts" / "en.toml").open("a") as file:
        file.write(WORDS)
    return tmp_path / "assets"


def overlay(assets, panes, is_strict=False):
    folder = ROOT / "models" / "facades"
    shelf = AssetShelf(assets, Path("none"), is_strict=is_strict)
    return Overlay(fake_settings(), folder, SIZE, panes=panes, shelf=shelf)


def test_those_that_come_along_are_those_of_the_vocabulary_in_its_order():
    assert [spec.name for spec in PANES] == list(PaneName)


def test_a_pane_from_outside_has_its_page_its_key_and_its_sentences(assets):
    made = overlay(assets, (*PANES, PaneSpec(Weather, needs=nothing)))
    inside = made.inside
    assert inside.names == [*PaneName, "weather"]
    for wish in ("weather", Key.PANE_6):
        inside.tick(True, Seen(), 5.0)
        inside.choose(Key.PANE_1)
        inside.choose(wish)
        inside.tick(True, Seen(), 5.0)
        assert inside.shown == "weather"
        frame = np.zeros((*SIZE, 4), np.uint8)
        inside.draw(frame)
        assert (frame[..., 2::-1] == SKY).all(2).mean() > 0.05
        inside.tick(False, Seen(), 5.0)
    assert made.kit.say("de", "weather.rain", mm=7) == "7 mm"
    assert "de.toml: weather.title" in made.message


def test_a_pane_that_fails_is_blank_and_told_and_the_others_are_drawn(assets):
    """The display ended at each start, before its first frame: the screen stayed black."""
    made = overlay(assets, (*PANES, PaneSpec(Thunder, needs=nothing)))
    told = made.message
    made.inside.choose("weather")
    frames = []
    for _ in range(10):
        made.inside.tick(True, Seen(), 5.0)
        frames.append(np.zeros((*SIZE, 4), np.uint8))
        made.inside.draw(frames[-1])
    assert "weather cannot be drawn" not in told
    trouble = made.message.removeprefix(f"{told}; ")
    assert trouble.startswith(
        "pane weather cannot be drawn: no bolt 9 (IndexError in test_panes.py"
    )
    sky = [(frame[..., 2::-1] == SKY).all(2).mean() for frame in frames]
    assert max(sky) > 0.05 and sky[-1] == 0
    made.inside.choose("kept")
    made.inside.tick(True, Seen(), 5.0)
    assert made.inside.shown == "kept"


@pytest.mark.parametrize("failing", ["__init__", "deeper"])
def test_so_is_one_that_cannot_be_made_or_has_no_words(assets, monkeypatch, failing):
    def fail(self, given):
        raise ValueError("no sky")

    monkeypatch.setattr(Weather, failing, fail)
    made = overlay(assets, (*PANES, PaneSpec(Weather, needs=nothing)))
    made.inside.choose("weather")
    made.inside.tick(True, Seen(), 5.0)
    made.inside.draw(np.zeros((*SIZE, 4), np.uint8))
    assert made.inside.shown == "weather"
    assert "; pane weather cannot be drawn: no sky (ValueError in test_panes.py" in made.message


def test_it_is_left_out_where_the_pack_lacks_what_it_needs(assets):
    lacking = PaneSpec(Weather, needs=lambda kit: not a_map(kit))
    assert overlay(assets, (*PANES, lacking)).inside.names == list(PaneName)


def test_without_its_row_its_words_are_a_mistake_and_without_its_words_its_row(assets):
    with pytest.raises(BadConfig, match="weather"):
        overlay(assets, PANES, is_strict=True)
    wordless = (*PANES, PaneSpec(Weather, needs=nothing))
    with pytest.raises(BadConfig, match=r"no language says .*weather\.title"):
        overlay(ROOT / "assets", wordless, is_strict=True)


def test_where_it_may_not_stop_the_show_a_pane_without_words_is_left_out_and_told():
    made = overlay(ROOT / "assets", (*PANES, PaneSpec(Weather, needs=nothing)))
    assert made.inside.names == list(PaneName) and "weather.title" in made.message


def test_every_pane_has_a_title_and_a_sentence():
    known = sentences_for()
    for pane in PaneName:
        assert {f"{pane}.title", f"{pane}.sentence"} <= known.keys()


@pytest.mark.parametrize(("size", "left_out"), [((192, 384), 1), ((64, 64), 3)])
def test_what_has_no_room_on_a_small_panel_leaves_and_letters_stay_letters(size, left_out):
    """On 384x192 pixels letters were five lines high."""
    folder = ROOT / "models" / "facades"
    shelf = AssetShelf(ROOT / "assets", Path("none"))
    made = Overlay(fake_settings(screen={"diagonal_m": 30.0}), folder, size, shelf=shelf)
    assert made.kit.px * made.kit.typeface.x_height >= 6
    assert len(made.complaints) == left_out
