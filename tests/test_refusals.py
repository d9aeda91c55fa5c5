"""`kiosk run` with what cannot be: one sentence says so, before anything is shown."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.realtime

LONG_S = 120  # it is refused long before, also on a busy machine


def run(*options):
    light = ("--windowless", "--size", "320x180", "--sound", "none", "--for", str(LONG_S))
    command = [sys.executable, "-I", "-m", "installation", "run", *light, *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, timeout=LONG_S + 60)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--camera", "banana"], ["banana", "simulated"]),
        (["--pack", "nosuch"], ["nosuch", "facades"]),
        (["--pack", "../facades"], ["generator.pack"]),
        (["--size", "big"], ["--size big", "1280x720"]),
        (["--config", "/no/such/kiosk.toml"], ["/no/such/kiosk.toml"]),
        (["--port", "80"], ["console.port", "1024"]),
        (["--report", "/no/such/folder/r.json"], ["/no/such/folder"]),
        (["--report", "/tmp"], ["/tmp cannot be written", "it is a folder"]),
        (["--snapshot", "/tmp"], ["/tmp cannot be written", "it is a folder"]),
        (["--assets", "/no/such/folder"], ["--assets /no/such/folder is not there"]),
        (["--assets", __file__], ["--assets", "is a file: name the folder"]),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, list) else None,
)
def test_what_cannot_be_done_is_said_in_one_sentence(options, words):
    answer = run(*options)
    assert answer.returncode == 2, answer.stderr
    assert "Traceback" not in answer.stderr
    said = answer.stderr.strip().splitlines()
    assert len(said) == 1 and all(word in said[0] for word in words), answer.stderr


def test_a_port_asked_for_by_name_that_is_taken_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = run("--port", port)
    assert answer.returncode == 2 and f"--port {port}: taken" in answer.stderr


def test_a_broken_pack_is_refused_before_the_show(tmp_path):
    facades = Path(__file__).resolve().parent.parent / "models" / "facades"
    broken = Path(shutil.copytree(facades, tmp_path / "broken"))
    (broken / "generator.onnx").write_bytes(b"<html>")
    answer = run("--models", tmp_path, "--pack", "broken")
    assert answer.returncode == 2
    assert "broken/generator.onnx is no ONNX model: it is a web page" in answer.stderr
    assert "Traceback" not in answer.stderr
