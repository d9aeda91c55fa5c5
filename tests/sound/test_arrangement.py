"""What a pack and an artist ask for: pitch, styles that are crossed, a voice of one's own."""

import tomllib
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from installation.common.tuning import SCALES, Tuning, pitches, root_hz
from installation.config.schema import SoundConfig
from installation.faults import BrokenPack
from installation.ipc.testing import fake_settings
from installation.messages import ActivePack, LatentPoint
from installation.packs import manifest, styles
from installation.sound.arrangement import Arrangement, Patch
from installation.sound.inputs import InputState
from installation.sound.patch_loader import PatchLoader
from installation.sound.regions import StyleRegions, nearest_place
from installation.sound.synth import Instrument
from installation.vocabulary import VisitState

from . import listen
from .graph import write_graph

RATE = listen.RATE
SIZE = 4
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


def patch_of(pack, **sound) -> Patch:
    return Patch(pack, SoundConfig(**sound), 1)


def test_notes_have_the_pitch_of_their_name():
    assert root_hz("A4") == 440
    assert root_hz("D2") == pytest.approx(73.416, abs=0.001)
    assert root_hz("Bb1") == pytest.approx(root_hz("A#1"))
    assert root_hz("C4") == pytest.approx(261.626, abs=0.001)


@pytest.mark.parametrize(
    "scale", [*SCALES, (0.0,), (0.0, 150.0, 702.0), tuple(range(0, 1200, 100))]
)
def test_any_scale_gives_notes_to_the_ensemble_and_to_visitors(scale):
    notes = pitches(Tuning("D2", scale, 2))
    assert notes.hz[0] == pytest.approx(root_hz("D2"))
    assert (np.diff(notes.hz) > 0).all()
    assert notes.hz[-1] < 5 * notes.hz[0]
    assert len(notes.voices) >= 4
    assert np.isfinite(notes.voices).all()
    instrument = Instrument(1, RATE, Tuning("D2", scale, 2))
    assert np.abs(listen.play(instrument, [np.ones(SIZE)] * 20)).max() > 0.001


def test_what_is_heard_is_in_the_scale():
    instrument = Instrument(1, RATE, Tuning("A1", (0.0, 400.0, 700.0), 3))
    sound = listen.still_sound(instrument, np.zeros(8), 200)
    power = np.abs(np.fft.rfft(sound[:, : 4 * RATE] * np.hanning(4 * RATE))).sum(axis=0)
    loudest = np.argsort(power)[-8:] / 4  # Hz
    cents = 1200 * np.log2(loudest / root_hz("A1")) % 1200
    partials = np.array([0, 400, 700, 702, 1102, 386, 1200, 786, 204])  # and their lower partials
    assert np.abs(cents[:, None] - partials).min(axis=1).max() < 25


def test_kiosk_toml_wins_over_the_pack_and_the_pack_over_what_is_composed(pack):
    papers = pack(more='[sound]\nroot = "E2"\nscale = "dorian"\ntempo = 0.5')
    assert patch_of(papers).tuning == Tuning("E2", "dorian", 3, 0.5)
    assert patch_of(papers, root="C1", scale=[0.0, 700.0]).tuning == Tuning(
        "C1", (0.0, 700.0), 3, 0.5
    )


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ('scale = "blues"', "available: suspended"),
        ('root = "H2"', "root"),
        ("scale = [0.0, 1300.0]", "cents"),
        ("octaves = 9", "octaves"),
    ],
)
def test_pitch_material_that_is_none_is_refused_in_words(pack, more, named):
    with pytest.raises(BrokenPack, match=named):
        pack(more="[sound]\n" + more)


def test_each_pack_has_a_voice_of_its_own(pack):
    first = instrument_sound(pack("one"))
    again = instrument_sound(pack("one"))
    other = instrument_sound(pack("other"))
    assert np.array_equal(first, again)
    assert spectra_differ_db(first, other) > 3


def instrument_sound(pack) -> np.ndarray:
    patch = patch_of(pack)
    instrument = Instrument(patch.seed, RATE, patch.tuning)
    return listen.play(instrument, [np.zeros(SIZE)] * 30)


def spectra_differ_db(sound, other) -> float:
    difference = listen.spectrum_db(sound) - listen.spectrum_db(other)
    return np.sqrt(np.mean(difference**2))


def test_a_style_is_entered_once_and_its_border_does_not_flicker():
    regions = StyleRegions(np.array([[-1.0, 0], [1.0, 0]]), np.array([7, 8]))
    walk = [
        *np.linspace(-1, 0, 60),
        *(0.03 * np.sin(np.arange(200))),
        *np.linspace(0, 1, 60),
        *([1.0] * 100),
    ]
    styles_entered = [regions.update(np.array([x, 0.0], np.float32), 0.1) for x in walk]
    assert [style for style in styles_entered if style is not None] == [8]


def test_points_that_do_not_fit_are_in_no_style():
    regions = StyleRegions(np.zeros((2, 3)), np.array([1, 2]))
    assert regions.update(np.ones(5, np.float32), 0.1) is None
    assert regions.update(np.full(3, np.nan, np.float32), 0.1) is None


def test_the_nearest_place_is_counted_from_one():
    assert nearest_place(np.zeros((0, 3)), np.ones(3)) == 0
    assert nearest_place(np.eye(3), np.array([0, 0.9, 0])) == 2


def test_styles_are_those_of_the_map_else_the_places(pack):
    papers = pack()
    assert styles.anchors(papers)[1].tolist() == [0, 1]
    np.savez(
        papers.folder / "map.npz", points=np.eye(4, dtype=np.float32), labels=np.array([3, 3, 5, 5])
    )
    points, labels = styles.anchors(papers)
    assert labels.tolist() == [3, 3, 5, 5]
    assert np.array_equal(points, np.eye(4))
    (papers.folder / "map.npz").write_bytes(b"PK\x03\x04 broken")
    assert styles.anchors(papers)[1].tolist() == [0, 1]


def test_crossing_is_heard_and_gentle():
    points = [np.zeros(16)] * 150
    crossing = Instrument(1, RATE)
    crossing.cross_style(3)
    alone = listen.play(Instrument(1, RATE), points)
    event = listen.play(crossing, points)
    added = event - alone
    assert 0.05 * alone.std() < added.std() < 2 * alone.std()
    assert listen.largest_step(event) <= 2 * listen.largest_step(alone)


# -- voice.onnx --------------------------------------------------------------------------------------


def heard(arrangement, point, blocks=60) -> np.ndarray:
    point = np.asarray(point, np.float32)
    inputs = InputState()
    inputs.update(LatentPoint(1, 1, VisitState.WANDERING, 0.0, point), None, 0)
    return np.concatenate([arrangement.render(point, inputs) for _ in range(blocks)], axis=1)


@pytest.fixture
def arrangement(tmp_path):
    made = []

    def play(patch) -> Arrangement:
        made.append(Arrangement(patch, tmp_path / "none", RATE))
        return made[-1]

    yield play
    for each in made:
        each.close()


def test_a_voice_of_the_pack_is_used(pack, arrangement):
    papers = pack()
    own = heard(arrangement(patch_of(papers)), np.zeros(SIZE))
    write_graph(papers.folder / "voice.onnx", np.zeros((SIZE, 8)))  # all partials alike: bright
    spoken = patch_of(papers)
    assert spoken.message == ""
    bright = heard(arrangement(spoken), np.zeros(SIZE))
    high = slice(40, 60)  # bands above 1.4 kHz
    bright_db = listen.spectrum_db(bright)
    own_db = listen.spectrum_db(own)
    assert bright_db[high].mean() - bright_db.max() > 3 + own_db[high].mean() - own_db.max()


def test_another_pack_is_crossfaded_in(pack, arrangement):
    second = patch_of(pack("other"))
    playing = arrangement(patch_of(pack("one")))
    before = heard(playing, np.zeros(SIZE), 200)
    playing.change_patch(second, playing.instrument_for(second))
    between = heard(playing, np.zeros(SIZE), 250)
    after = heard(playing, np.zeros(SIZE), 200)
    usual_step = max(listen.largest_step(before), listen.largest_step(after))
    assert listen.largest_step(between) <= 2 * usual_step
    quarters = [part.std() for part in np.array_split(between, 8, axis=1)]
    assert min(quarters) > 0.4 * min(before.std(), after.std())
    alone = heard(arrangement(second), np.zeros(SIZE), 200)
    assert spectra_differ_db(after, before) > 3
    assert spectra_differ_db(after, alone) < 3


def test_an_arrangement_that_began_while_another_pack_was_read_plays_that_one_too(
    pack, arrangement, monkeypatch
):
    first, second = pack("first"), pack("second")
    loader = PatchLoader(fake_settings(pack_folder=first.folder))
    active = ActivePack(generation=1, folder=str(second.folder))
    loader.follow(active, None)
    playing = arrangement(loader.current)
    changed = Event()
    if loader.current.seed == patch_of(second).seed:
        changed.set()  # it was read so soon that the arrangement began with it
    monkeypatch.setattr(playing, "change_patch", lambda patch, instrument: changed.set())
    for _ in range(6000):  # it is read in the background, which on a busy machine waits its turn
        loader.follow(active, playing)
        if changed.wait(0.01):
            break
    assert changed.is_set()
    assert loader.current.seed == patch_of(second).seed


def test_a_wave_is_read_as_its_partials(pack):
    papers = pack()
    angle = 2 * np.pi * np.arange(256) / 256
    wave = np.sin(angle) + 0.1 * np.sin(3 * angle)
    weights = np.tile(wave, (SIZE, 1))  # whatever the point, that wave, louder or softer
    write_graph(papers.folder / "voice.onnx", weights, "Identity")
    partials = patch_of(papers).own_voice(np.ones(SIZE))
    assert partials[0] == 0
    assert partials[1] < -50
    assert partials[2] == pytest.approx(-20, abs=0.1)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.full((SIZE, 8), np.nan), "not a number"),
        (np.zeros((SIZE, 2)), "wanted is"),
        (np.zeros((3, 8)), "a point of this pack is"),
        (np.full((SIZE, 8), 1e5), "not a number"),
    ],
)
def test_a_voice_that_cannot_be_used_is_refused_and_the_own_one_sounds(
    pack, arrangement, weights, message
):
    papers = pack()
    write_graph(papers.folder / "voice.onnx", weights)
    spoken = patch_of(papers)
    assert message in spoken.message
    assert "own voice is used" in spoken.message
    assert heard(arrangement(spoken), np.zeros(SIZE)).std() > 0.001


@pytest.mark.parametrize("content", [b"", b"no graph", b"\x08\x09\x12\x00"])
def test_a_voice_that_is_no_graph_is_refused_in_words(pack, content):
    papers = pack()
    (papers.folder / "voice.onnx").write_bytes(content)
    assert "voice.onnx is no" in patch_of(papers).message


def test_a_voice_that_fails_while_it_plays_gives_way_to_the_own_one(pack, arrangement):
    papers = pack()
    only_near_the_middle = np.full((SIZE, 8), 30.0)  # elsewhere it is not finite
    write_graph(papers.folder / "voice.onnx", only_near_the_middle)
    playing = arrangement(patch_of(papers))
    near = heard(playing, np.zeros(SIZE))
    far = heard(playing, np.full(SIZE, 9.0))
    assert "own voice is used" in playing.message
    assert np.isfinite(near).all()
    assert np.isfinite(far).all()


def test_the_papers_of_the_packs_in_the_box_have_pitch_material_that_is_known():
    for path in (Path(__file__).resolve().parents[2] / "models").glob("*/pack.toml"):
        tomllib.loads(path.read_text())
        assert patch_of(manifest.load(path.parent)).tuning.root
