"""`kiosk pack preview` and `label`: what a curator gets to see."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from installation.cli import pack_commands
from installation.faults import Refused
from installation.packs import manifest, preview
from installation.packs.places import samples
from installation.packs.wall_label import label

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def pack(tmp_path):
    return manifest.load(Path(shutil.copytree(ROOT / "models" / "colours", tmp_path / "colours")))


def test_a_preview_is_a_sheet_a_film_and_a_page(tmp_path, pack, monkeypatch):
    monkeypatch.setattr(preview, "WIDE", (90, 160))
    monkeypatch.setattr(preview, "SMALLEST_SIDE", 64)
    monkeypatch.setattr(preview, "LEG_S", 0.4)
    page = preview.preview(pack, tmp_path / "out")
    assert "Grüner Horizont, violettes Wasser" in page.read_text()
    assert cv2.imread(str(pack.folder / "preview.jpg")).std() > 20
    film = cv2.VideoCapture(str(tmp_path / "out" / "walk.webm"))
    frames = [film.read()[1] for _ in range(int(film.get(cv2.CAP_PROP_FRAME_COUNT)))]
    steps = [np.abs(a.astype(int) - b).mean() for a, b in zip(frames, frames[1:])]
    assert len(frames) == preview.LEGS * 10
    assert (
        0 < max(steps) < np.abs(frames[0].astype(int) - frames[10]).mean() + 20
    )  # a walk, no jumps


def test_a_sample_of_the_sheet_becomes_a_place(pack):
    words = ("place", "colours", "5", "de=Naht", "en=Seam", "--models", str(pack.folder.parent))
    assert pack_commands.main(list(words), pack.folder.parent) == 0
    again = manifest.load(pack.folder)
    assert again.titles[-1] == {"de": "Naht", "en": "Seam"}
    np.testing.assert_allclose(again.places[-1], samples(pack)[4], atol=1e-4)
    with pytest.raises(Refused, match="no sample 25"):
        pack_commands.main(["place", "colours", "25", "en=Nowhere"], pack.folder.parent)


def test_the_wall_label_says_all_in_each_language(pack):
    text = label(pack, ["de", "en", "fr"])
    german, english, french = text.split("\n\n\n") if "\n\n\n" in text else _blocks(text)
    assert (
        "Gelernt aus" in german
        and "Was fehlt: Nie gesehen" in german
        and "12\N{THIN SPACE}000" in german
    )
    assert "Learned from" in english and "Licence: CC0-1.0" in english
    assert "Learned from" in french  # no words of its own: better English than nothing


def _blocks(text):
    starts = [text.index("Farben"), text.index("Colours"), text.rindex("Colours\n")]
    return text[starts[0] : starts[1]], text[starts[1] : starts[2]], text[starts[2] :]
