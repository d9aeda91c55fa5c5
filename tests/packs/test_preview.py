"""`kiosk pack preview` and `label`: what a curator gets to see."""

import itertools

import cv2
import numpy as np
import pytest

from installation.cli import pack_commands
from installation.config.schema import MarksConfig
from installation.faults import Refused
from installation.marks.detector import detect
from installation.marks.marker import Marker
from installation.packs import manifest, preview
from installation.packs.places import samples
from installation.packs.runtime import Runtime
from installation.packs.wall_label import label


@pytest.fixture
def colours(pack):
    return manifest.load(pack)


def test_a_preview_is_a_sheet_a_film_and_a_page(tmp_path, colours, monkeypatch):
    monkeypatch.setattr(preview, "SIZE", (90, 160))
    monkeypatch.setattr(preview, "SMALLEST_SIDE", 64)
    monkeypatch.setattr(preview, "LEG_S", 0.4)
    page = preview.preview(
        colours, Runtime(colours, 0, 90, 160), tmp_path / "out", Marker(MarksConfig(), tmp_path)
    )
    assert "Grüner Horizont, violettes Wasser" in page.read_text()
    assert cv2.imread(str(colours.folder / "preview.jpg")).std() > 20
    for name in (preview.SHEET, preview.FILM):  # the film's marks lie beside it
        found = detect(tmp_path / "out" / name)
        assert found.words.description.startswith("Made by an AI: a picture of the model colours")
        assert not found.can_read_credentials or found.credentials.holds
    film = cv2.VideoCapture(str(tmp_path / "out" / "walk.webm"))
    frames = [film.read()[1] for _ in range(int(film.get(cv2.CAP_PROP_FRAME_COUNT)))]
    assert len(frames) == preview.LEGS * 10
    steps = [difference(a, b) for a, b in itertools.pairwise(frames)]
    assert 0 < max(steps) < difference(frames[0], frames[10]) + 20  # a walk, no jumps


def difference(a, b):
    return np.abs(a.astype(int) - b).mean()


def test_a_sample_of_the_sheet_becomes_a_place(colours):
    words = ("place", "colours", "5", "de=Naht", "en=Seam", "--models", str(colours.folder.parent))
    assert pack_commands.main(list(words), colours.folder.parent) == 0
    again = manifest.load(colours.folder)
    assert again.titles[-1] == {"de": "Naht", "en": "Seam"}
    np.testing.assert_allclose(again.places[-1], samples(colours)[4], atol=1e-4)
    with pytest.raises(Refused, match="no sample 25"):
        pack_commands.main(["place", "colours", "25", "en=Nowhere"], colours.folder.parent)
    with pytest.raises(Refused, match="deutsch: it is no language; did you mean de"):
        pack_commands.main(["place", "colours", "5", "deutsch=Naht"], colours.folder.parent)


def test_the_wall_label_says_all_in_each_language(colours):
    text = label(colours, ["de", "en", "fr"])
    german, english, french = text.split("\n\n\n") if "\n\n\n" in text else _blocks(text)
    assert (
        "Gelernt aus" in german and "Was fehlt: Fotos" in german and "12\N{THIN SPACE}000" in german
    )
    assert "Learned from" in english and "Licence: CC0-1.0" in english
    assert "Learned from" in french  # no words of its own: better English than nothing


def _blocks(text):
    starts = [text.index("Farben"), text.index("Colours"), text.rindex("Colours\n")]
    return text[starts[0] : starts[1]], text[starts[1] : starts[2]], text[starts[2] :]
