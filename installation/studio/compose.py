"""Fields and colours to a picture, in numpy: the reference for what export.py builds as a graph.

The layers are made to nest (light in opening in relief in mass ...). For nested layers "paint one over
the other" is a sum: sky + a1 (far - sky) + a2 (near - far) + ... with ai in 0..1 how much ink i covers
a pixel. So the whole composition is one matrix per picture row, and each colour may change from top
to bottom at no cost. Light is what is added to an opening, and the same is added to the sky for sun and
moon: no layer and no colour of their own.
"""

import cv2
import numpy as np

from .drawing import COLOURS, LAYERS
from .fields import pixels_per_reach

EDGE = 1.5  # pixels from no ink to full ink
STACK = ("far", "near", "ground", "wall", "relief", "opening", "light")  # colours, back to front


def nest(fields: np.ndarray) -> np.ndarray:
    """(8, h, w) fields in the order of LAYERS -> (7, h, w) in that of STACK, each layer inside the one before it.

    From back to front: anything before the sky, anything before the far skyline, ground or building,
    building, its relief and openings, its openings, light in openings or in the open sky where it is not put out.
    """
    f = dict(zip(LAYERS, fields, strict=True))
    building = np.minimum(f["mass"], -f["ground"])
    standing = np.maximum(building, f["ground"])
    near = np.maximum(standing, f["near"])
    far = np.maximum(near, f["far"])
    opening = np.minimum(f["opening"], building)
    relief = np.minimum(np.maximum(f["relief"], opening), building)
    light = np.minimum.reduce([f["light"], -f["dark"], np.maximum(opening, -far)])
    return np.stack([far, near, standing, building, relief, opening, light])


def gradients() -> tuple[np.ndarray, np.ndarray]:
    """What each colour becomes at the top and at the foot of the picture.

    Returns two (8, 9) float32 matrices from COLOURS to the colours of sky and STACK. Far things melt
    into the haze over the ground; walls are a little darker at their feet; the ground darkens forward.
    """
    top, foot = np.zeros((2, 1 + len(STACK), len(COLOURS)), np.float32)
    column = {name: k for k, name in enumerate(COLOURS)}
    for row, name in enumerate(STACK, start=1):
        top[row, column[name]] = foot[row, column[name]] = 1
    top[0, column["sky_top"]] = foot[0, column["sky_low"]] = 1
    for name, haze in (("far", 0.75), ("near", 0.4)):
        row = 1 + STACK.index(name)
        foot[row, column[name]], foot[row, column["sky_low"]] = 1 - haze, haze
    for name, above, below in (("wall", 1.06, 0.9), ("ground", 1.6, 0.62)):
        row = 1 + STACK.index(name)
        top[row, column[name]], foot[row, column[name]] = above, below
    return top, foot


def row_colours(colours: np.ndarray, height: int) -> np.ndarray:
    """(9, 3) colours in 0..1 -> (height, 8, 3) in 0..255: sky, then each layer minus the one behind it."""
    t = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None, None]
    top, foot = gradients()
    painted = ((1 - t) * (top @ colours) + t * (foot @ colours)) * 255
    return np.diff(painted, axis=1, prepend=0)


def compose(fields: np.ndarray, colours: np.ndarray, height: int, width: int) -> np.ndarray:
    """(8, 144, 256) fields and (9, 3) colours -> (height, width, 3) uint8 RGB; 16:9 is expected."""
    sharp = nest(fields).transpose(1, 2, 0) * (pixels_per_reach(width) / EDGE) + 0.5
    ink = np.clip(cv2.resize(sharp, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1)
    one = np.ones((height, width, 1), np.float32)
    picture = np.matmul(np.concatenate([one, ink], 2), row_colours(colours, height))
    return np.clip(picture.round(), 0, 255).astype(np.uint8)
