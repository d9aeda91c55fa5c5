"""Facades: a pack's weights read back, and a training that goes on from them."""

# ruff: noqa: E402  (the libraries of training may be missing)
import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from installation.studio import cli
from installation.studio.common.pack_player import PackPlayer
from installation.studio.common.training_loop import weights_of
from installation.studio.common.whitening import Whitening
from installation.studio.facades import specks
from installation.studio.facades.compose import STACK, nest
from installation.studio.facades.dataset import training_set
from installation.studio.facades.drawing import LAYERS
from installation.studio.facades.drawing.ink_canvas import InkCanvas
from installation.studio.facades.drawing.lots import DecidedLots
from installation.studio.facades.drawing.street import STREETS, draw_street
from installation.studio.facades.fields import field_of
from installation.studio.facades.generator_graph import INK_LAYER, generator_graph
from installation.studio.facades.hour_network import HourNetwork
from installation.studio.facades.known_houses import KnownHouses
from installation.studio.facades.latent_space import LatentSpace
from installation.studio.facades.model_card import AT_REST
from installation.studio.facades.network import LATENT, STAGES, FacadesDecoder, PlanDecoder
from installation.studio.facades.pack_weights import read_generator

IN_THE_BOX = Path(__file__).resolve().parents[2] / "models" / "facades"
DRAWINGS = 20
SIZE = (144, 256)


def save_graph(path: Path, decoder: FacadesDecoder, space: LatentSpace) -> None:
    graph = generator_graph(weights_of(decoder), STAGES, space.whitening, space.hours, space.known)
    graph.save(path)


def test_the_pack_in_the_box_read_back_paints_the_same_pictures(tmp_path):
    found = read_generator(IN_THE_BOX / "generator.onnx")
    space = LatentSpace(found.whitening, found.hours, found.known)
    save_graph(tmp_path / "generator.onnx", found.decoder, space)
    points = np.random.default_rng(2).standard_normal((3, LATENT))
    before = PackPlayer(IN_THE_BOX, gestures=AT_REST)
    after = PackPlayer(tmp_path, gestures=AT_REST)
    for point in points:
        pictures = [player.picture(point, *SIZE).astype(int) for player in (before, after)]
        differences = np.abs(pictures[0] - pictures[1])
        assert differences.mean() < 0.1  # darkness is taken back by least squares


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A work folder with a few drawings."""
    work = tmp_path_factory.mktemp("work")
    training_set(work / "facades", 1, DRAWINGS)
    return work


@pytest.fixture(scope="module")
def pack(tmp_path_factory, drawn):
    """A pack with weights by lot that knows these drawings, in the order in which they were drawn."""
    styles = training_set(drawn / "facades", 1, DRAWINGS).first_of_one_style(DRAWINGS).styles
    latents = np.random.default_rng(1).standard_normal((len(styles), LATENT)).astype(np.float32)
    whitening = Whitening(np.zeros(LATENT, np.float32), np.eye(LATENT, dtype=np.float32))
    torch.manual_seed(1)
    space = LatentSpace(whitening, weights_of(HourNetwork(LATENT)), KnownHouses(latents, styles))
    folder = tmp_path_factory.mktemp("packs") / "facades"
    folder.mkdir()
    save_graph(folder / "generator.onnx", FacadesDecoder(), space)
    return folder, space


@pytest.fixture(scope="module")
def planned(drawn, pack):
    """The same houses with plans, after which a decoder by lot paints."""
    space = pack[1]
    data = training_set(drawn / "facades", 1, DRAWINGS)
    by_style = KnownHouses(
        space.known.latents[np.argsort(space.known.styles, kind="stable")],
        np.sort(space.known.styles),
    )
    planned = LatentSpace.of_pack(space.whitening, space.hours, by_style, data)
    torch.manual_seed(2)
    return planned, PlanDecoder(planned.known.plans.layout.size)


def test_a_pack_with_plans_read_back_paints_the_same_pictures(tmp_path, planned):
    space, decoder = planned
    folders = [tmp_path / name for name in ("before", "after")]
    for folder in folders:
        folder.mkdir()
    save_graph(folders[0] / "generator.onnx", decoder, space)
    found = read_generator(folders[0] / "generator.onnx")
    assert found.known.plans.layout == space.known.plans.layout
    again = LatentSpace(found.whitening, found.hours, found.known)
    save_graph(folders[1] / "generator.onnx", found.decoder, again)
    players = [PackPlayer(folder, gestures=AT_REST) for folder in folders]
    for point in np.random.default_rng(2).standard_normal((3, LATENT)):
        pictures = [player.picture(point, *SIZE).astype(int) for player in players]
        assert np.abs(pictures[0] - pictures[1]).mean() < 0.1


def test_what_a_pack_with_plans_paints_is_what_its_network_is_taught(
    planned, tmp_path, monkeypatch
):
    for kind in ("SCRAPS", "HOLES"):  # of which an untrained network paints many
        monkeypatch.setattr(specks, kind, {})
    space, decoder = planned
    save_graph(tmp_path / "generator.onnx", decoder.eval(), space)
    player = PackPlayer(tmp_path, gestures=AT_REST)
    told = told_of(space, 0)
    with torch.no_grad():
        decoded = decoder(torch.from_numpy(told)).fields[0].numpy()
    point = space.whitening.points(space.known.latents[:1])[0]
    painted = player.output(INK_LAYER, point, *SIZE)
    # sun and moon, and what is on the street, are drawn otherwise
    taught = [LAYERS.index(name) for name in ("far", "near", "mass")]
    assert np.allclose(painted[taught], decoded[taught], atol=5e-3)
    seen = dict(zip(STACK, nest(decoded), strict=True))
    for name in ("relief", "opening"):
        assert np.allclose(painted[LAYERS.index(name)], seen[name], atol=5e-3)


def told_of(space: LatentSpace, house: int) -> np.ndarray:
    """What the network is told at the place of a known house."""
    known = space.known
    style = int(known.styles[house])
    weights, _ = known.weights(known.latents[house : house + 1], style)
    return known.plans.told(style, weights, np.flatnonzero(known.styles == style))


def test_people_and_cars_lamps_and_trees_stand_where_the_plan_says(planned, tmp_path):
    space, decoder = planned
    save_graph(tmp_path / "generator.onnx", decoder.eval(), space)
    player = PackPlayer(tmp_path, gestures=AT_REST)
    ground = LAYERS.index("ground")
    seen = set()
    for house in range(len(space.known.styles)):
        told = told_of(space, house)
        with torch.no_grad():
            decoded = decoder(torch.from_numpy(told)).fields[0, ground].numpy()
        own = space.known.plans.layout.styles[space.known.styles[house]]
        first = space.known.plans.layout.before(space.known.styles[house])
        decisions = own.decisions(told[0, first : first + own.size])
        canvas = InkCanvas()
        draw_street(canvas, DecidedLots(decisions))
        expected = np.maximum(decoded, field_of(canvas.sheet("ground")))
        point = space.whitening.points(space.known.latents[house : house + 1])[0]
        painted = player.output(INK_LAYER, point, *SIZE)[ground]
        assert np.abs(painted - expected).max() < 0.125  # three pixels of the drawing
        seen.add(list(STREETS)[decisions["street"].option])
    assert len(seen) > 3


def train(work: Path, *more: str) -> int:
    words = ["--work", str(work), "--threads", "1", "--device", "cpu"]
    return cli.main(["train", "facades", *words, "--drawings", str(DRAWINGS), *more])


def test_a_training_goes_on_from_a_pack_and_leaves_its_houses_where_they_are(drawn, pack):
    folder, space = pack
    assert train(drawn, "--from-pack", str(folder), "--steps", "1") == 0
    assert train(drawn, "--steps", "2") == 0  # goes on in the same way
    kept = LatentSpace.load(drawn / "facades")
    assert np.array_equal(kept.known.latents, space.known.latents)
    assert np.array_equal(kept.known.styles, space.known.styles)
    stored = torch.load(drawn / "facades" / "checkpoint.pt", weights_only=True)
    assert stored["step"] == 2


def test_a_work_folder_of_an_earlier_version_is_refused_in_a_line(drawn, pack, tmp_path, capsys):
    work = tmp_path / "facades"
    shutil.copytree(drawn / "facades", work, ignore=shutil.ignore_patterns("checkpoint.pt"))
    pack[1].save(work)  # without plans
    capsys.readouterr()
    assert train(tmp_path, "--steps", "1") == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "name another folder with --work" in told


def test_a_pack_that_knows_other_houses_is_refused_in_a_line(tmp_path, capsys):
    training_set(tmp_path / "facades", 1, DRAWINGS)
    capsys.readouterr()
    assert train(tmp_path, "--from-pack", str(IN_THE_BOX)) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "6000" in told
    assert not (tmp_path / "facades" / "checkpoint.pt").exists()
