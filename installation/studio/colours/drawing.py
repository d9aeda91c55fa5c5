"""The drawings: light of eight kinds in ten moods; functions of the place, without any resolution."""

from dataclasses import dataclass

import numpy as np

from installation.studio.colours.compose import FIELDS
from installation.studio.colours.light_kinds import KINDS
from installation.studio.colours.light_shapes import Place
from installation.studio.colours.palettes import MOODS, palette


@dataclass(frozen=True)
class LightDrawing:
    """Fields at the places asked for, colours, and which kind it is."""

    fields: np.ndarray  # (6, n) float32 in the order of compose.FIELDS
    colours: np.ndarray  # (9, 3) float32 sRGB in 0..1
    kind: int


def draw(seed: int, index: int, x: Place, y: Place) -> LightDrawing:
    """The drawing number `index` of a seed at places (n,) each: x to the right, y down."""
    rng = np.random.default_rng([seed, 7, index])
    kind = index % len(KINDS)
    mood = list(MOODS)[rng.integers(len(MOODS))]
    colours = palette(mood, rng)
    side = -1 if rng.random() < 0.5 else 1  # mirrored or not
    draw_kind = list(KINDS.values())[kind]
    drawn = draw_kind(rng, side * x, y)
    values = [getattr(drawn, name) for name in FIELDS]
    fields = np.stack(np.broadcast_arrays(*values))
    return LightDrawing(fields.astype(np.float32), colours, kind)
