"""Reading a checkpoint of unknown make: weights, a whole network, or a dictionary around either."""

import importlib.util
import pickle
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import numpy as np
import torch
from torch import Tensor, nn

from installation.common import scarcity
from installation.faults import Refused
from installation.studio.importing.checkpoint_weights import is_averaged, named
from installation.studio.importing.divided_checkpoint import files_of
from installation.studio.importing.foreign_checkpoints import (
    is_safetensors,
    of_content,
    of_file,
    of_folder,
)
from installation.studio.importing.pip_names import pip_line
from installation.studio.importing.stored_tensors import as_tensor, tensors_in

# keys under which makers keep a generator
KEYS = (
    "G_ema",
    "g_ema",
    "ema",
    "netG",
    "generator",
    "G",
    "state_dict",
    "model",
    "params_ema",
    "weights",
)
CLASS_GONE = re.compile(r"Can't get attribute '(\w+)' on <module '([\w.]+)'")  # as pickle says it
NOTHING = {
    Tensor: "a single tensor",
    dict: "nothing",
    list: "a list without names",
    tuple: "a list without names",
    str: "a text",
    type(None): "nothing",
}
WEIGHTS_AND_WORDS = (Tensor, np.ndarray, int, float, str, type(None))
WRAPPING = ("DataParallel", "DistributedDataParallel", "AveragedModel", "OptimizedModule")
DEPTH = 5  # dictionaries inside one another that are opened


def load_checkpoint(path: Path, key: str | None = None) -> Any:
    """A network, or whatever holds weights; `key`, such as "state.G", says where it lies.

    Raises `Refused`.
    """
    whole = _read(path)
    content = _at(whole, key, path) if key else whole
    network = _network_in(content)
    if network is not None:
        return network
    other = of_content(_unwrap(content))
    if other:
        raise Refused(f"{path.name} holds no generator: {other}")
    return content


def weights_by_name(content: Any, path: Path, key: str | None) -> dict[str, Tensor]:
    """Those that lie where most makers keep a generator's, whether they fit or not. Raises `Refused`."""
    inner = _unwrap(content)
    if not _is_weights(inner):
        found = ", ".join(_keys(content)) or NOTHING.get(type(content), type(content).__name__)
        raise Refused(
            f"{path.name} holds no generator under {key or ', '.join(KEYS)}; "
            f"--key says where it is; available: {found[:300]}"
        )
    weights = {str(name): value for name, value in tensors_in(inner).items()}
    # DataParallel puts a word before the names
    return {name.removeprefix("module."): value for name, value in weights.items()}


def _network_in(content: Any) -> nn.Module | None:
    """A whole network; of several, one that was averaged, or one under the first of KEYS."""
    found = dict(_networks(content, "", DEPTH))
    averaged = [place for place in found if is_averaged(place)]
    usual = [place for key in KEYS for place in found if place.rpartition(".")[2] == key]
    for places in (list(found), averaged):
        if len(places) == 1:
            return _bare(found[places[0]])
    return _bare(found[usual[0]]) if usual else None


def _networks(content: Any, place: str, depth: int) -> Iterator[tuple[str, nn.Module]]:
    if isinstance(content, nn.Module):
        yield place, content
    elif isinstance(content, dict | list | tuple) and depth:
        for key, value in named(content).items():
            yield from _networks(value, f"{place}.{key}".removeprefix("."), depth - 1)


def _bare(network: nn.Module) -> nn.Module:
    """Without what wraps it to learn on several cards, or to be averaged."""
    while type(network).__name__ in WRAPPING:
        network = getattr(network, "_orig_mod", None) or network.module
    return network


def _at(content: Any, key: str, path: Path) -> Any:
    """What lies under "a.b". Raises `Refused`."""
    for part in key.split("."):
        inside = _inside(content, part)
        if inside is None:
            there = ", ".join(_first_words(content)) if isinstance(content, dict) else "no keys"
            raise Refused(f"{path.name} has no {part!r} for --key {key}; available: {there[:300]}")
        content = inside
    return content


def _inside(content: Any, part: str) -> Any:
    """What lies under a key, or all whose names begin with it; None where nothing does."""
    if not isinstance(content, dict | list | tuple):
        return None
    there = {str(name): value for name, value in named(content).items()}
    if part in there:
        return there[part]
    before = f"{part}."
    inside = {name.removeprefix(before): there[name] for name in there if name.startswith(before)}
    return inside or None


def _first_words(content: dict[Any, Any]) -> list[str]:
    """What names begin with, each once: of "generator.0.weight", generator."""
    return list(dict.fromkeys(str(name).partition(".")[0] for name in content))


def _keys(content: Any, before: str = "", depth: int = DEPTH) -> list[str]:
    """Where dictionaries of weights or networks lie, as --key wants them; else the first keys."""
    if not isinstance(content, dict) or not depth:
        return []
    found = []
    for key, value in content.items():
        name = f"{before}{key}"
        if _is_generator(value):
            found.append(name)
        else:
            found += _keys(value, f"{name}.", depth - 1)
    return found or [f"{before}{key}" for key in _first_words(content)][:8]


def _unwrap(content: Any) -> Any:
    """What lies under one of KEYS, and so on; the content itself where none is there."""
    for _ in range(DEPTH):
        if not isinstance(content, dict) or _is_weights(content):
            break
        key = next((key for key in KEYS if key in content), None)
        if key is None:
            return _only_one(content)
        content = content[key]
    return content


def _only_one(content: dict[Any, Any]) -> Any:
    """The dictionary of weights or the network in it, where there is one and no more."""
    inside = [value for value in content.values() if _is_generator(value)]
    return inside[0] if len(inside) == 1 else content


def _is_generator(value: Any) -> bool:
    return _is_weights(value) or isinstance(value, nn.Module)


def _is_weights(content: Any) -> bool:
    """Numbers and words may stand among them, such as how many steps it learned."""
    if not isinstance(content, dict):
        return False
    values = list(content.values())
    is_plain = all(isinstance(value, WEIGHTS_AND_WORDS) for value in values)
    return is_plain and any(as_tensor(value) is not None for value in values)


def _read(path: Path) -> Any:
    """What is in a checkpoint, in one file or in several. Raises `Refused`."""
    if path.is_dir():
        raise Refused(f"{path} cannot be read as a checkpoint: {of_folder(path)}")
    if not path.is_file():
        raise Refused(f"there is no {path}")
    files = files_of(path)
    if files == [path]:
        return _read_file(path)
    weights: dict[Any, Any] = {}
    for file in files:
        content = _read_file(file)
        if not isinstance(content, dict):
            raise Refused(f"{file.name}, a part of {path.name}, holds no weights by name")
        weights |= content
    return weights


def _read_file(path: Path) -> Any:
    """Weights where they are only that; else whatever was pickled, which may run code: the warning said so.

    Raises `Refused`.
    """
    ways: tuple[Callable[[Path], Any], ...] = (_as_weights, _as_script, _as_network)
    if is_safetensors(path):
        _require_safetensors(path)
        ways = (_as_safetensors,)
    elif path.suffix == ".npz":
        ways = (_as_arrays,)
    elif not is_zipfile(path):
        ways = (*ways, _as_snapshot)
    complaint = ""
    lacks = ""  # what an artist can give says more than what the next way stumbles over
    for read in ways:
        try:
            return read(path)
        except ModuleNotFoundError as error:
            lacks = (
                f"it needs the module {error.name}: give the folder of its repository with --code, "
                f"or install it, {pip_line(error.name)}"
            )
        # pickle's, torch's and the maker's own kinds, by what is in the file
        except Exception as error:
            if scarcity.words_of(error):  # nothing is wrong with the file
                raise
            lacks = lacks or _lacking_class(error)
            complaint = str(error).split("\n", 1)[0][:120]
    reason = lacks or of_file(path) or complaint
    raise Refused(f"{path.name} cannot be read as a checkpoint: {reason}")


def _lacking_class(error: Exception) -> str:
    """Of a network that was pickled whole, which its file does not define; "" where that is not it."""
    found = CLASS_GONE.search(str(error))
    if not isinstance(error, AttributeError) or found is None:
        return ""
    where = (
        "the script that saved it" if found[2].endswith("__main__") else f"the module {found[2]}"
    )
    return f"it is a whole network, and its class {found[1]} stands in {where}: give that file with --code"


def _as_weights(path: Path) -> Any:
    with path.open("rb") as file:  # by its path, torch goes by its ending
        return torch.load(file, map_location="cpu", weights_only=True)


def _as_script(path: Path) -> nn.Module:
    """A network with its own code."""
    script: nn.Module = torch.jit.load(path, map_location="cpu")
    return script


def _as_network(path: Path) -> Any:
    with path.open("rb") as file:  # by its path, torch goes by its ending
        return torch.load(file, map_location="cpu", weights_only=False)


def _as_arrays(path: Path) -> Any:
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


def _as_snapshot(path: Path) -> Any:
    """StyleGAN's are plain pickles."""
    with path.open("rb") as file:
        return pickle.load(file)


def _require_safetensors(path: Path) -> None:
    """Raises `Refused`."""
    if importlib.util.find_spec("safetensors") is None:
        raise Refused(f"{path.name} needs one more package: pip install safetensors")


def _as_safetensors(path: Path) -> Any:
    from safetensors.torch import load_file

    return load_file(path)
