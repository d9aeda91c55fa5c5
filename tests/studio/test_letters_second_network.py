"""Letters: the second network's paintings, and the graph that must say what the network says."""

# ruff: noqa: E402  (the libraries of training may be missing)
import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from installation.packs.session import open_session
from installation.studio.letters import LETTERS
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.lot_paintings import SIZE, LotPaintings
from installation.studio.letters.second_network import VARIANTS, LetterFinder, views
from installation.studio.letters.second_network_graph import second_network_graph


def some_faces():
    fields = np.full((2, len(LETTERS), 192, 192), -3, np.float16)
    fields[:, :, 60:130, 80:110] = 1
    faces = np.arange(2)
    return LettersDataset([{}, {}], fields, fields[:0], faces, faces)


def test_paintings_show_one_to_five_letters_that_share_the_score():
    data = some_faces()
    painted = LotPaintings(data, data.trained, 1).batch(40)
    assert painted.pictures.shape == (40, 3, *SIZE)
    assert painted.pictures.std(dim=(1, 2, 3)).min() > 0.01
    assert torch.allclose(painted.letters.sum(1), torch.ones(40))
    alone = painted.letters[painted.is_alone]
    assert torch.equal(alone.argmax(1), painted.first[painted.is_alone])


def test_the_graph_reads_what_the_network_reads(tmp_path):
    torch.manual_seed(2)
    networks = torch.nn.ModuleDict({name: LetterFinder(seen) for name, seen in VARIANTS.items()})
    networks.eval()
    path = tmp_path / "classifier.onnx"
    second_network_graph(networks).save(path)
    pictures = torch.randint(0, 256, (1, *SIZE, 3), dtype=torch.uint8)
    seen = views(pictures.permute(0, 3, 1, 2).float() / 255)
    for name, view in seen.items():
        with torch.no_grad():
            wanted = networks[name](view).softmax(1)
        scores = open_session(path, 1).run([f"scores_{name}"], {"picture": pictures.numpy()})[0]
        assert np.abs(scores - wanted.numpy()).max() < 1e-5
