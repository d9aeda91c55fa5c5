"""Theme, texts and typeface that cannot be read: what was shown last is on the screen, and the technician is told."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from installation.display.compositor import Compositor, Opening
from installation.display.overlay import Overlay
from installation.display.overlay_loader import KEEP_AFTER_S, OverlayLoader
from installation.display.sentences import INDISPENSABLE
from installation.faults import BadConfig
from installation.ipc.testing import fake_settings
from tests.packs.scene_pack import write_scene_pack

ROOT = Path(__file__).resolve().parents[2]
SIZE = (270, 480)
PLATE = (32, 192, 64)


@pytest.fixture
def settings(tmp_path):
    """Of a house with a theme of its own."""
    assets = shutil.copytree(ROOT / "assets", tmp_path / "assets")
    (assets / "themes" / "own.toml").write_text('[colours]\nplate = "#20c040"\n')
    (tmp_path / "scene").mkdir()
    return fake_settings(
        assets=str(assets),
        state=str(tmp_path / "state"),
        pack_folder=str(write_scene_pack(tmp_path / "scene")),
        screen={"theme": "own"},
    )


def shown_well(settings) -> None:
    loader = OverlayLoader(settings, SIZE)
    loader.first().shelf.keep()
    loader.tick(KEEP_AFTER_S)


def morning(settings) -> Overlay:
    """What another process makes of it."""
    return OverlayLoader(settings, SIZE).first()


@pytest.mark.parametrize("content", [b"[\xff", b"", None])
@pytest.mark.parametrize(
    "broken",
    [
        ["themes/own.toml", "type/SourceSansPro-Regular.ttf"],
        ["texts/de.toml", "texts/en.toml", "type/SourceSansPro-Semibold.ttf"],
    ],
)
def test_what_was_shown_last_stands_in_and_at_a_terminal_it_is_refused(settings, broken, content):
    shown_well(settings)
    for name in broken:
        path = settings.assets / name
        path.unlink()
        if content is not None:
            path.write_bytes(content)
    overlay = morning(settings)
    assert overlay.theme.colours.plate == PLATE
    assert overlay.kit.texts.of("de", "mark") == "KI-Bild"
    assert overlay.kit.typeface.coverage("Aa", 30).max() == 255
    assert all(Path(name).name in overlay.message for name in broken)
    assert overlay.message.count("what was shown last") == len(broken)
    with pytest.raises(BadConfig, match=Path(broken[0]).stem):
        OverlayLoader(settings, SIZE).first(is_strict=True)


def test_where_nothing_was_shown_yet_what_comes_with_the_program_stands_in(settings):
    shutil.rmtree(settings.assets)
    overlay = morning(settings)
    assert overlay.kit.texts.languages == ["de", "en"] and "what is in the box" in overlay.message


def test_where_no_text_can_be_read_the_notice_is_said_all_the_same(settings, monkeypatch):
    monkeypatch.setattr("installation.display.asset_shelf.BOX", Path("none"))
    english = morning(settings).kit.texts
    shutil.rmtree(settings.assets)
    overlay = morning(settings)
    assert overlay.inside.names == ["kept"] and overlay.kit.texts.languages == ["en"]
    for key, words in INDISPENSABLE.items():
        assert overlay.kit.texts.of("en", key) == words == english.of("en", key)


def test_without_a_pack_the_screen_says_why(settings):
    (settings.pack_folder / "pack.toml").unlink()
    overlay = morning(settings)
    assert "scene is no pack: it has no pack.toml" in overlay.message
    compositor = Compositor(Opening(SIZE, None, True), overlay, False, 0)
    frame = np.zeros((*SIZE, 4), np.uint8)
    for _ in range(8):
        compositor.compose(frame, 0, 0.3)
    middle = frame[120:150, 160:320, :3].astype(int)
    assert (abs(middle - PLATE[::-1]).max(axis=2) < 8).mean() > 0.3
