"""Fixtures of the sound room."""

import json
import pathlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.sound.nullsink import MISSING, NullSink, null_sink

ROOT = pathlib.Path(__file__).resolve().parents[2]

StartSolo = Callable[..., subprocess.Popen]


@pytest.fixture
def sink() -> Iterator[NullSink]:
    """A PulseAudio server with a null sink, for this test alone."""
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)}")
    with null_sink() as running:
        yield running


@pytest.fixture
def solo() -> Iterator[StartSolo]:
    """Starts the sound room alone in a process of its own; `told(process)` is what it said."""
    started = []

    def start(environ: dict[str, str], **given: Any) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.sound.solo", json.dumps(given)],
            cwd=ROOT,
            env=environ | {"OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def told(process: subprocess.Popen, within_s: float = 90) -> dict[str, Any]:
    """What the room said at the end of its life."""
    output, _ = process.communicate(timeout=within_s)
    return json.loads(output)
