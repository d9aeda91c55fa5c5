"""The training program: it learns, stops and goes on; the graph says what the network says."""

# ruff: noqa: E402  (the libraries of training may be missing)
import contextlib

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from installation.packs.session import open_session
from installation.studio.common.anchor_memory import AnchorMemory
from installation.studio.common.connected_parts import parts_and_holes
from installation.studio.common.network_weights import NetworkWeights
from installation.studio.common.onnx_graph import Graph
from installation.studio.common.training_loop import TrainingPlan, train, weights_of
from installation.studio.common.whitening import Whitening, whiten
from installation.studio.facades import hour_network, relief, specks, training
from installation.studio.facades.compose import STACK, compose, nest
from installation.studio.facades.dataset import FacadesDataset
from installation.studio.facades.decoder_graph import FacadesDecoderGraph
from installation.studio.facades.drawing import LAYERS, draw
from installation.studio.facades.drawing.lots import as_text
from installation.studio.facades.drawing.materials import HOURS
from installation.studio.facades.fields import COLUMNS, ROWS, stored, to_fields
from installation.studio.facades.generator_graph import INK_LAYER, generator_graph
from installation.studio.facades.known_houses import KnownHouses
from installation.studio.facades.network import LATENT, STAGES, FacadesDecoder
from installation.studio.facades.party_walls import PartyWalls
from installation.studio.facades.profiles import DRAWN, STYLE, GridUnion
from installation.studio.facades.stencils import Stencils
from installation.studio.facades.stencils_graph import with_stencils
from installation.studio.facades.sun import CELL, add_sun
from installation.studio.facades.training import FacadesTrainer

HOUR_AWAY = 4.0  # how far an hour lies from the middle of all points


@pytest.fixture(scope="module")
def data():
    drawings = [draw(1, index) for index in range(training.BATCH)]
    return FacadesDataset(
        np.stack([stored(to_fields(drawing)) for drawing in drawings]),
        np.stack([drawing.colours for drawing in drawings]),
        np.array([drawing.style for drawing in drawings]),
        np.array([drawing.crown for drawing in drawings]),
        np.array([list(HOURS).index(drawing.hour) for drawing in drawings]),
        np.array([as_text(drawing.decisions).encode() for drawing in drawings]),
    )


@pytest.fixture(scope="module")
def hours():
    """The hour's network of a space in which each hour lies along an axis of its own."""
    rng = np.random.default_rng(5)
    numbers = rng.integers(len(HOURS), size=2000)
    points = rng.normal(size=(2000, LATENT)).astype(np.float32)
    points[np.arange(2000), numbers] += HOUR_AWAY
    return hour_network.train(points, numbers)


def test_a_few_steps_lower_the_loss_and_a_checkpoint_goes_on(tmp_path, data, monkeypatch):
    monkeypatch.setattr(training, "BATCH", 4)
    some = data.first(4)
    plan = TrainingPlan(tmp_path, 60.0, "cpu", 1)
    trainer = FacadesTrainer(plan)
    losses = [trainer.train_step(some)["loss"].item() for _ in range(6)]
    assert losses[-1] < losses[0]
    trainer.save()
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.pt"]
    again = FacadesTrainer(plan)
    again.load()
    assert again.step == 6
    assert torch.equal(again.decoder.start[0].weight, trainer.decoder.start[0].weight)


def test_a_run_of_steps_follows_from_its_seed_however_often_it_is_stopped(
    tmp_path, data, monkeypatch
):
    whole_step = FacadesTrainer.train_step

    def run(name: str, stops: tuple[int, ...]):
        """Trains anew for each of the stops, which come after so many steps."""
        plan = TrainingPlan(tmp_path / name, 60.0, "cpu", 1, steps=3)
        for stop in stops:
            left = iter(range(stop))

            def step(trainer, data, left=left):
                if next(left, None) is None:
                    raise KeyboardInterrupt
                return whole_step(trainer, data)

            monkeypatch.setattr(FacadesTrainer, "train_step", step)
            trainer = FacadesTrainer(plan)
            with contextlib.suppress(KeyboardInterrupt):
                train(trainer, data)
        return trainer

    once = run("once", (3,))
    twice = run("twice", (1, 3))
    assert once.step == twice.step == 3
    for a, b in zip(once.average.parameters(), twice.average.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-6)


def test_the_graph_paints_what_network_and_composition_paint(tmp_path, monkeypatch, hours):
    monkeypatch.setattr(relief, "GRAIN", 0.0)  # the composition has none
    for kind in ("SCRAPS", "HOLES"):  # of which an untrained network paints many
        monkeypatch.setattr(specks, kind, {})
    torch.manual_seed(0)
    decoder = FacadesDecoder().eval()
    # norms and gains too must not be at their starting values
    for parameter in decoder.parameters():
        parameter.data += 0.02 * torch.randn_like(parameter)
    identity = Whitening(np.zeros(LATENT, np.float32), np.eye(LATENT, dtype=np.float32))
    path = tmp_path / "generator.onnx"
    z = np.random.default_rng(0).normal(size=(1, LATENT)).astype(np.float32)
    known = KnownHouses(np.concatenate([z, z + 3, z - 3, z + 6]), np.arange(4))
    generator_graph(weights_of(decoder), STAGES, identity, hours, known).save(path)
    session = open_session(path, threads=0)
    with torch.no_grad():
        decoded = decoder(torch.from_numpy(z))
    feeds = {
        "z": z,
        "size": np.array([288, 512], np.int64),
        "light_x": np.array([0.4], np.float32),
        "light_y": np.array([-0.7], np.float32),
    }
    planes, given = session.run(["picture", INK_LAYER], feeds)
    whole = LAYERS[
        : LAYERS.index("relief")
    ]  # of the others what is seen; sun and moon are drawn otherwise
    for k in range(len(whole)):
        assert np.allclose(given[0, k], decoded.fields[0, k], atol=2e-3)
    seen = dict(zip(STACK, nest(decoded.fields[0].numpy()), strict=True))
    for name in ("relief", "opening"):
        assert np.allclose(given[0, LAYERS.index(name)], seen[name], atol=2e-3)
    expected = compose(given[0], decoded.colours[0].numpy(), 288, 512, (0.4, -0.7)).astype(int)
    shown = planes[0].transpose(1, 2, 0).astype(int)
    assert np.abs(shown - expected).max() <= 2


def test_grids_learn_as_if_the_library_had_found_their_way_back():
    torch.manual_seed(0)
    profiles = [torch.randn(2, 3, cells, requires_grad=True) for cells in (9, 16, 9)]
    down, across, flare = profiles
    plain = torch.minimum(down[..., None], across[:, :, None] + flare[..., None]).amax(1)
    union = GridUnion.apply(*profiles)
    assert torch.equal(union, plain)
    wanted = torch.randn_like(plain)
    expected = torch.autograd.grad((plain * wanted).sum(), profiles)
    learned = torch.autograd.grad((union * wanted).sum(), profiles)
    for ours, theirs in zip(learned, expected, strict=True):
        assert torch.allclose(ours, theirs, atol=1e-5)


def test_a_house_beside_another_looks_as_it_does_alone(tmp_path):
    torch.manual_seed(0)
    decoder = FacadesDecoder().eval()
    for parameter in decoder.parameters():
        parameter.data += 0.02 * torch.randn_like(parameter)
    graph = Graph("houses")
    latents = graph.input("latents", "float32", ["n", LATENT])
    widths = graph.input("widths", "float32", ["n"])
    walls = PartyWalls(graph, widths)
    fields, *_ = FacadesDecoderGraph(graph, weights_of(decoder), STAGES, walls).write(latents)
    graph.output(fields, "fields", "float32", [1, len(LAYERS), ROWS, COLUMNS])
    graph.save(tmp_path / "houses.onnx")
    session = open_session(tmp_path / "houses.onnx", threads=0)
    two = np.random.default_rng(0).normal(size=(2, LATENT)).astype(np.float32)
    feeds = {"latents": two, "widths": np.ones(2, np.float32)}
    (together,) = session.run(["fields"], feeds)
    with torch.no_grad():
        left, right = decoder(torch.from_numpy(two)).fields.numpy()
    wall = COLUMNS // 2
    near = 16  # columns at the wall, where convolutions see both houses
    assert np.allclose(together[0, ..., : wall - near], left[..., : wall - near], atol=2e-3)
    assert np.allclose(together[0, ..., wall + near :], right[..., wall + near :], atol=2e-3)


def test_no_wall_between_houses_cuts_a_cloud(tmp_path):
    """Clouds were cut where one house ends, though there is only sky above it."""
    torch.manual_seed(0)
    stencils = Stencils()
    graph = Graph("sky")
    styles = graph.input("styles", "float32", ["n", STYLE])
    widths = graph.input("widths", "float32", ["n"])
    empty = graph.constant(np.zeros((1, DRAWN, ROWS, COLUMNS), np.float32))
    own = {f"stencils.{name}": each.numpy() for name, each in stencils.state_dict().items()}
    walls = PartyWalls(graph, widths)
    seen = with_stencils(graph, NetworkWeights(own), walls, empty, styles)
    graph.output(seen, "sky", "float32", [1, DRAWN, ROWS, COLUMNS])
    graph.save(tmp_path / "sky.onnx")
    session = open_session(tmp_path / "sky.onnx", threads=1)
    two = np.random.default_rng(0).normal(size=(2, STYLE)).astype(np.float32)

    def sky(left, right):
        feeds = {"styles": two, "widths": np.array([left, right], np.float32)}
        return session.run(["sky"], feeds)[0][0, LAYERS.index("far")]

    alone = [sky(1, 0), sky(0, 1)]
    assert not np.allclose(*alone)
    assert np.allclose(sky(3, 1), alone[0], atol=0.02 * np.abs(alone).max())
    assert np.allclose(sky(1, 1), np.mean(alone, 0), atol=1e-5)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.7, 1.0])
def test_from_hour_to_hour_one_sun_travels_the_sky(hours, tmp_path, share):
    graph = Graph("sun")
    z = graph.input("z", "float32", [1, LATENT])
    fields = graph.constant(np.full((1, len(LAYERS), ROWS, COLUMNS), -1.0))
    graph.output(
        add_sun(graph, fields, z, hours), "fields", "float32", [1, len(LAYERS), ROWS, COLUMNS]
    )
    graph.save(tmp_path / "sun.onnx")
    names = list(HOURS)
    point = np.zeros((1, LATENT), np.float32)
    point[0, names.index("gold")] = HOUR_AWAY * (1 - share)
    point[0, names.index("rose")] = HOUR_AWAY * share
    (sky,) = open_session(tmp_path / "sun.onnx", threads=1).run(["fields"], {"z": point})
    layer = dict(zip(LAYERS, sky[0], strict=True))
    shining = np.minimum(layer["light"], -layer["dark"]) > 0
    parts, holes = parts_and_holes(shining)
    assert (parts, holes) == (1, 0)
    x = np.argwhere(shining)[:, 1].mean() * CELL
    gold, rose = HOURS["gold"].disc, HOURS["rose"].disc
    assert gold.x - 30 < x < rose.x + 30
    if share in (0.0, 1.0):
        disc = (gold, rose)[int(share)]
        assert abs(x - disc.x) < 30
        assert shining.sum() * CELL**2 == pytest.approx(np.pi * disc.radius**2, rel=0.2)


def test_whitened_points_of_drawings_are_standard():
    rng = np.random.default_rng(0)
    spread = np.linspace(0.01, 2, LATENT)
    latents = (rng.normal(size=(4000, LATENT)) * spread + 0.3).astype(np.float32)
    whitening = whiten(latents)
    points = whitening.points(latents)
    assert np.allclose(points.mean(0), 0, atol=1e-2)
    assert np.allclose(np.cov(points.T), np.eye(LATENT), atol=0.05)
    assert np.allclose(whitening.latents(points), latents, atol=1e-3)


def test_memory_keeps_its_drawings_and_pulls_others_towards_them():
    anchors = np.random.default_rng(0).normal(size=(200, LATENT)).astype(np.float32)
    memory = AnchorMemory(anchors, pull=0.7, sharpness=3.0)
    assert np.abs(memory.recall(anchors) - anchors).mean() < 0.05

    def distance(point):
        return np.linalg.norm(anchors - point, axis=1).min()

    strays = np.random.default_rng(1).normal(size=(20, LATENT))
    for stray, pulled in zip(strays, memory.recall(strays), strict=True):
        assert distance(pulled) < distance(stray)
