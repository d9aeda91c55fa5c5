"""The network: a letter's field to a point of style, and letter and style back to the field.

The decoder is told which letter by weights, one for each letter, that sum to one: halfway
between A and B both have a half. Style is everything else. Landscape and portrait have a start
of their own, a coarse grid, and share all that makes it finer.

The names of attributes are those of the weights in a checkpoint.
"""

import torch
from torch import Tensor, nn

from installation.studio.letters import LETTERS
from installation.studio.letters.grid import MIDDLE

STYLE = 52  # numbers of a style
TOLD = 256  # width of what all convolutions are told
FINER = 3  # the last step: cells of the field for each cell of the finest grid
# channels, coarse to fine: whole blocks of 16
START = 32
FIRST = 96
SECOND = 80
THIRD = 48
HANDED = (64, 32)  # channels handed on to the next finer grid
LOUDER = 5.0  # how much more than a style's numbers the letter is heard, when training begins
SURE = -4.0  # log variance of a style when training begins
# what a picture's last cells are smoothed with: a shuffle by three leaves a weave of its own
SMOOTHING = (0.25, 0.5, 0.25)
GRIDS = {"landscape": (9, 16), "portrait": (16, 9)}  # coarse rows and columns, twelve cells each


class ToldConvolution(nn.Module):
    """A convolution whose channels are turned up and down by what it is told."""

    def __init__(self, taken_in: int, channels: int):
        super().__init__()
        self.convolution = nn.Conv2d(taken_in, channels, 3, padding=1)
        self.gains = nn.Linear(TOLD, 2 * channels)
        nn.init.zeros_(self.gains.weight)
        nn.init.zeros_(self.gains.bias)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """(n, taken in, h, w), (n, TOLD) -> (n, channels, h, w)."""
        gains = self.gains(told)[..., None, None]
        gain, shift = gains.chunk(2, 1)
        seen = self.convolution(x)
        # bounded, lest far-out styles explode from layer to layer
        loudness = 1 + torch.tanh(gain)
        louder = torch.addcmul(shift, seen, loudness)
        return nn.functional.silu(louder)


class LettersStage(nn.Module):
    """One resolution: a convolution, and some more that correct it."""

    def __init__(self, taken_in: int, channels: int, corrections: int):
        super().__init__()
        self.first = ToldConvolution(taken_in, channels)
        more = [ToldConvolution(channels, channels) for _ in range(corrections)]
        self.more = nn.ModuleList(more)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """(n, taken in, h, w) -> (n, channels, h, w)."""
        x = self.first(x, told)
        for correction in self.more:
            x = x + correction(x, told)
        return x


def _double(channels: int, handed: int) -> nn.Sequential:
    """(n, channels, h, w) -> (n, handed, 2h, 2w)."""
    return nn.Sequential(
        nn.Conv2d(channels, 4 * handed, 1),
        nn.PixelShuffle(2),
    )


class LettersDecoder(nn.Module):
    """Letter weights and a style to a companded field."""

    def __init__(self) -> None:
        super().__init__()
        self.tell = nn.Sequential(
            nn.Linear(len(LETTERS) + STYLE, TOLD),
            nn.SiLU(),
            nn.Linear(TOLD, TOLD),
            nn.SiLU(),
        )
        with torch.no_grad():
            heard = self.tell[0].weight
            heard[:, : len(LETTERS)] *= LOUDER
        self.start = nn.ModuleDict()
        for name, (rows, columns) in GRIDS.items():
            cells = rows * columns
            self.start[name] = nn.Linear(TOLD, START * cells)
        self.coarse = LettersStage(START, FIRST, 1)
        self.to_middle = _double(FIRST, HANDED[0])
        self.middle = LettersStage(HANDED[0], SECOND, 1)
        self.to_fine = _double(SECOND, HANDED[1])
        self.fine = LettersStage(HANDED[1], THIRD, 2)
        self.draw = nn.Sequential(
            nn.Conv2d(THIRD, FINER * FINER, 3, padding=1),
            nn.PixelShuffle(FINER),
        )
        line = torch.tensor(SMOOTHING)
        self.register_buffer("smoothing", torch.outer(line, line)[None, None])

    def forward(
        self,
        letter: Tensor,
        style: Tensor,
        window: str = "landscape",
    ) -> Tensor:
        """(n, 29), (n, STYLE) -> (n, 108, 192), or (n, 192, 108) in portrait."""
        both = torch.cat([letter, style], 1)
        told = self.tell(both)
        started = self.start[window](told)
        placed = started.view(-1, START, *GRIDS[window])
        x = placed.contiguous(memory_format=torch.channels_last)
        x = self.coarse(x, told)
        x = self.to_middle(x)
        x = self.middle(x, told)
        x = self.to_fine(x)
        x = self.fine(x, told)
        return self._smoothed(self.draw(x))

    def _smoothed(self, drawn: Tensor) -> Tensor:
        """(n, 1, h, w) -> (n, h, w), in full precision also where training rounds."""
        with torch.autocast(drawn.device.type, enabled=False):
            # repeated at the rim: zeros would pull the field towards an edge there
            wider = nn.functional.pad(drawn.float(), (1, 1, 1, 1), mode="replicate")
            return nn.functional.conv2d(wider, self.smoothing)[:, 0]


class LettersEncoder(nn.Module):
    """A field and its letter to a style's mean and log variance; only training needs it."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.PixelUnshuffle(FINER),
            nn.Conv2d(FINER * FINER, 64, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(64, 96, 4, stride=2, padding=1),
            nn.SiLU(),
            nn.Conv2d(96, 128, 4, stride=2, padding=1),
            nn.SiLU(),
            nn.Conv2d(128, 160, 3, stride=2, padding=1),
            nn.SiLU(),
            nn.Flatten(),
        )
        self.head = nn.Sequential(
            nn.Linear(160 * 5 * 5 + len(LETTERS), 384),
            nn.SiLU(),
            nn.Linear(384, 2 * STYLE),
        )
        with torch.no_grad():
            bias = self.head[2].bias
            bias[STYLE:] = SURE

    def forward(self, middle: Tensor, letter: Tensor) -> tuple[Tensor, Tensor]:
        """(n, 108, 108) the square's middle, (n, 29) -> mean and log variance, (n, STYLE) each."""
        stacked = middle[:, None].contiguous(memory_format=torch.channels_last)
        seen = self.body(stacked)
        both = torch.cat([seen, letter], 1)
        told = self.head(both)
        mean, log_variance = told.chunk(2, 1)
        return mean, log_variance.clamp(-9, 3)


def middle_of(square: Tensor) -> Tensor:
    """(n, 192, 192) -> (n, 108, 108)."""
    rows, columns = MIDDLE
    return square[:, rows, columns]


def one_hot(letters: Tensor) -> Tensor:
    """(n,) -> (n, 29) float32."""
    return nn.functional.one_hot(letters, len(LETTERS)).float()
