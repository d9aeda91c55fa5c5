"""Other people's folders of pictures: what can be read is read, what cannot is named."""

import json
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("PIL")
pytest.importorskip("tqdm")

from PIL import Image, ImageDraw

from installation.studio.collection import (
    captions,
    earth_crops,
    picture_files,
    pictures,
    survey,
)
from installation.studio.collection.families import families_of, hold_out
from installation.studio.collection.frame import Frame, frame_of, shared_ground
from installation.studio.collection.picture_files import BrokenPicture, read_picture

SIDE = 64


def ramp(height: int = SIDE, width: int = SIDE) -> np.ndarray:
    """(h, w, 3) uint8: dark on the left, bright on the right."""
    row = np.linspace(30, 220, width).astype(np.uint8)
    return np.repeat(np.tile(row, (height, 1))[..., None], 3, axis=2)


def save_ramp(path: Path, mode: str, **options) -> Path:
    picture = Image.fromarray(ramp())
    converted = picture.quantize() if mode == "P" else picture.convert(mode)
    converted.save(path, **options)
    return path


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.jpg", "RGB"),
        ("a.jpg", "CMYK"),
        ("a.jpg", "L"),
        ("a.png", "RGBA"),
        ("a.png", "P"),
        ("a.tif", "CMYK"),
        ("a.tif", "LAB"),
        ("a.webp", "RGB"),
        ("a.bmp", "RGB"),
        ("a.gif", "P"),
    ],
)
def test_any_format_is_the_same_picture(tmp_path, name, mode):
    seen = read_picture(save_ramp(tmp_path / name, mode))
    assert seen.shape == (SIDE, SIDE, 3)
    assert np.abs(seen.astype(int) - ramp()).mean() < 8


def test_sixteen_bits_are_scaled_to_eight(tmp_path):
    deep = (ramp()[..., 0].astype(np.uint16)) * 257
    Image.fromarray(deep).save(tmp_path / "deep.png")
    assert np.abs(read_picture(tmp_path / "deep.png").astype(int) - ramp()).max() <= 1


def test_a_photograph_is_turned_as_its_camera_says(tmp_path):
    turned = Image.fromarray(ramp(32, 64))
    exif = turned.getexif()
    exif[0x0112] = 6  # the camera was held upright
    turned.save(tmp_path / "turned.jpg", exif=exif)
    assert read_picture(tmp_path / "turned.jpg").shape == (64, 32, 3)


def test_what_is_transparent_lies_on_white(tmp_path):
    clear = np.dstack([ramp(), np.zeros((SIDE, SIDE), np.uint8)])
    Image.fromarray(clear).save(tmp_path / "clear.png")
    assert read_picture(tmp_path / "clear.png").min() == 255


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x00nothing of the kind", "an unknown kind"),
        ("Grüße".encode(), "a text"),
        (b"\xff\xd8\xff\xe0", "a JPEG that breaks off"),
        (b"PK\x03\x04\x14\x00[Content_Types].xml", "an office document: save a table .* as CSV"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(64), "HEIC.* save it as JPEG"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(64), "a film"),
        (b"\x00\x00\x00\x0cJXL \r\n\x87\n" + bytes(64), "JPEG XL"),
        (b"8BPS\x00\x01" + bytes(64), "a Photoshop file"),
        (b"II*\x00\x10\x00\x00\x00CR\x02\x00" + bytes(64), "camera's raw file"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
    ],
)
def test_what_is_no_picture_is_named_as_what_it_is(tmp_path, content, words):
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(BrokenPicture, match=words):
        read_picture(tmp_path / "a.jpg")


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
def test_a_picture_that_breaks_off_is_damaged(tmp_path, name):
    path = save_ramp(tmp_path / name, "RGB")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BrokenPicture, match=r"damaged|no picture"):
        read_picture(path)


def test_papers_and_hidden_files_are_no_pictures(tmp_path):
    for name in ("a.jpg", "captions.csv", "Thumbs.db", ".DS_Store", ".hidden/b.jpg", "deep/c.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    found = [str(path.relative_to(tmp_path)) for path in picture_files.picture_files(tmp_path)]
    assert found == ["a.jpg", "deep/c.png"]


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-8-sig")]
)
def test_a_list_from_any_spreadsheet_gives_captions(tmp_path, separator, encoding):
    rows = [["Datei", "Titel", "Künstler", "Klasse"], ["A.jpg", "Krug", "Müller", "Gefäß"]]
    text = "\n".join(separator.join(row) for row in rows)
    (tmp_path / "liste.csv").write_bytes(text.encode(encoding))
    caption = captions.read_captions(tmp_path).of("a.jpg")
    assert (caption.lines, caption.label) == ("Krug\nMüller", "Gefäß")


@pytest.mark.parametrize(
    ("named", "picture", "title"),
    [
        ("Cellar\\Jug.jpg", "cellar/jug.jpg", "Jug"),
        ("D:\\scans\\cellar\\jug.jpg", "cellar/jug.jpg", "Jug"),
        ("jug", "cellar/jug.jpg", "Jug"),
        ("1931.204", "1931.204.jpg", "Jug"),
        ("attic/jug.jpg", "cellar/jug.jpg", ""),
    ],
    ids=["folder", "whole-path", "no-ending", "dot", "other-folder"],
)
def test_a_list_names_files_with_or_without_their_folder_and_ending(
    tmp_path, named, picture, title
):
    (tmp_path / "list.csv").write_text(f"file,title\n{named},Jug\n")
    assert captions.read_captions(tmp_path).of(picture).title == title


@pytest.mark.parametrize(
    "text",
    [
        'Datei;Titel\r\n"a.jpg";"Krug ""Nr. 7"""\r\n',
        'sep=;\r\nDatei;Titel\r\na.jpg;"Krug\r\n""Nr. 7"""\r\n',
        '"Datei";"Titel";""\n"a.jpg";"Krug ""Nr. 7""";"x,y,z"\n',
        'Titel\tDatei\rKrug "Nr. 7"\ta.jpg\r',
    ],
    ids=["quotes", "lines-in-a-cell", "empty-column", "old-mac"],
)
def test_a_list_as_spreadsheets_quote_it_gives_captions(tmp_path, text):
    (tmp_path / "Liste.CSV").write_bytes(text.encode())
    assert captions.read_captions(tmp_path).of("a.jpg").title == 'Krug "Nr. 7"'


def test_a_name_with_an_umlaut_is_found_however_the_machine_writes_it(tmp_path):
    name = "Krüge.jpg"
    (tmp_path / "list.csv").write_text(f"file,title\n{unicodedata.normalize('NFC', name)},Jug\n")
    assert captions.read_captions(tmp_path).of(unicodedata.normalize("NFD", name)).title == "Jug"


def test_a_list_that_names_no_files_is_refused_in_words(tmp_path):
    (tmp_path / "list.csv").write_text("title,maker\nJug,Miller\n")
    with pytest.raises(captions.BrokenCaptions, match=r"list\.csv has no column that names"):
        captions.read_captions(tmp_path)


@pytest.mark.parametrize(
    "head",
    ["Inventarnummer", "Datei"],
    ids=["no column called so", "a column called so of other names"],
)
def test_a_column_that_holds_the_names_of_the_pictures_is_found_whatever_it_is_called(
    tmp_path, head
):
    Image.new("RGB", (64, 64)).save(tmp_path / "INV-0007.jpg")
    rows = f"{head};Signatur;Titel\nDSC1;inv-0007;Krug\nDSC2;INV-0008;Kanne\n"
    (tmp_path / "liste.csv").write_text(rows)
    assert captions.read_captions(tmp_path).of("INV-0007.jpg").title == "Krug"


@pytest.mark.parametrize("version", [2, 3])
def test_an_iiif_manifest_gives_captions(tmp_path, version):
    address = "https://museum.example/iiif/krug-7/full/max/0/default.jpg"
    if version == 3:
        page = {"items": [{"body": {"id": address}}]}
        canvas = {"id": "https://museum.example/7", "label": {"de": ["Krug"]}, "items": [page]}
        manifest = {"rights": "CC0", "items": [canvas]}
    else:
        canvas = {"label": "Krug", "images": [{"resource": {"@id": address}}]}
        manifest = {"license": "CC0", "sequences": [{"canvases": [canvas]}]}
    manifest["@context"] = f"http://iiif.io/api/presentation/{version}/context.json"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    caption = captions.read_captions(tmp_path).of("krug-7.jpg")
    assert (caption.title, caption.licence) == ("Krug", "CC0")


IMAGE = "https://museum.example/iiif/krug-7"
PICTURE = f"{IMAGE}/full/max/0/default.jpg"
PAGE = {"type": "Canvas", "label": {"none": ["1r"]}}


def painting(body):
    """Of version 3: a canvas with this picture."""
    return PAGE | {"items": [{"type": "AnnotationPage", "items": [{"body": body}]}]}


@pytest.mark.parametrize(
    "manifest",
    [
        {"items": [painting({"type": "Choice", "items": [{"id": PICTURE}]})]},
        {"items": [painting([{"id": PICTURE}])]},
        {"items": [painting({"type": "Image", "service": [{"id": f"{IMAGE}.jpg"}]})]},
        {"items": [painting(f"{IMAGE}.jpg/full/full/0/color.jpg?width=9")]},
        {
            "sequences": {
                "canvases": [{"images": [{"resource": {"@id": f"{IMAGE}.jpg/info.json"}}]}]
            }
        },
        {
            "sequences": [
                {"canvases": [{"images": [{"resource": {"default": {"@id": PICTURE}}}]}]},
            ],
        },
    ],
    ids=["choice", "list", "service", "query", "no-list", "v2-choice"],
)
@pytest.mark.parametrize(
    "label",
    ["Krug", ["Krug", "Jug"], {"de": ["Krug"]}, [{"@value": "Krug", "@language": "de"}]],
    ids=["text", "list", "languages", "values"],
)
def test_a_manifest_of_any_make_names_the_object_and_who_made_it(tmp_path, manifest, label):
    whole = manifest | {
        "@context": ["http://iiif.io/api/presentation/3/context.json"],
        "type": "Manifest",
        "label": label,
        "rights": ["CC0"],
        "metadata": [
            {"label": {"en": ["Date"]}, "value": {"none": ["1907"]}},
            {"label": {"en": ["Maker"], "de": ["Künstlerin"]}, "value": {"none": ["Änne Müller"]}},
        ],
    }
    (tmp_path / "all.json").write_text(json.dumps({"type": "Collection", "items": [whole]}))
    caption = captions.read_captions(tmp_path).of("krug-7.jpg")
    assert (caption.title, caption.maker, caption.licence) == ("Krug", "Änne Müller", "CC0")


@pytest.mark.parametrize(
    "text",
    [
        '{"@context": "http://iiif.io/", "items": [7, null, {"items": "x", "label": {}}]}',
        '{"type": "Manifest", "items": 3, "metadata": "x", "label": null}',
        '{"type": "Collection", "items": [[[[[[[[]]]]]]]], "members": {"a": 1}}',
        "[" * 100_000,
        "[1, 2]",
    ],
    ids=["odd", "numbers", "nested", "endless", "other"],
)
def test_a_manifest_that_makes_no_sense_gives_no_captions(tmp_path, text):
    (tmp_path / "odd.json").write_text(text)
    assert captions.read_captions(tmp_path).of("a.jpg") == captions.Caption()


def cut_out(width: int, height: int, box: tuple[int, int, int, int]) -> Image.Image:
    """Transparent but for a red disc in a box (left, top, right, bottom)."""
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse(box, fill=(200, 0, 0, 255))
    return picture


@pytest.mark.parametrize("box", [(0, 0, 49, 99), (140, 90, 190, 190)], ids=["tight", "lost"])
def test_what_was_cut_out_stands_whole_in_the_middle_whatever_its_margins(tmp_path, box):
    width, height = (50, 100) if box[0] == 0 else (400, 300)
    cut_out(width, height, box).save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png")
    seen = Frame(32, 32).fitted(picture, (64, 64))
    is_red = (seen[..., 1] < 100).nonzero()
    assert 26 < np.mean(is_red[0]) < 38
    assert 26 < np.mean(is_red[1]) < 38
    assert (seen[[0, -1]] == 255).all()
    assert (seen[:, [0, -1]] == 255).all()
    assert np.ptp(is_red[0]) > 48


def test_a_scan_of_many_pixels_is_opened_no_larger_than_any_wall_asks_for(tmp_path, monkeypatch):
    monkeypatch.setattr(picture_files, "ENOUGH", 200)
    Image.fromarray(ramp(420, 430)).save(tmp_path / "large.png")
    seen = read_picture(tmp_path / "large.png")
    assert seen.shape == (210, 215, 3)
    assert seen[0, 0, 0] < 40 < 200 < seen[-1, -1, 0]


def test_a_scan_of_sixteen_bits_and_many_pixels_is_shrunken_before_it_is_copied(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(picture_files, "ENOUGH", 200)
    deep = ramp(420, 430)[..., 0].astype(np.uint16) * 257
    Image.fromarray(deep).save(tmp_path / "large.tif")
    seen = read_picture(tmp_path / "large.tif")
    assert seen.shape == (210, 215, 3)
    assert np.abs(seen[:, :, 0].astype(int) - ramp(210, 215)[..., 0]).max() <= 1


READ_UNDER_A_BOUND = """
import sys
from pathlib import Path
import psutil
from installation.common import memory_bound
from installation.studio.collection.picture_files import BrokenPicture, read_picture
taken = psutil.Process().memory_info().data
try:
    with memory_bound.held(taken + (64 << 20)):
        read_picture(Path(sys.argv[1]))
except BrokenPicture as error:
    print(error)
assert memory_bound.bound() is None
"""


def test_a_picture_takes_no_memory_that_the_machine_needs_for_itself(tmp_path):
    """In a process of its own: what other tests have given back would be taken first."""
    path = tmp_path / "large.png"
    Image.new("L", (9000, 9000), 7).save(path)  # 81 MB
    command = [sys.executable, "-c", READ_UNDER_A_BOUND, str(path)]
    root = Path(__file__).resolve().parents[2]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    assert "too large for this machine's memory" in told


def test_small_things_on_white_are_not_taken_for_one_and_the_same():
    layouts = np.full((6, 32, 32, 3), 255, np.uint8)
    for number in range(5):
        row = 4 + 5 * number
        layouts[number, row : row + 3, 14:18] = 60
    layouts[5] = np.maximum(layouts[4], 64)
    families = families_of(layouts, [""] * 6)
    assert len(set(families.tolist())) == 5
    assert families[5] == families[4]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_held_out_is_as_rough_as_the_collection(seed):
    lots = np.random.default_rng(seed)
    groups = np.repeat(np.arange(40), 5)
    rough = np.where(lots.permutation(40) < 10, 10.0, 1.0)[groups]
    layouts = lots.integers(100, 120, (200, 16, 16, 3), np.uint8)
    held_out = hold_out(layouts, [str(group) for group in groups], rough)
    assert held_out.sum() == 20
    assert rough[held_out].mean() == rough.mean()
    assert all(len(set(held_out[groups == group])) == 1 for group in range(40))


@pytest.mark.parametrize(
    ("proportion", "frame"),
    [(1.0, Frame(32, 32)), (9 / 16, Frame(24, 44)), (4 / 3, Frame(36, 28)), (9.0, Frame(44, 24))],
)
def test_the_frame_has_the_proportion_of_most_pictures(proportion, frame):
    assert frame_of(np.array([proportion, proportion, 0.7])) == frame


def test_an_object_on_a_plain_ground_stays_whole_and_a_scene_fills_the_frame():
    vase = np.full((200, 100, 3), 240, np.uint8)
    vase[10:190, 40:60] = 20
    whole = Frame(32, 32).fitted(vase, (64, 64))
    assert (whole[:, 0] == 240).all()
    assert (whole[8:56, 32] < 60).all()
    scene = np.random.default_rng(0).integers(0, 255, (200, 100, 3)).astype(np.uint8)
    assert Frame(32, 32).fitted(scene, (64, 64))[:, 0].std() > 10


def test_what_a_frame_loses_of_a_panorama_is_known():
    scene = np.random.default_rng(0).integers(0, 255, (20, 800, 3)).astype(np.uint8)
    assert Frame(24, 48).cropped_share(scene) == pytest.approx(0.95)
    vase = np.full((200, 40, 3), 240, np.uint8)
    assert Frame(32, 32).cropped_share(vase) == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """60 pictures, two of them nearly the same, and three files that are none."""
    images = tmp_path_factory.mktemp("images")
    lots = np.random.default_rng(1)
    for number in range(60):
        tiles = lots.integers(0, 255, (4, 4, 3)).astype(np.uint8)
        Image.fromarray(np.kron(tiles, np.ones((70, 70, 1), np.uint8))).save(
            images / f"{number:02}.png"
        )
    twin = np.asarray(Image.open(images / "07.png")) // 2 * 2
    Image.fromarray(twin).save(images / "08.png")
    (images / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 broken")
    (images / "page.jpg").write_bytes(b"<html></html>")
    Image.fromarray(np.full((80, 80, 3), 7, np.uint8)).save(images / "empty.png")
    return images


@pytest.fixture(scope="module")
def gathered(folder, tmp_path_factory):
    work = tmp_path_factory.mktemp("work")
    return pictures.gather(folder, work, threads=1)


def test_what_is_left_out_is_named_with_its_reason(gathered):
    reasons = {entry.name: entry.reason for entry in gathered.left_out}
    assert sorted(reasons) == ["broken.jpg", "empty.png", "page.jpg"]
    assert reasons["empty.png"] == "is empty: one single colour"
    assert "a web page" in reasons["page.jpg"]


def test_nearly_equal_pictures_are_learned_or_held_out_together(gathered):
    held_out = {info.name: info.is_held_out for info in gathered.infos}
    assert held_out["07.png"] == held_out["08.png"]
    assert 4 <= sum(held_out.values()) <= 9


def test_a_museum_is_told_what_to_expect(gathered):
    lines = "\n".join(survey.told(survey.look_at(gathered), gathered))
    assert lines.startswith("60 pictures, ")
    assert "3 files left out" in lines
    assert "page.jpg: is no picture that can be read (a web page)" in lines
    assert "That is few" in lines
    assert "1 is a copy of another one" in lines
    assert "No captions" in lines


def test_a_museum_is_told_of_which_pictures_the_frame_shows_the_middle_alone(gathered):
    long = [replace(gathered.infos[0], cropped=0.9), *gathered.infos[1:]]
    panorama = replace(gathered, infos=long)
    lines = "\n".join(survey.told(survey.look_at(panorama), panorama))
    assert "Of 1 picture more than half is cropped" in lines
    assert "00.png. Cut into parts they count whole." in lines


def test_a_museum_is_told_which_pictures_the_list_leaves_out(gathered):
    infos = []
    for info in gathered.infos:
        known = captions.Caption(title="Jug", label="jug" if info.name < "50" else "bowl")
        infos.append(replace(info, caption=known))
    lines = "\n".join(survey.told(survey.look_at(gathered), replace(gathered, infos=infos)))
    assert "All have captions." in lines
    assert "2 classes, which a second network learns to tell: jug 50, bowl 10." in lines
    infos[3] = gathered.infos[3]
    lines = "\n".join(survey.told(survey.look_at(gathered), replace(gathered, infos=infos)))
    assert "none for 03.png: are they named so" in lines
    assert "1 has no class" in lines


def test_a_folder_with_hardly_a_picture_is_refused_with_reasons(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"")
    with pytest.raises(pictures.NotEnoughPictures, match="0 pictures") as refused:
        pictures.gather(tmp_path, tmp_path / "work", threads=1)
    assert "a.jpg is empty" in str(refused.value)


def test_other_pictures_under_the_same_name_are_noticed(gathered, folder, tmp_path):
    work = tmp_path / "work"
    pictures.gather(folder, work, threads=1)
    assert pictures.are_the_same(folder, work)
    (tmp_path / "other").mkdir()
    assert not pictures.are_the_same(tmp_path / "other", work)


def test_crops_of_one_block_of_the_earth_lie_within_it(monkeypatch):
    monkeypatch.setattr(earth_crops, "CROPS", 3)
    lots = np.random.default_rng(2)
    earth = lots.integers(0, 255, (2700, 5400, 3)).astype(np.uint8)
    found = earth_crops.crops(earth)
    assert {crop.picture.shape for crop in found} == {(192, 352, 3)}
    by_block: dict[int, list[float]] = {}
    for crop in found:
        by_block.setdefault(crop.block, []).append(crop.east)
    # a block is two crops wide, so the middles of its crops lie at most one crop apart
    widest = max(max(easts) - min(easts) for easts in by_block.values())
    assert widest <= 360 * (5400 / 7 - 352) / 5400 + 0.1


def test_objects_on_one_ground_share_it_and_scenes_share_none():
    rng = np.random.default_rng(3)
    objects = []
    for _ in range(8):
        picture = np.full((64, 64, 3), (250, 248, 240), np.uint8)
        cv2.circle(picture, (32, 32), 20, rng.integers(0, 200, 3).tolist(), cv2.FILLED)
        objects.append(picture)
    scenes = list(rng.integers(0, 255, (8, 64, 64, 3), dtype=np.uint8))
    assert shared_ground(objects).tolist() == [250, 248, 240]
    assert shared_ground(scenes) is None
    assert shared_ground(objects[:4] + scenes) is None
    dark = [255 - picture for picture in objects]
    assert shared_ground(objects[:4] + dark[:4]) is None


def test_of_a_tiff_with_a_small_page_before_the_picture_the_picture_is_taken(tmp_path):
    small = Image.fromarray(ramp(32, 32))
    pages = [Image.fromarray(ramp(80, 96)), Image.fromarray(ramp(40, 48))]
    small.save(tmp_path / "scan.tif", save_all=True, append_images=pages)
    assert read_picture(tmp_path / "scan.tif").shape == (80, 96, 3)


def test_twelve_bits_in_a_file_of_sixteen_are_not_left_dark(tmp_path):
    deep = ramp()[..., 0].astype(np.float64) * 4095 / 255
    Image.fromarray(deep.round().astype(np.uint16)).save(tmp_path / "camera.tif")
    assert np.abs(read_picture(tmp_path / "camera.tif").astype(int) - ramp()).max() <= 1


def test_a_drawing_that_another_program_would_run_is_not_opened(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 64 64\n")
    with pytest.raises(BrokenPicture, match="a PostScript drawing: save it as JPEG"):
        read_picture(tmp_path / "a.jpg")
