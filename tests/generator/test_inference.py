"""A pack painted by an inference server: a real one in a process of its own, which is stopped, killed and misbehaves.

Whatever it does, each picture is there within its deadline and the time that this machine takes."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from installation.common import clock
from installation.common.served_models import served_name
from installation.faults import BrokenPack
from installation.generator import painter as painter_module
from installation.generator.inference import (
    ServerFailed,
    ask_again,
    far_painter,
    meeting,
    tensor_exchange,
)
from installation.generator.inference.served_model import ServedModel
from installation.generator.inference.server_connection import TOKEN_FILE
from installation.generator.painter import Painter
from installation.ipc.testing import fake_settings
from installation.packs import manifest
from installation.packs.scene import Scene
from installation.service.health import server_check
from installation.vocabulary import Severity
from tests.generator.inference_server import MODEL, TOKEN
from tests.generator.test_room import MOODY
from tests.packs.image_pack import write_image_pack
from tests.service.mail_server import certificate

NOBODY = None  # a connection: whoever uses it fails

HERE = Path(__file__).parent
LONGEST_S = 30.0
DEADLINE_MS = 1000.0  # where none is to pass: other programs may be at work
SHORT_MS = 200.0
POINT = np.array([0.5, -0.5, 0.25, 1.0], np.float32)
HERE_PROVIDER = "CPUExecutionProvider"


class FarServer:
    """The process, and what it is told."""

    def __init__(self, folder):
        self.certificate = certificate(folder)
        command = [sys.executable, HERE / "inference_server.py", HERE / "moody.onnx"]
        command.append(self.certificate)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port, self.tls_port = map(int, self.process.stdout.readline().split())
        self.address = f"http://127.0.0.1:{self.port}"

    def behave(self, behaviour):
        self._ask("POST", "/behave", behaviour)

    @property
    def connections(self):
        """So many came, this one among them."""
        return int(self._ask("GET", "/connections")[10:-1])

    def _ask(self, *request):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(*request)
        words = connection.getresponse().read().decode()
        connection.close()
        return words

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The one that runs, in a list: a test may kill it."""
    found = [FarServer(tmp_path_factory.mktemp("server"))]
    yield found
    found[0].end()


@pytest.fixture
def server(running, tmp_path):
    if running[0].process.poll() is not None:
        running[0] = FarServer(tmp_path)
    running[0].behave("well")
    return running[0]


@pytest.fixture
def asked(tmp_path):
    """`asked(far, **[inference])`: the settings of a house that shows the pack moody."""
    shutil.copy(HERE / "moody.onnx", tmp_path)

    def ask(far, file="moody.onnx", **inference):
        (tmp_path / "pack.toml").write_text(MOODY.replace("moody.onnx", file))
        usual = {"server": far.address, "packs": [f"moody as {MODEL}"], "deadline_ms": DEADLINE_MS}
        return fake_settings(
            pack_folder=str(tmp_path),
            state=str(tmp_path),
            screen={"width_px": 64, "height_px": 64},
            inference=usual | inference,
        )

    return ask


@pytest.fixture
def painter(asked, monkeypatch):
    """`painter(far, **[inference])`: of that house; it asks again at once."""
    monkeypatch.setattr(ask_again, "FIRST_PAUSE_S", 0.02)
    monkeypatch.setattr(ask_again, "LONGEST_PAUSE_S", 0.02)
    made = []

    def make(far, **inference):
        settings = asked(far, **inference)
        made.append(Painter(manifest.load(settings.pack_folder), settings))
        return made[-1]

    yield make
    for each in made:
        each.close()


def until(painter, is_true):
    """Paints until it is: the longest time that a picture took."""
    longest_s = 0.0
    begun_ns = clock.now_ns()
    while not is_true(painter):
        assert clock.seconds(clock.now_ns() - begun_ns) < LONGEST_S, painter.message
        before_ns = clock.now_ns()
        try:
            picture = painter.paint(Scene.of(POINT))[0]
        except far_painter.PictureLate:
            continue
        assert picture.shape == (36, 64, 3)
        longest_s = max(longest_s, clock.seconds(clock.now_ns() - before_ns))
    return longest_s


def is_far(painter):
    return painter.provider.startswith(MODEL)


def is_lost(painter):
    return painter.provider == HERE_PROVIDER and painter.message


def test_the_server_paints_what_this_machine_would_over_one_connection(painter, server):
    painter = painter(server)
    alone = painter.model.paint(Scene.of(POINT), 36, 64)
    until(painter, is_far)
    assert painter.provider == f"{MODEL} at 127.0.0.1:{server.port}"
    before = server.connections
    for _ in range(50):
        np.testing.assert_allclose(painter.paint(Scene.of(POINT))[0], alone, atol=1)
    assert server.connections == before + 1
    picture, layers = painter.paint(Scene.of(POINT), is_open=True)
    assert picture.shape == (36, 64, 3)
    assert [layer.shape for layer in layers] == [(1, 3, 3, 3)]
    assert painter.message == ""
    assert not painter.take_change()


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ("garbage", "its answer cannot be read"),
        ("nonsense", "its answer cannot be read"),
        ("short", "its answer breaks off"),
        ("large", "its answer has 1024 MB"),
        ("nan", "no numbers (NaN or infinity)"),
        ("redirect", "where nobody goes"),
        ("failing", "it refuses (500, CUDA out of memory, sorry)"),
        ("locked", "it wants a token"),
    ],
)
def test_whatever_it_does_this_machine_stands_in_and_it_is_asked_again(
    painter, server, behaviour, words
):
    painter = painter(server)
    until(painter, is_far)
    server.behave(behaviour)
    until(painter, is_lost)
    assert words in painter.message
    assert painter.message.startswith(f"inference server 127.0.0.1:{server.port}: ")
    assert painter.message.endswith("; this machine paints until it is back")
    server.behave("well")
    until(painter, is_far)
    assert painter.message == ""
    assert painter.bad_pictures == 0


@pytest.mark.parametrize("behaviour", ["slow", "drip"])
def test_no_picture_waits_longer_than_its_deadline_and_three_are_enough(painter, server, behaviour):
    painter = painter(server, deadline_ms=SHORT_MS)
    until(painter, is_far)
    server.behave(behaviour)
    assert until(painter, is_lost) < SHORT_MS / 1000 + 1
    assert "3 pictures in a row took longer than 200 ms" in painter.message


def test_one_that_is_stopped_is_left_within_three_deadlines_and_found_again(painter, server):
    painter = painter(server, deadline_ms=SHORT_MS)
    until(painter, is_far)
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        assert until(painter, is_lost) < SHORT_MS / 1000 + 1
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    until(painter, is_far)


def test_one_that_sends_no_bytes_is_read_as_json(painter, server):
    server.behave("json")
    painter = painter(server, packs=[f"moody as {MODEL} version 7"])
    until(painter, is_far)
    alone = painter.model.paint(Scene.of(POINT), 36, 64)
    np.testing.assert_allclose(painter.paint(Scene.of(POINT))[0], alone, atol=1)


def test_another_model_is_told_and_its_pictures_are_a_cut(painter, server):
    server.behave("other")
    painter = painter(server)
    until(painter, is_far)
    assert painter.provider.endswith(", other pictures than those of the pack here")
    assert painter.take_change()
    assert not painter.take_change()
    server.behave("failing")
    until(painter, is_lost)
    assert painter.take_change()


@pytest.mark.parametrize(
    ("behaviour", "packs", "words"),
    [
        ("well", ["moody as moody-4k"], "it does not know moody-4k"),
        ("well", ["moody as mood version 8"], "it does not know mood version 8"),
        ("narrow", ["moody as mood"], "pack.toml says 4 dimensions"),
        ("slow", ["moody as mood"], "ms for a picture of 64x64, [inference] deadline_ms is 200"),
    ],
)
def test_a_model_that_is_none_for_this_pack_is_told(
    painter, server, monkeypatch, behaviour, packs, words
):
    monkeypatch.setattr(meeting, "TRIALS", 2)
    server.behave(behaviour)
    painter = painter(server, packs=packs, deadline_ms=SHORT_MS)
    until(painter, is_lost)
    assert words in painter.message


def test_only_what_kiosk_toml_names_is_asked_for(painter, server):
    before = server.connections
    other = painter(server, packs=["letters"])
    nowhere = painter(server, server="")
    for _ in range(3):
        other.paint(Scene.of(POINT))
        nowhere.paint(Scene.of(POINT))
    assert server.connections == before + 1


def test_a_picture_that_goes_into_a_model_is_never_sent(tmp_path):
    shapes = write_image_pack(tmp_path, 'from = "scene"', 'from = "silhouette"')
    with pytest.raises(ServerFailed, match="painted here alone"):
        ServedModel(NOBODY, served_name("image"), manifest.load(shapes), 48, 64)


def test_a_token_goes_to_whom_is_trusted_and_never_in_the_open(painter, server, tmp_path):
    server.behave("locked")
    (tmp_path / TOKEN_FILE).write_text(f"{TOKEN}\n")
    encrypted = f"https://127.0.0.1:{server.tls_port}"
    stranger = painter(server, server=encrypted)
    until(stranger, is_lost)
    assert "its certificate is not trusted" in stranger.message
    known = painter(server, server=encrypted, ca=str(server.certificate))
    until(known, is_far)
    without = painter(server, server=encrypted, ca=str(tmp_path / "away.pem"))
    until(without, is_lost)
    assert "away.pem, cannot be used (it is not there)" in without.message
    in_the_open = painter(server, server="http://192.0.2.1:8000")
    until(in_the_open, is_lost)
    assert "its token would cross the network unencrypted" in in_the_open.message


def test_a_pack_without_a_model_of_its_own_ends_when_its_server_stays_away(
    painter, server, tmp_path, monkeypatch
):
    with pytest.raises(BrokenPack, match="it has no model of its own"):
        painter(server, file="", packs=["letters"])
    with pytest.raises(BrokenPack, match="it does not know moody-4k"):
        painter(server, file="", packs=["moody as moody-4k"])
    painter = painter(server, file="")
    assert painter.model is None
    assert is_far(painter)
    painter.take_papers(manifest.load(tmp_path))
    until(painter, is_far)
    server.behave("failing")
    monkeypatch.setattr(painter_module, "LONGEST_STILL_S", 0.2)
    with pytest.raises(BrokenPack, match="CUDA out of memory"):
        until(painter, lambda painter: False)


@pytest.mark.parametrize(
    ("behaviour", "inference", "state", "words"),
    [
        ("well", {}, Severity.OK, "its pictures are those of this machine"),
        ("well", {"file": ""}, Severity.OK, "this machine has no model of it"),
        ("well", {"packs": ["letters"]}, Severity.OK, "it does not paint moody"),
        ("well", {"packs": []}, Severity.WARN, "no pack to paint"),
        ("other", {}, Severity.WARN, "its pictures differ from those of this machine by"),
        ("narrow", {}, Severity.BAD, "pack.toml says 4 dimensions"),
        ("slow", {"deadline_ms": SHORT_MS}, Severity.BAD, "[inference] deadline_ms is 200"),
        ("well", {"server": "http://127.0.0.1:1"}, Severity.BAD, "no server answers there"),
    ],
)
def test_the_check_says_what_the_server_is_worth(
    asked, server, monkeypatch, behaviour, inference, state, words
):
    monkeypatch.setattr(server_check, "PICTURES", 3)
    server.behave(behaviour)
    (result,) = server_check.check(asked(server, **inference))
    assert result.state == state
    assert words in result.said


def test_without_a_server_there_is_nothing_to_check(asked, server):
    assert server_check.check(asked(server, server="")) == []


def test_half_floats_go_as_bytes_since_json_has_no_word_for_them():
    points = np.array([[0.5, -2.0]], np.float16)
    request = tensor_exchange.asked({"z": points}, ["picture"])
    length = int(request.headers[tensor_exchange.HEAD_LENGTH])
    assert request.body[length:] == points.tobytes()


def test_one_that_is_killed_is_not_waited_for(painter, server):
    painter = painter(server)
    until(painter, is_far)
    server.end()
    assert until(painter, is_lost) < DEADLINE_MS / 1000
    assert "no server answers there" in painter.message
