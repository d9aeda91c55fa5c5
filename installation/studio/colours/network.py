"""The networks: an encoder of drawings, and a coordinate network that a latent point bends to its picture.

A coordinate network answers one question: what is at this place? It has no pixels, so it has every size
and every shape. Its layers are the same for all pictures; the latent point scales and shifts what they
find (FiLM, Perez et al. 2018), and places come in as they are and as waves (Fourier features, Tancik et
al. 2020).

The names of attributes are those of the weights in a checkpoint.
"""

import numpy as np
import torch
from torch import Tensor, nn

from installation.studio.colours.compose import FIELDS
from installation.studio.colours.palettes import COLOURS

LATENT = 32
WAVES = 48
WIDTH = 64  # of a layer
DEPTH = 3  # layers
STYLE = 128  # width of what all layers are told
ENCODER_WIDTH = 384
FREQUENCY = 2.4  # radians per unit, standard deviation; finer waves learn edges, and noise as well
SEEN = 16  # the encoder sees the drawing at so many rows and columns


def waves() -> np.ndarray:
    """(2, 48) float32: how fast each wave runs to the right and down; the same for ever."""
    rng = np.random.default_rng(11)
    return rng.normal(0, FREQUENCY, (2, WAVES)).astype(np.float32)


class ColoursEncoder(nn.Module):
    """A drawing to the mean and log variance of its latent."""

    def __init__(self) -> None:
        super().__init__()
        width = ENCODER_WIDTH
        self.shapes = nn.Linear(len(FIELDS) * SEEN**2, width)
        # of their own: among so many places 27 numbers would not be noticed
        self.tones = nn.Linear(3 * COLOURS, width)
        self.body = nn.Sequential(
            nn.SiLU(),
            nn.Linear(width, width),
            nn.SiLU(),
            nn.Linear(width, 2 * LATENT),
        )

    def forward(self, fields: Tensor, colours: Tensor) -> tuple[Tensor, Tensor]:
        """(n, 6, 16, 16), (n, 9, 3) -> mean and log variance, (n, 32) each."""
        shapes = self.shapes(fields.flatten(1))
        tones = self.tones(4 * colours.flatten(1) - 2)
        mean, log_variance = self.body(shapes + tones).chunk(2, 1)
        return mean, log_variance


class ColoursDecoder(nn.Module):
    """A latent and places to fields and colours."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("waves", torch.from_numpy(waves()))
        self.style = nn.Sequential(
            nn.Linear(LATENT, STYLE),
            nn.SiLU(),
            nn.Linear(STYLE, STYLE),
            nn.SiLU(),
        )
        self.bends = nn.ModuleList([nn.Linear(STYLE, 2 * WIDTH) for _ in range(DEPTH)])
        widths = [2 + 2 * WAVES, *[WIDTH] * (DEPTH - 1)]
        self.layers = nn.ModuleList([nn.Linear(width, WIDTH) for width in widths])
        self.fields = nn.Linear(WIDTH, len(FIELDS))
        self.colours = nn.Sequential(
            nn.Linear(STYLE, STYLE),
            nn.SiLU(),
            nn.Linear(STYLE, 3 * COLOURS),
        )

    def forward(self, latent: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """(n, 32), (m, 2) x and y -> (n, 6, m), (n, 9, 3) in 0..1."""
        style = self.style(latent)
        phases = places @ self.get_buffer("waves")
        x = torch.cat([places, phases.sin(), phases.cos()], 1)[None]
        for layer, bend in zip(self.layers, self.bends, strict=True):
            gain, shift = bend(style)[:, None].chunk(2, 2)
            x = nn.functional.silu((1 + gain) * layer(x) + shift)
        fields = self.fields(x).transpose(1, 2)
        colours = self.colours(style).sigmoid()
        return fields, colours.unflatten(1, (COLOURS, 3))
