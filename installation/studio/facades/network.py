"""The network: fields and colours to a latent point, and back.

What is straight is made of row and column profiles (profiles.py); convolutions bring what no grid can: gables,
roses, trees. They would draw a straight edge as a wobbly one: so each layer is the union of its grids and of what
convolutions draw.

The names of attributes are those of the weights in a checkpoint.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from installation.studio.facades.drawing import COLOURS, LAYERS
from installation.studio.facades.fields import COLUMNS, ROWS
from installation.studio.facades.plan_layout import PAINT
from installation.studio.facades.profiles import DRAWN, STYLE, Darkness, Lattice, Weave
from installation.studio.facades.stencils import Stencils

LATENT = 64
UNDERSTOOD = 512  # numbers of which the style of a plan is made
GROUPS = 8  # of channels that are normalised together
# What the four interleaved sub-grids of the last stage disagree about is a chequered weave over the whole
# picture; this blur takes away exactly that
BLUR = np.outer([1, 2, 1], [1, 2, 1]).astype(np.float32) / 16


class StageShape(NamedTuple):
    """One resolution of the decoder."""

    rows: int
    columns: int
    taken_in: int  # channels from the stage before
    woven: int  # channels of row times column profiles
    channels: int

    @property
    def is_coarse(self) -> bool:
        """A second convolution and norms are too dear where cells are many."""
        return self.channels > 32


# Coarse to fine; channels are multiples of 16, because the processor's convolutions work in blocks of 16
STAGES = (
    StageShape(9, 16, 32, 0, 128),
    StageShape(18, 32, 64, 32, 96),
    StageShape(36, 64, 32, 32, 32),
    StageShape(72, 128, 16, 16, 16),
)


class StyledConvolution(nn.Module):
    """A convolution whose channels are turned up and down by the style."""

    def __init__(self, taken_in: int, channels: int, normed: bool):
        super().__init__()
        self.convolution = nn.Conv2d(taken_in, channels, 3, padding=1, bias=False)
        self.norm = nn.GroupNorm(GROUPS, channels) if normed else nn.Identity()
        self.gains = nn.Linear(STYLE, 2 * channels)
        nn.init.zeros_(self.gains.weight)
        nn.init.zeros_(self.gains.bias)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """(n, taken in, h, w), (n, STYLE) -> (n, channels, h, w)."""
        gains = self.gains(style)[..., None, None]
        gain, shift = gains.chunk(2, 1)
        normed = self.norm(self.convolution(x))
        return nn.functional.silu(normed * (1 + gain) + shift)


class DecoderStage(nn.Module):
    """One resolution: weave in, two styled convolutions, and on to four times the cells."""

    def __init__(self, shape: StageShape, handed_on: int):
        """`handed_on`: the channels that the next stage takes in."""
        super().__init__()
        channels = shape.channels
        coarse = shape.is_coarse
        self.weave = Weave(shape.rows, shape.columns, shape.woven) if shape.woven else None
        self.first = StyledConvolution(shape.taken_in + shape.woven, channels, coarse)
        self.second = StyledConvolution(channels, channels, coarse) if coarse else None
        reach = 1 if coarse else 3  # the last one draws; the others only hand on
        self.up = nn.Sequential(
            nn.Conv2d(channels, 4 * handed_on, reach, padding=reach // 2),
            nn.PixelShuffle(2),
        )

    def forward(self, x: Tensor, style: Tensor) -> tuple[Tensor, Tensor]:
        """(n, c, h, w) -> what is seen here (n, channels, h, w), and what goes on (n, c', 2h, 2w)."""
        if self.weave is not None:
            x = torch.cat([x, self.weave(style)], 1)
        x = self.first(x, style)
        if self.second is not None:
            x = x + self.second(x, style)
        return x, self.up(x)


class Decoded(NamedTuple):
    """What a decoder makes of latent points."""

    fields: Tensor  # (n, 8, 144, 256) in -1..1
    colours: Tensor  # (n, 9, 3) in 0..1
    maps: list[Tensor]  # of the stages; none in a sketch
    grids: Tensor  # (n, 7, 144, 256) in -1..1: what grids draw
    freehand: Tensor  # (n, 7, 144, 256) in -1..1: what convolutions draw
    logits: Tensor  # (n, 7, 144, 256), the fields before they are held to -1..1


class FacadesDecoder(nn.Module):
    """A latent point to eight fields and nine colours."""

    def __init__(self) -> None:
        super().__init__()
        self.style = nn.Sequential(
            nn.Linear(LATENT, STYLE),
            nn.SiLU(),
            nn.Linear(STYLE, STYLE),
            nn.SiLU(),
        )
        coarsest = STAGES[0]
        start = (coarsest.taken_in, coarsest.rows, coarsest.columns)
        self.start = nn.Sequential(
            nn.Linear(STYLE, start[0] * start[1] * start[2]),
            nn.Unflatten(1, start),
        )
        handed_on = [shape.taken_in for shape in STAGES[1:]] + [DRAWN]
        stages = [DecoderStage(*pair) for pair in zip(STAGES, handed_on, strict=True)]
        self.stages = nn.ModuleList(stages)
        blur = torch.from_numpy(BLUR).expand(DRAWN, 1, 3, 3)
        self.register_buffer("blur", blur.clone(), persistent=False)
        self.sketch = nn.Conv2d(STAGES[-1].taken_in, DRAWN, 3, padding=1)  # only for training
        self.lattice = Lattice()
        self.darkness = Darkness()
        self.colours = nn.Sequential(
            nn.Linear(STYLE, 128),
            nn.SiLU(),
            nn.Linear(128, 3 * len(COLOURS)),
        )

    def forward(self, latent: Tensor) -> Decoded:
        """(n, 64) -> all of it."""
        style = self.style(latent)
        return self._drawn(style, self._painted(style))

    def _drawn(self, style: Tensor, colours: Tensor) -> Decoded:
        x = self.start(style)
        maps = []
        for stage in self.stages:
            seen, x = stage(x, style)
            maps.append(seen)
        blur = self.get_buffer("blur").to(x.dtype)
        x = nn.functional.conv2d(x, blur, padding=1, groups=DRAWN)
        return self._decoded(style, x, self.darkness(style), maps, colours)

    def sketched(self, latent: Tensor) -> Decoded:
        """(n, 64) -> fields with half the rows and columns; without the costly last stage."""
        style = self.style(latent)
        x = self.start(style)
        for stage in self.stages[:-1]:
            _, x = stage(x, style)
        dark = nn.functional.avg_pool2d(self.darkness(style), 2)
        return self._decoded(style, self.sketch(x), dark, [], self._painted(style))

    def _decoded(
        self, style: Tensor, drawn: Tensor, dark: Tensor, maps: list[Tensor], colours: Tensor
    ) -> Decoded:
        coarser = ROWS // drawn.shape[2]
        grids = self.lattice(style, coarser).to(drawn.dtype)
        straight = self._with_stencils(torch.maximum(drawn, grids), style)
        fields = torch.cat([straight, dark], 1)
        return Decoded(
            torch.tanh(fields),
            colours,
            maps,
            torch.tanh(grids),
            torch.tanh(drawn),
            straight,
        )

    def _with_stencils(self, drawn: Tensor, style: Tensor) -> Tensor:
        """A decoder that is told latents has none."""
        return drawn

    def _painted(self, style: Tensor) -> Tensor:
        return torch.sigmoid(self.colours(style)).view(-1, len(COLOURS), 3)


class PlanDecoder(FacadesDecoder):
    """The same, told a house's plan instead of its latent point; its colours are told as well."""

    def __init__(self, told: int):
        """`told`: numbers of a plan, without the colours."""
        super().__init__()
        self.told = told
        self.style = nn.Sequential(
            nn.Linear(told, UNDERSTOOD),
            nn.SiLU(),
            nn.Linear(UNDERSTOOD, STYLE),
            nn.SiLU(),
        )
        self.stencils = Stencils()
        del self.colours

    def forward(self, told: Tensor) -> Decoded:
        """(n, told + PAINT) -> all of it."""
        plan, paint = told.split([self.told, PAINT], 1)
        return self._drawn(self.style(plan), paint.view(-1, len(COLOURS), 3))

    def _with_stencils(self, drawn: Tensor, style: Tensor) -> Tensor:
        with_stencils: Tensor = self.stencils(drawn, style)
        return with_stencils


def _halve(taken_in: int, channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(taken_in, channels, 4, stride=2, padding=1, bias=False),
        nn.GroupNorm(GROUPS, channels),
        nn.SiLU(),
    )


class FacadesEncoder(nn.Module):
    """Fields and colours to the mean and the log variance of a latent point; only training needs it."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.AvgPool2d(2),
            nn.Conv2d(len(LAYERS), 48, 4, stride=2, padding=1),
            nn.SiLU(),
            _halve(48, 96),
            _halve(96, 160),
            nn.Conv2d(160, 64, 1),
            nn.SiLU(),
            nn.Flatten(),
        )
        self.paint = nn.Sequential(nn.Linear(3 * len(COLOURS), 128), nn.SiLU())
        cells = 64 * (ROWS // 16) * (COLUMNS // 16)
        self.head = nn.Sequential(
            nn.Linear(cells + 128, 512),
            nn.SiLU(),
            nn.Linear(512, 2 * LATENT),
        )

    def forward(self, fields: Tensor, colours: Tensor) -> tuple[Tensor, Tensor]:
        """(n, 8, 144, 256), (n, 9, 3) -> mean and log variance, (n, 64) each."""
        shapes = self.body(fields)
        tones = self.paint(colours.flatten(1) * 2 - 1)
        answer = self.head(torch.cat([shapes, tones], 1))
        mean, log_variance = answer.chunk(2, 1)
        return mean, log_variance.clamp(-9, 4)
