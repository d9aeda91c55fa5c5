"""From one size of what a device holds to another, as it is recorded at a real sound server."""

import subprocess
import sys

import numpy as np
import pytest

from tests.sound.nullsink import read_recording

pytestmark = pytest.mark.realtime

RATE = 48000
HERTZ = 440

PLAYS_A_TONE = f"""
import sys
from threading import Event
import numpy as np
from installation.sound import scheduling
from installation.sound.bank import FRAMES
from installation.sound.handover import Handover
from installation.sound.loudspeakers import Loudspeaker
from installation.sound.output import AudioOutput
from installation.sound.playback import Playback

scheduling.acquire()
loudspeaker = Loudspeaker.found("auto", {RATE}, FRAMES)
playing = Playback(AudioOutput(loudspeaker, 400))
number = np.arange(FRAMES)

def play(seconds, handover=None):
    global number, playing
    blocks = 0
    while blocks * FRAMES < seconds * {RATE}:
        while not playing.wants_more:
            Event().wait(0.002)
        tone = 0.3 * np.sin(2 * np.pi * {HERTZ} / {RATE} * number).astype(np.float32)
        number = number + FRAMES
        blocks += 1
        block = np.stack([tone, tone], axis=1)
        if handover is None:
            playing.push(block)
        elif handover.push(block, playing):
            playing.output.end()
            playing, handover = handover.second, None
        playing.adapt()
    assert handover is None, handover.refusal

play(1.5)
play(3, Handover(loudspeaker, 200))
play(3, Handover(loudspeaker, 400))
playing.output.leave()
"""


def test_a_tone_goes_on_without_a_step_when_the_device_is_given_less_to_hold_and_more(sink):
    """Incident: the stream that had faded out ended with the last of its fade still waiting: a click each time."""
    with sink.recording(sink.folder / "tone.raw") as path:
        line = [sys.executable, "-c", PLAYS_A_TONE]
        done = subprocess.run(line, env=sink.environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    heard = read_recording(path)[:, 0].astype(float)
    sounding = np.flatnonzero(np.abs(heard) > 0.1)
    tone = heard[sounding[0] + RATE // 4 : sounding[-1] - RATE // 2]
    assert len(tone) > 5 * RATE
    # a sine of any size and phase obeys this; two of them that fade slowly nearly do
    steps = tone[2:] - 2 * np.cos(2 * np.pi * HERTZ / RATE) * tone[1:-1] + tone[:-2]
    assert np.abs(steps).max() < 3e-4
