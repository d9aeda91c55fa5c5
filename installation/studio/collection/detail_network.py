"""The second and third step: a layout to a detailed picture, and that to a fine one.

Both see only a small neighbourhood, so they learn from parts of pictures. As in a pyramid of adversarial
networks (Denton et al. 2015), each adds what the step before could not hold.

Where a layout is smooth, texture has to come from somewhere: from noise that belongs to the frame and
stays as it is (as in Karras et al. 2019), so a picture that moves a little changes a little. A network
that has none makes its texture from where a pixel lies within its cell, which is seen as a grid of dots.
For the same reason no doubling knows which of the four pixels it paints: see Doubling.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, conv2d, interpolate, leaky_relu, pad, pixel_shuffle
from torch.nn.utils.parametrizations import spectral_norm

from installation.studio.collection.frame import DETAIL, FINE

SLOPE = 0.2
WIDTHS = (64, 48, 32)  # channels at the layout's size, twice and four times as large
RESIDUALS = 3
NOISE = 4  # channels of noise at each of the three sizes
NOISE_SEED = 11
BLURS = 2  # over three pixels each
# What lies around a picture is painted as well and cut off: at the end of what they see, convolutions leave a seam.
MARGIN = 1  # cells around the layout
RIM = 2  # pixels of that which the fine step still sees
# channels at half the detailed picture's size, at its own and twice as large
FINE_WIDTHS = (32, 12, 6)
CRITIC = (32, 64, 96)
TEXTURE = 6.0  # how much stronger a critic sees what differs from its surroundings


def _convolution(channels_in: int, channels_out: int) -> nn.Conv2d:
    layer = nn.Conv2d(channels_in, channels_out, 3, padding=1)
    nn.init.kaiming_normal_(layer.weight, SLOPE, nonlinearity="leaky_relu")
    nn.init.zeros_(layer.bias)
    return layer


class Doubling(nn.Module):
    """(n, c, h, w) -> (n, out, 2 h, 2 w): linear enlargement, then a convolution of 3 x 3.

    Computed before enlarging, as one convolution with four times the channels (Shi et al. 2016): a
    quarter of the memory, and the graph on the wall does the same.
    """

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.convolution = _convolution(channels_in, channels_out)
        self.register_buffer("spread", torch.from_numpy(enlarged_taps()), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """The enlarged picture."""
        weight = torch.einsum("oiyx,pyxab->opiab", self.convolution.weight, self.spread)
        bias = self.convolution.bias.repeat_interleave(4)
        return pixel_shuffle(conv2d(x, weight.flatten(0, 1), bias, padding=1), 2)


def enlarged_taps() -> np.ndarray:
    """(4, 3, 3, 3, 3): how much each tap of a kernel sees of each small pixel around.

    For each of the four pixels that one small pixel becomes, in the order of pixel_shuffle, and each tap
    (row, column) of a kernel on the enlarged picture: the 3 x 3 small pixels around.
    """
    along = np.zeros((2, 3, 3), np.float32)  # pixel, tap, small pixel
    for pixel in range(2):
        for tap in range(3):
            place = (pixel + tap - 1 + 0.5) / 2 - 0.5  # of what the tap sees, in small pixels
            along[pixel, tap] = np.clip(1 - np.abs(place - np.array([-1, 0, 1])), 0, None)
    both = np.einsum("pya,qxb->pqyxab", along, along)
    return both.reshape(4, 3, 3, 3, 3)


def doubling_kernels(weight: np.ndarray) -> np.ndarray:
    """(out, in, 3, 3) of a Doubling -> (4 out, in, 3, 3) of the convolution before pixel_shuffle."""
    kernels = np.einsum("oiyx,pyxab->opiab", weight, enlarged_taps())
    return np.ascontiguousarray(kernels.reshape(-1, *weight.shape[1:]))


def fixed_noise(rows: int, columns: int) -> list[np.ndarray]:
    """The noise of a frame at the layout's size, twice and four times as large: (1, NOISE, h, w) each."""
    lots = np.random.default_rng(NOISE_SEED)
    shapes = [(1, NOISE, rows * factor, columns * factor) for factor in (1, 2, 4)]
    drawn = [torch.from_numpy(lots.standard_normal(shape).astype(np.float32)) for shape in shapes]
    return [smooth(noise).numpy() for noise in drawn]


def smooth(noise: Tensor) -> Tensor:
    """(n, c, h, w) of spread 1, without waves so short that enlarging them shows the grid they were drawn on."""
    for _ in range(BLURS):
        noise = avg_pool2d(pad(noise, (1, 1, 1, 1), mode="reflect"), 3, stride=1)
    return noise / noise.std()


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
        self.up_middle = Doubling(coarse, middle)
        self.middle = _convolution(middle, middle)
        self.up_fine = Doubling(middle, fine)
        self.fine = _convolution(fine, fine)
        self.out = Doubling(fine, 3)
        _quiet(self.out.convolution)
        self.noise = nn.ModuleList()
        for channels in WIDTHS:
            self.noise.append(nn.Conv2d(NOISE, channels, 3, padding=1, bias=False))

    def forward(self, layout: Tensor, noise: Sequence[Tensor] | None = None) -> Tensor:
        """The detailed picture; without `noise`, of the shapes of fixed_noise, it is drawn by lot."""
        coarse, middle, fine = noise or self._drawn(layout)
        x = leaky_relu(self.first(layout) + self.noise[0](coarse), SLOPE)
        for number in range(0, len(self.residuals), 2):
            inner = leaky_relu(self.residuals[number](x), SLOPE)
            x = leaky_relu(x + self.residuals[number + 1](inner), SLOPE)
        x = leaky_relu(self.up_middle(x), SLOPE)
        x = leaky_relu(self.middle(x) + self.noise[1](middle), SLOPE)
        x = leaky_relu(self.up_fine(x), SLOPE)
        x = leaky_relu(self.fine(x) + self.noise[2](fine), SLOPE)
        return self.out(x) + enlarged(layout, DETAIL)

    def _drawn(self, layout: Tensor) -> list[Tensor]:
        count, _, height, width = layout.shape
        shapes = [(count, NOISE, height * factor, width * factor) for factor in (1, 2, 4)]
        return [smooth(torch.randn(shape, device=layout.device)) for shape in shapes]


class FineNetwork(nn.Module):
    """(n, 3, h, w) -> (n, 3, 4 h, 4 w), -1..1; h and w are even.

    It thinks at half the size that it is given, where a convolution costs a quarter.
    """

    def __init__(self) -> None:
        super().__init__()
        half, whole, double = FINE_WIDTHS
        self.first = nn.Conv2d(3, half, 4, stride=2, padding=1)
        nn.init.kaiming_normal_(self.first.weight, SLOPE, nonlinearity="leaky_relu")
        self.second = _convolution(half, half)
        self.third = _convolution(half, half)
        self.up_whole = Doubling(half, whole)
        self.up_double = Doubling(whole, double)
        self.out = Doubling(double, 3)
        _quiet(self.out.convolution)

    def forward(self, picture: Tensor) -> Tensor:
        """The picture on the wall."""
        x = leaky_relu(self.first(picture), SLOPE)
        x = leaky_relu(self.second(x), SLOPE)
        x = leaky_relu(self.third(x), SLOPE)
        x = leaky_relu(self.up_whole(x), SLOPE)
        x = leaky_relu(self.up_double(x), SLOPE)
        return self.out(x) + enlarged(picture, FINE)


def enlarged(picture: Tensor, factor: int) -> Tensor:
    """(n, c, h, w) -> (n, c, factor h, factor w), linear between pixels."""
    return interpolate(picture, scale_factor=float(factor), mode="bilinear", align_corners=False)


class PatchCritic(nn.Module):
    """(n, 3, h, w) -> how real each part of some 30 pixels looks, and what it looked at (Isola et al. 2017).

    Texture is a small part of a picture's light, and layers of bounded strength would never judge by it:
    so they are given it once more, stronger.
    """

    def __init__(self) -> None:
        super().__init__()
        first, second, third = CRITIC
        self.layers = nn.ModuleList(
            [
                spectral_norm(nn.Conv2d(6, first, 4, stride=2, padding=1)),
                spectral_norm(nn.Conv2d(first, second, 4, stride=2, padding=1)),
                spectral_norm(nn.Conv2d(second, third, 3, padding=1)),
            ]
        )
        self.out = spectral_norm(nn.Conv2d(third, 1, 3, padding=1))

    def forward(self, picture: Tensor) -> tuple[Tensor, list[Tensor]]:
        """(n, 1, h / 4, w / 4) scores, and the features of each layer."""
        around = avg_pool2d(pad(picture, (2, 2, 2, 2), mode="reflect"), 5, stride=1)
        x = torch.cat([picture, TEXTURE * (picture - around)], 1)
        features = []
        for layer in self.layers:
            x = leaky_relu(layer(x), SLOPE)
            features.append(x)
        return self.out(x), features
