"""The weights of a generator in a checkpoint: wherever they lie, whatever their maker put before their names.

Where several sets fit, those that were averaged over the training (EMA) are taken: they paint better.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from installation.faults import Refused
from installation.studio.importing.stored_tensors import tensors_in

DEPTH = 6  # dictionaries and lists inside one another that are opened
AVERAGED = ("ema", "shadow", "swa", "averag")
NOT_AVERAGED = ("online", "collected")  # beside averaged ones, and under the same key
COUNTER = "num_batches_tracked"  # of a normalisation; what is painted does not depend on it
# words that libraries put into names where they wrap a part of a network
WRAPPERS = ("module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module")


@dataclass(frozen=True)
class WeightSet:
    """Weights of a network by their names, as they lie in the checkpoint."""

    place: str  # such as "ema.shadow_params"; "" for the checkpoint itself
    weights: dict[str, Tensor]  # by the names that the network has for them
    is_listed: bool = False  # they had no names, only an order

    def is_like(self, other: "WeightSet") -> bool:
        """The same numbers."""
        both = self.weights.keys() & other.weights.keys()
        return all(torch.equal(self.weights[name], other.weights[name]) for name in both)

    def fits_in_size(self, model: nn.Module) -> bool:
        """Each of its weights has the size that the network asks for."""
        wanted = model.state_dict()
        return all(wanted[name].shape == value.shape for name, value in self.weights.items())


@dataclass(frozen=True)
class TakenWeights:
    """What a network is given, and a sentence about it; "" where there was no choice."""

    weights: dict[str, Tensor]
    said: str


def fitting_weights(content: Any, model: nn.Module) -> TakenWeights | None:
    """Those that the model has; None where none fit by their names or their order.

    Raises `Refused` where several do, and none or more than one of them was averaged.
    """
    sets = list(_sets(content, model))
    right = [each for each in sets if each.fits_in_size(model)] or sets
    whole = [each for each in right if not _lacking(each, model)] or right
    averaged = [each for each in right if is_averaged(each.place)]
    chosen = _one_of(averaged or whole)
    if chosen is None:
        return None
    return _completed(chosen, whole, model)


def is_averaged(place: str) -> bool:
    """As its words say, such as "ema.shadow_params": the last one that tells counts."""
    for part in reversed(place.lower().split(".")):
        if any(word in part for word in NOT_AVERAGED):
            return False
        if any(word in part for word in AVERAGED):
            return True
    return False


def _one_of(sets: list[WeightSet]) -> WeightSet | None:
    """Raises `Refused` where they differ."""
    if not sets:
        return None
    first = sets[0]
    others = [each for each in sets[1:] if not each.is_like(first)]
    if others:
        places = list(dict.fromkeys(each.place or "the file itself" for each in (first, *others)))
        raise Refused(f"several networks fit: {', '.join(places)[:300]}; --key says which")
    return first


def _completed(chosen: WeightSet, whole: list[WeightSet], model: nn.Module) -> TakenWeights:
    """Averages often lack what a network only counts, such as its running means: those of the others are taken."""
    lacking = _lacking(chosen, model)
    weights = dict(chosen.weights)
    giver = next((each for each in whole if not _lacking(each, model)), None)
    said = ""
    order = ", by their order" if chosen.is_listed else ""
    if chosen.place:
        kind = ", averaged over the training (EMA)" if is_averaged(chosen.place) else ""
        said = f"The weights are those under {chosen.place}{kind}{order}."
    elif order:
        said = "The weights are those of the file, by their order."
    if giver is not None:
        weights = giver.weights | weights
    if lacking and giver is not None:
        said += f" {', '.join(_kinds(lacking))} come from {giver.place or 'the file itself'}."
    elif lacking:
        said += f" The file has no {', '.join(_kinds(lacking))}: those of a new network stay."
    broken = [name for name, value in weights.items() if not torch.isfinite(value).all()]
    if broken:
        raise Refused(
            f"{len(broken)} of {len(weights)} weights, {broken[0]} among them, hold values that are no "
            "numbers (NaN or infinity): the training went astray; take a checkpoint from before"
        )
    trained = dict(model.named_parameters())
    whole_numbers = [
        name for name, value in weights.items() if name in trained and not value.is_floating_point()
    ]
    if whole_numbers:
        raise Refused(
            f"{len(whole_numbers)} of {len(weights)} weights, {whole_numbers[0]} among them, are whole "
            "numbers (quantised), and their scales are not known here: take the checkpoint from "
            "before it was quantised"
        )
    return TakenWeights(model.state_dict() | weights, said.strip())


def _lacking(found: WeightSet, model: nn.Module) -> list[str]:
    """Numbers that a network has, is not trained on, and needs."""
    return [
        name
        for name in model.state_dict()
        if name not in found.weights and not name.endswith(COUNTER)
    ]


def _kinds(names: list[str]) -> list[str]:
    """Of "net.1.running_mean" and "net.4.running_mean": running_mean."""
    return list(dict.fromkeys(name.rpartition(".")[2] for name in names))


def _sets(content: Any, model: nn.Module) -> Iterator[WeightSet]:
    """All that fit."""
    for place, found in _places(content, "", DEPTH):
        if isinstance(found, dict):
            yield from _of_names(place, found, model)
        else:
            yield from _of_order(place, found, model)


def _places(content: Any, place: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Dictionaries and lists of weights, with where they lie."""
    if not depth or not isinstance(content, dict | list | tuple):
        return
    parts = named(content)
    tensors = tensors_in(parts)
    if tensors:
        is_list = isinstance(content, list | tuple) and len(tensors) == len(content)
        yield place, list(tensors.values()) if is_list else tensors
    for key, value in parts.items():
        yield from _places(value, f"{place}.{key}".removeprefix("."), depth - 1)


def named(content: dict[Any, Any] | list[Any] | tuple[Any, ...]) -> dict[Any, Any]:
    """Its parts; those of a list by their numbers."""
    return content if isinstance(content, dict) else dict(enumerate(content))


def _of_names(place: str, tensors: dict[Any, Tensor], model: nn.Module) -> Iterator[WeightSet]:
    trained = {name for name, _ in model.named_parameters(remove_duplicate=False)}
    wanted = trained & set(model.state_dict()) or set(model.state_dict())
    known = list(model.state_dict())
    as_kept = {str(name): value for name, value in tensors.items()}
    for spelt in (as_kept, _unwrapped(as_kept)):
        found = False
        for before in _beginnings(spelt):
            weights = {name: spelt[before + name] for name in known if before + name in spelt}
            if not wanted <= weights.keys():
                weights = _without_dots(spelt, before, known)
            if wanted and wanted <= weights.keys():
                found = True
                where = ".".join(filter(None, (place, before.removesuffix("."))))
                yield WeightSet(where, weights)
        if found:
            return


def _without_dots(weights: dict[str, Tensor], before: str, known: list[str]) -> dict[str, Tensor]:
    """Some keep averages under names of which the dots were taken: buffers may have none."""
    if not before:
        return {}
    return {
        name: weights[short]
        for name in known
        if (short := before + name.replace(".", "")) in weights
    }


def _unwrapped(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Names without the words that libraries put between their parts."""
    found = {}
    for name, value in weights.items():
        parts = [part for part in name.split(".") if part not in WRAPPERS]
        found[".".join(parts)] = value
    return found


def _beginnings(weights: dict[str, Tensor]) -> list[str]:
    """All words before the names, such as "model.generator.", and none."""
    found = {"": None}
    for name in weights:
        parts = name.split(".")
        found |= {".".join(parts[:count]) + ".": None for count in range(1, len(parts))}
    return list(found)


def _of_order(place: str, tensors: list[Tensor], model: nn.Module) -> Iterator[WeightSet]:
    """Tensors in a row, as the parameters of the model stand in one."""
    parameters = dict(model.named_parameters())
    to_learn = {name: value for name, value in parameters.items() if value.requires_grad}
    for wanted in (parameters, to_learn, model.state_dict()):
        if wanted and [value.shape for value in wanted.values()] == [
            each.shape for each in tensors
        ]:
            yield WeightSet(place, dict(zip(wanted, tensors, strict=True)), is_listed=True)
            return
