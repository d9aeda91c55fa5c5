"""Fixtures of the sound room."""

import json
import pathlib
import subprocess
import sys

import pytest

from tests.sound.nullsink import MISSING, null_sink

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture
def sink():
    """A PulseAudio server with a null sink, for this test alone."""
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)}")
    with null_sink() as running:
        yield running


@pytest.fixture
def solo():
    """Starts the sound room alone in a process of its own; returns it, and `told(process)` what it said."""
    started = []

    def start(environ: dict, **given) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.sound.solo", json.dumps(given)],
            cwd=ROOT, env=environ | {"OPENBLAS_NUM_THREADS": "1"}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def told(process: subprocess.Popen, within_s: float = 90) -> dict:
    """What the room said at the end of its life."""
    return json.loads(process.communicate(timeout=within_s)[0])
