"""`kiosk devices` and `kiosk sound`, as a technician calls them, into a real sound server."""

import os
import subprocess
import sys

import numpy as np
import pytest

from installation.sound.bank import FRAMES
from installation.sound.loudness import LoudnessMeter, lufs
from tests.sound import listen
from tests.sound.conftest import ROOT
from tests.sound.nullsink import read_recording

pytestmark = pytest.mark.realtime


RATE = 48000


def kiosk(environ, *words) -> subprocess.CompletedProcess:
    command = [sys.executable, "-I", "-m", "installation", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def bare(tmp_path):
    """An environment without any sound server or card."""
    own = {
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "PULSE_SERVER": f"unix:{tmp_path}/none",
    }
    return os.environ | own


def test_the_loudspeakers_that_can_be_chosen_are_listed(sink):
    answer = kiosk(sink.environ, "devices")
    assert answer.returncode == 0
    assert "cameras" in answer.stdout
    assert '"default"' in answer.stdout
    assert "<- auto" in answer.stdout


def test_where_there_is_none_that_is_said(bare):
    answer = kiosk(bare, "devices")
    assert answer.returncode == 0
    assert answer.stdout.rstrip().endswith("none")
    answer = kiosk(bare, "sound")
    assert answer.returncode == 2
    assert "no sound device found" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_unknown_loudspeaker_is_answered_with_those_there_are(sink):
    answer = kiosk(sink.environ, "sound", "--sound", "Genelec")
    assert answer.returncode == 2
    assert 'no sound device is called "Genelec"; available: "' in answer.stderr


def test_left_then_right_then_noise_at_its_loudness(sink, tmp_path):
    with sink.recording(tmp_path / "heard.raw") as file:
        answer = kiosk(sink.environ, "sound", "--for", "2.5")
    assert answer.returncode == 0
    assert "noise_dba" in answer.stderr
    recorded = read_recording(file)
    first = np.flatnonzero(np.abs(recorded).max(axis=1) > 0.001)[0]
    heard = recorded[first:]
    left = heard[RATE // 2 : RATE]
    right = heard[int(2.5 * RATE) : 3 * RATE]
    assert left[:, 0].std() > 0.03 > 100 * left[:, 1].std()
    assert right[:, 1].std() > 0.03 > 100 * right[:, 0].std()
    noise = heard[int(4.5 * RATE) : int(6.5 * RATE)]
    powers = listen.powers(LoudnessMeter(FRAMES, RATE), noise)
    assert lufs(np.mean(powers[2:])) == pytest.approx(-23, abs=0.7)


def test_a_frozen_sound_server_ends_it_in_words(sink):
    command = [sys.executable, "-I", "-m", "installation", "sound", "--for", "60"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=sink.environ, stderr=subprocess.PIPE, text=True
    )
    sink.until_heard()
    sink.freeze()
    _, said = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "takes no sound" in said
    assert "Traceback" not in said
