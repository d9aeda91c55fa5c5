"""The first of three steps: a point of the latent space to the layout of a picture, and back.

A variational autoencoder (Kingma and Welling 2014) whose likeness is judged by a critic's features as
well as by pixels (Larsen et al. 2016). The critic also sees what lies between two pictures, so that the
ways between them are pictures too (as in Berthelot et al. 2019).
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, leaky_relu
from torch.nn.utils.parametrizations import spectral_norm

from installation.studio.collection.frame import Frame

LATENT = 48
CHANNELS = (192, 128, 64)  # of the decoder, coarse to fine
ENCODED = (48, 96, 160)  # channels of the encoder, fine to coarse
CRITIC = (48, 96, 160)
SLOPE = 0.2  # of leaky ReLU
LOWEST, HIGHEST = -8.0, 4.0  # log variance
HALVINGS = 2  # of the grid: to a quarter of its rows and columns
FINEST = 3  # the first of the decoder's convolutions at the full resolution
# beyond the edges of the finest grid the picture is mirrored: with zeros there it had a strip at each side
BEYOND = "reflect"


class StyledConvolution(nn.Module):
    """A convolution whose channels the point makes louder or softer (as in Perez et al. 2018)."""

    def __init__(self, channels_in: int, channels_out: int, beyond: str = "zeros"):
        super().__init__()
        self.convolution = nn.Conv2d(channels_in, channels_out, 3, padding=1, padding_mode=beyond)
        self.style = nn.Linear(LATENT, 2 * channels_out)
        nn.init.kaiming_normal_(self.convolution.weight, SLOPE, nonlinearity="leaky_relu")
        nn.init.normal_(self.style.weight, std=0.05)
        nn.init.zeros_(self.style.bias)

    def forward(self, x: Tensor, point: Tensor) -> Tensor:
        """(n, c, h, w), (n, latent) -> (n, channels_out, h, w)."""
        scale, shift = self.style(point)[:, :, None, None].chunk(2, 1)
        return leaky_relu(self.convolution(x) * (1 + scale) + shift, SLOPE)


class LayoutDecoder(nn.Module):
    """(n, latent) -> (n, 3, rows, columns), about -1..1."""

    def __init__(self, frame: Frame):
        super().__init__()
        self.rows = frame.rows >> HALVINGS
        self.columns = frame.columns >> HALVINGS
        self.seed = nn.Linear(LATENT, CHANNELS[0] * self.rows * self.columns)
        wide, middle, fine = CHANNELS
        self.styled = nn.ModuleList(
            [
                StyledConvolution(wide, wide),
                StyledConvolution(wide, middle),
                StyledConvolution(middle, middle),
                StyledConvolution(middle, fine, BEYOND),
                StyledConvolution(fine, fine, BEYOND),
            ]
        )
        self.out = nn.Conv2d(fine, 3, 3, padding=1, padding_mode=BEYOND)

    def forward(self, point: Tensor) -> Tensor:
        """The layout of a picture."""
        seed = self.seed(point).view(-1, CHANNELS[0], self.rows, self.columns)
        x = leaky_relu(seed, SLOPE)
        for number, layer in enumerate(self.styled):
            if number % 2:
                x = interpolate(x, scale_factor=2.0, mode="nearest")
            x = layer(x, point)
        return self.out(x)


class LayoutEncoder(nn.Module):
    """(n, 3, rows, columns) in -1..1 -> mean and log variance, (n, latent) each."""

    def __init__(self, frame: Frame):
        super().__init__()
        first, second, third = ENCODED
        self.layers = nn.Sequential(
            nn.Conv2d(3, first, 3, padding=1),
            nn.LeakyReLU(SLOPE),
            nn.Conv2d(first, second, 4, stride=2, padding=1),
            nn.LeakyReLU(SLOPE),
            nn.Conv2d(second, third, 4, stride=2, padding=1),
            nn.LeakyReLU(SLOPE),
            nn.Conv2d(third, third, 3, padding=1),
            nn.LeakyReLU(SLOPE),
        )
        cells = (frame.rows >> HALVINGS) * (frame.columns >> HALVINGS)
        self.out = nn.Linear(third * cells, 2 * LATENT)

    def forward(self, layout: Tensor) -> tuple[Tensor, Tensor]:
        """Where in the latent space a layout lies."""
        mean, log_variance = self.out(self.layers(layout).flatten(1)).chunk(2, 1)
        return mean, log_variance.clamp(LOWEST, HIGHEST)


class LayoutCritic(nn.Module):
    """(n, 3, rows, columns) -> how real each part looks, and what it looked at."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third = CRITIC
        self.layers = nn.ModuleList(
            [
                spectral_norm(nn.Conv2d(3, first, 3, padding=1)),
                spectral_norm(nn.Conv2d(first, second, 4, stride=2, padding=1)),
                spectral_norm(nn.Conv2d(second, third, 4, stride=2, padding=1)),
                spectral_norm(nn.Conv2d(third, third, 3, padding=1)),
            ]
        )
        self.out = spectral_norm(nn.Conv2d(third + 1, 1, 3, padding=1))

    def forward(self, layout: Tensor) -> tuple[Tensor, list[Tensor]]:
        """(n, 1, rows / 4, columns / 4) scores, and the features of each layer."""
        x = layout
        features = []
        for layer in self.layers:
            x = leaky_relu(layer(x), SLOPE)
            features.append(x)
        return self.out(_with_spread(x)), features


def _with_spread(x: Tensor) -> Tensor:
    """One more channel: how much a batch differs (Karras et al. 2018), so that sameness is noticed."""
    spread = (x.float().var(0, unbiased=False) + 1e-6).sqrt().mean()
    channel = torch.ones_like(x[:, :1]) * spread.to(x.dtype)
    return torch.cat([x, channel], 1)
