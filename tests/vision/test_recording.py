"""Presence written down and played as a camera: the same numbers again, and nothing that is not strictly a recording."""

import json
import subprocess
import sys

import numpy as np
import pytest

from installation import messages
from installation.common import clock
from installation.faults import UnreadableClip
from installation.vision.recording import SENTENCE, RecordingCamera, read, written

pytestmark = pytest.mark.realtime


ARRAYS = ("places", "flow", "motion", "silhouette")


def presence(number: int) -> messages.Presence:
    rng = np.random.default_rng(number)
    return messages.Presence(
        seq=number,
        light_ns=number,
        camera_s=100 + number / 30,
        visitors=number // 4,
        places=rng.normal(size=(number % 3, 8)).astype(np.float32),
        flow=rng.normal(size=2).astype(np.float32),
        motion=rng.random(messages.MOTION_SHAPE, np.float32),
        silhouette=rng.integers(0, 2, messages.SILHOUETTE_SHAPE, np.uint8),
    )


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "visit.presence"
    lines = [SENTENCE, *(written(presence(number), 100.0) for number in range(10))]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("number", range(4))
def test_a_line_holds_presence_bit_by_bit(number):
    said = presence(number)
    line = read(written(said, 0.0))
    assert line.visitors == said.visitors and line.s == pytest.approx(said.camera_s)
    for name in ARRAYS:
        kept = getattr(line.detection, name)
        wanted = getattr(said, name)
        assert kept.dtype == wanted.dtype, name
        assert np.array_equal(kept, wanted), name


def test_a_recording_says_in_its_first_line_that_it_holds_no_image_and_keeps_to_it(recording):
    first, *lines = recording.read_text().splitlines()
    assert "no image" in first
    assert max(map(len, lines)) < 6000  # less than a picture of 45 x 45 grey pixels
    assert set(json.loads(lines[0])) == {"s", "visitors", *ARRAYS}


def test_played_as_a_camera_it_says_the_same_again_at_the_same_pace_and_loops(solo, recording):
    begun = clock.now_ns()
    alone = solo({"epoch_ns": begun}, source=str(recording))
    alone.turn_until(lambda: len(alone.wires.sent) >= 12)
    for said in alone.wires.sent:
        was = presence(round(30 * said.camera_s) % 10)
        assert all(np.array_equal(getattr(said, name), getattr(was, name)) for name in ARRAYS)
        assert said.camera_s <= clock.seconds(said.light_ns - begun)  # never before its time
    assert [s.camera_s for s in alone.wires.sent] == sorted({s.camera_s for s in alone.wires.sent})
    assert alone.wires.sent[-1].camera_s > 10 / 30 and alone.wires.sent[-1].visitors >= 2
    assert alone.telemetry.camera == "visit.presence"
    assert alone.telemetry.is_simulated is False
    assert alone.telemetry.is_film
    assert alone.message == ""


def test_a_recording_that_is_cut_while_it_plays_is_named(recording):
    """Incident: the room ended with "a mistake in the program"."""
    camera = RecordingCamera(recording, clock.now_ns() - clock.SECOND_NS // 4)
    recording.write_bytes(recording.read_bytes()[:300])
    with pytest.raises(UnreadableClip, match=r"visit\.presence was changed or cut"):
        camera.take(0.1)


def spoil(line: str, **values) -> str:
    return json.dumps(json.loads(line) | values)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda line: line[:-20], "it is not JSON"),
        (lambda line: "[]", "it needs"),
        (lambda line: spoil(line, image="x"), "nothing else"),
        (lambda line: spoil(line, places=[[1, 2, 3]]), "places is not any x 8 numbers"),
        (lambda line: spoil(line, flow=["0.1", "0.2"]), "flow is not 2 numbers"),
        (lambda line: spoil(line, flow=[0.1, float("nan")]), "flow is not 2 numbers"),
        (lambda line: spoil(line, motion=[]), "motion is not 9 x 16 numbers"),
        (lambda line: spoil(line, silhouette=["00000000"]), "silhouette is not 18 rows"),
        (lambda line: spoil(line, visitors=-1), "visitors"),
        (lambda line: spoil(line, s=0.0), "does not follow"),
        (lambda line: "\udcff", "it is not text"),
    ],
    ids=range(11),
)
def test_a_bad_line_is_named_by_its_number(recording, change, words):
    lines = recording.read_text().splitlines()
    lines[4] = change(lines[4])
    recording.write_bytes("\n".join(lines).encode(errors="surrogateescape"))
    with pytest.raises(UnreadableClip, match=rf"visit.presence, line 5: .*{words}"):
        RecordingCamera(recording, 0)


@pytest.mark.parametrize("text", ["", "a film\n", SENTENCE + "\n"])
def test_what_is_no_recording_is_refused(tmp_path, text):
    path = tmp_path / "none.presence"
    path.write_text(text)
    with pytest.raises(UnreadableClip, match=r"none\.presence, line"):
        RecordingCamera(path, 0)


# -- the command -----------------------------------------------------------------------------------


def kiosk(*options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-I", "-m", "installation", *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, timeout=90)


def test_what_was_recorded_can_be_played_by_a_confined_room(tmp_path):
    path = tmp_path / "gallery.presence"
    config = tmp_path / "kiosk.toml"
    config.write_text("[camera]\nsource = 'simulated'\nseed = 3\n")  # somebody comes after 1.5 s
    recorded = kiosk("record", path, "--config", config, "--for", 4)
    assert recorded.returncode == 0 and SENTENCE in recorded.stderr, recorded.stderr
    played = kiosk("camera", "--windowless", "--camera", path, "--for", 4)
    assert played.returncode == 0, played.stderr
    assert "gallery.presence" in played.stdout and "sandbox: closed by" in played.stdout
    assert "in view: 1" in played.stdout and "#" in played.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("there.presence", "is there already"),
        ("film.mp4", "ends in .presence"),
        ("no/a.presence", "written"),
    ],
)
def test_a_recording_never_overwrites_and_is_refused_in_one_sentence(tmp_path, name, words):
    (tmp_path / "there.presence").write_text("precious")
    answer = kiosk("record", tmp_path / name, "--camera", "simulated", "--for", 1)
    assert answer.returncode == 2 and words in answer.stderr and "Traceback" not in answer.stderr
    assert (tmp_path / "there.presence").read_text() == "precious"
