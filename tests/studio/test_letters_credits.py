"""Letters: whose work a face is, and what is said of it."""

import pytest

from installation.studio.letters.credits import Source, credit_of, data_sheet, named_in
from installation.studio.letters.typefaces_sheet import typefaces_md


def face(**papers):
    usual = {
        "collection": "somewhere",
        "family": "Some Face",
        "style": "Regular",
        "designer": "",
        "licence": "OFL",
        "notice": "",
        "held_out": False,
    }
    return usual | papers


@pytest.mark.parametrize(
    ("notice", "name"),
    [
        ("Copyright (c) 2011, Sol Matas (www.example.org), with Reserved Font Name", "Sol Matas"),
        (
            "Copyright 2005 , 2006Design by Zygfryd Gardzielewski. Digitized",
            "Zygfryd Gardzielewski",
        ),
        ("Copyright (c) 2012 by Brian J. Bonislawsky DBA Astigmatic", "Brian J. Bonislawsky"),
        ("Copyright 2016 The Oswald Project Authors (https://example.org)", ""),
        ("Version 1.0", ""),
        ("", ""),
    ],
)
def test_a_copyright_notice_names_its_designer_or_nobody(notice, name):
    assert named_in(notice) == name


def test_the_fonts_own_word_counts_before_its_notice():
    own = credit_of(
        face(designer="Ana Example <ana@example.org>", notice="Copyright 2011 X Foundry")
    )
    assert (own.designer, own.source) == ("Ana Example", Source.FONT)
    noticed = credit_of(face(notice="Copyright (c) 2011, X Foundry"))
    assert (noticed.designer, noticed.source) == ("X Foundry", Source.NOTICE)


def test_a_converted_design_is_known_by_its_designer():
    credit = credit_of(face(collection="cm-unicode", family="CMU Serif", style="BoldItalic"))
    assert credit.caption == "CMU Serif Bold Italic\nDonald E. Knuth"
    assert credit.source is Source.HISTORY


def test_without_a_designer_a_caption_is_the_face_alone():
    assert credit_of(face()).caption == "Some Face"


def test_a_caption_fits_what_a_map_holds():
    long = face(family="A Very Long Name of a Family That Never Ends", designer="B" * 90)
    assert len(credit_of(long).caption) <= 80


def test_the_sheet_counts_faces_families_designers_licences_and_what_was_left_out():
    faces = [
        face(designer="A"),
        face(designer="A", style="Bold"),
        face(family="Other", licence="GUST", held_out=True),
    ]
    sheet = data_sheet(faces, {"font files": 9, "left out": {"bitmaps only": 6}})
    assert sheet["font files found"] == 9
    assert (sheet["learned from"], sheet["held out to judge by"]) == (2, 1)
    assert (sheet["families"], sheet["designers and makers"]) == (2, 1)
    assert sheet["faces by licence"] == {"OFL": 2, "GUST": 1}
    text = typefaces_md(faces, sheet)
    assert "| bitmaps only | 6 |" in text
    assert "| Some Face | Bold | A | the font's field for the designer | OFL | learned |" in text
