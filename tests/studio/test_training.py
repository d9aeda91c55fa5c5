"""The training program: it learns, stops and goes on; the graph says what the network says."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("cv2")

from installation.studio import training
from installation.studio.compose import compose
from installation.studio.dataset import Dataset
from installation.studio.drawing import draw
from installation.studio.fields import to_fields
from installation.studio.generator_graph import generator_graph
from installation.studio.latent import Calibration, Memory, calibrate
from installation.studio.network import LATENT, STAGES, Decoder


@pytest.fixture(scope="module")
def data():
    drawings = [draw(1, index) for index in range(training.BATCH)]
    fields = np.stack([np.rint(to_fields(d) * 127).astype(np.int8) for d in drawings])
    return Dataset(
        fields, np.stack([d.colours for d in drawings]), np.array([d.style for d in drawings])
    )


def test_a_few_steps_lower_the_loss_and_a_checkpoint_goes_on(tmp_path, data):
    plan = training.Plan(tmp_path, 60.0, "cpu", 1)
    trainer = training.Trainer(plan)
    batch = [part[:4] for part in training.batch(data, np.random.default_rng(0), "cpu")]
    losses = [trainer.turn(*batch)["loss"].item() for _ in range(6)]
    assert losses[-1] < losses[0]
    trainer.save(tmp_path / "checkpoint.pt")
    assert [p.name for p in tmp_path.iterdir()] == ["checkpoint.pt"]
    again = training.Trainer(plan)
    again.load(tmp_path / "checkpoint.pt")
    assert again.step == 6
    assert torch.equal(again.decoder.start[0].weight, trainer.decoder.start[0].weight)


def test_a_run_of_steps_follows_from_its_seed_however_often_it_is_stopped(
    tmp_path, data, monkeypatch
):
    def run(name: str, stops: tuple[int, ...]):
        home = tmp_path / name
        home.mkdir()
        for stop in stops:
            plan = training.Plan(home, 60.0, "cpu", 1, steps=3)
            turns = iter(range(stop))

            def turn(trainer, *batch, turns=turns):
                if next(turns, None) is None:
                    raise KeyboardInterrupt
                return whole_turn(trainer, *batch)

            monkeypatch.setattr(training.Trainer, "turn", turn)
            try:
                trainer = training.train(plan, data)
            except KeyboardInterrupt:
                continue
        return trainer

    whole_turn = training.Trainer.turn
    once, twice = run("once", (3,)), run("twice", (1, 3))
    assert once.step == twice.step == 3
    for a, b in zip(once.average.parameters(), twice.average.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-6)


def test_the_graph_paints_what_network_and_composition_paint(tmp_path):
    runtime = pytest.importorskip("onnxruntime")
    torch.manual_seed(0)
    decoder = Decoder().eval()
    for (
        parameter
    ) in decoder.parameters():  # norms and gains too must not be at their starting values
        parameter.data += 0.02 * torch.randn_like(parameter)
    weights = {name: value.numpy() for name, value in decoder.state_dict().items()}
    identity = Calibration(np.zeros(LATENT, np.float32), np.eye(LATENT, dtype=np.float32))
    rng = np.random.default_rng(0)
    generator_graph(weights, STAGES, identity).save(tmp_path / "generator.onnx")
    session = runtime.InferenceSession(
        str(tmp_path / "generator.onnx"), providers=["CPUExecutionProvider"]
    )
    z = rng.normal(size=(1, LATENT)).astype(np.float32)
    with torch.no_grad():
        fields, colours, _ = decoder(torch.from_numpy(z))
    expected = compose(fields[0].numpy(), colours[0].numpy(), 288, 512).astype(int)
    shown = (
        session.run(["picture"], {"z": z, "size": np.array([288, 512], np.int64)})[0][0]
        .transpose(1, 2, 0)
        .astype(int)
    )
    assert np.abs(shown - expected).max() <= 2


def test_calibrated_points_of_drawings_are_standard():
    rng = np.random.default_rng(0)
    latents = (rng.normal(size=(4000, LATENT)) * np.linspace(0.01, 2, LATENT) + 0.3).astype(
        np.float32
    )
    calibration = calibrate(latents)
    points = calibration.points(latents)
    assert np.allclose(points.mean(0), 0, atol=1e-2) and np.allclose(
        np.cov(points.T), np.eye(LATENT), atol=0.05
    )
    assert np.allclose(calibration.latents(points), latents, atol=1e-3)


def test_memory_keeps_its_drawings_and_pulls_others_towards_them():
    anchors = np.random.default_rng(0).normal(size=(200, LATENT)).astype(np.float32)
    memory = Memory(anchors, pull=0.7, sharpness=3.0)
    assert np.abs(memory.recall(anchors) - anchors).mean() < 0.05
    strays = np.random.default_rng(1).normal(size=(20, LATENT))
    nearest = [np.linalg.norm(anchors - p, axis=1).min() for p in strays]
    assert all(
        np.linalg.norm(anchors - p, axis=1).min() < was
        for p, was in zip(memory.recall(strays), nearest, strict=True)
    )
