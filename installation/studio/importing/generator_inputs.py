"""What a foreign generator wants: how long its latent point is, and in which shape it takes it."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from installation.faults import Refused

# what makers call the length of a point
LENGTHS = (
    "z_dim",
    "nz",
    "latent_dim",
    "latent_size",
    "dim_z",
    "latent",
)


class StyleGenerator(nn.Module):
    """StyleGAN2 and 3 as NVIDIA's code calls them: class 0, fixed noise, whole numbers of 32 bits."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model
        classes = int(getattr(model, "c_dim", 0) or 0)
        label = torch.zeros(1, classes)
        if classes:
            label[0, 0] = 1
        self.register_buffer("label", label)

    def forward(self, z: Tensor) -> Tensor:
        """(n, z_dim) -> (n, 3, h, w)."""
        labels = self.get_buffer("label").expand(z.shape[0], -1)
        return self.model(z, labels, noise_mode="const", force_fp32=True)


def latent_length(model: nn.Module) -> int:
    """From an attribute that makers use, or from the first layer. Raises `Refused`."""
    for name in LENGTHS:
        value = getattr(model, name, None)
        if isinstance(value, int):
            return value
    first_layer = next(_layers(model), None)
    if isinstance(first_layer, nn.ConvTranspose2d):
        return first_layer.in_channels
    first_weights = next(model.parameters())
    if first_weights.ndim == 2:
        return first_weights.shape[1]
    raise Refused("how long a latent point is could not be found: say it with --dimensions")


def _layers(model: nn.Module) -> Iterator[nn.Module]:
    """The layers that may be a generator's first."""
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.ConvTranspose2d):
            yield module


def find_input(model: nn.Module, dimensions: int) -> tuple[nn.Module, tuple[int, ...]]:
    """What takes a point alone, and the shape in which it takes it. Raises `Refused`."""
    if hasattr(model, "mapping") and hasattr(model, "synthesis"):
        return StyleGenerator(model).eval(), (1, dimensions)
    complaints = []
    for shape in ((1, dimensions), (1, dimensions, 1, 1)):
        try:
            with torch.no_grad():
                answer = model(torch.randn(shape))
        # the maker's code may raise anything
        except Exception as error:
            complaints.append(f"{shape}: {str(error).splitlines()[0][:120]}")
            continue
        if isinstance(answer, Tensor) and answer.ndim == 4:
            return model, shape
        complaints.append(f"{shape}: the answer is no picture")
    raise Refused(f"the generator took no point of {dimensions} values ({'; '.join(complaints)})")
