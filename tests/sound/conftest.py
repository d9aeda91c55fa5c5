"""Fixtures of the sound room."""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.sound.nullsink import MISSING, NullSink, null_sink

ROOT = pathlib.Path(__file__).resolve().parents[2]

StartSolo = Callable[..., subprocess.Popen]

AT_A_TIME = 3  # scenarios: each waits for sound nine tenths of its time


@pytest.fixture
def sink() -> Iterator[NullSink]:
    """A PulseAudio server with a null sink, for this test alone."""
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)}")
    with null_sink() as running:
        yield running


@contextlib.contextmanager
def solos() -> Iterator[StartSolo]:
    """Starts the sound room alone in processes of their own; what still runs at the end is killed."""
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


@pytest.fixture
def solo() -> Iterator[StartSolo]:
    """Starts the sound room alone in a process of its own; `told(process)` is what it said."""
    with solos() as start:
        yield start


@dataclass
class Stage:
    """What a scenario has for itself: a sound server, a folder, and how it starts the room."""

    sink: NullSink
    folder: pathlib.Path
    solo: StartSolo


def _on_a_stage(scenario: Callable[[Stage], Any]) -> Any:
    with null_sink() as sink, tempfile.TemporaryDirectory() as folder, solos() as start:
        return scenario(Stage(sink, pathlib.Path(folder), start))


@pytest.fixture(scope="module")
def found(request) -> Iterator[Callable]:
    """`found(scenario)` is what it returned, or raises what it raised.

    The module's SCENARIOS are played beside one another, in their order, whichever test asks first.
    """
    if MISSING:
        pytest.skip(f"not installed: {', '.join(MISSING)}")
    pool = ThreadPoolExecutor(AT_A_TIME)
    played = {each: pool.submit(_on_a_stage, each) for each in request.module.SCENARIOS}
    yield lambda scenario: played[scenario].result()
    pool.shutdown(cancel_futures=True)


def told(process: subprocess.Popen, within_s: float = 90) -> dict[str, Any]:
    """What the room said at the end of its life."""
    output, _ = process.communicate(timeout=within_s)
    return json.loads(output)
