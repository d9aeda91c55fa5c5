"""Reading a checkpoint of unknown make: weights, a whole network, or a dictionary around either."""

import importlib.util
import pickle
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from installation.faults import Refused

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
DEPTH = 3  # dictionaries inside one another that are opened


def load_checkpoint(path: Path, key: str | None = None) -> nn.Module | dict[str, Tensor]:
    """The generator itself, or its weights by name; `key`, such as "state.G", where it lies.

    Raises `Refused`.
    """
    whole = _read(path)
    content = _at(whole, key, path) if key else _unwrap(whole)
    if isinstance(content, nn.Module):
        return content
    if not _is_weights(content):
        found = ", ".join(_keys(whole)) or type(content).__name__
        raise Refused(
            f"{path.name} holds no generator under {key or ', '.join(KEYS)}; "
            f"--key says where it lies; there is {found[:300]}"
        )
    # DataParallel puts a word before the names
    return {name.removeprefix("module."): value for name, value in content.items()}


def fitting_weights(weights: dict[str, Tensor], model: nn.Module) -> dict[str, Tensor]:
    """Those that the model has, without the word before their names that Lightning puts there."""
    wanted = set(model.state_dict())
    if wanted <= set(weights):
        return weights
    for name in weights:
        parts = name.split(".")
        for count in range(1, len(parts)):
            prefix = ".".join(parts[:count]) + "."
            inside = {key.removeprefix(prefix) for key in weights if key.startswith(prefix)}
            if wanted <= inside:
                return {key: weights[prefix + key] for key in wanted}
    return weights


def _at(content: Any, key: str, path: Path) -> Any:
    """What lies under "a.b". Raises `Refused`."""
    for part in key.split("."):
        if not isinstance(content, dict) or part not in content:
            there = ", ".join(map(str, content)) if isinstance(content, dict) else "no keys"
            raise Refused(f"{path.name} has no {part!r} for --key {key}; there is {there[:300]}")
        content = content[part]
    return content


def _keys(content: Any, before: str = "", depth: int = DEPTH) -> list[str]:
    """Where dictionaries of weights or networks lie, as --key wants them; else the first keys."""
    if not isinstance(content, dict) or not depth:
        return []
    found = []
    for key, value in content.items():
        name = f"{before}{key}"
        if _is_weights(value) or isinstance(value, nn.Module):
            found.append(name)
        found += _keys(value, f"{name}.", depth - 1)
    return found or [f"{before}{key}" for key in content][:8]


def _unwrap(content: Any) -> Any:
    """What lies under one of KEYS, and so on; the content itself where none is there."""
    for _ in range(DEPTH):
        if not isinstance(content, dict) or _is_weights(content):
            break
        key = next((key for key in KEYS if key in content), None)
        if key is None:
            break
        content = content[key]
    return content


def _is_weights(content: Any) -> bool:
    if not isinstance(content, dict) or not content:
        return False
    return all(isinstance(value, Tensor) for value in content.values())


def _read(path: Path) -> Any:
    """Weights where they are only that; else whatever was pickled, which may run code: the warning said so."""
    if not path.is_file():
        raise Refused(f"there is no {path}")
    if path.suffix == ".safetensors":
        return _as_safetensors(path)
    complaint = ""
    for read in (_as_weights, _as_script, _as_network, _as_snapshot):
        try:
            return read(path)
        except ModuleNotFoundError as error:
            complaint = (
                f"it needs the module {error.name}: give the folder of its repository with --code, "
                f"or install it, pip install {str(error.name).partition('.')[0]}"
            )
        # pickle's, torch's and the maker's own kinds, by what is in the file
        except Exception as error:
            complaint = str(error).split("\n", 1)[0][:120]
    raise Refused(f"{path.name} cannot be read as a checkpoint: {complaint}")


def _as_weights(path: Path) -> Any:
    return torch.load(path, map_location="cpu", weights_only=True)


def _as_script(path: Path) -> nn.Module:
    """A network with its own code."""
    script: nn.Module = torch.jit.load(path, map_location="cpu")
    return script


def _as_network(path: Path) -> Any:
    return torch.load(path, map_location="cpu", weights_only=False)


def _as_snapshot(path: Path) -> Any:
    """StyleGAN's are plain pickles."""
    with path.open("rb") as file:
        return pickle.load(file)


def _as_safetensors(path: Path) -> Any:
    if importlib.util.find_spec("safetensors") is None:
        raise Refused(f"{path.name} needs one more package: pip install safetensors")
    from safetensors.torch import load_file

    return load_file(path)
