"""Generators of the StyleGAN family: a point becomes a style w, and w a picture.

A walk may go through points z, as trained, or through w itself, where ways are straighter: then a point
says how far to go along the principal components of w, and normal points give the usual styles.
"""

from abc import abstractmethod

import torch
from torch import Tensor, nn

MEAN_POINTS = 4096  # of which the mean of w and its components are made
ENOUGH = 0.995  # of the variance of w is walked in; the rest is what no eye tells


class StyleHalves(nn.Module):
    """What maps z to w, what paints w, and the mean w that truncation goes towards."""

    @abstractmethod
    def style(self, z: Tensor) -> Tensor:
        """(n, z_dim) -> w (n, w_dim)."""

    @abstractmethod
    def painted(self, w: Tensor) -> Tensor:
        """(1, w_dim) -> (1, 3, h, w)."""

    @property
    def mean_w(self) -> Tensor:
        """(1, w_dim)."""
        return self.get_buffer("mean")

    def keep_mean(self, mean: Tensor | None, z_dim: int) -> None:
        """The one that the model kept; where that is none, of some points."""
        if mean is None or not mean.any():
            mean = self.styles(z_dim).mean(0)
        self.register_buffer("mean", mean.detach().clone().reshape(1, -1).float())

    def styles(self, z_dim: int) -> Tensor:
        """w (n, w_dim) of many points."""
        z = torch.randn(MEAN_POINTS, z_dim, generator=torch.Generator().manual_seed(0))
        with torch.no_grad():
            return self.style(z)


class NvidiaHalves(StyleHalves):
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
        mean = getattr(model.mapping, "w_avg", None)
        self.keep_mean(mean, int(model.z_dim))

    def style(self, z: Tensor) -> Tensor:
        """See above; the mapping repeats w for each layer."""
        label = self.get_buffer("label").expand(z.shape[0], -1)
        return self.mapping(z, label)[:, 0]

    def painted(self, w: Tensor) -> Tensor:
        """See above."""
        rows = w.unsqueeze(1).repeat(1, int(self.mapping.num_ws), 1)
        return self.synthesis(rows, noise_mode="const", force_fp32=True)


class RosinalityHalves(StyleHalves):
    """StyleGAN2 as rosinality's code calls it: a list goes in, a pair comes out, fixed noise."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model
        self.keep_mean(None, int(model.style_dim))

    def style(self, z: Tensor) -> Tensor:
        """See above."""
        return self.model.style(z)

    def painted(self, w: Tensor) -> Tensor:
        """See above."""
        picture, _ = self.model([w], input_is_latent=True, randomize_noise=False)
        return picture


class WalkInZ(nn.Module):
    """Points as the model was trained on them."""

    def __init__(self, halves: StyleHalves):
        super().__init__()
        self.halves = halves

    def forward(self, z: Tensor, truncation_psi: Tensor) -> Tensor:
        """(1, z_dim), (1,) -> (1, 3, h, w)."""
        mean = self.halves.mean_w
        return self.halves.painted(mean + truncation_psi * (self.halves.style(z) - mean))


class WalkInW(nn.Module):
    """Points along the principal components of w, in units of their deviation."""

    def __init__(self, halves: StyleHalves, z_dim: int):
        super().__init__()
        self.halves = halves
        styles = halves.styles(z_dim)
        centre = styles.mean(0, keepdim=True)
        _, reach, ways = torch.linalg.svd(styles - centre, full_matrices=False)
        share = (reach**2).cumsum(0) / (reach**2).sum().clamp_min(1e-12)
        count = int((share < ENOUGH).sum()) + 1
        axes = reach[:count, None] * ways[:count] / (len(styles) - 1) ** 0.5
        self.register_buffer("axes", axes)  # (d, w_dim)

    @property
    def dimensions(self) -> int:
        """Of a point."""
        return len(self.get_buffer("axes"))

    def forward(self, z: Tensor, truncation_psi: Tensor) -> Tensor:
        """(1, d) of about 1 each, (1,) -> (1, 3, h, w)."""
        w = self.halves.mean_w + truncation_psi * (z @ self.get_buffer("axes"))
        return self.halves.painted(w)
