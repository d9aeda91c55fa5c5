"""`kiosk pack import`: from a PyTorch checkpoint and its maker's own code to an ONNX file.

The code is executed, and so may be what lies in the checkpoint: this belongs in the studio, never in a museum's
kiosk. What comes out is an ONNX file, which is data, and is checked like any other.
"""

import contextlib
import importlib.util
import inspect
import json
import os
import sys
import traceback
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import nn
from torch.utils import cpp_extension

from installation.faults import Refused
from installation.studio.importing.checkpoint import load_checkpoint, weights_by_name
from installation.studio.importing.checkpoint_weights import TakenWeights, fitting_weights
from installation.studio.importing.generator_inputs import find_input, first_line
from installation.studio.importing.import_source import Source
from installation.studio.importing.onnx_export import difference, export
from installation.studio.importing.pip_names import pip_line

# under which programs keep what a network was made with
ARGUMENTS = ("hyper_parameters", "hparams", "args", "config", "opt", "kwargs")
WITHIN = 2 / 255  # of the whole range: less than two steps of grey


def run(source: Source, target: Path, log: Path) -> dict[str, Any]:
    """Writes the generator to `target` as ONNX, and what libraries say on the way to `log`.

    Returns what was found: "dimensions", "points" that were compared, the greatest "difference", the
    "part" of the network that was taken where it was not all of it, and which weights were "taken".
    Raises `Refused` where the parts do not fit.
    """
    sys.path.insert(0, str(source.folder))
    try:
        with _said_into(log), _without_kernels():
            torch.manual_seed(0)  # what the file lacks, such as fixed noise, is the same each time
            model, taken = load_generator(source)
            generator = find_input(model.eval().float(), source.dimensions, source.in_w)
            export(generator, target)
            apart, points = difference(generator, target)
    finally:
        sys.path.pop(0)
    if apart > WITHIN:
        raise Refused(
            f"ONNX Runtime and PyTorch differ by {apart:.3g} of the range: "
            "is there noise or dropout left in eval()?"
        )
    return {
        "dimensions": generator.inputs["z"].numel(),
        "points": points,
        "part": generator.part,
        "taken": taken,
        "difference": apart,
    }


@contextlib.contextmanager
def _said_into(log: Path) -> Iterator[None]:
    """What is printed goes into the file, and the lines of the program where something fails."""
    _flush()  # what was said before is not for the file
    kept = [os.dup(number) for number in (1, 2)]
    with log.open("w", encoding="utf-8") as file:
        try:
            for number in (1, 2):
                os.dup2(file.fileno(), number)
            yield
        except Exception:
            file.write(traceback.format_exc())
            raise
        finally:
            _flush()
            for number, old in zip((1, 2), kept, strict=True):
                os.dup2(old, number)
                os.close(old)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


@contextlib.contextmanager
def _without_kernels() -> Iterator[None]:
    """Some code builds kernels for graphics cards when it is imported; nothing here uses them."""
    build = cpp_extension.load
    cpp_extension.load = _no_kernels
    try:
        yield
    finally:
        cpp_extension.load = build


def _no_kernels(*_: Any, **__: Any) -> ModuleType:
    """In place of what would be built."""
    return types.ModuleType("no_kernels")


def _find_maker(source: Source) -> Callable[..., nn.Module]:
    """The class or function by its name. Raises `Refused`."""
    if source.code is None:
        raise Refused(
            f"{source.checkpoint.name} holds weights alone: "
            "--code names the Python file with its network"
        )
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
    _be_the_script(loaded)
    maker: Callable[..., nn.Module] = getattr(loaded, name)
    return maker


def _be_the_script(loaded: ModuleType) -> None:
    """A network that was pickled whole by a script asks for its class there, in `__main__`."""
    script = sys.modules["__main__"]
    for name in _networks_in(loaded):
        if not hasattr(script, name):
            setattr(script, name, getattr(loaded, name))


def _load_module(name: str, path: Path) -> ModuleType:
    """Runs the maker's code."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise Refused(f"{path.name} is no Python file")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded  # a pickled model asks for its class by this name
    try:
        spec.loader.exec_module(loaded)
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        raise Refused(
            f"{path.name} needs the package {package}, which is the artist's code and not this "
            f"program's: {pip_line(package)}, or --code FOLDER where it is part of a repository"
        ) from error
    except Exception as error:  # the maker's code may raise anything
        raise Refused(f"{path.name} does not run: {first_line(error)}") from error
    return loaded


def _networks_in(module: ModuleType) -> list[str]:
    """Names of the networks that a module defines or imports."""
    names = []
    for name, value in vars(module).items():
        if isinstance(value, type) and issubclass(value, nn.Module):
            names.append(name)
    return names


def _kept_arguments(content: Any, make: Callable[..., nn.Module]) -> str:
    """What the checkpoint says of them, as Lightning and many programs keep it; empty where nothing."""
    wanted = inspect.signature(make).parameters
    for key in ARGUMENTS:
        kept = content.get(key) if isinstance(content, dict) else None
        told = kept if isinstance(kept, dict) else getattr(kept, "__dict__", {})
        fitting = {
            name: told[name] for name in wanted if isinstance(told.get(name), int | float | str)
        }
        if fitting:
            return f" The checkpoint says under {key}: --with '{json.dumps(fitting)}'"
    return ""


def load_generator(source: Source) -> tuple[nn.Module, str]:
    """The generator with the checkpoint's weights, and a sentence on which were taken.

    Raises `Refused`.
    """
    # the maker first: a pickled network asks for its class
    make = _find_maker(source) if source.code is not None else None
    content = load_checkpoint(source.checkpoint, source.key)
    if isinstance(content, nn.Module):
        return content, ""
    if make is None:
        weights_by_name(content, source.checkpoint, source.key)
    make = make or _find_maker(source)
    try:
        model = make(**source.settings)
    except Exception as error:  # the maker's code may raise anything
        raise Refused(
            f"{source.make} cannot be made: {first_line(error)}; are its arguments (--with) right?"
        ) from error
    taken = fitting_weights(content, model)
    if taken is None:
        found = weights_by_name(content, source.checkpoint, source.key)
        taken = TakenWeights(found, "")
    try:
        model.load_state_dict(taken.weights)
    except RuntimeError as error:
        reason = str(error).splitlines()[1].strip()[:200]
        raise Refused(
            f"the weights do not fit {source.make}: {reason}; do its arguments (--with) fit?"
            f"{_kept_arguments(content, make)}"
        ) from error
    return model, taken.said
