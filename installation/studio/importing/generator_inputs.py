"""What a foreign generator wants: how long its latent point is, and in which shape it takes it."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from installation.faults import Refused
from installation.packs.model_files import PSI
from installation.studio.importing.style_generators import (
    NvidiaHalves,
    RosinalityHalves,
    StyleHalves,
    WalkInW,
    WalkInZ,
)

# what makers call the length of a point
LENGTHS = (
    "z_dim",
    "nz",
    "latent_dim",
    "latent_size",
    "style_dim",
    "dim_z",
    "latent",
)
LIKELY = (512, 256, 128, 100, 64, 32, 16, 8)  # tried where neither attributes nor layers tell


@dataclass(frozen=True)
class ReadyGenerator:
    """What takes a point alone, and examples of its inputs by name."""

    model: nn.Module
    inputs: dict[str, Tensor]  # z first
    is_style: bool = False  # of the StyleGAN family: exported for one point at a time


def latent_length(model: nn.Module) -> int:
    """From an attribute that makers use, or from the first layer; 0 where neither tells."""
    for name in LENGTHS:
        value = getattr(model, name, None)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    for kind, weights in _layers(model):
        # Linear (out, in), ConvTranspose2d (in, out, k, k)
        return weights.shape[1] if kind == "Linear" else weights.shape[0]
    return 0


def _layers(model: nn.Module) -> Iterator[tuple[str, Tensor]]:
    """Kind and weights of the layers that may be a generator's first; of TorchScript, too."""
    for module in model.modules():
        kind = getattr(module, "original_name", type(module).__name__)
        weights = getattr(module, "weight", None)
        if kind in ("Linear", "ConvTranspose2d") and isinstance(weights, Tensor):
            yield kind, weights


def find_input(model: nn.Module, dimensions: int | None, in_w: bool = False) -> ReadyGenerator:
    """What takes a point alone, and the shape in which it takes it. Raises `Refused`.

    `in_w`: of a StyleGAN, the walk goes through w.
    """
    halves = _halves(model)
    if halves is not None:
        return _style(halves, dimensions or latent_length(model), in_w)
    if in_w:
        raise Refused(
            "--walk w is for the StyleGAN family, and this generator has no w: leave it out"
        )
    told = dimensions or latent_length(model)
    complaints = []
    for size in (told,) if told else LIKELY:
        for shape in ((1, size), (1, size, 1, 1)):
            complaint = _complaint(model, shape)
            if not complaint:
                return ReadyGenerator(model, {"z": torch.zeros(shape)})
            complaints.append(f"{shape}: {complaint}")
    tried = f"of {told} values" if told else "of a usual length"
    raise Refused(
        f"the generator took no point {tried} ({'; '.join(complaints[:2])}): "
        "say how long one is with --dimensions"
    )


def _halves(model: nn.Module) -> StyleHalves | None:
    """Of a StyleGAN; None where it is none."""
    if hasattr(model, "mapping") and hasattr(model, "synthesis"):
        return NvidiaHalves(model)
    if hasattr(model, "style") and hasattr(model, "style_dim") and hasattr(model, "to_rgbs"):
        return RosinalityHalves(model)
    return None


def _style(halves: StyleHalves, z_dim: int, in_w: bool) -> ReadyGenerator:
    walk: WalkInZ | WalkInW = WalkInZ(halves)
    if in_w:
        walk = WalkInW(halves, z_dim)
        z_dim = walk.dimensions
    inputs = {"z": torch.randn(1, z_dim), PSI: torch.ones(1)}
    return ReadyGenerator(walk.eval(), inputs, is_style=True)


def _complaint(model: nn.Module, shape: tuple[int, ...]) -> str:
    """Why a point of this shape gives no picture; empty where it gives one."""
    try:
        with torch.no_grad():
            answer = model(torch.randn(shape))
    # the maker's code may raise anything
    except Exception as error:
        return first_line(error)
    is_picture = isinstance(answer, Tensor) and answer.ndim >= 2
    return "" if is_picture else f"the answer is no picture ({type(answer).__name__})"


def first_line(error: Exception) -> str:
    """What went wrong, short; TorchScript and exporters say it in their last line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if not lines:
        return type(error).__name__
    if lines[0].startswith("The following operation failed"):
        return lines[-1][:160]
    return lines[0][:160]
