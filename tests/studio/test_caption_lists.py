"""Lists as museums have them: of databases, spreadsheets and catalogues, beside pictures named by inventory numbers."""

import json

import pytest

pytest.importorskip("PIL")
pytest.importorskip("tqdm")

from PIL import Image

from installation.studio.collection.captions import BrokenCaptions, read_captions

PICTURES = ("a.jpg", "b c.jpg", "sub/d.jpg")


@pytest.fixture
def folder(tmp_path):
    """Three pictures."""
    (tmp_path / "sub").mkdir()
    for name in PICTURES:
        Image.new("RGB", (32, 32)).save(tmp_path / name)
    return tmp_path


def titles(folder, pictures=PICTURES):
    found = read_captions(folder)
    return [found.of(name).title for name in pictures]


@pytest.mark.parametrize(
    "text",
    [
        "Export of our database;;\n;;\nDatei;Titel;Künstler\na.jpg;Krug;Müller\n",
        "Export;24 May 2026\nDatei;Titel\na.jpg;Krug\n",
        "Datei;Titel;Titel\na.jpg;Krug;\n",
        "“file”,“title”\na.jpg,Krug\n",
        "Bild;Objektbezeichnung\na.jpg;Krug\n",
        "image,title\nhttps://museum.example/pictures/A.jpg?width=800,Krug\n",
        "image,title\nhttps://museum.example/iiif/a/full/max/0/default.jpg,Krug\n",
    ],
    ids=["lines above", "date above", "twice", "curly", "German", "address", "IIIF"],
)
def test_a_table_is_understood_however_a_database_writes_it(folder, text):
    (folder / "list.csv").write_text(text)
    assert titles(folder) == ["Krug", "", ""]


@pytest.mark.parametrize("cell", ["a.jpg; sub/d.jpg", "a.jpg|d", '"a.jpg\nd.jpg"'])
def test_several_pictures_of_one_object_in_one_cell_have_its_caption(folder, cell):
    (folder / "list.csv").write_text(f"file\ttitle\n{cell}\tKrug\n")
    assert titles(folder) == ["Krug", "", "Krug"]


def test_a_table_without_heads_is_told(folder):
    (folder / "list.csv").write_text("a.jpg;Krug\nb c.jpg;Kanne\n")
    with pytest.raises(BrokenCaptions, match=r"list\.csv has no line of heads"):
        read_captions(folder)


def test_a_quotation_mark_that_is_never_closed_swallows_no_lines(folder):
    (folder / "list.csv").write_text('file,title\na.jpg,"Krug\nb c.jpg,Kanne\n')
    with pytest.raises(BrokenCaptions, match=r"quotation mark .* never closed"):
        read_captions(folder)


def test_lists_add_to_one_another_and_other_tables_are_passed_over(folder):
    (folder / "1.csv").write_text("file,title\na.jpg,Krug\n")
    (folder / "2.csv").write_text("file,maker\na.jpg,Müller\n")
    (folder / "visitors.csv").write_text("date,count\n1.1.,7\n")
    (folder / "readme.txt").write_text("Taken in 1998; with care.\n")
    caption = read_captions(folder).of("a.jpg")
    assert (caption.title, caption.maker) == ("Krug", "Müller")


def test_what_excel_calls_unicode_text_is_a_table(folder):
    (folder / "list.txt").write_bytes("Datei\tTitel\r\na.jpg\tKrüge\r\n".encode("utf-16"))
    assert titles(folder) == ["Krüge", "", ""]


@pytest.mark.parametrize("name", ["list.json", "metadata.jsonl"])
def test_a_list_of_records_gives_captions(folder, name):
    records = [
        {"file_name": "a.jpg", "title": "Krug", "size": [3, 4]},
        {"file_name": "b c.jpg", "title": "Kanne", "year": 1907},
    ]
    lines = "\n".join(json.dumps(record) for record in records)
    (folder / name).write_text(lines if name.endswith("l") else json.dumps(records))
    assert titles(folder) == ["Krug", "Kanne", ""]


@pytest.mark.parametrize(
    ("number", "pictures", "wanted"),
    [
        ("1931/204", ("1931-204.jpg", "1931_0204.jpg", "1931-205.jpg"), ["Krug", "Krug", ""]),
        ("7", ("0007.jpg", "0008.jpg"), ["Krug", ""]),
        ("1931-204", ("1931-204_1.jpg", "1931-204 b.jpg", "1931-7.jpg"), ["Krug", "Krug", ""]),
        ("1931", ("1931-2.jpg", "1931-3.jpg"), ["", ""]),
    ],
    ids=["slash", "noughts", "views", "a year is no number"],
)
def test_inventory_numbers_are_found_as_files_write_them(tmp_path, number, pictures, wanted):
    for name in pictures:
        Image.new("RGB", (32, 32)).save(tmp_path / name)
    (tmp_path / "list.csv").write_text(f"file,title\n{number},Krug\nx,Kanne\n")
    assert titles(tmp_path, pictures) == wanted


@pytest.mark.parametrize(
    ("listed", "pictures", "wanted"),
    [
        (["1931-207-3"], ("1931-204-12.jpg", "1931-204_a.jpg"), ["", "Krug"]),
        (["1931/204-1"], ("1931-204-12.jpg", "1931-204-1.jpg"), ["", "Kanne"]),
        (["1931-207b"], ("1931-204-12.jpg", "1931-204_a.jpg"), ["Krug", "Krug"]),
        (["1931-207 b"], ("1931-204-12.jpg", "1931-204_a.jpg"), ["Krug", ""]),
        (["MK-1931-20"], ("1931-204-12.jpg", "1931-204_a.jpg"), ["Krug", "Krug"]),
    ],
    ids=["elsewhere", "of the same", "written together", "letters", "another form"],
)
def test_numbers_of_a_form_that_the_list_has_are_no_views(tmp_path, listed, pictures, wanted):
    for name in ("1931-204.jpg", *pictures):
        Image.new("RGB", (32, 32)).save(tmp_path / name)
    lines = "\n".join(f"{number},Kanne" for number in listed)
    (tmp_path / "list.csv").write_text(f"number,title\n1931-204,Krug\n{lines}\n")
    assert titles(tmp_path, ("1931-204.jpg", *pictures)) == ["Krug", *wanted]


def test_a_list_that_names_views_itself_leaves_those_of_others_views(tmp_path):
    pictures = ("1931-204.jpg", "1931-204_1.jpg", "1931-207.jpg", "1931-207_2.jpg")
    for name in pictures:
        Image.new("RGB", (32, 32)).save(tmp_path / name)
    (tmp_path / "list.csv").write_text(
        "file,title\n1931-204.jpg,Krug\n1931-204_1.jpg,Krug\n1931-207.jpg,Kanne\n"
    )
    assert titles(tmp_path, pictures) == ["Krug", "Krug", "Kanne", "Kanne"]


def test_two_objects_of_a_number_without_its_signs_are_not_mixed_up(tmp_path):
    Image.new("RGB", (32, 32)).save(tmp_path / "12_3.jpg")
    (tmp_path / "list.csv").write_text("file,title\n12/3,Krug\n12.03,Kanne\n")
    assert titles(tmp_path, ["12_3.jpg"]) == [""]


def test_a_manifest_is_read_without_its_tags_and_whatever_scan_its_server_keeps(folder):
    address = "https://museum.example/iiif/box%2Fa.jp2/full/full/0/native.jpg"
    manifest = {
        "@context": "http://iiif.io/api/presentation/2/context.json",
        "@type": "sc:Manifest",
        "label": "<b>Krug</b> &amp; Kanne",
        "metadata": [{"label": "Maker", "value": "<a href='x'>M&uuml;ller</a>"}],
        "sequences": [{"canvases": [{"images": [{"resource": {"@id": address}}]}]}],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    caption = read_captions(folder).of("a.jpg")
    assert (caption.title, caption.maker) == ("Krug & Kanne", "Müller")
