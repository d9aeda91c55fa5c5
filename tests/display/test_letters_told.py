"""Typefaces, languages and words that the screen cannot show as they are: it goes on, and the technician is told."""

import random
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from installation.display import writing
from installation.display.asset_shelf import AssetShelf
from installation.display.overlay import Overlay
from installation.display.overlay_loader import OverlayLoader
from installation.display.text import FILES, Typeface
from installation.display.theme import contrast
from installation.ipc.testing import fake_settings
from installation.messages import ActivePack
from tests.packs.scene_pack import write_scene_pack

ROOT = Path(__file__).resolve().parents[2]
REGULAR = (ROOT / "assets" / "type" / FILES[0]).read_bytes()
SIZE = (360, 640)
MAP = {  # of four drawings, but for their points and captions
    "labels": np.arange(4),
    "layout": np.eye(4, 2, dtype=np.float32),
    "thumbnails": np.zeros((4, 6, 8, 3), np.uint8),
}


def with_holes() -> bytes:
    """A typeface whose tables were overwritten here and there."""
    chance = random.Random(1)
    content = bytearray(REGULAR)
    for _ in range(3000):
        content[chance.randrange(500, len(content))] = chance.randrange(256)
    return bytes(content)


@pytest.mark.parametrize("sign", ["\n", "\t", "\r\n", "\a", "\u2028", "\x85"])
def test_an_end_of_a_line_in_a_text_is_a_blank_and_no_box(sign):
    typeface = Typeface(AssetShelf(ROOT / "assets", ROOT, is_strict=True))
    assert typeface.wrapped(f"AI{sign}image", 1000, 20) == ["AI image"]
    drawn = typeface.coverage(f"AI{sign[-1]}image", 20)
    assert np.array_equal(drawn, typeface.coverage("AI image", 20))


@pytest.fixture
def show(tmp_path):
    """Makes the overlay of a house with other assets: path below assets/ -> content."""
    assets = shutil.copytree(ROOT / "assets", tmp_path / "assets")
    (tmp_path / "scene").mkdir()
    pack = write_scene_pack(tmp_path / "scene")

    def overlay(changed: dict[str, str | bytes], languages=("de", "en")) -> Overlay:
        for name, content in changed.items():
            raw = content.encode() if isinstance(content, str) else content
            (assets / name).write_bytes(raw)
        settings = fake_settings(
            assets=str(assets),
            state=str(tmp_path / "state"),
            pack_folder=str(pack),
            screen={"languages": list(languages)},
        )
        return Overlay(settings, pack, SIZE)

    return overlay


def texts(notice: str) -> str:
    """English ones with another notice."""
    lines = (ROOT / "assets" / "texts" / "en.toml").read_text().splitlines()
    kept = [line for line in lines if not line.startswith("notice")]
    return "\n".join([f'notice = "{notice}"', *kept])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>not found</html>", "it is a web page"),
        (REGULAR[: len(REGULAR) // 2], "no letters that can be read"),
        (with_holes(), "it is damaged"),
        (b"", "it is empty"),
    ],
)
def test_a_damaged_typeface_is_named_and_the_usual_one_stands_in(show, content, words):
    theme = '[type]\nregular = "own.ttf"\n'
    overlay = show({"type/own.ttf": content, "themes/dusk.toml": theme})
    assert words in overlay.message and "own.ttf" in overlay.message
    assert overlay.kit.typeface.coverage("Größe", 30).max() == 255


@pytest.mark.parametrize(
    "name",
    ["Inter[wght].ttf", "Inter-VariableFont_opsz,wght.ttf", "Meine Schrift (fett) ü.otf", "E.TTF"],
)
def test_a_typeface_is_taken_by_the_name_that_it_was_downloaded_with(show, name):
    theme = f'[type]\nregular = "{name}"\nfurther = ["{name}"]\n'
    overlay = show({f"type/{name}": REGULAR, "themes/dusk.toml": theme})
    assert not overlay.message
    overlay.shelf.keep()
    overlay = show({f"type/{name}": b"", "themes/dusk.toml": theme})
    assert f"what was shown last ({name}) stands in" in overlay.message


def test_a_typeface_that_is_not_there_is_answered_with_the_names_of_those_that_are(show):
    theme = '[type]\nregular = "Inter"\n'
    assert "must be the name of a file in assets/type" in show({"themes/dusk.toml": theme}).message
    theme = '[type]\nregular = "Inter.ttf"\n'
    told = show({"type/Inter.OTF": REGULAR, "themes/dusk.toml": theme}).message
    assert "available: Inter.OTF, SourceSansPro-Regular.ttf" in told


def test_what_a_library_says_of_a_damaged_typeface_is_not_repeated(show):
    theme = '[type]\nregular = "own.ttf"\n'
    told = show({"type/own.ttf": b"no typeface", "themes/dusk.toml": theme}).message
    assert "it is damaged, or no typeface" in told and "(" not in told.partition("typeface;")[0]


def test_a_collection_is_taken_and_what_is_none_is_told_with_line_and_what_would_do(show):
    theme = '[type]\nregular = "own.ttc"\n'
    assert not show({"type/own.ttc": REGULAR, "themes/dusk.toml": theme}).message
    told = show({"themes/dusk.toml": '[type]\nregular = "own.woff2"\n'}).message
    assert "line 2: type.regular" in told and ".ttc" in told


def test_letters_that_no_typeface_has_are_told_by_script_and_never_stand_there_as_boxes(show):
    arabic = "هذه الصورة تصنعها آلة من حركتك"
    overlay = show({"texts/ar.toml": f'notice = "{arabic}"\n'}, ["ar", "en"])
    assert "Arabic" in overlay.message and "Noto Sans Arabic" in overlay.message
    assert overlay.kit.texts.languages == ["en"]
    overlay = show({"texts/en.toml": texts("An AI 🤖 makes this.")}, ["en"])
    assert "emoji" in overlay.message
    assert overlay.kit.texts.of("en", "notice") == "An AI makes this."


def test_words_of_a_pack_that_no_typeface_has_are_told_and_left_out_and_those_of_other_languages_not(
    show, tmp_path
):
    title = '[[place]]\ntitle = { en = "北京 Television Tower", zh = "北京" }\npoint = [0.0, 0.0, 0.0, 0.0]\n'
    papers = tmp_path / "scene" / "pack.toml"
    papers.write_text(papers.read_text() + title)
    points = np.eye(4, dtype=np.float32)
    captions = np.array(["ไทย\n1920", "A", "B", "C"])
    np.savez(papers.with_name("map.npz"), points=points, captions=captions, **MAP)
    overlay = show({}, ["en"])
    assert "words of the pack scene" in overlay.message and "Thai" in overlay.message
    assert overlay.kit.pack.titles[-1] == {"en": "Television Tower", "zh": ""}
    assert overlay.kit.map.captions[0] == "\n1920" and overlay.kit.map.captions[1] == "A"
    papers.write_text(papers.read_text().replace("北京 Television Tower", "Television Tower"))
    np.savez(papers.with_name("map.npz"), points=points, **MAP)
    assert not show({}, ["en"]).message


def test_words_of_a_pack_that_nobody_reads_in_passing_are_told_and_end_where_they_must(
    show, tmp_path
):
    """Incident: a text of 10,000 words took a core for 9 s, in real time."""
    papers = tmp_path / "scene" / "pack.toml"
    words = "word " * 10_000
    title = f'[[place]]\ntitle = {{ en = "{words}" }}\npoint = [0.0, 0.0, 0.0, 0.0]\n'
    papers.write_text(papers.read_text() + title)
    overlay = show({}, ["en"])
    assert "one has 50000 signs, too long to be read in passing" in overlay.message
    assert len(overlay.kit.pack.titles[-1]["en"]) < 1002


def test_a_further_typeface_has_the_letters_that_the_first_one_lacks():
    first = AssetShelf(ROOT / "nowhere", ROOT / "nowhere")
    alone = Typeface(first, ("none.ttf", "none.ttf"))
    assert not alone.lacks("ạ→")  # what is in the box stands in
    shelf = AssetShelf(ROOT / "assets", ROOT / "nowhere")
    both = Typeface(shelf, FILES, FILES)
    assert both.lacks("aạ中文") == "中文"
    assert both.width("aạ", 64) == both.coverage("aạ", 64).shape[1] + 1


def test_a_long_notice_is_said_in_parts_and_nothing_of_it_is_cut(show):
    sentences = [f"This is what visitors ought to know, number {n}." for n in range(60)]
    overlay = show({"texts/en.toml": texts(" ".join(sentences))})
    assert "notice in en takes" in overlay.message


def test_ink_that_cannot_be_read_is_none_for_the_notice_and_the_mark(show):
    colours = '[colours]\nplate = "#20c040"\nink = "#20c040"\n'
    overlay = show({"themes/dusk.toml": colours})
    assert "1.0:1" in overlay.message and "instead" in overlay.message
    assert contrast(overlay.theme.notice_ink, overlay.theme.colours.plate) > 4.5


def test_other_languages_come_beside_the_running_loop(tmp_path):
    assets = shutil.copytree(ROOT / "assets", tmp_path / "assets")
    (tmp_path / "scene").mkdir()
    pack = write_scene_pack(tmp_path / "scene")
    house = fake_settings(assets=str(assets), state=str(tmp_path / "state"), pack_folder=str(pack))
    loader = OverlayLoader(house, SIZE)
    loader.first()
    loader.show(ActivePack(0, str(pack), languages=["en"]))
    overlay = None
    while overlay is None:
        loader.tick(0.1)
        overlay = loader.take(0)
    assert overlay.kit.texts.languages == ["en"]


def test_a_folder_of_thousands_of_typefaces_costs_the_turns_nothing(tmp_path):
    """Looked through in a turn, four times a second, they took a frame each time."""
    folder = tmp_path / "type"
    folder.mkdir()
    for number in range(2000):
        (folder / f"{number}.ttf").touch()
    loader = OverlayLoader(fake_settings(assets=str(tmp_path)), SIZE)
    begun_s = time.thread_time()
    loader.tick(1.0)
    assert time.thread_time() - begun_s < 0.005


def test_a_line_is_ordered_as_its_scripts_are_read():
    mixed = writing.runs("ab שלום 12.5 (AI) cd")
    assert "".join(run.text for run in mixed if run.is_leftwards).split() == ["שלום"]
    hebrew = [run.text for run in writing.runs("שלום 12.5 AI")]
    assert hebrew == ["AI", " ", "12.5", "שלום "]
    assert writing.is_leftwards("(12) שלום AI") and not writing.is_leftwards("AI שלום")


def test_chinese_ends_its_lines_between_signs_but_never_before_a_full_stop():
    parts = [part for _, part in writing.pieces("生成图像。AI 你")]
    assert parts == ["生", "成", "图", "像。", "AI", "你"]
    assert writing.joined("图像。", "你") == "图像。你" and writing.joined("a.", "B") == "a. B"
