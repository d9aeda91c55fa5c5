"""Letters: typefaces as distance fields, and which of them are chosen."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("fontTools")
pytest.importorskip("freetype")

from installation.studio.letters.choice import held_out
from installation.studio.letters.glyph_fields import DrawnFace, UnusableFace, field_of_ink
from installation.studio.letters.grid import WIDE, compand, expand
from installation.studio.letters.survey import survey
from installation.studio.letters.typeface_files import FontFolder, NoTypefaces
from installation.studio.letters.typefaces import make_dataset
from tests.studio.test_letters_bad_fonts import make_font


def disc(side: int, radius: float, pixels: int) -> np.ndarray:
    """Share of ink of a disc in the middle, (side * pixels, side * pixels) uint8."""
    places = (np.arange(side * pixels) + 0.5) / pixels - side / 2
    distance = radius - np.hypot(places[:, None], places)
    share = np.clip(0.5 + distance * pixels, 0, 1)
    return np.rint(255 * share).astype(np.uint8)


def test_a_disc_has_the_distances_of_a_disc():
    field = field_of_ink(disc(40, 11.3, 3), 3)
    places = np.arange(40) + 0.5 - 20
    truth = 11.3 - np.hypot(places[:, None], places)
    away_from_centre = truth < 10
    assert np.abs(field - truth)[away_from_centre].max() < 0.3
    assert np.abs(field - truth)[np.abs(truth) < 1].mean() < 0.04


def test_far_away_a_field_still_tells_the_distance():
    field = field_of_ink(disc(WIDE, 20, 3), 3)
    places = np.arange(WIDE) + 0.5 - WIDE / 2
    truth = 20 - np.hypot(places[:, None], places)
    assert np.abs(field - truth).max() < 0.8


def test_expanding_undoes_companding():
    distance = np.linspace(-150, 40, 500).astype(np.float32)
    assert np.allclose(expand(compand(distance)), distance, atol=1e-3)


def test_a_file_that_is_no_font_is_refused_in_words(tmp_path: Path):
    path = tmp_path / "broken.ttf"
    path.write_bytes(b"this is no font")
    with pytest.raises(UnusableFace, match="does not open"):
        DrawnFace(path)


def test_a_folder_of_broken_fonts_is_refused_in_words(tmp_path: Path):
    (tmp_path / "broken.ttf").write_bytes(b"this is no font")
    with pytest.raises(NoTypefaces, match="No font file"):
        make_dataset(FontFolder.of(tmp_path), tmp_path / "fields", 1)


def test_no_group_is_both_trained_on_and_held_out():
    groups = [k // 7 for k in range(300)]
    away = held_out(groups)
    both = {(group, is_away) for group, is_away in zip(groups, away, strict=True)}
    assert len(both) == len(set(groups))
    assert 0.08 < np.mean(away) < 0.15


def test_of_a_few_families_the_smallest_is_held_out():
    away = held_out([0] * 9 + [1] * 4 + [2] * 6)
    assert away == [False] * 9 + [True] * 4 + [False] * 6


def test_the_only_family_is_trained_on():
    assert not any(held_out([0] * 20))


def test_files_side_by_side_belong_together_by_family(tmp_path: Path):
    """Incident: a museum's folder without folders in it was one family, and none was left to judge by."""
    names = ("Garamond", "Bodoni")
    files = [make_font(tmp_path / f"{name}.ttf", family=name) for name in names]
    (tmp_path / "maker").mkdir()
    files += [make_font(tmp_path / "maker" / f"{name}.ttf", family=name) for name in names]
    folder = FontFolder.of(tmp_path)
    collections = [folder.papers(path).collection for path in files]
    assert collections == ["Garamond", "Bodoni", "maker", "maker"]


def test_what_the_named_folder_is_called_tells_nothing_of_its_fonts(tmp_path: Path):
    symbols = tmp_path / "symbols"
    symbols.mkdir()
    path = make_font(symbols / "font.ttf")
    assert "symbols" in survey(path, FontFolder.of(tmp_path)).reason
    assert "symbols" not in survey(path, FontFolder.of(symbols)).reason


@pytest.mark.parametrize(
    ("in_the_file", "licence"),
    [("", "the museum's"), ("SIL Open Font License", "OFL"), ("All rights reserved", "")],
)
def test_a_museums_own_word_counts_where_the_file_says_nothing(
    tmp_path: Path, in_the_file: str, licence: str
):
    path = make_font(tmp_path / "font.ttf", licence=in_the_file)
    assert FontFolder.of(tmp_path, "the museum's").papers(path).licence == licence
