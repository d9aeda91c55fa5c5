"""What a pack and an artist ask for: pitch, styles that are crossed, a voice of one's own."""

import tomllib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from installation.common.tuning import SCALES, Tuning, pitches, root_hz
from installation.config.schema import Sound
from installation.faults import BrokenPack
from installation.messages import LatentPoint
from installation.packs import manifest, styles
from installation.sound.arrangement import Piece, Score
from installation.sound.inputs import Ear
from installation.sound.regions import Regions, nearest
from installation.sound.synth import Instrument

from . import listen
from .graph import write_graph

RATE, SIZE = listen.RATE, 4
PAPERS = """
[pack]
name = "{name}"
version = "1"
title = {{ en = "T" }}
[generator]
dimensions = 4
[[place]]
title = {{ en = "A" }}
point = [1.0, 0.0, 0.0, 0.0]
[[place]]
title = {{ en = "B" }}
point = [-1.0, 0.0, 0.0, 0.0]
{more}
"""


@pytest.fixture
def pack(tmp_path):
    def write(name="tones", more=""):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "pack.toml").write_text(PAPERS.format(name=name, more=more))
        (folder / "generator.onnx").touch()
        return manifest.load(folder)

    return write


def score(pack, **sound) -> Score:
    return Score(pack, SimpleNamespace(**Sound(**sound).model_dump()), 1)


def test_notes_have_the_pitch_of_their_name():
    assert root_hz("A4") == 440 and root_hz("D2") == pytest.approx(73.416, abs=0.001)
    assert root_hz("Bb1") == pytest.approx(root_hz("A#1")) and root_hz("C4") == pytest.approx(
        261.626, abs=0.001
    )


@pytest.mark.parametrize(
    "scale", [*SCALES, (0.0,), (0.0, 150.0, 702.0), tuple(range(0, 1200, 100))]
)
def test_any_scale_gives_notes_to_the_ensemble_and_to_visitors(scale):
    notes = pitches(Tuning("D2", scale, 2))
    assert (
        notes.hz[0] == pytest.approx(root_hz("D2"))
        and (np.diff(notes.hz) > 0).all()
        and notes.hz[-1] < 5 * notes.hz[0]
    )
    assert len(notes.voices) >= 4 and np.isfinite(notes.voices).all()
    instrument = Instrument(1, RATE, Tuning("D2", scale, 2))
    assert np.abs(listen.play(instrument, [np.ones(SIZE)] * 20)).max() > 0.001


def test_what_is_heard_is_in_the_scale():
    sound = listen.still_sound(
        Instrument(1, RATE, Tuning("A1", (0.0, 400.0, 700.0), 3)), np.zeros(8), 200
    )
    power = np.abs(np.fft.rfft(sound[:, : 4 * RATE] * np.hanning(4 * RATE))).sum(axis=0)
    loudest = np.argsort(power)[-8:] / 4  # Hz
    cents = 1200 * np.log2(loudest / root_hz("A1")) % 1200
    partials = np.array([0, 400, 700, 702, 1102, 386, 1200, 786, 204])  # and their lower partials
    assert np.abs(cents[:, None] - partials).min(axis=1).max() < 25


def test_kiosk_toml_wins_over_the_pack_and_the_pack_over_what_is_composed(pack):
    papers = pack(more='[sound]\nroot = "E2"\nscale = "dorian"\ntempo = 0.5')
    assert score(papers).tuning == Tuning("E2", "dorian", 3, 0.5)
    assert score(papers, root="C1", scale=[0.0, 700.0]).tuning == Tuning("C1", (0.0, 700.0), 3, 0.5)


@pytest.mark.parametrize("more, named", [
    ('scale = "blues"', "there are suspended"), ('root = "H2"', "root"), ("scale = [0.0, 1300.0]", "cents"), ("octaves = 9", "octaves"),
])  # fmt: skip
def test_pitch_material_that_is_none_is_refused_in_words(pack, more, named):
    with pytest.raises(BrokenPack, match=named):
        pack(more="[sound]\n" + more)


def test_each_pack_has_a_voice_of_its_own(pack):
    points = [np.zeros(SIZE)] * 30
    first, again, other = (
        listen.play(Instrument(s.seed, RATE, s.tuning), points)
        for s in (score(pack(n)) for n in ("one", "one", "other"))
    )
    assert np.array_equal(first, again)
    assert np.sqrt(np.mean((listen.spectrum_db(first) - listen.spectrum_db(other)) ** 2)) > 3  # dB


def test_a_style_is_entered_once_and_its_border_does_not_flicker():
    regions = Regions(np.array([[-1.0, 0], [1.0, 0]]), np.array([7, 8]))
    walk = [
        *np.linspace(-1, 0, 60),
        *(0.03 * np.sin(np.arange(200))),
        *np.linspace(0, 1, 60),
        *([1.0] * 100),
    ]
    entered = [
        style
        for x in walk
        if (style := regions.step(np.array([x, 0.0], np.float32), 0.1)) is not None
    ]
    assert entered == [8]


def test_points_that_do_not_fit_are_in_no_style():
    regions = Regions(np.zeros((2, 3)), np.array([1, 2]))
    assert (
        regions.step(np.ones(5, np.float32), 0.1) is None
        and regions.step(np.full(3, np.nan, np.float32), 0.1) is None
    )
    assert (
        nearest(np.zeros((0, 3)), np.ones(3)) == 0
        and nearest(np.eye(3), np.array([0, 0.9, 0])) == 2
    )


def test_styles_are_those_of_the_map_else_the_places(pack):
    papers = pack()
    assert styles.anchors(papers)[1].tolist() == [0, 1]
    np.savez(
        papers.folder / "map.npz", points=np.eye(4, dtype=np.float32), labels=np.array([3, 3, 5, 5])
    )
    points, labels = styles.anchors(papers)
    assert labels.tolist() == [3, 3, 5, 5] and np.array_equal(points, np.eye(4))
    (papers.folder / "map.npz").write_bytes(b"PK\x03\x04 broken")
    assert styles.anchors(papers)[1].tolist() == [0, 1]


def test_crossing_is_heard_and_gentle():
    quiet, crossing = (Instrument(1, RATE) for _ in range(2))
    crossing.cross(3)
    alone, event = (listen.play(each, [np.zeros(16)] * 150) for each in (quiet, crossing))
    added = event - alone
    assert 0.05 * alone.std() < added.std() < 2 * alone.std()
    assert listen.largest_step(event) <= 2 * listen.largest_step(alone)


# -- voice.onnx --------------------------------------------------------------------------------------


def heard(piece, point, blocks=60) -> np.ndarray:
    ear = Ear()
    ear.hear(LatentPoint(1, 1, "wandering", 0.0, np.asarray(point, np.float32)), None, 0)
    return np.concatenate([piece.block(ear.point.point, ear, 0) for _ in range(blocks)], axis=1)


@pytest.fixture
def piece(tmp_path):
    pieces = []

    def play(score) -> Piece:
        pieces.append(Piece(score, tmp_path / "none", RATE))
        return pieces[-1]

    yield play
    for each in pieces:
        each.close()


def test_a_voice_of_the_pack_is_used(pack, piece):
    papers = pack()
    own = heard(piece(score(papers)), np.zeros(SIZE))
    write_graph(papers.folder / "voice.onnx", np.zeros((SIZE, 8)))  # all partials alike: bright
    spoken = score(papers)
    assert spoken.words == ""
    bright = heard(piece(spoken), np.zeros(SIZE))
    high = slice(40, 60)  # bands above 1.4 kHz
    assert listen.spectrum_db(bright)[high].mean() - listen.spectrum_db(bright).max() > 3 + (
        listen.spectrum_db(own)[high].mean() - listen.spectrum_db(own).max()
    )


def test_another_pack_is_crossfaded_in(pack, piece):
    first, second = score(pack("one")), score(pack("other"))
    playing = piece(first)
    before = heard(playing, np.zeros(SIZE), 200)
    playing.play(second, playing.instrument_of(second))
    between, after = heard(playing, np.zeros(SIZE), 250), heard(playing, np.zeros(SIZE), 200)
    assert listen.largest_step(between) <= 2 * max(
        listen.largest_step(before), listen.largest_step(after)
    )
    quarters = [part.std() for part in np.array_split(between, 8, axis=1)]
    assert min(quarters) > 0.4 * min(before.std(), after.std())
    alone = heard(piece(second), np.zeros(SIZE), 200)
    assert np.sqrt(np.mean((listen.spectrum_db(after) - listen.spectrum_db(before)) ** 2)) > 3  # dB
    assert np.sqrt(np.mean((listen.spectrum_db(after) - listen.spectrum_db(alone)) ** 2)) < 3


def test_a_wave_is_read_as_its_partials(pack):
    papers = pack()
    wave = np.sin(2 * np.pi * np.arange(256) / 256) + 0.1 * np.sin(
        2 * np.pi * 3 * np.arange(256) / 256
    )
    weights = np.tile(wave, (SIZE, 1))  # whatever the point, that wave, louder or softer
    write_graph(papers.folder / "voice.onnx", weights, "Identity")
    partials = score(papers).own_voice(np.ones(SIZE))
    assert partials[0] == 0 and partials[1] < -50 and partials[2] == pytest.approx(-20, abs=0.1)


@pytest.mark.parametrize("weights, words", [
    (np.full((SIZE, 8), np.nan), "not a number"),
    (np.zeros((SIZE, 2)), "wanted is"),
    (np.zeros((3, 8)), "a point of this pack is"),
    (np.full((SIZE, 8), 1e5), "not a number"),
])  # fmt: skip
def test_a_voice_that_cannot_be_used_is_refused_and_the_own_one_sounds(pack, piece, weights, words):
    papers = pack()
    write_graph(papers.folder / "voice.onnx", weights)
    spoken = score(papers)
    assert words in spoken.words and "own voice is used" in spoken.words
    assert heard(piece(spoken), np.zeros(SIZE)).std() > 0.001


@pytest.mark.parametrize("content", [b"", b"no graph", b"\x08\x09\x12\x00"])
def test_a_voice_that_is_no_graph_is_refused_in_words(pack, content):
    papers = pack()
    (papers.folder / "voice.onnx").write_bytes(content)
    assert "voice.onnx is no" in score(papers).words


def test_a_voice_that_fails_while_it_plays_gives_way_to_the_own_one(pack, piece):
    papers = pack()
    write_graph(
        papers.folder / "voice.onnx", np.full((SIZE, 8), 30.0)
    )  # finite near the middle only
    playing = piece(score(papers))
    sound = np.concatenate(
        [heard(playing, np.zeros(SIZE)), heard(playing, np.full(SIZE, 9.0))], axis=1
    )
    assert "own voice is used" in playing.words and np.isfinite(sound).all()


def test_the_papers_of_the_packs_in_the_box_have_pitch_material_that_is_known():
    for path in (Path(__file__).resolve().parents[2] / "models").glob("*/pack.toml"):
        tomllib.loads(path.read_text())
        assert score(manifest.load(path.parent)).tuning.root
