"""The pack `colours`: its drawings, its training, its graph, and the committed pack itself."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from installation.packs import manifest
from installation.packs.session import open_session
from installation.studio.colours import compose, drawing, palettes
from installation.studio.colours.light_kinds import KINDS

PACK = Path(__file__).parents[2] / "models" / "colours"
SIZES = [(180, 320), (320, 180), (101, 333)]


def drawn(index: int, height: int = 45, width: int = 80) -> np.ndarray:
    """A drawing as a picture, (h, w, 3) in 0..1."""
    x, y = compose.places(height, width, *compose.extent(height, width))
    made = drawing.draw(1, index, x, y)
    return compose.compose(made.fields.reshape(-1, height, width), made.colours)


def open_generator(path: Path):
    return open_session(path, threads=0)


def paint(session, z: np.ndarray, height: int, width: int) -> np.ndarray:
    feeds = {"z": z.reshape(1, -1).astype(np.float32), "size": np.array([height, width], np.int64)}
    return session.run(["picture"], feeds)[0][0].transpose(1, 2, 0)


@pytest.fixture(scope="module")
def committed():
    return open_generator(PACK / "generator.onnx")


def point(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=32)


def test_a_drawing_follows_from_seed_and_number():
    assert np.array_equal(drawn(3), drawn(3))
    assert np.abs(drawn(3) - drawn(3 + len(KINDS))).mean() > 0.02


def test_every_kind_fills_its_picture_with_colour():
    for index in range(2 * len(KINDS)):
        picture = np.rint(255 * drawn(index)).astype(np.uint8)
        assert picture.std() > 12
        assert palettes.chroma(picture).mean() > 0.03


def test_every_mood_stays_within_what_a_screen_shows():
    for mood in palettes.MOODS:
        colours = palettes.palette(mood, np.random.default_rng(0))
        assert colours.shape == (palettes.COLOURS, 3)
        assert colours.min() >= 0
        assert colours.max() <= 1


def test_an_upright_picture_has_cells_as_square_and_as_many():
    for height, width in SIZES:
        rows, columns = compose.cells(height, width)
        assert rows * columns == pytest.approx(compose.CELLS, rel=0.02)
        assert rows / columns == pytest.approx(height / width, rel=0.02)


def test_training_learns_and_the_same_steps_give_the_same_weights_however_often_stopped(tmp_path):
    torch = pytest.importorskip("torch")
    from installation.studio.colours import training
    from installation.studio.common.training_loop import TrainingPlan, train

    def trainer(name: str):
        return training.ColoursTrainer(TrainingPlan(tmp_path / name, 60.0, "cpu", 1, steps=6))

    data = training.drawn(1, training.BATCH)
    whole = trainer("whole")
    losses = [whole.train_step(data)["loss"] for _ in range(6)]
    assert losses[-1] < losses[0]
    stopped = trainer("parts")
    for _ in range(3):
        stopped.train_step(data)
    stopped.save()
    assert [path.name for path in (tmp_path / "parts").iterdir()] == ["checkpoint.pt"]
    resumed = trainer("parts")
    train(resumed, data)
    assert resumed.step == 6
    for a, b in zip(whole.average.parameters(), resumed.average.parameters(), strict=True):
        assert torch.equal(a, b)


def test_the_graph_paints_what_network_and_composition_paint(tmp_path):
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from installation.studio.colours.generator_graph import generator_graph
    from installation.studio.colours.network import LATENT, ColoursDecoder
    from installation.studio.common.anchor_memory import AnchorMemory
    from installation.studio.common.training_loop import weights_of
    from installation.studio.common.whitening import Whitening

    torch.manual_seed(0)
    decoder = ColoursDecoder().eval()
    for parameter in decoder.parameters():  # livelier than a new network is
        parameter.data *= 1.8
    rng = np.random.default_rng(0)
    anchors = rng.normal(size=(50, LATENT)).astype(np.float32)
    memory = AnchorMemory(anchors, pull=0.6, sharpness=2.0)
    identity = Whitening(np.zeros(LATENT, np.float32), np.eye(LATENT, dtype=np.float32))
    graph = generator_graph(weights_of(decoder), identity, memory)
    graph.save(tmp_path / "generator.onnx")
    session = open_generator(tmp_path / "generator.onnx")
    z = rng.normal(size=(1, LATENT))
    latent = torch.from_numpy(memory.recall(z).astype(np.float32))
    for height, width in SIZES:
        x, y = compose.places(height, width, *compose.extent(height, width))
        with torch.no_grad():
            fields, colours = decoder(latent, torch.from_numpy(np.stack([x, y], 1)))
        on_grid = fields[0].numpy().reshape(-1, height, width)
        expected = 255 * compose.compose(on_grid, colours[0].numpy())
        shown = paint(session, z, height, width)
        assert expected.std() > 5
        # of these, one is the grain's and the rounding's
        assert np.abs(shown - expected).max() <= 3


def test_the_model_card_is_in_order_and_speaks_both_languages():
    pack = manifest.load(PACK)
    assert pack.dimensions == 32
    assert len(pack.places) >= 8
    card = tomllib.loads((PACK / "pack.toml").read_text(encoding="utf-8"))
    texts = [
        pack.about.title,
        pack.about.statement,
        *pack.titles,
        card["data"]["chosen_by"],
        card["data"]["missing"],
    ]
    for text in texts:
        assert text["de"]
        assert text["en"]


@pytest.mark.parametrize("size", [*SIZES, (720, 1280)])
def test_the_pack_answers_at_the_wanted_size(committed, size):
    shown = paint(committed, point(1), *size)
    assert shown.shape == (*size, 3)
    assert shown.dtype == np.uint8
    assert shown.std() > 5


def test_a_small_picture_is_the_large_one_made_small(committed):
    large = paint(committed, point(4), 720, 1280).astype(float)
    small = paint(committed, point(4), 360, 640).astype(float)
    assert np.abs(large.reshape(360, 2, 640, 2, 3).mean((1, 3)) - small).mean() < 2


def test_grain_lies_still_and_leaves_no_bands(committed):
    """Where a picture changes slowly, neighbouring lines still differ; the same point gives the same picture."""
    shown = paint(committed, point(2), 1080, 1920)
    assert np.array_equal(shown, paint(committed, point(2), 1080, 1920))
    blocks = shown.reshape(270, 4, 480, 4, 3).astype(int)
    slow = np.ptp(blocks, (1, 3)) <= 2  # (270, 480, 3)
    assert slow.mean() > 0.02
    assert (np.ptp(blocks, (1, 3))[slow] > 0).mean() > 0.9


def test_hidden_layers_are_offered(committed):
    names = [output.name for output in committed.get_outputs() if output.name.startswith("layer_")]
    assert len(names) >= 2
    feeds = {"z": point(1).reshape(1, -1).astype(np.float32), "size": np.array([90, 160], np.int64)}
    for layer in committed.run(names, feeds):
        assert layer.dtype == np.float32
        assert layer.ndim == 4
        assert np.isfinite(layer).all()
        assert layer.std() > 0
