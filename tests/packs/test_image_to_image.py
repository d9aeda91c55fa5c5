"""Packs that change a picture: another pack's, or the visitors' coarse silhouette."""

import os
import shutil

import numpy as np
import pytest

from installation.faults import BrokenPack, Refused
from installation.messages import SILHOUETTE_SHAPE
from installation.packs import manifest, quarantine
from installation.packs.guess import guess
from installation.packs.guess_table import Told
from installation.packs.metadata import SourceMetadata
from installation.packs.model_checks import check_source
from installation.packs.new import new
from installation.packs.picture_input import of_value
from installation.packs.prior import usual_points
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene
from installation.packs.sealing import changed_since, seal
from installation.packs.silhouette_points import point_of
from installation.packs.tensors import GraphValue
from installation.packs.wall_label import label
from installation.vocabulary import Severity
from tests.packs.image_pack import HERE, write_image_pack
from tests.packs.scene_pack import write_scene_pack

SIZE = (24, 32)
SILHOUETTES = (
    'from = "scene"\ninput = "picture"\nsize = [24, 32]',
    'from = "silhouette"\nsize = [36, 64]',
)


@pytest.fixture
def models(tmp_path):
    write_image_pack(tmp_path / "models")
    return tmp_path / "models"


def loaded(folder):
    pack = manifest.load(folder)
    return pack, Runtime(pack, 1, *SIZE)


def test_the_picture_of_its_source_goes_in_and_its_gestures_reach_both(models):
    pack, model = loaded(models / "image")
    _, source = loaded(models / "scene")
    assert [gesture.input for gesture in pack.gestures] == ["glow", "strength"]
    points = usual_points(pack, np.random.default_rng(1), pack.generator.most)
    for glow, strength in ((0.0, 0.0), (2.0, 0.0), (1.0, 0.4)):
        row = Scene.row(points)
        scene = Scene(row.points, row.spots, np.array([glow, strength], np.float32))
        taken = source.paint(scene, *SIZE).astype(np.float32)
        wanted = np.clip(taken * [1, 0.5, 0.25] + 255 * strength / 2, 0, 255)
        found, layers = model.paint_open(scene, *SIZE)
        assert np.abs(found - wanted).max() <= 1
        assert [layer.shape for layer in layers] == [(1, 3, 24, 32)]


def test_journey_map_and_looks_are_those_of_the_source(models):
    scene = manifest.load(models / "scene")
    pack = manifest.load(models / "image")
    assert (pack.dimensions, pack.generator.most) == (scene.dimensions, scene.generator.most)
    assert pack.point_folder == models / "scene"
    model = Runtime(pack, 1, *SIZE)
    before = model.paint(Scene.of(np.ones(4)), *SIZE)
    write_scene_pack(models / "scene", 'show = "day"', 'show = "night"')
    model.take_papers(manifest.load(models / "image"))
    assert not np.array_equal(model.paint(Scene.of(np.ones(4)), *SIZE), before)


@pytest.mark.parametrize(
    ("shape", "told", "wanted"),
    [
        ([1, 3, 2, 2], {}, [[-1], [0], [1]]),
        ([1, 3, 2, 2], {"channels": "BGR", "range": [0, 255]}, [[255], [127.5], [0]]),
        ([1, 3, 2, 2], {"range": "imagenet"}, [[-2.1179], [0.1965], [2.64]]),
        (["n", "h", "w", 3], {"range": [0, 1]}, [0, 0.5, 1]),
        ([1, 4, 2, 2], {"range": [0, 1]}, [[0], [0.5], [1], [1]]),
    ],
    ids=["RGB", "BGR", "imagenet", "NHWC", "RGBA"],
)
def test_a_picture_goes_in_as_its_network_wants_it(shape, told, wanted):
    sizes = tuple(size if isinstance(size, int) else None for size in shape)
    sizes = tuple(16 if size == 2 else size for size in sizes)
    value = GraphValue("x", "tensor(float)", sizes)
    takes = of_value(value, SourceMetadata.model_validate({"from": "scene"} | told))
    picture = np.full((16, 16, 3), (0, 127.5, 255), np.float32)
    fed = takes.array(picture)
    assert fed.dtype == np.float32 and fed.ndim == 4
    pixel = fed[0, :, 0] if takes.layout == "NCHW" else fed[0, 0, 0]
    expected = np.array(wanted)
    assert np.allclose(pixel[:, :1] if takes.layout == "NCHW" else pixel, expected, atol=1e-3)


def test_a_coarse_silhouette_goes_in_and_everybody_is_where_they_stand(models):
    write_image_pack(models, *SILHOUETTES)
    pack, model = loaded(models / "image")
    assert pack.takes_silhouettes and pack.dimensions == np.prod(SILHOUETTE_SHAPE)
    for column in (6, 24):
        cells = np.zeros(SILHOUETTE_SHAPE)
        cells[5:, column - 2 : column + 2] = 1
        picture = model.paint(Scene.of(point_of(cells)), 180, 320)
        brightest = picture[..., 0].astype(float).sum(0).argmax() / picture.shape[1]
        assert abs(brightest - column / 32) < 0.1


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ('from = "scene"', 'from = "gone"', "its source gone is not beside it"),
        ('from = "scene"', 'from = "image"', "an image-to-image pack itself"),
        ('file = "image.onnx"', 'file = "image.onnx"\nmost = 2', "points are those of scene"),
        ('input = "picture"', 'input = "glue"', "[source] input names glue, but the graph has"),
        ("range = [0, 1]\n[[", 'channels = "RGBA"\n[[', "takes 3 channels, [source] channels says"),
        ("size = [24, 32]", "size = [2, 32]", "must be at least 8"),
    ],
)
def test_what_cannot_go_in_is_told_in_a_sentence(models, was, becomes, words):
    write_image_pack(models, was, becomes)
    with pytest.raises(BrokenPack) as fault:
        loaded(models / "image")
    assert words in str(fault.value)


def test_a_chain_of_image_to_image_packs_is_refused(models):
    shutil.copytree(models / "image", models / "second")
    papers = (models / "second" / "pack.toml").read_text()
    papers = papers.replace('"image"', '"second"').replace('from = "scene"', 'from = "image"')
    (models / "second" / "pack.toml").write_text(papers)
    with pytest.raises(BrokenPack, match="its source image is an image-to-image pack itself"):
        manifest.load(models / "second")


def test_a_file_that_changes_pictures_is_asked_what_goes_in(models):
    with pytest.raises(BrokenPack, match=r"image-to-image .* --source scene .*--source silhouette"):
        guess(HERE / "image.onnx", Told(packs=["scene"]))
    with pytest.raises(Refused, match="available: scene, or silhouette"):
        new(models, "mine", [HERE / "image.onnx"], Told(source="image"))
    found = guess(HERE / "image.onnx", Told(source="scene"))
    assert found.source["from"] == "scene" and found.source["range"] == [0, 1]
    assert found.fields["picture"] == "changed" and found.fields["constants"] == {"strength": 1.0}
    height, width = found.source["size"]
    assert height % 64 == width % 64 == 0


def test_a_pack_made_of_it_passes_its_check_in_quarantine(models):
    new(models, "mine", [HERE / "image.onnx"], Told(source="scene"))
    results = quarantine.check(models / "mine", quick=True)
    assert all(result.state != Severity.BAD for result in results), results
    assert "its source scene: 3 files" in results[1].said
    (said,) = check_source(*loaded(models / "mine"))
    assert "of that, the picture of its source scene: 32x24" in said.said


def test_the_seal_notices_another_model_in_its_source_and_the_label_names_it(models):
    seal(models / "image")
    assert changed_since(manifest.load(models / "image")) == ""
    shutil.copy(models / "scene" / "one_point.onnx", models / "scene" / "scene.onnx")
    pack = manifest.load(models / "image")
    assert "the model of its source scene was changed" in changed_since(pack)
    assert "Changes the pictures of: Scene" in label(pack, ["en"])
    assert "scene: [pack] author" in pack.missing_metadata
    os.remove(models / "scene" / "pack.toml")
    with pytest.raises(BrokenPack, match="its source scene is not beside it"):
        manifest.load(models / "image")
