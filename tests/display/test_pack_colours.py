"""The ground of the panes and the accent come from the pack's own colours, and everybody can read them."""

import dataclasses
from colorsys import rgb_to_hls
from pathlib import Path

import numpy as np
import pytest

from installation.common.paths import ROOT
from installation.display.asset_shelf import AssetShelf
from installation.display.oklab import ink_of, lab_of
from installation.display.pack_colours import in_pack_colours, palette_of
from installation.display.theme import INKS, READABLE, Theme, contrast, load
from installation.packs import atlas, look_tables, manifest

SHELF = AssetShelf(ROOT / "assets", Path("none"), is_strict=True)
THEMES = [load(SHELF, name) for name in ("dusk", "paper")]
PACK = manifest.load(ROOT / "models" / "facades")


def with_palette(*colours: str):
    """The pack with a look of these colours."""
    looks = look_tables.parsed({"show": "one", "one": {"inks": list(colours), "steps": 3}})
    return dataclasses.replace(PACK, looks=looks)


def hue(ink) -> float:
    """0..1."""
    return rgb_to_hls(*(value / 255 for value in ink))[0]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["letters", "facades", "colours"])
def test_every_ink_is_readable_on_the_packs_ground(name, theme):
    pack = manifest.load(ROOT / "models" / name)
    tinted = in_pack_colours(theme, pack, atlas.load(pack.folder, pack.dimensions))
    assert tinted.colours.plate != theme.colours.plate
    for ink in INKS:
        assert contrast(getattr(tinted.colours, ink), tinted.colours.plate) >= READABLE
    assert tinted.message == ""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "palette", [["#102040", "#ff2000"], ["#00ff00"], ["#ffff00", "#0000ff"], ["#808080"]]
)
def test_no_palette_makes_it_hard_to_read(palette, theme):
    tinted = in_pack_colours(theme, with_palette(*palette), None)
    for ink in INKS:
        assert contrast(getattr(tinted.colours, ink), tinted.colours.plate) >= READABLE


def test_ground_and_accent_have_the_hues_of_the_look_that_is_shown():
    pack = with_palette("#101a4a", "#0e1c50", "#e03018")
    colours = in_pack_colours(THEMES[0], pack, None).colours
    assert hue(colours.plate) == pytest.approx(hue((16, 26, 74)), abs=0.06)
    assert hue(colours.you) == pytest.approx(hue((224, 48, 24)), abs=0.06)


def test_a_theme_may_keep_its_own_colours_and_a_pack_without_any_changes_none():
    own = Theme()
    assert in_pack_colours(own, with_palette("#ff0000"), None) is own
    assert in_pack_colours(THEMES[0], PACK, None) == THEMES[0]
    assert len(palette_of(PACK, None)) == 0


def test_colours_keep_their_look_on_the_way_to_oklab_and_back():
    for ink in ((255, 190, 104), (33, 41, 68), (0, 0, 255), (250, 250, 250)):
        lightness, a, b = lab_of(np.array([ink]))[0]
        back = ink_of(lightness, float(np.hypot(a, b)), float(np.arctan2(b, a)))
        assert np.abs(np.subtract(back, ink)).max() <= 6
