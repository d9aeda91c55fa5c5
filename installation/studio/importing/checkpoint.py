"""Reading a checkpoint of unknown make: weights, a whole network, or a dictionary around either."""

import importlib.util
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from installation.common import scarcity
from installation.faults import Refused
from installation.studio.importing.foreign_checkpoints import of_content, of_file
from installation.studio.importing.pip_names import pip_line

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
DEPTH = 5  # dictionaries inside one another that are opened


def load_checkpoint(path: Path, key: str | None = None) -> nn.Module | dict[str, Tensor]:
    """The generator itself, or its weights by name; `key`, such as "state.G", where it lies.

    Raises `Refused`.
    """
    whole = _read(path)
    content = _at(whole, key, path) if key else _unwrap(whole)
    if isinstance(content, nn.Module):
        return content
    other = of_content(content)
    if other:
        raise Refused(f"{path.name} holds no generator: {other}")
    if not _is_weights(content):
        found = ", ".join(_keys(whole)) or type(content).__name__
        raise Refused(
            f"{path.name} holds no generator under {key or ', '.join(KEYS)}; "
            f"--key says where it lies; there is {found[:300]}"
        )
    weights = {name: value for name, value in content.items() if isinstance(value, Tensor)}
    # DataParallel puts a word before the names
    return {name.removeprefix("module."): value for name, value in weights.items()}


def fitting_weights(weights: dict[str, Tensor], model: nn.Module) -> dict[str, Tensor]:
    """Those that the model has, without the words before their names that Lightning puts there.

    Where several networks fit, the one whose weights were averaged (EMA). Raises `Refused` where
    that leaves more than one.
    """
    wanted = set(model.state_dict())
    fitting = [before for before in _beginnings(weights) if _has_all(weights, before, wanted)]
    averaged = [before for before in fitting if "ema" in before.lower()]
    if len(averaged) == 1:
        fitting = averaged
    if len(fitting) > 1:
        names = ", ".join(before.removesuffix(".") for before in fitting)
        raise Refused(f"several networks fit: {names}; --key says which")
    if not fitting:
        return weights
    return {name: weights[fitting[0] + name] for name in wanted}


def _beginnings(weights: dict[str, Tensor]) -> list[str]:
    """All words before the names, such as "model.generator.", and none."""
    found = {"": None}
    for name in weights:
        parts = name.split(".")
        found |= {".".join(parts[:count]) + ".": None for count in range(1, len(parts))}
    return list(found)


def _has_all(weights: dict[str, Tensor], before: str, wanted: set[str]) -> bool:
    return all(before + name in weights for name in wanted)


def _at(content: Any, key: str, path: Path) -> Any:
    """What lies under "a.b". Raises `Refused`."""
    for part in key.split("."):
        inside = _inside(content, part)
        if inside is None:
            there = ", ".join(_first_words(content)) if isinstance(content, dict) else "no keys"
            raise Refused(f"{path.name} has no {part!r} for --key {key}; there is {there[:300]}")
        content = inside
    return content


def _inside(content: Any, part: str) -> Any:
    """What lies under a key, or all whose names begin with it; None where nothing does."""
    if not isinstance(content, dict):
        return None
    if part in content:
        return content[part]
    named = {str(name): value for name, value in content.items()}
    before = f"{part}."
    inside = {name.removeprefix(before): named[name] for name in named if name.startswith(before)}
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
    is_plain = all(isinstance(value, Tensor | int | float | str | None) for value in values)
    return is_plain and any(isinstance(value, Tensor) for value in values)


def _read(path: Path) -> Any:
    """Weights where they are only that; else whatever was pickled, which may run code: the warning said so."""
    if not path.is_file():
        raise Refused(f"there is no {path}")
    ways: tuple[Callable[[Path], Any], ...] = (_as_weights, _as_script, _as_network, _as_snapshot)
    if path.suffix == ".safetensors":
        _require_safetensors(path)
        ways = (_as_safetensors,)
    complaint = ""
    for read in ways:
        try:
            return read(path)
        except ModuleNotFoundError as error:
            complaint = (
                f"it needs the module {error.name}: give the folder of its repository with --code, "
                f"or install it, {pip_line(error.name)}"
            )
        # pickle's, torch's and the maker's own kinds, by what is in the file
        except Exception as error:
            if scarcity.words_of(error):  # nothing is wrong with the file
                raise
            complaint = str(error).split("\n", 1)[0][:120]
    raise Refused(f"{path.name} cannot be read as a checkpoint: {of_file(path) or complaint}")


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


def _require_safetensors(path: Path) -> None:
    """Raises `Refused`."""
    if importlib.util.find_spec("safetensors") is None:
        raise Refused(f"{path.name} needs one more package: pip install safetensors")


def _as_safetensors(path: Path) -> Any:
    from safetensors.torch import load_file

    return load_file(path)
