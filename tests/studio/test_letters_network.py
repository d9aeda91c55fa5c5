"""Letters: morphs, measures, and the graph that must say what the network says."""

# ruff: noqa: E402  (the libraries of training may be missing)
from dataclasses import dataclass

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from installation.packs.look_tables import parsed
from installation.packs.scene import Scene
from installation.packs.session import Session, open_session
from installation.studio.common.connected_parts import parts_and_holes, with_at_most
from installation.studio.common.training_loop import RateSchedule, weights_of
from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import Calibration, lay_out_countries
from installation.studio.letters.generator_graph import letters_graph
from installation.studio.letters.grid import WIDE, compand
from installation.studio.letters.looks import LOOK_TABLE
from installation.studio.letters.loose_parts import without_loose_parts
from installation.studio.letters.morph import ink_area, with_ink
from installation.studio.letters.morphs import draw_morphs, ends_by_lot
from installation.studio.letters.network import STYLE, LettersDecoder
from installation.studio.letters.painter_graph import GESTURES
from installation.studio.letters.training import LateFall


def disc_field(radius: float, column: float = WIDE / 2):
    """A companded field of a disc in the middle row, (WIDE, WIDE)."""
    places = np.arange(WIDE) + 0.5
    distance = radius - np.hypot(places[:, None] - WIDE / 2, places - column)
    return torch.from_numpy(compand(distance.astype(np.float32)))


def test_a_morph_has_as_much_ink_as_lies_between():
    fields = torch.stack([disc_field(9), disc_field(20)])
    area = ink_area(fields).mean(0, keepdim=True)
    between = with_ink(fields[:1], area)
    assert ink_area(between).item() == pytest.approx(area.item(), rel=0.01)


def test_on_the_way_a_stroke_moves_to_its_partner_instead_of_fading():
    left = disc_field(8, WIDE / 2 - 7)
    right = disc_field(8, WIDE / 2 + 7)
    ends = torch.stack([left, right, left])[None]
    fields, is_good = draw_morphs(ends, np.array([[0.5, 0.5, 0]], np.float32))
    wanted = disc_field(8).numpy() > 0
    ink = fields[0] > 0
    assert is_good.all()
    assert (ink & wanted).sum() / (ink | wanted).sum() > 0.9


def test_morphs_lie_between_neighbours_and_their_weights_sum_to_one():
    ends = ends_by_lot(np.random.default_rng(1), np.arange(5), 200)
    assert ends.weights.sum(1) == pytest.approx(1, abs=1e-5)
    assert ends.weights.max() < 0.96
    assert ends.faces.shape == ends.letters.shape == (200, 3)
    is_one_letter = (ends.letters[:, 0] == ends.letters[:, 1]) & (ends.weights[:, 2] == 0)
    assert 0.15 < is_one_letter.mean() < 0.45


def test_the_smallest_parts_are_left_out_and_the_smallest_holes_filled():
    ink = np.zeros((90, 90), bool)
    ink[10:40, 10:40] = True
    ink[20:30, 20:30] = False
    ink[35:38, 35:38] = False
    ink[60:64, 60:64] = True
    mended = with_at_most(ink, parts=1, holes=1)
    wanted = ink.copy()
    wanted[35:38, 35:38] = True
    wanted[60:64, 60:64] = False
    assert np.array_equal(mended, wanted)


def test_parts_and_holes_are_counted_and_specks_are_not():
    ink = np.zeros((90, 90), bool)
    ink[10:40, 10:40] = True
    ink[20:30, 20:30] = False
    ink[60:80, 60:80] = True
    ink[5, 80] = True
    assert parts_and_holes(ink) == (2, 1)


def test_the_learning_rate_stays_high_and_falls_late():
    schedule = LateFall(1.0, 0.04, falling=0.2)
    assert isinstance(schedule, RateSchedule)
    assert schedule.rate(0, 0.0) == pytest.approx(1 / 200)
    assert schedule.rate(999, 0.8) == pytest.approx(1.0)
    assert schedule.rate(999, 1.0) == pytest.approx(0.04)


@dataclass(frozen=True)
class Written:
    """A decoder by lot, and the generator's graph of it."""

    decoder: LettersDecoder
    calibration: Calibration
    session: Session


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Written:
    torch.manual_seed(3)
    decoder = LettersDecoder().eval()
    for parameter in decoder.parameters():
        torch.nn.init.normal_(parameter, std=0.05)
    lots = np.random.default_rng(1)
    countries = lay_out_countries()
    means = lots.standard_normal((len(LETTERS), STYLE)).astype(np.float32)
    calibration = Calibration(countries, means, np.eye(STYLE, dtype=np.float32))
    path = tmp_path_factory.mktemp("generator") / "generator.onnx"
    letters_graph(weights_of(decoder), calibration).save(path)
    return Written(decoder, calibration, open_session(path, 1))


def feed(points: np.ndarray, size: tuple[int, int], look: str) -> dict[str, np.ndarray]:
    numbers = parsed(dict(LOOK_TABLE)).tables[look] | dict.fromkeys(GESTURES, np.zeros(1))
    fed = {name: np.atleast_1d(value).astype(np.float32) for name, value in numbers.items()}
    scene = Scene.row(points)
    fed["z"] = scene.points
    fed["spots"] = scene.spots
    fed["size"] = np.array(size, np.int64)
    return fed


def some_points(count: int) -> np.ndarray:
    lots = np.random.default_rng(2)
    return lots.standard_normal((count, 3 + STYLE)).astype(np.float32)


@pytest.mark.parametrize("window, size", [("landscape", (36, 64)), ("portrait", (64, 36))])
def test_the_graph_says_what_the_network_says(written: Written, window: str, size: tuple[int, int]):
    points = some_points(3)
    fed = feed(points, size, "steps")
    field, said, picture = written.session.run(["field", "letters", "picture"], fed)
    assert picture.shape == (1, 3, *size)
    letter, style = written.calibration.conditions(points)
    with torch.no_grad():
        weights = torch.from_numpy(letter)
        drawn = written.decoder(weights, torch.from_numpy(style), window)
        wanted = without_loose_parts(drawn, weights)
    assert np.abs(field[:, 0] - wanted.numpy()).max() < 1e-4
    assert np.abs(said - letter).max() < 1e-5


def test_a_letter_alone_is_printed_in_three_faces(written: Written):
    alone = feed(some_points(1), (36, 64), "overprint")
    field, said = written.session.run(["field", "letters"], alone)
    assert len(field) == 3
    assert len(said) == 1
    assert np.abs(field[1] - field[2]).max() > 1e-3
    several = feed(some_points(4), (36, 64), "overprint")
    assert len(written.session.run(["field"], several)[0]) == 4


def test_in_the_middle_of_a_country_only_its_letter_counts(written: Written):
    countries = written.calibration.countries
    weights = countries.weights(countries.places())
    assert np.allclose(weights, np.eye(len(LETTERS)), atol=0.01)
