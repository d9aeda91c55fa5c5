"""Letters: font files that cannot be used are left out, counted and never a traceback."""

import pytest

pytest.importorskip("fontTools")
pytest.importorskip("freetype")

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from installation.studio.letters import LETTERS
from installation.studio.letters.survey import survey
from installation.studio.letters.typeface_files import FontFolder

OFL = "This Font Software is licensed under the SIL Open Font License"


def box(width=500, height=700):
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    pen.lineTo((50, height))
    pen.lineTo((width, height))
    pen.lineTo((width, 0))
    pen.closePath()
    return pen.glyph()


def make_font(path, letters=LETTERS, family="Made Up", licence=OFL, glyph=box, change=None):
    names = {letter: f"letter{number}" for number, letter in enumerate(letters)}
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(letter): name for letter, name in names.items()})
    builder.setupGlyf({name: glyph() for name in order})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (600, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable(
        {"familyName": family, "styleName": "Regular", "licenseDescription": licence}
    )
    builder.setupOS2()
    builder.setupPost()
    if change is not None:
        change(builder)
    builder.save(path)
    return path


def variable(builder):
    builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])


def coloured(builder):
    builder.setupCOLR({"letter0": [("letter1", 0)]})
    builder.setupCPAL([[(1.0, 0.0, 0.0, 1.0)]])


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ({"change": variable}, "variable, colour or broken font"),
        ({"change": coloured}, "variable, colour or broken font"),
        ({"letters": "abcdefg"}, "capitals missing"),
        ({"family": "Made Up Symbols"}, "symbols or another script"),
        ({"family": "Made Up Outline"}, "outlined, shadowed, swash or initials"),
        ({"licence": "All rights reserved"}, "no free licence found"),
        ({"glyph": lambda: TTGlyphPen(None).glyph()}, "capitals of a strange height"),
        ({}, "outlined, broken, looped or otherwise decorated"),
    ],
)
def test_a_font_that_cannot_be_used_is_left_out_with_its_reason(tmp_path, made, reason):
    path = make_font(tmp_path / "font.ttf", **made)
    assert survey(path, FontFolder(tmp_path, {})).reason == reason


@pytest.mark.parametrize("suffix", [".ttf", ".otf", ".pfb"])
@pytest.mark.parametrize("part", [0, 13, 300, 0.5])
def test_a_font_that_breaks_off_anywhere_is_left_out(tmp_path, suffix, part):
    whole = make_font(tmp_path / "whole.ttf").read_bytes()
    kept = round(part * len(whole)) if isinstance(part, float) else part
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(whole[:kept])
    assert survey(path, FontFolder(tmp_path, {tmp_path.name: "ofl"})).reason


def test_a_bitmap_font_is_left_out(tmp_path):
    path = tmp_path / "bitmaps.pfb"
    glyph = "STARTCHAR H\nENCODING 72\nSWIDTH 500 0\nDWIDTH 8 0\nBBX 8 1 0 0\nBITMAP\nFF\nENDCHAR\n"
    head = "STARTFONT 2.1\nFONT x\nSIZE 8 75 75\nFONTBOUNDINGBOX 8 1 0 0\nSTARTPROPERTIES 2\n"
    more = 'CHARSET_REGISTRY "ISO10646"\nCHARSET_ENCODING "1"\nENDPROPERTIES\nCHARS 1\n'
    path.write_text(f"{head}{more}{glyph}ENDFONT\n")
    assert survey(path, FontFolder(tmp_path, {tmp_path.name: "ofl"})).reason == "bitmaps only"
