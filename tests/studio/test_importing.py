"""`kiosk pack import`: from the documentation's own example, trained, to a pack that is shown."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from installation.faults import Refused
from installation.packs import manifest
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene

pytest.importorskip("onnx")
torch = pytest.importorskip("torch")
from installation.studio.importing import checkpoint_import  # noqa: E402
from installation.studio.importing.checkpoint import load_checkpoint, weights_by_name  # noqa: E402
from installation.studio.importing.checkpoint_weights import fitting_weights  # noqa: E402
from installation.studio.importing.generator_inputs import find_input  # noqa: E402
from installation.studio.importing.import_source import Source  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = str(Path(torch.__file__).parents[1])


def kiosk_pack(*arguments, cwd):
    # without -I, so that the studio's libraries may lie beside the kiosk's
    command = [sys.executable, "-m", "installation", "pack", *map(str, arguments)]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{LIBRARIES}"}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, env=environment, cwd=cwd
    )


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The folder in which an artist followed docs/artist.md, but for a few steps of training."""
    folder = tmp_path_factory.mktemp("artist")
    for code in re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "artist.md").read_text(), re.DOTALL
    ):
        (folder / re.search(r"(\w+\.py)", code)[1]).write_text(code)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{LIBRARIES}"}
    subprocess.run(
        [sys.executable, "train.py", "8"], cwd=folder, env=environment, check=True, timeout=300
    )
    return folder


def imported(example, *more, checkpoint="dcgan.pth", code="generator.py", settings='{"nz": 32}'):
    folder = example / f"models-{abs(hash((more, checkpoint, code, settings)))}"
    words = (
        "import",
        "dcgan",
        example / checkpoint,
        "--code",
        example / code,
        "--with",
        settings,
        "--models",
        folder,
    )
    return folder / "dcgan", kiosk_pack(*words, *more, cwd=example)


def test_the_example_of_the_documentation_becomes_a_pack_that_is_shown(example):
    folder, done = imported(example, "--trust")
    assert done.returncode == 0, done.stdout + done.stderr
    assert float(re.search(r"differ by at most (\S+) of", done.stdout)[1]) < 1e-3
    assert "Warning: This runs" in done.stdout
    assert "Deprecat" not in done.stderr
    assert (example / "dcgan-import.log").exists()
    pack = manifest.load(folder)
    assert (pack.dimensions, pack.generator.range) == (32, (-1.0, 1.0))
    runtime = Runtime(pack, 1, 90, 160)
    scene = Scene.of(torch.randn(32).numpy())
    assert runtime.paint(scene, 90, 160).shape == (32, 32, 3)


def test_code_is_run_only_when_somebody_says_so(example):
    (example / "nasty.py").write_text(
        "from pathlib import Path\nPath(__file__).with_suffix('.ran').touch()\n"
    )
    folder, done = imported(example, code="nasty.py")
    assert (done.returncode, "--trust" in done.stderr) == (2, True)
    assert not (example / "nasty.ran").exists()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"settings": '{"nz": 16}'}, "do not fit Generator"),
        ({"settings": "nz=16"}, "no JSON"),
        ({"checkpoint": "train.py"}, "cannot be read as a checkpoint"),
        ({"code": "absent.py"}, "absent.py is not there"),
        ({"code": "train_none.py"}, "has no Generator"),
        ({"code": "needy.py"}, "pip install nowhere"),
    ],
    ids=["arguments", "json", "checkpoint", "code", "class", "package"],
)
def test_parts_that_do_not_fit_are_told_apart_in_words(example, given, words):
    (example / "train_none.py").write_text("x = 1\n")
    (example / "needy.py").write_text("import nowhere.at_all\n")
    folder, done = imported(example, "--trust", **given)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert not folder.exists()


GREEDY = """
import torch

class Generator(torch.nn.Module):
    def __init__(self, at_once):
        self.kept = []
        for _ in range(4096):
            self.kept.append(torch.empty(at_once, dtype=torch.uint8))
"""


@pytest.mark.parametrize(
    ("at_once", "needs"),
    [(1 << 45, "it needs at least 327..[.]. GB of memory"), (1 << 28, "it needs at least")],
    ids=["at once", "bit by bit"],
)
def test_a_checkpoint_that_would_take_the_whole_machine_is_told_how_much_there_is(
    example, at_once, needs
):
    (example / "greedy.py").write_text(GREEDY)
    folder, done = imported(
        example, "--trust", code="greedy.py", settings=f'{{"at_once": {at_once}}}'
    )
    assert done.returncode == 2, done.stdout
    assert re.search(needs, done.stderr), done.stderr
    assert re.search(r"this machine has [\d.]+ GB to spare now: end what else runs", done.stderr)
    assert not folder.exists()


def test_code_that_ends_the_process_is_told_with_the_file_that_says_more(example):
    (example / "ending.py").write_text("import os\nprint('oh', flush=True)\nos.abort()\n")
    _, done = imported(example, "--trust", code="ending.py")
    assert (done.returncode, "ended by itself (SIGABRT)" in done.stderr) == (2, True), done.stderr
    assert (example / "dcgan-import.log").read_text().startswith("oh")


def test_a_whole_network_in_a_snapshot_needs_no_arguments(example):
    save = "import torch; from generator import Generator; torch.save({'G_ema': Generator(32)}, 'whole.pt')"
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{example}:{LIBRARIES}"}
    subprocess.run([sys.executable, "-c", save], cwd=example, env=environment, check=True)
    _, done = imported(example, "--trust", checkpoint="whole.pt", settings="{}")
    # untrained it may be of one colour: that is for the check to say
    assert done.returncode in (0, 1), done.stderr
    assert "differ by at most" in done.stdout


def network():
    from torch import nn

    return nn.Sequential(nn.ConvTranspose2d(8, 3, 4), nn.Tanh()).eval()


def before(words, weights):
    """The weights with these words before their names."""
    return {words + name: value for name, value in weights.items()}


@pytest.mark.parametrize(
    ("wrap", "key"),
    [
        (lambda weights: {"epoch": 3, "weights": weights}, None),
        (lambda weights: {"run": {"of": {"mine": weights}}}, "run.of.mine"),
        (
            lambda weights: {
                "state_dict": {
                    **before("net.painter.", weights),
                    "net.judge.0.weight": torch.zeros(1),
                }
            },
            None,
        ),
        (lambda weights: {"state_dict": before("net.painter.", weights)}, "state_dict.net.painter"),
        (lambda weights: {"state_dict": before("G.", weights) | {"steps": 5}}, None),
        (lambda weights: before("G.", weights) | before("G_ema.", weights), None),
        (lambda weights: before("first.", weights) | before("second.", weights), "second"),
        (lambda weights: weights | {"judge.bias": torch.zeros(2)}, None),
    ],
    ids=["epoch", "key", "lightning", "key-of-names", "number", "average", "choice", "more"],
)
def test_weights_are_found_wherever_their_maker_put_them(tmp_path, wrap, key):
    model = network()
    torch.save(wrap(model.state_dict()), tmp_path / "model.ckpt")
    taken = fitting_weights(load_checkpoint(tmp_path / "model.ckpt", key), model)
    assert set(taken.weights) == set(model.state_dict())


def test_of_several_networks_that_fit_none_is_chosen_unasked(tmp_path):
    model = network()
    weights = model.state_dict()
    others = network().state_dict()
    torch.save(before("first.", weights) | before("second.", others), tmp_path / "model.ckpt")
    with pytest.raises(Refused, match="several networks fit: first, second; --key says which"):
        fitting_weights(load_checkpoint(tmp_path / "model.ckpt"), model)


def test_a_safetensors_file_that_is_cut_off_is_told_in_a_sentence(tmp_path):
    safetensors = pytest.importorskip("safetensors.torch")
    path = tmp_path / "model.safetensors"
    safetensors.save_file(network().state_dict(), path)
    assert set(load_checkpoint(path)) == set(network().state_dict())
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(Refused, match=r"model\.safetensors cannot .* it is cut off or damaged"):
        load_checkpoint(path)


def test_where_a_generator_may_lie_is_told_by_its_keys(tmp_path):
    weights = network().state_dict()
    path = tmp_path / "model.ckpt"
    torch.save({"run": {"mine": weights, "other": weights}}, path)
    with pytest.raises(Refused, match=r"--key says where it is; available: run\.mine, run\.other"):
        weights_by_name(load_checkpoint(path), path, None)


def test_weights_alone_are_told_that_they_need_code(tmp_path):
    torch.save(network().state_dict(), tmp_path / "model.ckpt")
    source = Source(tmp_path / "model.ckpt", None, "Generator", {}, None)
    with pytest.raises(Refused, match="--code names the Python file"):
        checkpoint_import.load_generator(source)


def normalised():
    """A network with numbers that it counts and does not learn."""
    from torch import nn

    model = nn.Sequential(nn.ConvTranspose2d(8, 6, 4), nn.BatchNorm2d(6), nn.Conv2d(6, 3, 1))
    for value in model.state_dict().values():
        value.copy_(torch.rand(value.shape) * 9)
    return model.eval()


def learned(model):
    return {name: value.detach() for name, value in model.named_parameters()}


def row(model):
    return list(learned(model).values())


def without_dots(weights):
    return {name.replace(".", ""): value for name, value in weights.items()}


@pytest.mark.parametrize(
    ("wrap", "said"),
    [
        (
            lambda last, mean: {
                "netG": last.state_dict(),
                "ema": {"decay": 0.9, "shadow_params": row(mean), "collected_params": row(last)},
            },
            r"ema\.shadow_params, averaged .*, by their order\. running_mean, running_var come from netG",
        ),
        (
            lambda last, mean: {
                "ema": before("online_model.", last.state_dict())
                | before("ema_model.", mean.state_dict())
                | {"step": torch.tensor(4)}
            },
            r"ema\.ema_model, averaged",
        ),
        (
            lambda last, mean: {
                "state_dict": before("model.", last.state_dict())
                | before("model_ema.", without_dots(learned(mean)))
            },
            r"state_dict\.model_ema, averaged .* come from state_dict\.model",
        ),
        (
            lambda last, mean: {
                "generator": last.state_dict(),
                "generator_ema": before("module._orig_mod.", mean.state_dict()),
                "optimizer": {"state": {0: {"exp_avg": torch.zeros(3)}}, "param_groups": []},
            },
            r"generator_ema\.module\._orig_mod, averaged",
        ),
        (lambda last, mean: ({"epoch": 3}, {"w": torch.zeros(2)}, mean.state_dict()), "under 2"),
        (lambda last, mean: list(mean.state_dict().values()), "those of the file, by their order"),
        (
            lambda last, mean: {name: value.numpy() for name, value in mean.state_dict().items()},
            "^$",
        ),
        (
            lambda last, mean: {"params": row(mean)},
            "params, by their order. The file has no running_mean, running_var: those of a new",
        ),
    ],
    ids=["torch-ema", "ema-pytorch", "dots", "wrapped", "tuple", "list", "numpy", "no-means"],
)
def test_averaged_weights_are_taken_under_any_name_and_it_is_said(tmp_path, wrap, said):
    mean = normalised()
    torch.save(wrap(normalised(), mean), tmp_path / "model.pt")
    taken = fitting_weights(load_checkpoint(tmp_path / "model.pt"), normalised())
    assert all(torch.equal(taken.weights[name], value) for name, value in learned(mean).items())
    assert re.search(said, taken.said), taken.said


def test_of_whole_networks_the_averaged_one_is_taken_out_of_its_wrapping(tmp_path):
    mean = normalised()
    wrapped = torch.optim.swa_utils.AveragedModel(mean)
    torch.save({"models": {"G": normalised(), "G_ema": wrapped}}, tmp_path / "model.pt")
    found = load_checkpoint(tmp_path / "model.pt")
    assert isinstance(found, torch.nn.Sequential)
    assert torch.equal(found[0].weight, mean[0].weight)


@pytest.mark.filterwarnings("ignore")
def test_torchscript_needs_neither_code_nor_dimensions(tmp_path):
    torch.jit.script(network()).save(tmp_path / "model.pt")
    source = Source(tmp_path / "model.pt", None, "Generator", {}, None)
    found = checkpoint_import.run(source, tmp_path / "model.onnx", tmp_path / "log")
    assert found["dimensions"] == 8
    assert found["difference"] < 1e-4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"state": {0: {"step": 3}}, "param_groups": []}, "the state of an optimiser"),
        ({"lora_up.weight": torch.zeros(2)}, "it is a LoRA.* merge the two"),
        ({"net.0._packed_params.dtype": 1, "x": torch.zeros(1)}, "PyTorch quantised it"),
    ],
    ids=["optimiser", "lora", "quantised"],
)
def test_weights_of_another_kind_are_named(tmp_path, content, words):
    torch.save(content, tmp_path / "model.pth")
    with pytest.raises(Refused, match=words):
        load_checkpoint(tmp_path / "model.pth")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "available: nothing"),
        ([], "available: a list without names"),
        (torch.zeros(3), "available: a single tensor"),
        ({"net.weight": torch.empty(3, device="meta")}, "available: net"),
    ],
    ids=["nothing", "list", "tensor", "no-numbers"],
)
def test_what_holds_no_weights_is_told_in_words(tmp_path, content, words):
    path = tmp_path / "model.pth"
    torch.save(content, path)
    with pytest.raises(Refused, match=words):
        weights_by_name(load_checkpoint(path), path, None)


def test_weights_that_are_no_numbers_are_told_before_anything_is_exported():
    model = normalised()
    astray = model.state_dict() | {"0.weight": torch.full((8, 6, 4, 4), float("nan"))}
    with pytest.raises(Refused, match=r"1 of 9 weights, 0\.weight among them, .* went astray"):
        fitting_weights(astray, model)


SCRIPT = """
import torch

class Mine(torch.nn.Module):
    def forward(self, z):
        return z

if __name__ == "__main__":
    torch.save(Mine(), "mine.pth")
"""


def test_a_whole_network_that_a_script_saved_needs_that_script_alone(tmp_path, monkeypatch):
    (tmp_path / "script.py").write_text(SCRIPT)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": LIBRARIES}
    command = [sys.executable, "script.py"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    path = tmp_path / "mine.pth"
    with pytest.raises(Refused, match="its class Mine stands in the script that saved it"):
        checkpoint_import.load_generator(Source(path, None, "Generator", {}, None))
    monkeypatch.setattr(sys.modules["__main__"], "Mine", None, raising=False)
    monkeypatch.delattr(sys.modules["__main__"], "Mine")
    source = Source(path, tmp_path / "script.py", "Mine", {}, None)
    network, _ = checkpoint_import.load_generator(source)
    assert type(network).__name__ == "Mine"


def test_a_folder_and_a_zip_are_told_with_what_to_give_of_them(tmp_path):
    (tmp_path / "run").mkdir()
    torch.save(network().state_dict(), tmp_path / "run" / "last.ckpt")
    with pytest.raises(Refused, match=r"it is a folder: give the file in it, last\.ckpt"):
        load_checkpoint(tmp_path / "run")
    with zipfile.ZipFile(tmp_path / "run.zip", "w") as archive:
        archive.write(tmp_path / "run" / "last.ckpt", "last.ckpt")
    with pytest.raises(Refused, match=r"a zip archive; unpack it and give .*: last\.ckpt"):
        load_checkpoint(tmp_path / "run.zip")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04archive/data.pkl", "cut off or damaged: copy it again"),
        (b"\x89HDF\r\n\x1a\n" + bytes(64), "Keras or HDF5"),
        (b"\x00\x00model" + bytes(range(64)), "no file of PyTorch: from TensorFlow or JAX"),
    ],
    ids=["cut", "keras", "tensorflow"],
)
def test_a_file_of_another_make_is_named(tmp_path, content, words):
    (tmp_path / "model.pth").write_bytes(content)
    with pytest.raises(Refused, match=words):
        load_checkpoint(tmp_path / "model.pth")


class Answering(torch.nn.Module):
    """A generator whose picture comes in some wrapping."""

    def __init__(self, wrapped):
        super().__init__()
        self.net = network()
        self.wrapped = wrapped

    def forward(self, z):
        return self.wrapped(z, self.net(z))


@pytest.mark.parametrize(
    "wrapped",
    [lambda z, picture: (z[:, :, 0, 0], picture), lambda z, picture: {"sample": picture}],
    ids=["tuple", "dictionary"],
)
def test_a_picture_is_found_among_other_answers(wrapped):
    ready = find_input(Answering(wrapped), 8)
    assert ready.model(torch.randn(1, 8, 1, 1)).shape == (1, 3, 4, 4)


class Autoencoder(torch.nn.Module):
    """Takes and gives rows of 64 numbers; its points have 8."""

    def __init__(self):
        super().__init__()
        self.fc1 = torch.nn.Linear(64, 8)
        self.fc2 = torch.nn.Linear(8, 64)

    def encode(self, picture):
        return self.fc1(picture)

    def decode(self, z):
        return torch.sigmoid(self.fc2(z))

    def forward(self, picture):
        return self.decode(self.encode(picture))


def test_of_an_autoencoder_what_decodes_is_imported():
    whole = torch.nn.Module()
    whole.encoder = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(48, 8))
    whole.decoder = network()
    whole.forward = lambda picture: whole.decoder(whole.encoder(picture)[..., None, None])
    ready = find_input(whole, None)
    assert (ready.part, ready.inputs["z"].shape[1]) == ("decoder", 8)
    ready = find_input(Autoencoder(), 8)
    assert (ready.part, ready.model(torch.randn(1, 8)).shape) == ("decode", (1, 64))
    with pytest.raises(Refused, match="say how long one is with --dimensions"):
        find_input(Autoencoder(), None)


def test_a_generator_that_takes_a_class_too_is_told_how_to_fill_it_in():
    class Conditional(torch.nn.Module):
        def forward(self, z, label):
            return z + label

    with pytest.raises(Refused, match=r"takes more than a point; add a class .* --make names it"):
        find_input(Conditional(), 8)
