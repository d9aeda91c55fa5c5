"""The body alphabet: silhouettes by lot, what the network sees of them, and the graph in the pack."""

# ruff: noqa: E402  (the libraries of training may be missing)
from pathlib import Path

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from installation.packs.session import open_session
from installation.studio.letters import LETTERS
from installation.studio.letters.body_alphabet import NO_LETTER, BodyAlphabet
from installation.studio.letters.body_encoder import bold_direction, encoder_graph, ink_shares
from installation.studio.letters.body_network import BodyNetwork, as_cells, body_squares
from installation.studio.letters.body_stick_figures import BODIES, draw_stick
from installation.studio.letters.body_stick_poses import TWELVE
from installation.studio.letters.body_training import train_body
from installation.studio.letters.body_trial import write_body_sheet
from installation.studio.letters.calibration import Calibration, Countries
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.grid import WIDE

STYLE = 5


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    lots = np.random.default_rng(1)
    capitals = lots.standard_normal((len(LETTERS), 3))
    capitals /= np.linalg.norm(capitals, axis=1, keepdims=True)
    countries = Countries(capitals.astype(np.float32), np.zeros(len(LETTERS)))
    return Calibration(countries, np.zeros((len(LETTERS), STYLE)), np.eye(STYLE))


@pytest.fixture(scope="module")
def map_points(calibration) -> np.ndarray:
    """Eight faces of each letter, bolder along the first direction of style."""
    lots = np.random.default_rng(2)
    places = calibration.countries.places().repeat(8, 0)
    styles = lots.standard_normal((len(places), STYLE))
    return np.concatenate([places, styles], 1).astype(np.float32)


@pytest.fixture(scope="module")
def network() -> BodyNetwork:
    torch.manual_seed(2)
    return BodyNetwork().eval()


@pytest.fixture(scope="module")
def encoder(network, calibration, map_points, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("body") / "encoder.onnx"
    encoder_graph(network, calibration, map_points, map_points[:, 3]).save(path)
    return path


@pytest.fixture
def alphabet() -> BodyAlphabet:
    """Of one face, whose letters are all a bar."""
    plain = np.full((1, len(LETTERS), WIDE, WIDE), -1, np.float16)
    plain[:, :, 60:130, 85:105] = 1
    return BodyAlphabet(LettersDataset([], plain, plain[:0], np.array([0]), np.array([])), 7)


def ask(path: Path, cells: np.ndarray) -> tuple[np.ndarray, float]:
    session = open_session(path, threads=1)
    z, confidence = session.run(["z", "confidence"], {"silhouette": cells[None]})
    return z[0], float(confidence[0])


def test_the_graph_answers_as_the_network_does(encoder, network, calibration):
    cells = draw_stick(TWELVE["K"], BODIES[1])
    with torch.no_grad():
        answers = network(as_cells(cells[None]))[0]
    scores = answers[: len(LETTERS)]
    place = torch.softmax(10 * scores, 0).numpy() @ calibration.countries.places()
    place *= 3**0.5 / np.linalg.norm(place)
    meant = torch.sigmoid(answers[-2]) * torch.softmax(scores, 0).max()
    z, confidence = ask(encoder, cells)
    assert z.shape == (3 + STYLE,)
    np.testing.assert_allclose(z[:3], place, atol=1e-4)
    assert confidence == pytest.approx(float(meant), abs=1e-5)


def test_a_body_is_the_same_letter_wherever_it_stands(encoder):
    cells = np.zeros((18, 32), np.uint8)
    cells[3:15, 10:20] = draw_stick(TWELVE["Y"], BODIES[0])[2:14, 9:19]
    z, confidence = ask(encoder, cells)
    other_z, other_confidence = ask(encoder, np.roll(cells, (-2, 7), (0, 1)))
    np.testing.assert_allclose(other_z, z, atol=1e-5)
    assert other_confidence == pytest.approx(confidence, abs=1e-5)


def test_an_empty_view_is_no_letter(encoder):
    z, confidence = ask(encoder, np.zeros((18, 32), np.uint8))
    assert confidence == 0
    assert np.isfinite(z).all()


def test_the_file_is_small(encoder):
    assert encoder.stat().st_size < 2e6


def test_one_square_keeps_proportions_and_the_other_is_filled():
    cells = np.zeros((1, 18, 32), np.float32)
    cells[0, 4:14, 8:10] = 1
    squares, extras = body_squares(torch.from_numpy(cells))
    kept, filled = squares[0]
    assert kept[:, 0].max() == 0
    assert filled[10, 5:-5].min() == 1
    assert extras[0, 0] == pytest.approx(np.log2(0.2))


def test_bolder_bodies_get_bolder_faces(calibration, map_points):
    direction = bold_direction(map_points, 0.2 + 0.03 * map_points[:, 3], calibration)
    assert direction[0] > 0.8
    assert np.abs(direction[1:]).max() < 0.3


def test_ink_is_what_is_dark():
    thumbnails = np.full((2, 4, 4, 3), 255, np.uint8)
    thumbnails[1, :2] = 0
    np.testing.assert_allclose(ink_shares(thumbnails), [0, 0.5])


def test_lots_hold_letters_and_people_who_are_no_letter(alphabet):
    samples = alphabet.batch(120)
    assert samples.cells.shape == (120, 18, 32)
    assert samples.cells.any((1, 2)).all()
    assert (samples.letters == NO_LETTER).any()
    assert 0 < samples.meant.mean() < 1
    assert not samples.meant[samples.letters == NO_LETTER].any()


def test_training_ends_with_its_time(alphabet):
    network = train_body(alphabet, minutes=0.005, seed=1)
    answers = network(as_cells(draw_stick(TWELVE["T"], BODIES[2])[None]))
    assert torch.isfinite(answers).all()


def test_the_sheet_shows_every_pose_of_every_body(encoder, network, calibration, tmp_path):
    picture = tmp_path / "bodies.png"
    write_body_sheet(encoder, network, calibration.countries, picture)
    sheet = cv2.imread(str(picture))
    assert sheet.shape[1] > 6 * 160
