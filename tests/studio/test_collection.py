"""A folder of pictures becomes a pack."""

# ruff: noqa: E402  (the libraries of training may be missing)

import json
from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("PIL")

from PIL import Image

from installation.packs import atlas, manifest
from installation.studio import cli
from installation.studio.collection import (
    collection_report,
    collection_training,
    picture_features,
    prior_width,
    survey,
)
from installation.studio.collection.collection_report import CollectionPlayer
from installation.studio.collection.judges import judges
from installation.studio.collection.model import load_model
from installation.studio.collection.picture_features import distances_between, frechet_distance
from installation.studio.collection.picture_measures import PrincipalComponents, error, sharpness
from installation.studio.collection.sample_sheets import progress_sheet


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A folder of 60 discs of two kinds, trained for a few steps and exported."""
    folder = tmp_path_factory.mktemp("house")
    images = folder / "images"
    images.mkdir()
    lots = np.random.default_rng(1)
    down, across = np.mgrid[:160, :160]
    lines = ["file;title;class"]
    for number in range(60):
        middle = lots.uniform(50, 110, 2)
        radius = lots.uniform(15, 40)
        is_disc = np.hypot(down - middle[0], across - middle[1]) < radius
        kind = number % 2
        picture = np.full((160, 160, 3), 235, np.uint8)
        picture[is_disc] = (200, 40, 30) if kind else (20, 60, 160)
        Image.fromarray(picture).save(images / f"{number:02}.png")
        lines.append(f"{number:02}.png;Disc {number};{('blue', 'red')[kind]}")
    (images / "list.csv").write_text("\n".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collection_training, "ADVERSARY_FROM", 4)
        assert _studio("train", folder, "--images", str(images), "--steps", "8") == 0
    assert _studio("export", folder) == 0
    return folder


def _studio(command: str, folder, *more: str) -> int:
    places = ["--work", str(folder / "work"), "--threads", "1"]
    if command != "train":
        places += ["--models", str(folder / "models")]
    return cli.main([command, "discs", *places, *more])


def test_the_graph_paints_what_the_networks_paint(house):
    trained = load_model(house / "work" / "discs")
    player = CollectionPlayer(house / "models" / "discs")
    point = trained.points[3]
    picture = player.picture(point, 0, 0)
    assert picture.shape == (*trained.collection.frame.fine, 3)
    (wanted,) = trained.books.finished(trained.layouts(point[None]))
    apart = np.abs(picture.astype(int) - wanted)
    assert (apart > 2).mean() < 0.001  # two patches that are equally near may change places


def test_the_pack_has_papers_map_classes_and_named_places(house):
    folder = house / "models" / "discs"
    papers = manifest.load(folder)
    assert [title["en"] for title in papers.classes] == ["blue", "red"]
    assert len(papers.titles) == len(papers.places) == 12
    assert papers.titles[0]["de"].startswith("Nahe bei: Disc ")
    drawn = atlas.load(folder, papers.dimensions)
    assert drawn is not None
    assert drawn.captions is not None
    assert drawn.captions[0].startswith("Disc ")
    assert (folder / "encoder.onnx").exists()
    assert (folder / "classifier.onnx").exists()


def test_what_people_wrote_into_the_papers_outlives_another_export(house):
    path = house / "models" / "discs" / "pack.toml"
    written = path.read_text().replace('author = ""', 'author = "Museum of Discs"')
    path.write_text(written.replace('de = "blue"\nen = "blue"', 'de = "blau"\nen = "Blue"'))
    (path.parent / "LICENSE").write_text("as written in the cellar")
    assert _studio("export", house, "--generator-only") == 0
    papers = manifest.load(path.parent)
    assert papers.about.author == "Museum of Discs"
    assert papers.classes[0] == {"de": "blau", "en": "Blue"}
    assert (path.parent / "LICENSE").read_text() == "as written in the cellar"


def test_training_leaves_sheets_to_look_at(house):
    assert list((house / "work" / "discs" / "sheets").glob("step-*.jpg"))


def test_the_report_sets_it_beside_older_methods(house, monkeypatch):
    monkeypatch.setattr(collection_report, "SAMPLES", 24)
    monkeypatch.setattr(collection_report, "WAYS", 2)
    monkeypatch.setattr(collection_report, "WAY_STEPS", 4)
    monkeypatch.setattr(collection_report, "PLAIN_MINUTES", 0.02)
    monkeypatch.setattr(picture_features, "STEPS", 2)
    assert _studio("report", house, "--no-speeds") == 0
    page = house / "work" / "discs" / "report"
    numbers = json.loads((page / "numbers.json").read_text())
    methods = numbers["beside other methods"]
    assert list(methods) == ["this model", "plain VAE", "PCA"]
    for method in methods.values():
        assert len(method) == 5
        assert all(np.isfinite(value) for value in method.values())
    assert (page / "copies.jpg").exists()


def test_other_pictures_under_the_same_name_are_refused_in_words(house, tmp_path, capsys):
    assert _studio("train", house, "--images", str(tmp_path), "--steps", "9") == 2
    assert "is being trained on other pictures" in capsys.readouterr().err


def test_a_name_without_pictures_is_told_how_to_get_some(tmp_path, capsys):
    assert cli.main(["train", "vases", "--work", str(tmp_path)]) == 2
    assert "kiosk studio train vases --images FOLDER" in capsys.readouterr().err


def test_blur_is_measured():
    sharp = np.random.default_rng(0).integers(0, 255, (2, 128, 128, 3)).astype(np.uint8)
    soft = np.repeat(np.repeat(sharp[:, ::4, ::4], 4, 1), 4, 2)
    assert sharpness(soft) < 0.5 * sharpness(sharp)


def test_equal_sets_are_no_distance_apart():
    some = np.random.default_rng(0).normal(size=(200, 8))
    assert frechet_distance(some, some) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(some, some + 2) == pytest.approx(32, rel=0.01)


def test_samples_lie_as_far_from_known_pictures_as_held_out_ones_if_they_can(house, monkeypatch):
    trained = load_model(house / "work" / "discs")
    monkeypatch.setattr(prior_width, "WANTED", 0.0)
    nearest = prior_width.bandwidth_of(trained)
    monkeypatch.setattr(prior_width, "WANTED", 99.0)
    farthest = prior_width.bandwidth_of(trained)
    assert (nearest, farthest) == (prior_width.TRIED[0], prior_width.TRIED[-1])


@pytest.fixture
def whole(house):
    """The same, as if all pictures belonged to a few great groups: nothing was held out."""
    trained = load_model(house / "work" / "discs")
    infos = [replace(info, is_held_out=False) for info in trained.collection.infos]
    return replace(trained, collection=replace(trained.collection, infos=infos))


def test_a_collection_of_which_nothing_was_held_out_has_a_prior_too(whole):
    assert prior_width.bandwidth_of(whole) == prior_width.TRIED[0]


def test_a_collection_of_which_nothing_was_held_out_is_judged_by_what_it_knows(whole):
    assert len(judges(whole.collection)) == len(whole.collection.infos)
    sheet = progress_sheet(whole.networks, whole.books, whole.collection)
    assert sheet.std() > 10
    lines = "\n".join(survey.told(survey.look_at(whole.collection), whole.collection))
    assert "judged by pictures that it learned from" in lines


def test_known_pictures_are_as_far_apart_as_the_nearest_other_one():
    known = np.array([[0.0, 0.0], [0.0, 1.0], [3.0, 0.0]])
    assert distances_between(known) == pytest.approx([1, 1, 3])


def test_of_fewer_pictures_than_components_all_come_back_as_they_were():
    some = np.random.default_rng(0).integers(0, 255, (6, 16, 16, 3)).astype(np.uint8)
    components = PrincipalComponents(some, 48)
    assert error(components.again(some), some) < 1
    assert components.samples(4).std() > 1
