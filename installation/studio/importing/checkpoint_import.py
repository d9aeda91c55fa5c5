"""`kiosk pack import`: from a PyTorch checkpoint and its maker's own code to an ONNX file.

The code is executed, and so may be what lies in the checkpoint: this belongs in the studio, never in a museum's
kiosk. What comes out is an ONNX file, which is data, and is checked like any other.
"""

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import nn

from installation.faults import Refused
from installation.packs.session import open_session
from installation.studio.importing.checkpoint import load_checkpoint
from installation.studio.importing.generator_inputs import find_input, latent_length

OPSET = 17
POINTS = 16  # compared between PyTorch and ONNX Runtime
WITHIN = 2 / 255  # of the whole range: less than two steps of grey
WARNING = (
    "This runs {code} and what the checkpoint holds as programs, with all your rights. "
    "Import only what you trust."
)


@dataclass(frozen=True)
class Source:
    """What an artist gives."""

    checkpoint: Path
    code: Path  # the file, or the folder of a repository
    make: (
        str  # what makes the generator, a class or function; "module:Name" where `code` is a folder
    )
    settings: dict[str, Any]  # its arguments
    dimensions: int | None

    @property
    def folder(self) -> Path:
        """From where the maker's code imports its own modules."""
        folder = self.code if self.code.is_dir() else self.code.parent
        return folder.absolute()


def run(source: Source, target: Path) -> dict[str, Any]:
    """Writes the generator to `target` as ONNX.

    Returns what was found: "dimensions", "points" that were compared, and the greatest "difference".
    Raises `Refused` where the parts do not fit.
    """
    sys.path.insert(0, str(source.folder))
    try:
        make = _find_maker(source)
        model = load_generator(source, make).eval().float()
        dimensions = source.dimensions or latent_length(model)
        generator, shape = find_input(model, dimensions)
        _export(generator, shape, target)
    finally:
        sys.path.pop(0)
    apart = difference(generator, shape, target)
    if apart > WITHIN:
        raise Refused(
            f"ONNX Runtime and PyTorch differ by {apart:.3g} of the range: "
            "is there noise or dropout left in eval()?"
        )
    return {
        "dimensions": dimensions,
        "points": POINTS,
        "difference": apart,
    }


def _find_maker(source: Source) -> Callable[..., nn.Module]:
    """The class or function by its name. Raises `Refused`."""
    module, _, name = source.make.rpartition(":")
    path = source.code
    if path.is_dir():
        path = path / f"{module.replace('.', '/')}.py"
    if not path.is_file():
        raise Refused(
            f"{path} is not there: --code names the file, or a folder with --make module:Name"
        )
    loaded = _load_module(module or path.stem, path)
    if not hasattr(loaded, name):
        there = ", ".join(_networks_in(loaded)) or "no network"
        raise Refused(f"{path.name} has no {name}; it has {there}")
    maker: Callable[..., nn.Module] = getattr(loaded, name)
    return maker


def _load_module(name: str, path: Path) -> ModuleType:
    """Runs the maker's code."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise Refused(f"{path.name} is no Python file")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded  # a pickled model asks for its class by this name
    spec.loader.exec_module(loaded)
    return loaded


def _networks_in(module: ModuleType) -> list[str]:
    """Names of the networks that a module defines or imports."""
    names = []
    for name, value in vars(module).items():
        if isinstance(value, type) and issubclass(value, nn.Module):
            names.append(name)
    return names


def load_generator(source: Source, make: Callable[..., nn.Module]) -> nn.Module:
    """The generator with the checkpoint's weights. Raises `Refused`."""
    content = load_checkpoint(source.checkpoint)
    if isinstance(content, nn.Module):
        return content
    model = make(**source.settings)
    try:
        model.load_state_dict(content)
    except RuntimeError as error:
        reason = str(error).splitlines()[1].strip()[:200]
        raise Refused(
            f"the weights do not fit {source.make}: {reason}; do its arguments (--with) fit?"
        ) from error
    return model


def _export(generator: nn.Module, shape: tuple[int, ...], target: Path) -> None:
    """Constants are folded and normalisations merged into their convolutions on the way: fewer steps, the same picture."""
    torch.onnx.export(
        generator,
        (torch.zeros(shape),),
        str(target),
        input_names=["z"],
        output_names=["picture"],
        dynamic_axes={"z": {0: "n"}, "picture": {0: "n"}},
        opset_version=OPSET,
        do_constant_folding=True,
        dynamo=False,
    )


def difference(generator: nn.Module, shape: tuple[int, ...], target: Path) -> float:
    """The greatest difference between PyTorch and ONNX Runtime on 16 points, in parts of the pictures' range."""
    session = open_session(target, threads=0)
    rng = np.random.default_rng(0)
    points = rng.normal(size=(POINTS, *shape)).astype(np.float32)
    reach = 0.0
    apart = 0.0
    for point in points:
        with torch.no_grad():
            wanted = generator(torch.from_numpy(point)).numpy()
        found = session.run(None, {"z": point})[0]
        reach = max(reach, float(wanted.max() - wanted.min()))
        apart = max(apart, float(np.abs(wanted - found).max()))
    return apart / (reach or 1.0)
