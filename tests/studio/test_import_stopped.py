"""Ctrl-C during `kiosk pack import`: nothing half-made stays, and no process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

pytest.importorskip("onnx")
torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = str(Path(torch.__file__).parents[1])
CODE = """
import os
import signal
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, nz=8):
        super().__init__()
        self.dense = nn.Linear(nz, 3 * 16 * 16)
        self.asked = 0

    def forward(self, z):
        self.asked += 1
        if self.asked == WAITS_AT:
            with open("here", "w") as told:
                told.write(str(os.getpid()))
            signal.pause()
        return torch.tanh(self.dense(z)).view(-1, 3, 16, 16)
"""
TRIED, COMPARED, NEVER = (
    1,
    4,
    0,
)  # how often it was asked when it waits: at first; when it is exported
SAID = "ONNX Runtime and PyTorch differ"  # before the pack is made


@pytest.fixture
def started(tmp_path):
    """Begins the import of a network that waits, in a session of its own, as in a terminal."""
    torch.save(
        {"dense.weight": torch.randn(768, 8), "dense.bias": torch.zeros(768)}, tmp_path / "g.pth"
    )
    os.mkfifo(tmp_path / "here")
    running = []

    def start(waits_at):
        (tmp_path / "code.py").write_text(CODE.replace("WAITS_AT", str(waits_at)))
        words = ["import", "mine", "g.pth", "--code", "code.py", "--trust", "--models", "models"]
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "installation", "pack", *words],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                cwd=tmp_path,
                env={
                    "PATH": "/usr/bin:/bin",
                    "PYTHONPATH": f"{ROOT}:{LIBRARIES}",
                    "PYTHONUNBUFFERED": "1",
                },
                start_new_session=True,
            )
        )
        return running[0]

    yield start
    for process in running:
        process.kill()
        process.wait()


def stop(process, to_all):
    if to_all:
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=120)[0]
    assert process.returncode == 128 + signal.SIGINT, said
    assert "Traceback" not in said


def left(folder):
    """Files that are no part of what the test gave."""
    given = {"g.pth", "code.py", "here", "mine-import.log"}
    files = (
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    return sorted(path.name for path in files if path.name not in given)


@pytest.mark.parametrize("to_all", [True, False], ids=["terminal", "process"])
@pytest.mark.parametrize("waits_at", [TRIED, COMPARED], ids=["tried", "compared"])
def test_while_the_network_is_tried_or_exported(tmp_path, started, waits_at, to_all):
    process = started(waits_at)
    with open(tmp_path / "here") as here:
        child = psutil.Process(int(here.read()))
    stop(process, to_all)
    child.wait(timeout=10)
    assert left(tmp_path) == []


def test_while_the_pack_is_made(tmp_path, started):
    process = started(NEVER)
    said = next(line for line in process.stdout if SAID in line)
    assert said
    stop(process, to_all=True)
    assert left(tmp_path) == []


def test_a_name_that_is_taken_is_told_before_anything_runs(tmp_path, started):
    (tmp_path / "models" / "mine").mkdir(parents=True)
    process = started(TRIED)
    said = process.communicate(timeout=120)[0]
    assert (process.returncode, "is already there: choose another name" in said) == (2, True), said
    assert not (tmp_path / "mine-import.log").exists()
