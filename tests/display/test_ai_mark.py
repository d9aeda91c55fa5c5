"""The mark that an AI makes the picture: in words, as a sign, or both; the sign may be a file of the house."""

import dataclasses
import shutil

import numpy as np
import pytest

from installation.display.ai_mark import AiMark
from installation.display.box import Box
from installation.display.overlay import Overlay
from tests.display.rooms import ROOT, small_screen

SIZE = (540, 960)
GREEN = (40, 255, 60)  # BGR, of no theme


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the technician is told, and what the mark is drawn with, where the theme names a damaged file."""
    assets = tmp_path_factory.mktemp("house") / "assets"
    for name in ("texts", "type"):
        shutil.copytree(ROOT / "assets" / name, assets / name)
    for name, content in (
        ("themes/dusk.toml", '[notice]\nicon = "own.png"\n'),
        ("icons/own.png", ""),
    ):
        (assets / name).parent.mkdir()
        (assets / name).write_text(content)
    settings = small_screen().model_copy(update={"assets": assets})
    overlay = Overlay(settings, settings.pack_folder, SIZE)
    return overlay.message, overlay.kit


def mark(kit, form, icon=None):
    """The mark's part of a grey screen."""
    notice = kit.theme.notice.model_copy(update={"form": form})
    theme = kit.theme.model_copy(update={"notice": notice})
    drawn = AiMark(dataclasses.replace(kit, theme=theme, icon=icon), *SIZE)
    frame = np.full((*SIZE, 4), 128, np.uint8)
    spot = drawn.spot(Box(0, 0, SIZE[1], SIZE[0]))
    drawn.draw(frame, spot)
    return frame[spot.rows, spot.columns, :3]


def test_the_sign_takes_less_room_than_the_words_and_stands_before_them(told):
    words, sign, both = (mark(told[1], form) for form in ("words", "icon", "both"))
    assert sign.shape[1] < words.shape[1] < both.shape[1]
    assert sign.max() > 200 and abs(sign.shape[0] - sign.shape[1]) < 10


def test_a_file_of_the_house_is_shown_as_it_is(told):
    icon = np.zeros((90, 180, 4), np.uint8)
    icon[20:70, 20:160] = (*GREEN, 255)
    sign = mark(told[1], "icon", icon).astype(int)
    assert (np.abs(sign - GREEN).max(2) < 40).mean() > 0.2  # the plate lets a little pass


def test_a_file_that_cannot_be_used_is_said_and_a_drawn_sign_stands_in(told):
    message, kit = told
    assert "own.png" in message and "drawn sign" in message
    assert mark(kit, "icon").max() > 200
