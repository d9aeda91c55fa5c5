"""The network: fields and colours to a latent point, and back.

A facade is mostly rows times columns: storeys times bays. So the decoder is given, at three
resolutions, products of a row profile and a column profile (`Weave`): a grid of windows is one such
product, and need not be invented by convolutions. These bring what no grid can: gables, roses, trees.
"""

import numpy as np
import torch
from torch import Tensor, nn

from .drawing import COLOURS, LAYERS
from .fields import COLUMNS, ROWS

LATENT = 64
DRAWN = (
    len(LAYERS) - 1
)  # layers that convolutions draw; the last one, darkness, is made of profiles
SWITCHES = 4  # products that tell which lights are put out
# Where nothing shines a profile is free to jump from cell to cell; on the way between two buildings that would be
# seen as scratches in every lamp and sun. A normal curve of 1.5 cells; half a wall is wider
CALM = np.exp(-(np.arange(-6, 7) ** 2) / 4.5).astype(np.float32)
CALM /= CALM.sum()
STYLE = 256  # width of what all stages of the decoder are told
# rows, columns, channels taken in, woven channels, channels of each stage, coarse to fine; multiples of 16,
# because the processor's convolutions work in blocks of 16
STAGES = ((9, 16, 32, 0, 128), (18, 32, 64, 32, 96), (36, 64, 32, 32, 32), (72, 128, 16, 16, 16))

# What the four interleaved sub-grids of the last stage disagree about is a chequered weave over the whole
# picture; this blur takes away exactly that
BLUR = np.outer([1, 2, 1], [1, 2, 1]).astype(np.float32) / 16


class Weave(nn.Module):
    """A style to `channels` patterns, each the product of a row and a column profile."""

    def __init__(self, rows: int, columns: int, channels: int):
        super().__init__()
        self.rows, self.columns, self.channels = rows, columns, channels
        self.profiles = nn.Linear(STYLE, channels * (rows + columns))

    def forward(self, style: Tensor) -> Tensor:
        """(n, STYLE) -> (n, channels, rows, columns)."""
        profiles = self.profiles(style).view(-1, self.rows + self.columns, self.channels)
        woven = profiles[:, : self.rows, None] * profiles[:, None, self.rows :]
        return woven.permute(0, 3, 1, 2)  # channels last in memory, as the convolutions want it


class Darkness(nn.Module):
    """Which lights are put out: a sum of row times column profiles, and nothing else.

    Whole storeys, whole bays, a chequer of both: each is one such product. Convolutions, told the same by
    the latent point, lit every window, because the average drawing does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.profiles = nn.Linear(STYLE, SWITCHES * (ROWS + COLUMNS))
        nn.init.normal_(self.profiles.bias, std=0.3)  # a product of two zeros would never learn

    def forward(self, style: Tensor) -> Tensor:
        """(n, STYLE) -> (n, 1, 144, 256)."""
        down, across = self.profiles(style).split([SWITCHES * ROWS, SWITCHES * COLUMNS], 1)
        down = self._calmed(down.view(-1, ROWS, SWITCHES).mT).mT
        return (down @ self._calmed(across.view(-1, SWITCHES, COLUMNS)))[:, None]

    def _calmed(self, profiles: Tensor) -> Tensor:
        """(n, SWITCHES, cells) without jumps from cell to cell."""
        reach = len(CALM) // 2
        kernel = torch.from_numpy(CALM).to(profiles).expand(SWITCHES, 1, -1)
        padded = nn.functional.pad(profiles, (reach, reach), "replicate")
        return nn.functional.conv1d(padded, kernel, groups=SWITCHES)


class Styled(nn.Module):
    """A convolution whose channels are turned up and down by the style."""

    def __init__(self, channels_in: int, channels: int, normed: bool):
        super().__init__()
        self.convolution = nn.Conv2d(channels_in, channels, 3, padding=1, bias=False)
        self.norm = nn.GroupNorm(8, channels) if normed else nn.Identity()
        self.gains = nn.Linear(STYLE, 2 * channels)
        nn.init.zeros_(self.gains.weight)
        nn.init.zeros_(self.gains.bias)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """(n, channels_in, h, w), (n, STYLE) -> (n, channels, h, w)."""
        gain, shift = self.gains(style)[..., None, None].chunk(2, 1)
        return nn.functional.silu(self.norm(self.convolution(x)) * (1 + gain) + shift)


class Stage(nn.Module):
    """One resolution: weave in, two styled convolutions, and on to four times the cells."""

    def __init__(self, shape: tuple, channels_out: int):
        super().__init__()
        rows, columns, channels_in, woven, channels = shape
        self.weave = Weave(rows, columns, woven) if woven else None
        coarse = channels > 32  # a second convolution and norms are too dear where cells are many
        self.first = Styled(channels_in + woven, channels, coarse)
        self.second = Styled(channels, channels, coarse) if coarse else None
        reach = 1 if coarse else 3  # the last one draws; the others only hand on
        self.up = nn.Sequential(
            nn.Conv2d(channels, 4 * channels_out, reach, padding=reach // 2), nn.PixelShuffle(2)
        )

    def forward(self, x: Tensor, style: Tensor) -> tuple[Tensor, Tensor]:
        """(n, c, h, w) -> what is seen here (n, channels, h, w), and what goes on (n, c', 2h, 2w)."""
        if self.weave is not None:
            x = torch.cat([x, self.weave(style)], 1)
        x = self.first(x, style)
        if self.second is not None:
            x = x + self.second(x, style)
        return x, self.up(x)


class Decoder(nn.Module):
    """A latent point to eight fields and nine colours."""

    def __init__(self) -> None:
        super().__init__()
        self.style = nn.Sequential(
            nn.Linear(LATENT, STYLE), nn.SiLU(), nn.Linear(STYLE, STYLE), nn.SiLU()
        )
        rows, columns, channels = STAGES[0][:3]
        self.start = nn.Sequential(
            nn.Linear(STYLE, channels * rows * columns), nn.Unflatten(1, (channels, rows, columns))
        )
        handed_on = [shape[2] for shape in STAGES[1:]] + [DRAWN]
        self.stages = nn.ModuleList(
            Stage(shape, out) for shape, out in zip(STAGES, handed_on, strict=True)
        )
        self.register_buffer(
            "blur", torch.from_numpy(BLUR).expand(DRAWN, 1, 3, 3).clone(), persistent=False
        )
        self.sketch = nn.Conv2d(STAGES[-1][2], DRAWN, 3, padding=1)  # only training needs it
        self.darkness = Darkness()
        self.colours = nn.Sequential(
            nn.Linear(STYLE, 128), nn.SiLU(), nn.Linear(128, 3 * len(COLOURS))
        )

    def forward(self, latent: Tensor) -> tuple[Tensor, Tensor, list[Tensor]]:
        """(n, 64) -> fields (n, 8, 144, 256), colours (n, 9, 3) in 0..1, the stages' maps."""
        style = self.style(latent)
        x, maps = self.start(style), []
        for stage in self.stages:
            seen, x = stage(x, style)
            maps.append(seen)
        x = nn.functional.conv2d(x, self.blur.to(x.dtype), padding=1, groups=DRAWN)
        return torch.tanh(torch.cat([x, self.darkness(style)], 1)), self._painted(style), maps

    def sketched(self, latent: Tensor) -> tuple[Tensor, Tensor]:
        """(n, 64) -> fields at half the resolution (n, 8, 72, 128), colours; without the costly last stage."""
        style = self.style(latent)
        x = self.start(style)
        for stage in self.stages[:-1]:
            _, x = stage(x, style)
        dark = nn.functional.avg_pool2d(self.darkness(style), 2)
        return torch.tanh(torch.cat([self.sketch(x), dark], 1)), self._painted(style)

    def _painted(self, style: Tensor) -> Tensor:
        return torch.sigmoid(self.colours(style)).view(-1, len(COLOURS), 3)


def _halve(channels_in: int, channels: int) -> nn.Sequential:
    convolution = nn.Conv2d(channels_in, channels, 4, stride=2, padding=1, bias=False)
    return nn.Sequential(convolution, nn.GroupNorm(8, channels), nn.SiLU())


class Encoder(nn.Module):
    """Fields and colours to the mean and the log variance of a latent point; only training needs it."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.AvgPool2d(2), nn.Conv2d(len(LAYERS), 48, 4, stride=2, padding=1), nn.SiLU(),
            _halve(48, 96), _halve(96, 160), nn.Conv2d(160, 64, 1), nn.SiLU(), nn.Flatten(),
        )  # fmt: skip
        self.paint = nn.Sequential(nn.Linear(3 * len(COLOURS), 128), nn.SiLU())
        cells = 64 * (ROWS // 16) * (COLUMNS // 16)
        self.head = nn.Sequential(
            nn.Linear(cells + 128, 512), nn.SiLU(), nn.Linear(512, 2 * LATENT)
        )

    def forward(self, fields: Tensor, colours: Tensor) -> tuple[Tensor, Tensor]:
        """(n, 8, 144, 256), (n, 9, 3) -> two (n, 64)."""
        seen = torch.cat([self.body(fields), self.paint(colours.flatten(1) * 2 - 1)], 1)
        mean, log_variance = self.head(seen).chunk(2, 1)
        return mean, log_variance.clamp(-9, 4)
