"""Reading a checkpoint of unknown make: weights, a whole network, or a dictionary around either."""

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
)
DEPTH = 3  # dictionaries inside one another that are opened


def load_checkpoint(path: Path) -> nn.Module | dict[str, Tensor]:
    """The generator itself, or its weights by name. Raises `Refused`."""
    content = _unwrap(_read(path))
    if isinstance(content, nn.Module):
        return content
    if not _is_weights(content):
        found = type(content).__name__
        if isinstance(content, dict):
            found = ", ".join(map(str, content))
        raise Refused(
            f"{path.name} holds no generator under {', '.join(KEYS)}; it holds {found[:200]}"
        )
    # DataParallel puts a word before the names
    return {name.removeprefix("module."): value for name, value in content.items()}


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
    complaint = ""
    for read in (_as_weights, _as_network, _as_snapshot):
        try:
            return read(path)
        # pickle's, torch's and the maker's own kinds, by what is in the file
        except Exception as error:
            complaint = str(error).split("\n", 1)[0][:120]
    raise Refused(f"{path.name} cannot be read as a checkpoint: {complaint}")


def _as_weights(path: Path) -> Any:
    return torch.load(path, map_location="cpu", weights_only=True)


def _as_network(path: Path) -> Any:
    return torch.load(path, map_location="cpu", weights_only=False)


def _as_snapshot(path: Path) -> Any:
    """StyleGAN's are plain pickles."""
    with path.open("rb") as file:
        return pickle.load(file)
