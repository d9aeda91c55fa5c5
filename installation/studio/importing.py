"""`kiosk pack import`: from a PyTorch checkpoint and its maker's own code to a pack.

The code is executed, and so may be what lies in the checkpoint: this belongs in the studio, never in a museum's
kiosk. What comes out is an ONNX file, which is data, and is proved like any other.
"""

import importlib.util
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from installation.faults import Refused
from installation.packs.session import open_session

OPSET = 17
POINTS = 16  # compared between PyTorch and ONNX Runtime
WITHIN = 2 / 255  # of the whole range: less than two steps of grey
SIZES = (
    "z_dim",
    "nz",
    "latent_dim",
    "latent_size",
    "dim_z",
    "latent",
)  # what makers call the length of a point
NESTS = (
    "G_ema",
    "g_ema",
    "ema",
    "netG",
    "generator",
    "G",
    "state_dict",
    "model",
    "params_ema",
)  # keys of checkpoints
WARNING = "This runs {code} and what the checkpoint holds as programs, with all your rights. Import only what you trust."


@dataclass(frozen=True)
class Source:
    """What an artist gives."""

    checkpoint: Path
    code: Path  # the file, or the folder of a repository
    make: str  # the class or function that makes the generator, "module:Name" where `code` is a folder
    settings: dict  # its arguments
    dimensions: int | None


def run(source: Source, target: Path) -> dict:
    """Writes the generator to `target` as ONNX; returns what was found: dimensions, the greatest difference.

    Raises `Refused` where the parts do not fit.
    """
    sys.path.insert(
        0, str((source.code if source.code.is_dir() else source.code.parent).absolute())
    )
    try:
        maker = _maker(source)
        model = _filled(source, maker).eval().float()
        dimensions = source.dimensions or _length(model)
        painter, shape = _painter(model, dimensions)
        _export(painter, shape, target)
    finally:
        sys.path.pop(0)
    apart = difference(painter, shape, target)
    if apart > WITHIN:
        raise Refused(
            f"ONNX Runtime and PyTorch differ by {apart:.3g} of the range: is there noise or dropout left in eval()?"
        )
    return {"dimensions": dimensions, "points": POINTS, "difference": apart}


def _maker(source: Source):
    """The class or function by its name. Raises `Refused`."""
    module, _, name = source.make.rpartition(":")
    path = source.code / f"{module.replace('.', '/')}.py" if source.code.is_dir() else source.code
    if not path.is_file():
        raise Refused(
            f"{path} is not there: --code names the file, or a folder with --make module:Name"
        )
    spec = importlib.util.spec_from_file_location(module or path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded  # a pickled model asks for its class by this name
    spec.loader.exec_module(loaded)
    if not hasattr(loaded, name):
        there = [
            key
            for key, value in vars(loaded).items()
            if isinstance(value, type) and issubclass(value, nn.Module)
        ]
        raise Refused(f"{path.name} has no {name}; it has {', '.join(there) or 'no network'}")
    return getattr(loaded, name)


def _filled(source: Source, maker) -> nn.Module:
    """The generator with the checkpoint's weights."""
    kept = _read(source.checkpoint)
    for _ in range(3):
        if isinstance(kept, dict) and not _is_weights(kept):
            kept = next((kept[key] for key in NESTS if key in kept), kept)
    if isinstance(kept, nn.Module):
        return kept
    if not isinstance(kept, dict) or not _is_weights(kept):
        found = ", ".join(map(str, kept)) if isinstance(kept, dict) else type(kept).__name__
        raise Refused(
            f"{source.checkpoint.name} holds no generator under {', '.join(NESTS)}; it holds {found[:200]}"
        )
    model = maker(**source.settings)
    weights = {
        key.removeprefix("module."): value for key, value in kept.items()
    }  # as DataParallel names them
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise Refused(
            f"the weights do not fit {source.make}: {str(error).splitlines()[1].strip()[:200]}; do its arguments (--with) fit?"
        ) from error
    return model


def _is_weights(kept: dict) -> bool:
    return bool(kept) and all(isinstance(value, torch.Tensor) for value in kept.values())


def _read(path: Path):
    """Weights where they are only that; else whatever was pickled, which may run code: the warning said so."""
    if not path.is_file():
        raise Refused(f"there is no {path}")
    complaints = []
    for read in (_as_weights, _as_network, _as_snapshot):
        try:
            return read(path)
        except (
            Exception
        ) as error:  # pickle's, torch's and the maker's own kinds, by what is in the file
            complaints.append(str(error).split("\n", 1)[0][:120])
    raise Refused(f"{path.name} cannot be read as a checkpoint: {complaints[-1]}")


def _as_weights(path: Path):
    return torch.load(path, map_location="cpu", weights_only=True)


def _as_network(path: Path):
    return torch.load(path, map_location="cpu", weights_only=False)


def _as_snapshot(path: Path):
    """StyleGAN's are plain pickles."""
    with path.open("rb") as file:
        return pickle.load(file)


def _length(model: nn.Module) -> int:
    for name in SIZES:
        if isinstance(value := getattr(model, name, None), int):
            return value
    first = next(model.parameters())
    if isinstance(
        next((m for m in model.modules() if isinstance(m, nn.Linear | nn.ConvTranspose2d)), None),
        nn.ConvTranspose2d,
    ):
        return next(m for m in model.modules() if isinstance(m, nn.ConvTranspose2d)).in_channels
    if first.ndim == 2:
        return first.shape[1]
    raise Refused("how long a latent point is could not be found: say it with --dimensions")


class _Style(nn.Module):
    """StyleGAN2 and 3 as NVIDIA's code calls them: class 0, fixed noise, whole numbers of 32 bits."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model
        label = torch.zeros(1, max(1, getattr(model, "c_dim", 0) or 1))
        label[0, 0] = 1
        self.register_buffer("label", label if getattr(model, "c_dim", 0) else torch.zeros(1, 0))

    def forward(self, z):
        return self.model(z, self.label.expand(z.shape[0], -1), noise_mode="const", force_fp32=True)


def _painter(model: nn.Module, dimensions: int) -> tuple[nn.Module, tuple[int, ...]]:
    """What takes a point alone, and the shape in which it takes it."""
    if hasattr(model, "mapping") and hasattr(model, "synthesis"):
        return _Style(model).eval(), (1, dimensions)
    complaints = []
    for shape in ((1, dimensions), (1, dimensions, 1, 1)):
        try:
            with torch.no_grad():
                answer = model(torch.randn(shape))
        except Exception as error:  # the maker's code may raise anything
            complaints.append(f"{shape}: {str(error).splitlines()[0][:120]}")
            continue
        if isinstance(answer, torch.Tensor) and answer.ndim == 4:
            return model, shape
        complaints.append(f"{shape}: the answer is no picture")
    raise Refused(f"the generator took no point of {dimensions} values ({'; '.join(complaints)})")


def _export(painter: nn.Module, shape: tuple[int, ...], target: Path) -> None:
    """Constants are folded and normalisations melted into their convolutions on the way: fewer steps, the same picture."""
    axes = {"z": {0: "n"}, "picture": {0: "n"}}
    torch.onnx.export(
        painter, (torch.zeros(shape),), str(target), input_names=["z"], output_names=["picture"], dynamic_axes=axes,
        opset_version=OPSET, do_constant_folding=True, dynamo=False,
    )  # fmt: skip


def difference(painter: nn.Module, shape: tuple[int, ...], target: Path) -> float:
    """The greatest difference between PyTorch and ONNX Runtime on 16 points, in parts of the range of the pictures."""
    session = open_session(target, threads=0)
    points = np.random.default_rng(0).normal(size=(POINTS, *shape)).astype(np.float32)
    with torch.no_grad():
        wanted = [painter(torch.from_numpy(point)).numpy() for point in points]
    found = [session.run(None, {"z": point})[0] for point in points]
    reach = max(float(picture.max() - picture.min()) for picture in wanted) or 1.0
    return max(float(np.abs(a - b).max()) for a, b in zip(wanted, found)) / reach
