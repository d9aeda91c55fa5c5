"""The room with a real sound server, whose monitor is recorded; the server freezes, dies and comes back."""

import builtins
import os
import signal
from pathlib import Path

import numpy as np
import pytest
import soundfile

from installation.faults import NoSound
from installation.sound import loudspeakers
from installation.sound.bank import FRAMES
from installation.sound.loudness import LoudnessMeter, lufs
from tests.sound import listen
from tests.sound.conftest import Stage, told
from tests.sound.nullsink import read_recording

pytestmark = pytest.mark.realtime


RATE = 48000
SILENT = "the piece is silent: "


@pytest.fixture
def bare(tmp_path):
    """An environment without any sound server or card."""
    own = {
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "PULSE_SERVER": f"unix:{tmp_path}/none",
    }
    return os.environ | own


def ended(process) -> dict:
    """What it said, asked to end."""
    process.send_signal(signal.SIGTERM)
    return told(process)


# -- scenarios, played beside one another ----------------------------------------------------------


def play_for_two(stage: Stage):
    with stage.sink.recording(stage.folder / "heard.raw") as file:
        said = told(stage.solo(stage.sink.environ, seconds=5, visitors=2))
    return said, read_recording(file)


def measure(stage: Stage):
    commands = [[2, "noise", "3"]]
    with stage.sink.recording(stage.folder / "heard.raw") as file:
        said = told(stage.solo(stage.sink.environ, seconds=9, visitors=1, commands=commands))
    return said, read_recording(file)


def turn_down(stage: Stage):
    commands = [[1, "volume", "-40.0"]]
    return told(stage.solo(stage.sink.environ, seconds=4, visitors=1, commands=commands))


def freeze(stage: Stage):
    process = stage.solo(stage.sink.environ, seconds=60)
    stage.sink.until_heard()
    stage.sink.freeze()
    return told(process), process.returncode


def hold_up(stage: Stage):
    with stage.sink.recording(stage.folder / "heard.raw") as file:
        process = stage.solo(stage.sink.environ, seconds=60, checkpoint={"latency_ms": 24})
        stage.sink.until_heard()
        for milliseconds in range(10, 60, 10):
            for held_up in (stage.sink.server, process):
                held_up.send_signal(signal.SIGSTOP)
                stage.sink.pause(milliseconds / 1000)
                held_up.send_signal(signal.SIGCONT)
                stage.sink.pause(0.15)
        stage.sink.pause(2)
        said = ended(process)
    return said, read_recording(file)


def die_and_come_back(stage: Stage):
    process = stage.solo(stage.sink.environ, seconds=60)
    stage.sink.until_heard()
    stage.sink.kill()
    first = told(process)
    code = process.returncode
    process = stage.solo(stage.sink.environ, seconds=60, checkpoint=first["checkpoint"])
    stage.sink.revive()
    stage.sink.until_heard()
    return first, code, ended(process)


def without_points(stage: Stage):
    return told(stage.solo(stage.sink.environ, seconds=2, points=False))


def with_sounds_of_the_artist(stage: Stage):
    folder = stage.folder / "sounds"
    folder.mkdir()
    second = np.arange(44100) / 44100
    soundfile.write(folder / "high.flac", 0.1 * np.sin(2 * np.pi * 3000 * second), 44100)
    (folder / "broken.wav").write_text("no sound")
    (folder / "sounds.toml").write_text(
        '[[sound]]\nfile = "high.flac"\nlevel_db = 0\n[[sound]]\nfile = "broken.wav"\n'
    )
    with stage.sink.recording(stage.folder / "heard.raw") as file:
        said = told(stage.solo(stage.sink.environ, seconds=6, assets=str(stage.folder)))
    return said, read_recording(file)


def nearly_run_dry(stage: Stage):
    # while somebody listens, a null sink keeps time as others do
    with stage.sink.recording(stage.folder / "heard.raw") as file:
        process = stage.solo(stage.sink.environ, seconds=60, checkpoint={"latency_ms": 130})
        stage.sink.until_heard()
        stage.sink.pause(6)  # until it counts
        for _ in range(2):
            process.send_signal(signal.SIGSTOP)
            stage.sink.pause(0.13)
            process.send_signal(signal.SIGCONT)
            stage.sink.pause(0.5)
        stage.sink.pause(4)
        said = ended(process)
    return said, read_recording(file)


SCENARIOS = (
    nearly_run_dry, measure, die_and_come_back, play_for_two, hold_up, with_sounds_of_the_artist, turn_down, freeze,
    without_points,
)  # fmt: skip


# -- what they prove -------------------------------------------------------------------------------


def test_what_it_plays_is_heard_at_the_sink(found):
    said, heard = found(play_for_two)
    assert said["fault"] == said["message"] == ""
    assert said["telemetry"]["is_silent"] is False
    assert said["telemetry"]["sound_device"] != "silent"
    assert said["telemetry"]["blocks"] > 50
    assert said["telemetry"]["xruns"] == said["checkpoint"]["xruns"]
    loudest = np.abs(heard).max()
    assert 0.02 < loudest < 0.9
    assert said["loudest"] == pytest.approx(loudest, rel=0.1)
    assert listen.true_peak_db(heard) <= -1.0
    assert np.abs(heard[-100:]).max() < 0.001  # it faded before it went
    assert 20 < said["levels"] <= 20 * said["lived_s"] + 1


def loudness(heard) -> float:
    return lufs(np.mean(listen.powers(LoudnessMeter(FRAMES, RATE), heard)))


def test_the_noise_to_measure_with_takes_the_place_of_the_piece_and_gives_it_back(found):
    said, heard = found(measure)
    window = RATE // 50
    windows = heard[: len(heard) // window * window].reshape(-1, window, 2)
    peaks = np.abs(windows).max(axis=(1, 2))
    apart = np.abs(windows[:, :, 0] - windows[:, :, 1]).max(axis=1)
    # the piece is never the same on both sides
    noise = np.flatnonzero((peaks > 0.01) & (apart < 1e-4))
    first = noise[0]
    last = noise[-1]
    assert 2.5 < len(noise) / 50 < 3.5
    assert len(noise) > 0.95 * (last + 1 - first)
    assert said["telemetry"]["measuring"] is False
    inner = heard[(first + 5) * window : (last - 4) * window]
    assert loudness(inner) == pytest.approx(-23, abs=0.5)
    # nothing is cut off
    assert peaks[first - 10 : first].min() < 0.003
    assert peaks[last + 1 : last + 11].min() < 0.003
    # the piece before it, and back after it
    assert peaks[: first - 10].max() > 0.01
    assert peaks[last + 50 :].max() > 0.01
    assert listen.true_peak_db(heard) <= -1.0


def test_another_loudness_is_held_without_a_new_life(found):
    said = found(turn_down)
    assert said["telemetry"]["target_lufs"] == -40
    assert said["fault"] == ""


def test_a_frozen_server_ends_the_life_in_words(found):
    said, code = found(freeze)
    assert code == 1
    assert "takes no sound any more" in said["fault"]
    assert said["lived_s"] < 40


def test_when_server_or_room_are_held_up_and_it_runs_dry_it_plays_on_in_the_same_life(found):
    said, heard = found(hold_up)
    assert said["fault"] == ""
    assert said["telemetry"]["xruns"] >= 1
    assert np.abs(heard[-2 * RATE :]).max() > 0.003


def test_a_server_that_dies_ends_the_life_and_the_next_one_plays_when_it_is_back(found):
    first, code, said = found(die_and_come_back)
    assert code == 1
    assert "went away" in first["fault"]
    assert said["fault"] == said["message"] == ""
    assert said["telemetry"]["blocks"] > first["checkpoint"]["blocks"]
    assert said["telemetry"]["xruns"] >= first["checkpoint"]["xruns"]


def test_without_a_device_it_is_silent_and_says_so(bare, solo):
    said = told(solo(bare, seconds=1))
    assert said["message"].startswith(SILENT + "no sound device found")
    assert not said["fault"]
    assert said["telemetry"]["is_silent"] is True
    assert said["telemetry"]["sound_device"] == "silent"
    assert said["loudest"] == 0.0


def test_silence_that_was_asked_for_is_no_trouble(bare, solo):
    said = told(solo(bare, seconds=0.5, sound={"device": "none"}))
    assert said["message"] == said["fault"] == ""
    assert said["telemetry"]["is_silent"] is True


def test_an_unknown_device_is_answered_with_those_there_are(sink, solo):
    said = told(solo(sink.environ, seconds=0.5, sound={"device": "Genelec"}))
    assert said["message"].startswith(SILENT + 'no sound device is called "Genelec"; available: "')


def test_a_missing_library_is_named_with_its_package(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NoSound, match="libportaudio2"):
        loudspeakers.start_portaudio()


def test_full_shared_memory_is_told_before_it_ends_the_room(monkeypatch):
    """JACK's library, which PortAudio asks first, was killed by the system for it (SIGBUS), again and again."""
    monkeypatch.setattr(loudspeakers, "SHARED_MEMORY", Path("/proc"))  # never has room
    with pytest.raises(NoSound, match="/proc is full"):
        loudspeakers.start_portaudio()


def test_without_points_it_stays_silent(found):
    said = found(without_points)
    assert said["telemetry"]["blocks"] > 0
    assert said["loudest"] == 0.0


def test_sounds_of_the_artist_are_played_and_a_broken_one_is_named(found):
    said, heard = found(with_sounds_of_the_artist)
    assert said["fault"] == ""
    assert "broken.wav cannot be read" in said["message"]
    two_seconds = heard[-4 * RATE : -2 * RATE, 0]
    power = np.abs(np.fft.rfft(two_seconds)) ** 2
    assert power[5990:6010].sum() > 10 * power[5800:5990].sum()  # two seconds: half a hertz a bin


def test_a_device_that_nearly_runs_dry_is_given_more_to_hold_in_the_same_life(found):
    said, heard = found(nearly_run_dry)
    assert said["fault"] == ""
    assert said["telemetry"]["device_ms"] == said["checkpoint"]["latency_ms"] >= 200
    pieces = np.abs(heard[-3 * RATE : -RATE]).reshape(20, -1).max(axis=1)
    assert pieces.min() > 0.003  # the second stream is heard where the first ended


# -- alone: here a hundredth of a second counts ----------------------------------------------------


def test_a_room_that_stands_still_for_less_than_its_device_holds_is_not_heard_to(sink, solo):
    """The ring held one period to spare: after 40 ms, a device that held 96 took three at once and got silence."""
    process = solo(sink.environ, seconds=60, checkpoint={"latency_ms": 200})
    sink.until_heard()
    for _ in range(8):
        process.send_signal(signal.SIGSTOP)
        sink.pause(0.07)
        process.send_signal(signal.SIGCONT)
        sink.pause(0.3)
    assert ended(process)["telemetry"]["xruns"] == 0


def test_a_halt_that_its_device_bears_with_ease_leaves_the_sound_as_near_as_before(sink, solo):
    """Each halt had the ring keep more besides: after a bad quarter of an hour, a visitor was heard 0.45 s later."""
    process = solo(sink.environ, seconds=60, checkpoint={"latency_ms": 400})
    sink.until_heard()
    for _ in range(8):
        process.send_signal(signal.SIGSTOP)
        sink.pause(0.1)
        process.send_signal(signal.SIGCONT)
        sink.pause(0.4)
    assert ended(process)["telemetry"]["latency_ms"] < 490
