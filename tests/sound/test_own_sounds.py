"""Artists' own sounds: read from a folder, each at its time, and read again when they change."""

import os

import numpy as np
import pytest
import soundfile

from installation.sound.sample import LONGEST_S, BadSound, load
from installation.sound.sampler import Sampler, Scene, wanted
from installation.sound.sound_library import MOST_BYTES, Cue, SoundLibrary
from tests.sound import listen

FRAMES = 1024
RATE = listen.RATE
FREE_BYTES = 40 * 2**20


def write(path, seconds=2.0, hz=440.0, rate=RATE, level=0.1):
    t = np.arange(int(seconds * rate)) / rate
    soundfile.write(path, level * np.sin(2 * np.pi * hz * t), rate)


def play(sampler, scene, blocks: int) -> np.ndarray:
    """(2, n)."""
    silence = np.zeros((2, FRAMES), np.float32)
    heard = []
    for _ in range(blocks):
        part = sampler.render(scene)
        heard.append(silence if part is None else part)
    return np.concatenate(heard, axis=1)


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "low.wav", hz=220.0)
    return tmp_path


@pytest.fixture
def library(folder):
    def write_table(table: str) -> SoundLibrary:
        (folder / "sounds.toml").write_text(table)
        library = SoundLibrary(folder, RATE, watch=False)
        library.refresh()
        return library

    return write_table


@pytest.mark.parametrize("rate", [8000, 11025, 44100, 48000, 96000])
@pytest.mark.parametrize("kind", ["wav", "flac", "ogg"])
def test_a_file_of_any_rate_sounds_at_ours(tmp_path, rate, kind):
    if kind == "ogg" and rate == 96000:
        pytest.skip("the OGG writer knows no such rate")
    write(tmp_path / f"tone.{kind}", 2.7, 440.0, rate)
    sample = load(tmp_path / f"tone.{kind}", RATE, FREE_BYTES)
    sound = sample.data[:, 0] * sample.gain
    assert len(sound) / RATE == pytest.approx(2.7, abs=0.01)
    steady = sound[RATE // 2 : 2 * RATE]
    spectrum = np.abs(np.fft.rfft(steady * np.hanning(len(steady))))
    assert spectrum.argmax() / 1.5 == pytest.approx(440, abs=1)
    sine_peak = np.sqrt(2) * steady.std()
    assert np.abs(steady).max() == pytest.approx(sine_peak, rel=0.05)  # a sine and nothing else


def test_quiet_and_loud_files_are_as_loud_as_each_other(tmp_path):
    write(tmp_path / "quiet.wav", level=0.01)
    write(tmp_path / "loud.wav", level=0.9)
    peaks = []
    for name in ("quiet.wav", "loud.wav"):
        sample = load(tmp_path / name, RATE, FREE_BYTES)
        peaks.append(np.abs(sample.data).max() * sample.gain)
    assert peaks[0] == pytest.approx(peaks[1], rel=0.01)


def bad_files(folder):
    (folder / "text.wav").write_text("no sound")
    (folder / "empty.wav").write_bytes(b"")
    (folder / "cut.flac").write_bytes((folder / "whole.flac").read_bytes()[:300])
    soundfile.write(folder / "mute.wav", np.zeros(1000), RATE)
    soundfile.write(folder / "nan.wav", np.full(1000, np.nan), RATE, subtype="FLOAT")
    soundfile.write(folder / "long.wav", np.ones(200 * 8000), 8000)


@pytest.mark.parametrize(
    "name",
    ["text.wav", "empty.wav", "cut.flac", "mute.wav", "nan.wav", "long.wav", "not-there.wav"],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, name):
    write(tmp_path / "whole.flac")
    bad_files(tmp_path)
    with pytest.raises(BadSound, match=name):
        load(tmp_path / name, RATE, FREE_BYTES)


def test_a_bad_file_leaves_the_others_playing(folder, library):
    kept = library('[[sound]]\nfile = "low.wav"\n[[sound]]\nfile = "gone.wav"\n')
    assert [cue.file for cue, _ in kept.cues] == ["low.wav"]
    assert "gone.wav" in kept.message


@pytest.mark.parametrize("kind", ["wav", "aiff", "mp3"])
def test_a_file_that_was_cut_off_is_played_and_told(folder, library, kind):
    path = folder / f"whole.{kind}"
    write(path, seconds=4.0)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    kept = library(f'[[sound]]\nfile = "{path.name}"\n')
    assert [cue.file for cue, _ in kept.cues] == [path.name]
    assert f"{path.name} ends early: of 4.0 s only" in kept.message


def test_a_file_whose_writer_did_not_know_its_length_is_whole(folder, library):
    path = folder / "low.wav"
    content = bytearray(path.read_bytes())
    size = content.index(b"data") + 4
    content[size : size + 4] = b"\xff" * 4  # as of a program that writes into a pipe
    path.write_bytes(content)
    kept = library('[[sound]]\nfile = "low.wav"\n')
    assert len(kept.cues) == 1 and not kept.message


def test_the_longest_sound_alone_has_room_in_memory(tmp_path):
    write(tmp_path / "long.wav", seconds=LONGEST_S, rate=8000)
    assert len(load(tmp_path / "long.wav", 48000, MOST_BYTES).data) == LONGEST_S * 48000


def test_a_changed_file_and_a_changed_table_are_read_again(folder, library):
    kept = library('[[sound]]\nfile = "low.wav"\n')
    first = kept.cues[0][1]
    kept.refresh()
    assert kept.cues[0][1] is first  # nothing has changed
    write(folder / "low.wav", seconds=1.0)
    os.utime(folder / "low.wav", ns=(1, 1))
    kept.refresh()
    assert len(kept.cues[0][1].data) == RATE
    (folder / "sounds.toml").write_text('[[sound]]\nfile = "low.wav"\npan = 0.1\n[[sound]]\n')
    kept.refresh()
    assert "line 4: sound.file is missing" in kept.message
    assert kept.cues[0][0].pan == 0.5  # as before
    (folder / "sounds.toml").write_text('[[sound]]\nfile = "low.wav"\npan = 0.1\n')
    kept.refresh()
    assert not kept.message
    assert kept.cues[0][0].pan == 0.1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('states = ["wanderin"]', "line 3: sound.states = 'wanderin'"),
        ("places = [99]", "line 3: sound.places: there is no place 99, the pack has 12"),
        ("pan = 0,5", "a number has a point, 0.5"),
        ('states = "wandering"', "must be a list in [ ]; did you mean ['wandering']?"),
    ],
)
def test_a_condition_that_never_holds_is_told_with_line_and_key(library, row, words):
    told = library(f'[[sound]]\nfile = "low.wav"\n{row}\n')
    assert words in "; ".join([told.message, *told.in_vain(12)])


def test_a_pause_that_a_loop_does_not_make_is_told_and_the_loop_plays(library):
    """`every_s` without `kind` did nothing, and nobody said so."""
    told = library('[[sound]]\nfile = "low.wav"\nevery_s = 30\n')
    assert told.in_vain(12) == [
        'sounds.toml, line 3: sound.every_s does nothing for a loop: add kind = "once", or take every_s away'
    ]
    assert len(told.cues) == 1 and not told.message
    assert not library('[[sound]]\nfile = "low.wav"\nkind = "once"\nevery_s = 30\n').in_vain(12)


def test_that_sounds_stay_is_said_only_where_some_are_heard(folder, library):
    """`kiosk check` said it of a house that had none."""
    found = library("[[sound")
    assert found.message and "previous sounds" not in found.message
    found = library('[[sound]]\nfile = "low.wav"\n')
    (folder / "sounds.toml").write_text("[[sound")
    found.refresh()
    assert "the previous sounds are kept" in found.message


def test_a_table_in_single_brackets_is_told_how_it_is_written(library):
    told = library('[sound]\nfile = "low.wav"\n').message
    assert "line 1: sound = " in told
    assert "above each stands [[sound]]" in told


@pytest.mark.parametrize(
    ("lies", "named"), [("Bell.WAV", "bell.wav"), ("Ba\u0308che.wav", "B\u00e4che.wav")]
)
def test_a_file_is_found_however_another_machine_wrote_its_name(folder, library, lies, named):
    write(folder / lies)
    found = library(f'[[sound]]\nfile = "{named}"\n')
    assert not found.message
    assert len(found.cues) == 1


def test_of_two_files_alike_but_for_capitals_none_is_taken_for_a_third(folder, library):
    write(folder / "bell.wav")
    write(folder / "Bell.wav")
    found = library('[[sound]]\nfile = "BELL.wav"\n')
    assert "BELL.wav: there is no such file" in found.message


def test_sounds_without_their_table_are_told(folder):
    library = SoundLibrary(folder, RATE, watch=False)
    library.refresh()
    assert library.message == (
        "low.wav is not heard: there is no sounds.toml beside it that says when"
    )


def test_a_sound_of_stillness_and_a_part_of_the_view_from_right_to_left_are_heard():
    still = Cue(file="a.wav", motion=(0.8, 0.2))
    assert wanted(still, Scene("following", 0, (), 0.1)) == 1
    assert wanted(still, Scene("following", 0, (), 0.5)) == pytest.approx(0.5)
    assert wanted(still, Scene("following", 0, (), 0.9)) == 0
    part = Cue(file="a.wav", where=(0.6, 0.2))
    assert wanted(part, Scene("following", 0, (0.4,), 0.0)) == 1
    assert wanted(part, Scene("following", 0, (0.7,), 0.0)) == 0


def test_a_damaged_mp3_is_called_damaged_and_no_pipe(tmp_path):
    (tmp_path / "own.mp3").write_bytes(b"\xff\xfb\x90" + b"\1\7" * 2000)
    with pytest.raises(BadSound, match=r"own\.mp3 cannot be read: it is damaged"):
        load(tmp_path / "own.mp3", RATE, FREE_BYTES)


def test_without_a_folder_there_is_nothing_to_say(tmp_path):
    library = SoundLibrary(tmp_path / "none", RATE, watch=False)
    library.refresh()
    assert library.cues == ()
    assert library.message == ""


SCENE = Scene("following", 3, (0.2, 0.9), 0.5)


@pytest.mark.parametrize(
    ("conditions", "share"),
    [
        ({}, 1.0),
        ({"states": ("following", "greeting")}, 1.0),
        ({"states": ("wandering",)}, 0.0),
        ({"places": (1, 3)}, 1.0),
        ({"places": (2,)}, 0.0),
        ({"where": (0.0, 0.3)}, 1.0),
        ({"where": (0.4, 0.6)}, 0.0),
        ({"motion": (0.0, 1.0)}, 0.5),
        ({"motion": (0.6, 1.0)}, 0.0),
        ({"states": ("following",), "places": (2,)}, 0.0),
    ],
)
def test_a_sound_belongs_to_states_places_and_motion(conditions, share):
    assert wanted(Cue(file="a.wav", **conditions), SCENE) == pytest.approx(share)


@pytest.fixture
def sampler(folder):
    def playing(**cue) -> Sampler:
        sampler = Sampler(FRAMES, RATE)
        sample = load(folder / "low.wav", RATE, FREE_BYTES)
        sampler.set_cues(((Cue(file="low.wav", **cue), sample),))
        return sampler

    return playing


def test_a_loop_comes_goes_and_never_clicks(folder, sampler):
    write(folder / "low.wav", seconds=1.013, hz=220.3)  # its end does not meet its beginning
    loop = sampler(states=("following",), fade_s=0.5)
    away = Scene("wandering")
    first = play(loop, away, 80)
    middle = play(loop, Scene("following"), 80)
    last = play(loop, away, 80)
    assert not first.any()
    assert np.abs(middle[:, -RATE:]).max() > 0.03
    assert not last[:, -RATE // 2 :].any()
    steepest = 2 * np.pi * 220.3 / RATE * np.abs(middle).max()
    sound = np.concatenate([first, middle, last], axis=1)
    assert listen.largest_step(sound) < 2.5 * steepest


def test_a_loop_that_meets_itself_goes_on_as_if_it_had_no_end(folder, sampler):
    write(folder / "low.wav", seconds=1.0, hz=220.0)
    sound = play(sampler(fade_s=0.02), Scene(), 160)[0, RATE // 10 :]
    whole_waves = np.abs(sound)[: 3 * RATE // 220 * 220]
    assert whole_waves.max() == pytest.approx(np.abs(sound).max())
    quietest = min(np.abs(part).max() for part in np.array_split(sound, len(sound) // 480))
    assert quietest > 0.95 * np.abs(sound).max()


def test_a_one_shot_is_played_once_when_its_time_comes_and_again_when_asked(sampler):
    away = Scene("wandering")
    here = Scene("greeting")
    once = sampler(kind="once", states=("greeting",))
    began = [play(once, scene, 150).any() for scene in (away, here, here, away, here)]
    assert began == [False, True, False, False, True]
    again = sampler(kind="once", states=("greeting",), every_s=5.0)
    play(again, here, 150)  # 3.2 s: it has ended
    assert play(again, here, 120).any()


def test_a_sound_that_was_removed_fades(sampler):
    loop = sampler()
    play(loop, Scene(), 100)
    loop.set_cues(())
    rest = play(loop, Scene(), 30)
    assert np.abs(rest[:, : FRAMES // 2]).max() > 0.01
    assert not rest[:, -FRAMES:].any()
    assert loop.render(Scene()) is None


def test_a_sound_that_is_saved_again_takes_over_at_once_however_slowly_it_comes_by_itself(
    folder, sampler
):
    loop = sampler(fade_s=30.0)
    play(loop, Scene(), 2000)
    write(folder / "low.wav", hz=550.0)
    sample = load(folder / "low.wav", RATE, FREE_BYTES)
    loop.set_cues(((Cue(file="low.wav", fade_s=30.0), sample),))
    power = np.abs(np.fft.rfft(play(loop, Scene(), 30)[0, -RATE // 10 :])) ** 2  # 10 Hz a bin
    assert power[55] > 100 * power[22]


@pytest.mark.parametrize(("pan", "side"), [(0.0, 0), (1.0, 1)])
def test_it_is_heard_where_it_was_put(sampler, pan, side):
    sound = play(sampler(pan=pan, fade_s=0.02), Scene(), 20)
    assert sound[side].std() > 100 * sound[1 - side].std()


def test_what_was_heard_last_stands_in_for_sounds_that_are_broken_when_it_starts(folder, tmp_path):
    """A night after the table and the file were damaged."""
    table = folder / "sounds.toml"
    table.write_text('[[sound]]\nfile = "low.wav"\n')
    kept = tmp_path / "kept"
    SoundLibrary(folder, RATE, watch=False, kept=kept).refresh()
    (folder / "low.wav").write_bytes(b"RIFF")
    for content in ('[[sound]]\nfile = "low.wav"\n', "[[sound", ""):
        table.write_text(content)
        library = SoundLibrary(folder, RATE, watch=False, kept=kept)
        library.refresh()
        assert [cue.file for cue, _ in library.cues] == ["low.wav"]
        assert "what was heard last stands in" in library.message


@pytest.mark.parametrize("channel", [2, 5])
def test_of_a_recording_of_many_channels_none_is_lost(tmp_path, channel):
    tone = 0.1 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)
    surround = np.zeros((RATE, 6))
    surround[:, channel] = tone
    soundfile.write(tmp_path / "surround.wav", surround, RATE)
    data = load(tmp_path / "surround.wav", RATE, FREE_BYTES).data
    assert np.array_equal(data[:, 0], data[:, 1])
    assert np.abs(data).max() > 20000


def test_what_a_recorder_adds_to_all_values_reaches_no_loudspeaker(tmp_path):
    tone = 0.03 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)
    soundfile.write(tmp_path / "plain.wav", tone, RATE, subtype="FLOAT")
    soundfile.write(tmp_path / "shifted.wav", tone + 0.5, RATE, subtype="FLOAT")
    plain, shifted = (
        load(tmp_path / f"{name}.wav", RATE, FREE_BYTES) for name in ("plain", "shifted")
    )
    apart = plain.data * plain.gain - shifted.data * shifted.gain
    assert np.abs(apart).max() < 0.002
    soundfile.write(tmp_path / "only.wav", np.full(RATE, 0.5), RATE)
    with pytest.raises(BadSound, match=r"only.wav is silent"):
        load(tmp_path / "only.wav", RATE, FREE_BYTES)


def test_a_sound_without_samples_is_told_to_be_cut_off(tmp_path):
    write(tmp_path / "whole.ogg")
    content = (tmp_path / "whole.ogg").read_bytes()
    (tmp_path / "cut.ogg").write_bytes(content[: len(content) // 2])
    with pytest.raises(BadSound, match=r"cut.ogg holds no sound: it was cut off or damaged"):
        load(tmp_path / "cut.ogg", RATE, FREE_BYTES)
