"""Letters: what is torn between two of them is mended, and a training that goes on from a pack."""

# ruff: noqa: E402  (the libraries of training may be missing)
import shutil

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("freetype")

from installation.studio import cli
from installation.studio.common.connected_parts import finer, ink_of, parts_and_holes
from installation.studio.common.latent_map import LatentMap
from installation.studio.common.read_graph import OtherGenerator
from installation.studio.common.training_loop import weights_of
from installation.studio.letters import LETTERS, ways_pool
from installation.studio.letters.calibration import Calibration, lay_out_countries
from installation.studio.letters.generator_graph import letters_graph
from installation.studio.letters.grid import NARROW, SOFT, WIDE
from installation.studio.letters.loose_parts import without_loose_parts
from installation.studio.letters.mended_ways import has_dots, without_flaws
from installation.studio.letters.network import STYLE, LettersDecoder
from installation.studio.letters.pack_weights import read_generator
from tests.studio.test_letters_commands import write_fields

ROWS, COLUMNS = np.mgrid[:NARROW, :WIDE].astype(np.float32)
MIDDLE = WIDE / 2


def bar(top: float, bottom: float, left: float, right: float) -> np.ndarray:
    """A companded field of a rectangle, in cells."""
    down = np.minimum(ROWS - top, bottom - ROWS)
    across = np.minimum(COLUMNS - left, right - COLUMNS)
    return np.arcsinh(np.minimum(down, across) / SOFT)


def ring(outer: float, inner: float) -> np.ndarray:
    """A companded field of a ring in the middle."""
    away = np.hypot(ROWS - NARROW / 2, COLUMNS - MIDDLE)
    return np.arcsinh(np.minimum(outer - away, away - inner) / SOFT)


STROKE = bar(20, 52.4, MIDDLE - 5, MIDDLE + 5)
REST_OF_IT = bar(55, 90, MIDDLE - 5, MIDDLE + 5)
CRUMB = bar(70, 72, MIDDLE + 30, MIDDLE + 32)


def counts(field: np.ndarray) -> tuple[int, int]:
    return parts_and_holes(finer(field) > 0)


def test_a_stroke_that_parted_is_joined():
    torn = np.maximum(STROKE, REST_OF_IT)
    mended, near = without_flaws(torn, parts=1, holes=0)
    assert counts(torn) == (2, 0)
    assert counts(mended) == (1, 0)
    lost = (torn > 0) & ~(mended > 0)
    assert lost.sum() == 0
    rows = np.flatnonzero(near.any(1))
    assert 48 <= rows.min() < rows.max() <= 59


def test_a_crumb_is_left_out():
    mended, near = without_flaws(np.maximum(STROKE, CRUMB), parts=1, holes=0)
    assert counts(mended) == (1, 0)
    assert not (mended > 0)[60:, int(MIDDLE) + 20 :].any()
    assert near[71, int(MIDDLE) + 31]
    assert not near[:60].any()
    assert mended[71, int(MIDDLE) + 31] < -1.5  # as far from ink as if it had never been there


def test_a_pinhole_is_filled_to_the_depth_of_the_stroke():
    pinhole = np.arcsinh((np.hypot(ROWS - 50, COLUMNS - MIDDLE) - 1.5) / SOFT)
    solid = bar(20, 80, MIDDLE - 20, MIDDLE + 20)
    mended, _ = without_flaws(np.minimum(solid, pinhole), parts=1, holes=0)
    assert np.allclose(mended[50], solid[50], atol=0.05)


def test_a_ring_that_closed_is_opened_where_it_is_thinnest():
    thin = np.hypot(ROWS - NARROW / 2, COLUMNS - MIDDLE - 3)
    closed = np.minimum(ring(34, 20), np.arcsinh((thin - 18) / SOFT))
    mended, near = without_flaws(closed, parts=1, holes=0)
    assert counts(closed) == (1, 1)
    assert counts(mended) == (1, 0)
    assert near.sum() < 0.1 * near.size


def test_what_a_letter_may_have_is_left_to_it():
    assert without_flaws(ring(34, 20), parts=1, holes=1) is None
    assert without_flaws(np.maximum(STROKE, CRUMB), parts=2, holes=0) is None


@pytest.mark.parametrize(("share", "is_left"), [(0.05, False), (0.3, True), (1.0, True)])
def test_where_an_umlaut_is_heard_nothing_is_mended(share, is_left):
    """Incident: pictures near Ä were mended too, and one Ä in twelve lost a dot."""
    parts = [3 if letter in "ÄÖÜ" else 1 for letter in LETTERS]
    usual = np.stack([parts, np.zeros(len(LETTERS))], 1)
    weights = np.zeros(len(LETTERS), np.float32)
    weights[LETTERS.index("A")] = 1 - share
    weights[LETTERS.index("Ä")] = share
    assert has_dots(weights, usual) == is_left


def test_where_too_much_would_change_nothing_is_mended():
    bars = [bar(20, 90, MIDDLE + 24 * k, MIDDLE + 24 * k + 6) for k in (-2, -1, 1, 2)]
    assert without_flaws(np.maximum.reduce(bars), parts=1, holes=0) is None


def test_a_crumb_shrinks_as_letters_mix_and_a_stroke_stays():
    crumb = bar(69.5, 73.5, MIDDLE + 29.5, MIDDLE + 33.5)
    torn = np.maximum(STROKE, crumb).astype(np.float32)
    beside = COLUMNS > MIDDLE + 20
    left = []
    for share in (0.0, 0.22, 0.5):
        shown = mixed(torn, share)
        assert np.array_equal((shown > 0) & ~beside, (torn > 0) & ~beside)
        left.append(((shown > 0) & beside).sum())
    assert left[0] == (crumb > 0).sum() > left[1] > left[2]


def test_no_ring_of_dots_is_left_where_a_crumb_was():
    thick = bar(20, 90, MIDDLE - 12, MIDDLE + 12)
    crumb = bar(69.7, 73.2, MIDDLE + 29.6, MIDDLE + 33.1)
    shown = mixed(np.maximum(thick, crumb).astype(np.float32), 0.5)
    finer_cells = cv2.resize(SOFT * np.sinh(shown), None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    beside = finer_cells[:, round(4 * (MIDDLE + 20)) :]
    assert (beside > 0).sum() == 0


def test_a_stroke_that_parted_between_two_letters_is_one_again():
    torn = np.maximum(STROKE, bar(54.6, 90, MIDDLE - 5, MIDDLE + 5))
    for share, parts in ((0.0, 2), (0.5, 1)):
        (ink,) = ink_of(mixed(torn.astype(np.float32), share)[None])
        assert parts_and_holes(ink) == (parts, 0)


def mixed(field, share):
    """What is shown of it where another letter has this share."""
    weights = torch.zeros(1, len(LETTERS))
    weights[0, :2] = torch.tensor([1 - share, share])
    return without_loose_parts(torch.from_numpy(field)[None], weights)[0].numpy()


@pytest.fixture(scope="module")
def generator(tmp_path_factory):
    """A decoder by lot, its calibration and the graph of both."""
    torch.manual_seed(3)
    decoder = LettersDecoder().eval()
    for parameter in decoder.parameters():
        torch.nn.init.normal_(parameter, std=0.05)
    lots = np.random.default_rng(1)
    means = lots.standard_normal((len(LETTERS), STYLE)).astype(np.float32)
    axes = lots.standard_normal((STYLE, STYLE)).astype(np.float32)
    calibration = Calibration(lay_out_countries(), means, axes)
    path = tmp_path_factory.mktemp("pack") / "generator.onnx"
    letters_graph(weights_of(decoder), calibration).save(path)
    return decoder, calibration, path


def test_a_pack_gives_its_weights_back(generator):
    decoder, calibration, path = generator
    found = read_generator(path)
    # a graph keeps many weights with half the digits
    for name, value in weights_of(decoder).items():
        assert np.allclose(weights_of(found.decoder)[name], value, rtol=1e-3, atol=1e-6), name
    assert np.allclose(found.calibration.means, calibration.means)
    assert np.allclose(found.calibration.axes, calibration.axes)


def test_another_file_is_no_pack_to_go_on_from(tmp_path, generator):
    *_, path = generator
    broken = tmp_path / "generator.onnx"
    broken.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(OtherGenerator):
        read_generator(broken)


@pytest.fixture
def pools(monkeypatch):
    """The steps at which torn pictures were looked for; of few, as each takes a while."""
    monkeypatch.setattr(ways_pool, "TRIED", {"landscape": 8, "portrait": 4})
    steps = []
    whole = ways_pool.WaysPool.draw

    def draw(pool, decoder, ground, lots, step):
        steps.append(step)
        return whole(pool, decoder, ground, lots, step)

    monkeypatch.setattr(ways_pool.WaysPool, "draw", draw)
    return steps


def train(work, *more) -> int:
    words = ["--work", str(work), "--threads", "1", "--device", "cpu"]
    return cli.main(["train", "letters", *words, *more])


def test_at_first_both_networks_learn_and_then_the_decoder_is_mended(tmp_path, pools):
    write_fields(tmp_path)
    assert train(tmp_path, "--steps", "3") == 0
    assert pools == [2]


def test_a_training_goes_on_from_a_pack_in_its_latent_space(tmp_path, generator, pools):
    _, calibration, path = generator
    write_fields(tmp_path)
    start = ["--from-pack", str(path.parent)]
    assert train(tmp_path, *start, "--steps", "2") == 0
    assert pools == [1]
    assert train(tmp_path, *start, "--steps", "3") == 0
    assert pools == [1]  # what was mended before is kept with the checkpoint
    models = tmp_path / "models"
    places = ["--work", str(tmp_path), "--models", str(models), "--generator-only"]
    assert cli.main(["export", "letters", *places]) == 0
    exported = read_generator(models / "letters" / "generator.onnx")
    assert np.allclose(exported.calibration.axes, calibration.axes, atol=1e-6)


def test_a_pack_that_is_none_is_refused_in_a_line(tmp_path, capsys):
    words = ["train", "letters", "--work", str(tmp_path), "--from-pack", str(tmp_path / "gone")]
    assert cli.main(words) == 2
    told = capsys.readouterr().err
    assert "models/letters" in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_cannot_go_on_from_a_pack_says_so(tmp_path, capsys):
    words = ["train", "colours", "--work", str(tmp_path), "--from-pack", "models/colours"]
    assert cli.main(words) == 2
    assert "--from-pack" in capsys.readouterr().err


@pytest.fixture
def small_pack(tmp_path_factory, generator):
    """A pack by lot with its map: of each letter one place."""
    _, calibration, path = generator
    folder = tmp_path_factory.mktemp("mend") / "letters"
    folder.mkdir()
    shutil.copy(path, folder)
    labels = np.arange(len(LETTERS))
    points = calibration.points(labels, calibration.means)
    thumbnails = np.zeros((len(labels), 8, 8, 3), np.uint8)
    layout = np.zeros((len(labels), 2), np.float32)
    found = LatentMap(points, labels, layout, thumbnails)
    (folder / "map.npz").write_bytes(found.content())
    return folder


def test_a_pack_mends_itself_without_typefaces(tmp_path, generator, pools, small_pack):
    decoder, calibration, _ = generator
    words = ["--mend", str(small_pack), "--steps"]
    assert train(tmp_path, *words, "1") == 0
    assert train(tmp_path, *words, "2") == 0
    assert pools == [0]  # what was found before is kept with the checkpoint
    mended = read_generator(tmp_path / "letters-mended" / "generator.onnx")
    assert np.allclose(mended.calibration.axes, calibration.axes, atol=1e-6)
    before = weights_of(decoder)
    changes = [
        np.abs(value - before[name]).max() for name, value in weights_of(mended.decoder).items()
    ]
    assert 0 < max(changes) < 0.01


def test_where_there_is_no_pack_to_mend_a_line_says_so(tmp_path, capsys):
    assert train(tmp_path, "--mend", str(tmp_path / "gone"), "--steps", "1") == 2
    told = capsys.readouterr().err
    assert "models/letters" in told
    assert told.count("\n") == 1
