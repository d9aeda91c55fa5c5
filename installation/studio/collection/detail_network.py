"""The second and third step: a layout to a detailed picture, and that to a fine one.

Both see only a small neighbourhood, so they learn from parts of pictures, and what they add goes with
what they see: nothing in it is drawn by lot, so a picture that moves a little changes a little. As in a
pyramid of adversarial networks (Denton et al. 2015), each adds what the step before could not hold.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, leaky_relu, pixel_shuffle
from torch.nn.utils.parametrizations import spectral_norm

from installation.studio.collection.frame import DETAIL, FINE

SLOPE = 0.2
WIDTHS = (64, 48, 32)  # channels at the layout's size, twice and four times as large
RESIDUALS = 3
FINE_WIDTHS = (32, 16)  # channels at half the detailed picture's size and at its own
CRITIC = (32, 64, 96)


def _convolution(channels_in: int, channels_out: int) -> nn.Conv2d:
    layer = nn.Conv2d(channels_in, channels_out, 3, padding=1)
    nn.init.kaiming_normal_(layer.weight, SLOPE, nonlinearity="leaky_relu")
    nn.init.zeros_(layer.bias)
    return layer


def _doubling(channels_in: int, channels_out: int) -> nn.Conv2d:
    """A convolution before pixel_shuffle(2), whose four pixels begin alike (Aitken et al. 2017).

    Beginning by lot, each of the four keeps a shade of its own, which is seen as a woven ground.
    """
    layer = _convolution(channels_in, 4 * channels_out)
    with torch.no_grad():
        layer.weight.copy_(layer.weight[::4].repeat_interleave(4, 0))
    return layer


def _quiet(layer: nn.Conv2d) -> nn.Conv2d:
    """A layer that adds little at first."""
    nn.init.normal_(layer.weight, std=1e-3)
    return layer


class DetailNetwork(nn.Module):
    """(n, 3, h, w) -> (n, 3, 8 h, 8 w), -1..1."""

    def __init__(self) -> None:
        super().__init__()
        coarse, middle, fine = WIDTHS
        self.first = _convolution(3, coarse)
        self.residuals = nn.ModuleList()
        for _ in range(RESIDUALS):
            self.residuals.append(_convolution(coarse, coarse))
            self.residuals.append(_quiet(_convolution(coarse, coarse)))
        self.up_middle = _doubling(coarse, middle)
        self.middle = _convolution(middle, middle)
        self.up_fine = _doubling(middle, fine)
        self.fine = _convolution(fine, fine)
        self.out = _quiet(_convolution(fine, 3 * 4))

    def forward(self, layout: Tensor) -> Tensor:
        """The detailed picture."""
        x = leaky_relu(self.first(layout), SLOPE)
        for number in range(0, len(self.residuals), 2):
            inner = leaky_relu(self.residuals[number](x), SLOPE)
            x = leaky_relu(x + self.residuals[number + 1](inner), SLOPE)
        x = leaky_relu(pixel_shuffle(self.up_middle(x), 2), SLOPE)
        x = leaky_relu(self.middle(x), SLOPE)
        x = leaky_relu(pixel_shuffle(self.up_fine(x), 2), SLOPE)
        x = leaky_relu(self.fine(x), SLOPE)
        return pixel_shuffle(self.out(x), 2) + enlarged(layout, DETAIL)


class FineNetwork(nn.Module):
    """(n, 3, h, w) -> (n, 3, 4 h, 4 w), -1..1; h and w are even.

    It thinks at half the size that it is given, where a convolution costs a quarter.
    """

    def __init__(self) -> None:
        super().__init__()
        half, whole = FINE_WIDTHS
        self.first = nn.Conv2d(3, half, 4, stride=2, padding=1)
        nn.init.kaiming_normal_(self.first.weight, SLOPE, nonlinearity="leaky_relu")
        self.second = _convolution(half, half)
        self.third = _convolution(half, half)
        self.up = _doubling(half, whole)
        self.out = _quiet(nn.Conv2d(whole, 3 * FINE * FINE, 1))

    def forward(self, picture: Tensor) -> Tensor:
        """The picture on the wall."""
        x = leaky_relu(self.first(picture), SLOPE)
        x = leaky_relu(self.second(x), SLOPE)
        x = leaky_relu(self.third(x), SLOPE)
        x = leaky_relu(pixel_shuffle(self.up(x), 2), SLOPE)
        return pixel_shuffle(self.out(x), FINE) + enlarged(picture, FINE)


def enlarged(picture: Tensor, factor: int) -> Tensor:
    """(n, c, h, w) -> (n, c, factor h, factor w), linear between pixels."""
    return interpolate(picture, scale_factor=float(factor), mode="bilinear", align_corners=False)


class PatchCritic(nn.Module):
    """(n, 3, h, w) -> how real each part of some 30 pixels looks, and what it looked at (Isola et al. 2017)."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third = CRITIC
        self.layers = nn.ModuleList(
            [
                spectral_norm(nn.Conv2d(3, first, 4, stride=2, padding=1)),
                spectral_norm(nn.Conv2d(first, second, 4, stride=2, padding=1)),
                spectral_norm(nn.Conv2d(second, third, 3, padding=1)),
            ]
        )
        self.out = spectral_norm(nn.Conv2d(third, 1, 3, padding=1))

    def forward(self, picture: Tensor) -> tuple[Tensor, list[Tensor]]:
        """(n, 1, h / 4, w / 4) scores, and the features of each layer."""
        x = picture
        features = []
        for layer in self.layers:
            x = leaky_relu(layer(x), SLOPE)
            features.append(x)
        return self.out(x), features
