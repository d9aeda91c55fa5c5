"""What leaves the house carries its marks, and `kiosk detect` finds them again, also in what is left of a picture."""

import json
import subprocess
import sys

import cv2
import numpy as np
import pytest

from installation.cli.main import main
from installation.config.schema import MarksConfig
from installation.console.signed_picture import SignedPicture
from installation.display.compositor import Compositor, Opening
from installation.display.overlay import Overlay
from installation.display.process import Room
from installation.display.screen_watermark import ScreenWatermark
from installation.ipc.testing import FakeContext
from installation.marks import content_credentials, signing_key
from installation.marks.detector import detect
from installation.marks.marker import Marker
from installation.marks.picture_files import JPEG, PNG
from installation.marks.watermark import Watermark
from installation.marks.watermark_search import search
from installation.messages import Picture, Shown
from installation.service.health import mark_check
from installation.vocabulary import RoomName, Severity
from tests.display.rooms import small_screen

needs_c2pa = pytest.mark.skipif(not content_credentials.is_here(), reason="no c2pa-python here")
HEIGHT = 360
WIDTH = 640
# another program, which knows nothing of this project
READER = """
import json, sys, c2pa
with c2pa.Reader(sys.argv[1]) as reader:
    store = json.loads(reader.json())
    manifest = reader.get_active_manifest()
    actions = manifest["assertions"][0]["data"]["actions"]
    print(reader.get_validation_state(), actions[0]["digitalSourceType"].rpartition("/")[2])
    print(manifest["signature_info"]["common_name"])
"""


@pytest.fixture(scope="module")
def picture():
    """(360, 640, 3) uint8 BGR: large shapes, a plain ground, some grain."""
    random = np.random.default_rng(3)
    drawn = np.full((HEIGHT, WIDTH, 3), (90, 120, 60), np.uint8)
    for _ in range(12):
        x, y, radius = (int(value) for value in random.uniform((0, 0, 20), (WIDTH, HEIGHT, 90)))
        cv2.circle(drawn, (x, y), radius, random.uniform(0, 255, 3).tolist(), -1, cv2.LINE_AA)
    grain = random.normal(0, 2, drawn.shape)
    return np.clip(drawn + grain, 0, 255).astype(np.uint8)


def jpeg(picture):
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])[1], 1)


@pytest.mark.parametrize(
    "way",
    [
        jpeg,
        lambda picture: jpeg(cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)),
        lambda picture: picture[61:222, 97:383],
        lambda picture: jpeg(cv2.resize(picture, None, fx=0.77, fy=0.77)),
    ],
    ids=["JPEG 80", "half, JPEG 80", "a fifth", "another size"],
)  # fmt: skip
def test_the_watermark_is_found_in_what_is_left_of_a_picture(picture, way):
    marked = Watermark(HEIGHT, WIDTH).marked(picture)
    assert cv2.PSNR(picture, marked) > 42
    assert search(way(marked)).is_sure
    assert not search(way(picture)).is_sure


@needs_c2pa
def test_a_file_says_in_three_ways_that_an_ai_made_it(tmp_path, picture, capsys):
    marker = Marker(MarksConfig(credit='Museum "A" & B'), tmp_path)
    paths = []
    for media_type, name in ((JPEG, "a.jpg"), (PNG, "a.png")):
        content = marker.file(picture, media_type, "A <picture> & more.")
        path = tmp_path / name
        path.write_bytes(marker.signed(content, media_type, name))
        paths.append(path)
    assert marker.message == ""
    assert main(["detect", *map(str, paths), "--json"]) == 0
    for found in json.loads(capsys.readouterr().out):
        assert found["credentials"]["holds"] and found["credentials"]["is_self_made"]
        assert found["credentials"]["source_type"].endswith("/trainedAlgorithmicMedia")
        assert found["words"]["credit"] == 'Museum "A" & B'
        assert found["words"]["description"] == "A <picture> & more."
        assert found["watermark"]["is_sure"]
    assert main(["detect", str(paths[0])]) == 0
    said = capsys.readouterr().out
    assert "nobody vouches for the name" in said and "the signature holds" in said


@needs_c2pa
def test_another_program_reads_the_signature(tmp_path, picture):
    marker = Marker(MarksConfig(), tmp_path)
    path = tmp_path / "a.png"
    path.write_bytes(marker.signed(marker.file(picture, PNG, "x"), PNG, path.name))
    command = [sys.executable, "-I", "-c", READER, str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    state, signer = answer.stdout.splitlines()
    assert state == "Valid trainedAlgorithmicMedia"
    assert signer == "Latenzraum, self-made certificate"


@needs_c2pa
def test_a_file_that_was_changed_is_called_changed(tmp_path, picture, capsys):
    marker = Marker(MarksConfig(), tmp_path)
    content = bytearray(marker.signed(marker.file(picture, JPEG, "x"), JPEG, "a.jpg"))
    content[-2000] ^= 1
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    main(["detect", str(path)])
    assert "THE SIGNATURE DOES NOT HOLD" in capsys.readouterr().out


@needs_c2pa
def test_a_museum_signs_with_its_own_certificate(tmp_path, picture):
    made = signing_key.self_made(tmp_path, "Museum of Tomorrow")
    (tmp_path / "chain.pem").write_bytes(made.certificates)
    (tmp_path / "key.pem").write_bytes(made.key)
    house = tmp_path / "state"
    house.mkdir()
    marks = MarksConfig(certificate="../chain.pem", key=str(tmp_path / "key.pem"))
    marker = Marker(marks, house)
    path = tmp_path / "a.jpg"
    path.write_bytes(marker.signed(marker.file(picture, JPEG, "x"), JPEG, path.name))
    found = detect(path, made.certificates.decode())
    assert found.credentials.is_trusted and found.credentials.signer.startswith(
        "Museum of Tomorrow"
    )
    assert not list(house.iterdir())  # nothing was made


@needs_c2pa
def test_an_authority_that_does_not_answer_costs_the_timestamp_alone(tmp_path, picture):
    marker = Marker(MarksConfig(timestamp_url="http://127.0.0.1:9/"), tmp_path)
    path = tmp_path / "a.jpg"
    path.write_bytes(marker.signed(marker.file(picture, JPEG, "x"), JPEG, path.name))
    assert detect(path).credentials.holds


@needs_c2pa
def test_the_key_that_a_house_makes_is_for_its_owner_only_and_stays(tmp_path):
    first = signing_key.self_made(tmp_path, "A")
    assert (tmp_path / signing_key.OWN_FILE).stat().st_mode & 0o777 == 0o600
    assert signing_key.self_made(tmp_path, "B") == first
    assert "made itself" in mark_check.check(MarksConfig(), tmp_path).said


@needs_c2pa
@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({"certificate": "none.pem", "key": "none.pem"}, "cannot be read"),
        ({"certificate": "one.pem"}, "both or not at all"),
        ({"certificate": "words.pem", "key": "words.pem"}, "no private key"),
    ],
)
def test_a_picture_that_cannot_be_signed_leaves_with_its_other_marks(
    tmp_path, picture, marks, words
):
    (tmp_path / "words.pem").write_text("no key")
    marker = Marker(MarksConfig(**marks), tmp_path)
    path = tmp_path / "a.jpg"
    path.write_bytes(marker.signed(marker.file(picture, JPEG, "x"), JPEG, path.name))
    assert words in marker.message
    assert mark_check.check(MarksConfig(**marks), tmp_path).state == Severity.WARN
    found = detect(path)
    assert found.credentials is None and found.words and found.watermark.is_sure


def test_a_machine_without_c2pa_gives_the_other_marks_and_says_what_it_cannot_read(
    tmp_path, picture, monkeypatch, capsys
):
    monkeypatch.setattr(content_credentials, "is_here", lambda: False)
    marker = Marker(MarksConfig(), tmp_path)
    path = tmp_path / "a.png"
    path.write_bytes(marker.signed(marker.file(picture, PNG, "x"), PNG, path.name))
    assert main(["detect", str(path)]) == 0
    said = capsys.readouterr().out
    assert "there is no c2pa-python on this machine" in said and "certain (score" in said


def test_what_is_no_picture_gets_a_sentence_and_the_others_are_looked_at(tmp_path, picture, capsys):
    whole = cv2.imencode(".jpg", picture)[1].tobytes()
    bomb = b'<x:xmpmeta><!DOCTYPE a [<!ENTITY a "b">]></x:xmpmeta>'
    for name, content in (
        ("cut", whole[:900]),
        ("xml", whole + bomb),
        ("empty", b""),
        ("text", b"a"),
    ):
        (tmp_path / name).write_bytes(content)
    names = [str(tmp_path / name) for name in ("empty", "text", "missing", "cut", "xml")]
    assert main(["detect", *names]) == 2
    said = capsys.readouterr()
    assert said.err.count("no picture and no film") == 2 and "missing" in said.err
    assert said.out.count("no mark says that an AI made it") == 2


def test_the_snapshot_and_the_live_picture_of_the_page_are_marked(tmp_path, picture):
    path = tmp_path / "snapshot.png"
    screen = small_screen(width_px=WIDTH, height_px=HEIGHT)
    settings = screen.model_copy(update={"snapshot": path, "state": tmp_path})
    pictures = iter([Picture(1, 0, 1, picture[..., ::-1].copy())])
    sources = {"picture": lambda: next(pictures, None)}
    context = FakeContext(RoomName.DISPLAY, settings, sources=sources)
    room = Room(context)
    for _ in range(20):
        room.turn()
    room.close()
    shown = [message for message in context.wires.sent if isinstance(message, Shown)]
    live = tmp_path / "live.jpg"
    live.write_bytes(SignedPicture(settings).of(shown[-1].jpeg.tobytes()))
    for found in (detect(path), detect(live)):
        assert found.watermark.is_sure and "model facades" in found.words.description
        assert not found.can_read_credentials or found.credentials.holds


def test_the_screen_itself_may_carry_the_watermark(picture):
    opening = Opening((HEIGHT, WIDTH), Picture(1, 0, 0, picture), is_restart=True)
    settings = small_screen()
    overlay = Overlay(settings, settings.pack_folder, (HEIGHT, WIDTH))
    watermark = ScreenWatermark(HEIGHT, WIDTH)
    frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    for compositor, is_marked in (
        (Compositor(opening, overlay, False, 0), False),
        (Compositor(opening, overlay, False, 0, watermark=watermark), True),
    ):
        compositor.compose(frame, 0, 1 / 60)
        assert search(frame[..., :3].copy()).is_sure == is_marked
