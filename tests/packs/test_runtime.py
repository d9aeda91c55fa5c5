"""The generator: the pack in the box paints, and what is no model is refused in words."""

import shutil

import numpy as np
import pytest

from installation.common.paths import ROOT
from installation.faults import BrokenPack
from installation.packs import BadPicture, manifest
from installation.packs import runtime as runtime_module
from installation.packs.metadata import GeneratorMetadata
from installation.packs.picture_form import PictureForm
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene

FACADES = ROOT / "models" / "facades"


@pytest.fixture(scope="module")
def runtime():
    return Runtime(manifest.load(FACADES), threads=1, height=180, width=320)


def copy_of_the_pack(tmp_path, **changes):
    folder = tmp_path / "facades"
    shutil.copytree(FACADES, folder)
    papers = folder / "pack.toml"
    text = papers.read_text()
    for was, becomes in changes.values():
        assert was in text
        text = text.replace(was, becomes)
    papers.write_text(text)
    return folder


@pytest.mark.parametrize(("height", "width"), [(180, 320), (720, 1280), (320, 180), (77, 131)])
def test_a_picture_has_the_size_that_was_asked_for(runtime, height, width):
    picture = runtime.paint(Scene.of(np.zeros(64)), height, width)
    assert (picture.shape, picture.dtype) == ((height, width, 3), np.uint8)


def test_the_same_point_is_the_same_picture_and_another_a_different_one(runtime):
    random = np.random.default_rng(2)
    a, b = random.normal(size=(2, 64)).astype(np.float32)
    np.testing.assert_array_equal(painted(runtime, a), painted(runtime, a))
    assert np.abs(painted(runtime, a) - painted(runtime, b)).mean() > 5


def test_a_small_step_changes_the_picture_a_little(runtime):
    random = np.random.default_rng(3)
    a, b = random.normal(size=(2, 64)).astype(np.float32)
    step = painted(runtime, a) - painted(runtime, a + 0.01 * (b - a))
    assert 0 < np.abs(step).mean() < 5


def painted(runtime, point):
    return runtime.paint(Scene.of(point), 90, 160).astype(int)


def test_a_picture_that_is_quickly_painted_is_one_of_two_on_the_cores_and_a_slow_one_has_all(
    monkeypatch,
):
    pack = manifest.load(FACADES)
    quick = Runtime(pack, threads=2, height=18, width=32)
    assert (quick.at_once, quick.threads) == (2, 1)
    monkeypatch.setattr(runtime_module, "QUICK_S", 0.0)
    slow = Runtime(pack, threads=2, height=18, width=32)
    assert (slow.at_once, slow.threads) == (1, 2)
    point = Scene.of(np.zeros(pack.dimensions, np.float32))
    np.testing.assert_allclose(slow.paint(point, 18, 32), quick.paint(point, 18, 32), atol=1)


def test_it_says_what_really_runs_it(runtime):
    assert runtime.provider == "CPUExecutionProvider"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><title>404</title>",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
        b"\x80\x02}q\x00.",
        bytes(range(256)) * 40,
        "half",
    ],
    ids=["empty", "html", "lfs-pointer", "pickle", "noise", "truncated"],
)
def test_a_file_that_is_no_model_is_refused_in_words(tmp_path, content):
    folder = copy_of_the_pack(tmp_path)
    model = folder / "generator.onnx"
    model.write_bytes(
        model.read_bytes()[: model.stat().st_size // 2] if content == "half" else content
    )
    with pytest.raises(BrokenPack, match=r"facades/generator\.onnx is no (whole )?ONNX model"):
        Runtime(manifest.load(folder), 1, 90, 160)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('latent = "z"', 'latent = "w"'), "latent names w, but the graph has z"),
        (('size = "size"', 'size = "shape"'), "size names shape"),
        (('size = "size"', ""), "needs a value for size"),
    ],
)
def test_papers_that_contradict_the_graph_are_refused_and_both_are_named(tmp_path, change, words):
    folder = copy_of_the_pack(tmp_path, change=change)
    with pytest.raises(BrokenPack) as fault:
        Runtime(manifest.load(folder), 1, 90, 160)
    assert words in str(fault.value)


def test_a_point_that_is_no_number_gives_no_picture_or_a_whole_one(runtime):
    """Incident to be: NaN in a latent point must never end the room."""
    try:
        picture = runtime.paint(Scene.of(np.full(64, np.nan)), 90, 160)
    except BadPicture:
        return
    assert picture.shape == (90, 160, 3)


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({"channels": "BGR"}, (50, 100, 200)),
        ({"range": [(0, 200), (0, 100), (0, 50)]}, (255, 255, 255)),
        ({"range": (0, 255)}, (200, 100, 50)),
    ],
    ids=["BGR", "each", "all"],
)
def test_channels_and_ranges_are_those_that_the_papers_say(keys, wanted):
    answer = np.array([200, 100, 50], np.float32).reshape(1, 3, 1, 1).repeat(4, 2).repeat(4, 3)
    form = PictureForm.of(GeneratorMetadata(**{"range": (0, 255)} | keys), "NCHW")
    assert tuple(form.rgb(answer)[0, 0]) == wanted


def test_alpha_shows_the_ground_or_is_dropped():
    answer = np.array([200, 100, 50, 0], np.uint8).reshape(1, 1, 1, 4).repeat(4, 1).repeat(4, 2)
    used = GeneratorMetadata(channels="RGBA", ground="#102030")
    dropped = used.model_copy(update={"alpha": "dropped"})
    assert tuple(PictureForm.of(used, "NHWC").rgb(answer)[0, 0]) == (16, 32, 48)
    assert tuple(PictureForm.of(dropped, "NHWC").rgb(answer)[0, 0]) == (200, 100, 50)


@pytest.mark.parametrize(("sides", "size"), [((90, 160), (40, 71)), ((160, 90), (71, 40))])
def test_a_square_picture_is_whole_or_tiled_on_any_screen(sides, size):
    square = np.random.default_rng(0).integers(1, 255, (40, 40, 3), np.uint8)
    whole = PictureForm("NHWC", fit="whole").fitted(square, *sides)
    tiled = PictureForm("NHWC", fit="tiled").fitted(square, *sides)
    assert whole.shape[:2] == tiled.shape[:2] == size
    assert np.count_nonzero(whole) == square.size
    top, left = (size[0] - 40) // 2, (size[1] - 40) // 2
    for picture in (whole, tiled):
        assert np.array_equal(picture[top : top + 40, left : left + 40], square)
    assert (tiled > 0).all()
