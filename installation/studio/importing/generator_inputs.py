"""What a foreign generator wants: how long its latent point is, and in which shape it takes it."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from installation.faults import Refused
from installation.packs.model_files import PSI

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
MEAN_POINTS = 4096  # of which the mean w is made where the model does not keep one


@dataclass(frozen=True)
class ReadyGenerator:
    """What takes a point alone, and examples of its inputs by name."""

    model: nn.Module
    inputs: dict[str, Tensor]  # z first
    is_style: bool = False  # of the StyleGAN family: exported for one point at a time


class NvidiaGenerator(nn.Module):
    """StyleGAN2 and 3 as NVIDIA's code calls them: class 0, fixed noise, numbers of 32 bits."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.mapping = model.mapping
        self.synthesis = model.synthesis
        classes = int(getattr(model, "c_dim", 0) or 0)
        label = torch.zeros(1, classes)
        if classes:
            label[0, 0] = 1
        self.register_buffer("label", label)

    def forward(self, z: Tensor, truncation_psi: Tensor) -> Tensor:
        """(1, z_dim), (1,) -> (1, 3, h, w)."""
        w = self.mapping(z, self.get_buffer("label"))
        mean = self.mapping.w_avg
        w = mean + truncation_psi * (w - mean)
        return self.synthesis(w, noise_mode="const", force_fp32=True)


class RosinalityGenerator(nn.Module):
    """StyleGAN2 as rosinality's code calls it: a list goes in, a pair comes out, fixed noise."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model
        with torch.no_grad():
            z = torch.randn(
                MEAN_POINTS, model.style_dim, generator=torch.Generator().manual_seed(0)
            )
            mean = model.style(z).mean(0, keepdim=True)
        self.register_buffer("mean_w", mean)

    def forward(self, z: Tensor, truncation_psi: Tensor) -> Tensor:
        """(1, style_dim), (1,) -> (1, 3, h, w)."""
        mean = self.get_buffer("mean_w")
        w = mean + truncation_psi * (self.model.style(z) - mean)
        picture, _ = self.model([w], input_is_latent=True, randomize_noise=False)
        return picture


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


def find_input(model: nn.Module, dimensions: int | None) -> ReadyGenerator:
    """What takes a point alone, and the shape in which it takes it. Raises `Refused`."""
    told = dimensions or latent_length(model)
    if hasattr(model, "mapping") and hasattr(model, "synthesis"):
        return _style(NvidiaGenerator(model), told)
    if hasattr(model, "style") and hasattr(model, "style_dim") and hasattr(model, "to_rgbs"):
        return _style(RosinalityGenerator(model), told)
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


def _style(model: nn.Module, dimensions: int) -> ReadyGenerator:
    inputs = {"z": torch.randn(1, dimensions), PSI: torch.ones(1)}
    return ReadyGenerator(model.eval(), inputs, is_style=True)


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
