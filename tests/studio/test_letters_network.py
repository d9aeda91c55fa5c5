"""Letters: morphs, measures, and the graph that must say what the network says."""

# ruff: noqa: E402  (the libraries of training may be missing)
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from installation.packs.session import open_session
from installation.studio.common.training_loop import RateSchedule, weights_of
from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import Calibration, lay_out_countries
from installation.studio.letters.generator_graph import field_graph
from installation.studio.letters.grid import compand
from installation.studio.letters.measures import parts_and_holes
from installation.studio.letters.morph import blended
from installation.studio.letters.network import STYLE, LettersDecoder
from installation.studio.letters.training import LateFall


def disc_field(side: int, radius: float):
    """A companded field of a disc in the middle, (1, side, side)."""
    places = np.arange(side) + 0.5 - side / 2
    distance = radius - np.hypot(places[:, None], places)
    return torch.from_numpy(compand(distance.astype(np.float32)))[None]


def test_a_morph_has_as_much_ink_as_lies_between():
    small = disc_field(60, 9)
    large = disc_field(60, 20)
    between = blended(small, large, torch.tensor([0.5]))
    wanted = ((small > 0).sum() + (large > 0).sum()) / 2
    assert abs(float((between > 0).sum() - wanted)) < 0.05 * float(wanted)


def test_parts_and_holes_are_counted_and_specks_are_not():
    ink = np.zeros((90, 90), bool)
    ink[10:40, 10:40] = True
    ink[20:30, 20:30] = False
    ink[60:80, 60:80] = True
    ink[5, 80] = True
    assert parts_and_holes(ink) == (2, 1)


def test_the_learning_rate_stays_high_and_falls_late():
    schedule = LateFall(1.0, 0.04)
    assert isinstance(schedule, RateSchedule)
    assert schedule.rate(0, 0.0) == pytest.approx(1 / 200)
    assert schedule.rate(999, 0.8) == pytest.approx(1.0)
    assert schedule.rate(999, 1.0) == pytest.approx(0.04)


@pytest.mark.parametrize("window", ["landscape", "portrait"])
def test_the_graph_says_what_the_network_says(window: str, tmp_path: Path):
    torch.manual_seed(3)
    decoder = LettersDecoder().eval()
    for parameter in decoder.parameters():
        torch.nn.init.normal_(parameter, std=0.05)
    lots = np.random.default_rng(1)
    countries = lay_out_countries(lots.standard_normal((len(LETTERS), 8, 8)).astype(np.float32))
    means = lots.standard_normal((len(LETTERS), STYLE)).astype(np.float32)
    calibration = Calibration(countries, means, np.eye(STYLE, dtype=np.float32))
    path = tmp_path / "field.onnx"
    field_graph(weights_of(decoder), calibration, window).save(path)
    z = lots.standard_normal((1, 3 + STYLE)).astype(np.float32)
    field = open_session(path, 1).run(["field"], {"z": z})[0][0]
    letter, style = calibration.conditions(z)
    with torch.no_grad():
        wanted = decoder(torch.from_numpy(letter), torch.from_numpy(style), window)
    assert np.abs(field - wanted.numpy()).max() < 1e-4
