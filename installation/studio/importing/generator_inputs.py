"""What a foreign generator wants: how long its latent point is, and in which shape it takes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

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
SAY_DIMENSIONS = "say how long one is with --dimensions"
MISSING = "required positional argument"  # as Python says it
TAKES_MORE = (
    "it takes more than a point; add a class to the code that fills in the rest, such as class "
    "Mine(Generator): def forward(self, z): return super().forward(z, label), and --make names it"
)
PARTS = ("decoder", "generator", "netG", "G")  # of an autoencoder, or of both networks of a GAN
LIKELY = (512, 256, 128, 100, 64, 32, 16, 8)  # tried where neither attributes nor layers tell


@dataclass(frozen=True)
class ReadyGenerator:
    """What takes a point alone, and examples of its inputs by name."""

    model: nn.Module
    inputs: dict[str, Tensor]  # z first
    is_style: bool = False  # of the StyleGAN family: exported for one point at a time
    part: str = ""  # of the network that was given; "" where it is all of it


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
    part = _painting_part(model)
    if part and _looks_at_pictures(model):
        return replace(find_input(part[1], dimensions), part=part[0])
    told = dimensions or latent_length(model)
    complaints = []
    for size in (told,) if told else LIKELY:
        for shape in ((1, size), (1, size, 1, 1), (1, 1, size)):
            paints, complaint = _tried(model, shape)
            if not complaint:
                return ReadyGenerator(paints, {"z": torch.zeros(shape)})
            complaints.append(f"{shape}: {complaint}")
    if part:
        return replace(find_input(part[1], dimensions), part=part[0])
    tried = f"of {told} values" if told else "of a usual length"
    remedy = TAKES_MORE if any(MISSING in each for each in complaints) else SAY_DIMENSIONS
    raise Refused(f"the generator took no point {tried} ({'; '.join(complaints[:3])}): {remedy}")


def _looks_at_pictures(model: nn.Module) -> bool:
    """An autoencoder as a whole: a row of numbers may go into it, and is no point."""
    return hasattr(model, "encoder") or hasattr(model, "encode")


def _painting_part(model: nn.Module) -> tuple[str, nn.Module] | None:
    """Name and network of the part that makes pictures of points; None where there is none."""
    for name in PARTS:
        part = getattr(model, name, None)
        if isinstance(part, nn.Module):
            return name, part
    if callable(getattr(model, "decode", None)):
        return "decode", Decoding(model)
    return None


class Decoding(nn.Module):
    """What an autoencoder does in its `decode`."""

    def __init__(self, model: Any):
        super().__init__()
        self.model = model

    def forward(self, z: Tensor) -> Any:
        """(1, d) -> as it answers."""
        return self.model.decode(z)


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


class PictureOf(nn.Module):
    """A generator that gives more than its picture, such as its latents or features beside it."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model

    def forward(self, z: Tensor) -> Tensor:
        """The picture alone."""
        answer = picture_in(self.model(z))
        if answer is None:
            raise TypeError("no picture among the answers")
        return answer


def picture_in(answer: Any) -> Tensor | None:
    """An answer that is one, or the first picture (n, c, h, w) of a tuple, a list or a dictionary."""
    if isinstance(answer, Tensor):
        return answer if answer.ndim >= 2 else None
    parts = answer.values() if isinstance(answer, Mapping) else answer
    if not isinstance(answer, Mapping | tuple | list):
        return None
    pictures = [part for part in parts if isinstance(part, Tensor) and part.ndim == 4]
    return pictures[0] if pictures else None


def _tried(model: nn.Module, shape: tuple[int, ...]) -> tuple[nn.Module, str]:
    """What gives a picture for a point of this shape, and why it gives none; "" where it does."""
    try:
        with torch.no_grad():
            answer = model(torch.randn(shape))
    # the maker's code may raise anything
    except Exception as error:
        return model, first_line(error)
    if picture_in(answer) is None:
        return model, f"the answer is no picture ({type(answer).__name__})"
    return model if isinstance(answer, Tensor) else PictureOf(model).eval(), ""


def first_line(error: Exception) -> str:
    """What went wrong, short; TorchScript and exporters say it in their last line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if not lines:
        return type(error).__name__
    if lines[0].startswith("The following operation failed"):
        return lines[-1][:160]
    return lines[0][:160]
