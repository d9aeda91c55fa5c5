"""Fields and colours to a picture, in numpy: the reference for what generator_graph.py builds.

The layers are made to nest (light in opening in relief in mass ...). For nested layers "paint one over
the other" is a sum: sky + a1 (far - sky) + a2 (near - far) + ... with ai in 0..1 how much ink i covers
a pixel. So the whole composition is one matrix per picture row, and each colour may change from top
to bottom at no cost. relief.py says how that is lit. Light is what is added to an opening, and the same is added to the sky for sun and
moon: no layer and no colour of their own.
"""

import cv2
import numpy as np

from installation.studio.facades import relief
from installation.studio.facades.drawing import COLOURS, LAYERS
from installation.studio.facades.fields import pixels_per_reach

LIGHT = (-0.5, -0.6)  # where it stands while nobody is there
EDGE = 1.5  # pixels from no ink to full ink
STACK = ("far", "near", "ground", "wall", "relief", "opening", "light")  # colours, back to front
HAZE = {"far": 0.75, "near": 0.4}  # how much of the low sky these take on at the foot
SHADES = {"wall": (1.06, 0.9), "ground": (1.6, 0.62)}  # brightness at the top and at the foot


def nest(fields: np.ndarray) -> np.ndarray:
    """(8, h, w) fields in the order of LAYERS -> (7, h, w) in that of STACK, each inside the one before it.

    From back to front: anything before the sky, anything before the far skyline, ground or building,
    building, its relief and openings, its openings, light in openings or in the open sky where it is not
    put out.
    """
    layer = dict(zip(LAYERS, fields, strict=True))
    building = np.minimum(layer["mass"], -layer["ground"])
    standing = np.maximum(building, layer["ground"])
    near = np.maximum(standing, layer["near"])
    far = np.maximum(near, layer["far"])
    opening = np.minimum(layer["opening"], building)
    relief = np.minimum(np.maximum(layer["relief"], opening), building)
    allowed = np.maximum(opening, -far)
    light = np.minimum.reduce([layer["light"], -layer["dark"], allowed])
    return np.stack([far, near, standing, building, relief, opening, light])


def gradients() -> tuple[np.ndarray, np.ndarray]:
    """What each colour becomes at the top and at the foot of the picture.

    Returns two (8, 9) float32 matrices from COLOURS to the colours of sky and STACK. Far things melt
    into the haze over the ground; walls are a little darker at their feet; the ground darkens forward.
    """
    rows = {name: k for k, name in enumerate(("sky", *STACK))}
    columns = {name: k for k, name in enumerate(COLOURS)}
    top = np.zeros((len(rows), len(columns)), np.float32)
    foot = np.zeros_like(top)
    for name in STACK:
        top[rows[name], columns[name]] = 1
        foot[rows[name], columns[name]] = 1
    top[rows["sky"], columns["sky_top"]] = 1
    foot[rows["sky"], columns["sky_low"]] = 1
    for name, haze in HAZE.items():
        foot[rows[name], columns[name]] = 1 - haze
        foot[rows[name], columns["sky_low"]] = haze
    for name, (above, below) in SHADES.items():
        top[rows[name], columns[name]] = above
        foot[rows[name], columns[name]] = below
    return top, foot


def row_colours(colours: np.ndarray, height: int) -> np.ndarray:
    """(9, 3) colours in 0..1 -> (height, 8, 3) in 0..255: sky, then each layer minus the one behind it."""
    middles = np.arange(height, dtype=np.float32) + 0.5
    depth = (middles / height)[:, None, None]
    top, foot = gradients()
    painted = (1 - depth) * (top @ colours) + depth * (foot @ colours)
    return np.diff(painted * 255, axis=1, prepend=0)


def compose(
    fields: np.ndarray,
    colours: np.ndarray,
    height: int,
    width: int,
    light: tuple[float, float] = LIGHT,
) -> np.ndarray:
    """(8, 144, 256) fields and (9, 3) colours -> (height, width, 3) uint8 RGB; 16:9 is expected.

    `light`: where it stands, from the left (-1) to the right, from above (-1) to below. Without the grain
    of the paper.
    """
    nested = nest(fields)
    ink = {"sky": np.ones((height, width), np.float32)}
    edges_per_unit = pixels_per_reach(width) / EDGE
    for name, field in zip(STACK, nested, strict=True):
        ink[name] = np.clip(_enlarged(field * edges_per_unit + 0.5, height, width), 0, 1)
    layers = np.stack([*ink.values()], 2)
    picture = np.matmul(layers, row_colours(colours, height))
    by_name = dict(zip(STACK, nested, strict=True))
    by_name["street"] = fields[LAYERS.index("ground")]
    glow = _enlarged(relief.glow_of(by_name["light"]), height, width)
    lamp = np.array(relief.GLOW_COLOUR) * relief.GLOW * relief.darkness(colours)
    around = glow - relief.LAMP_ITSELF * ink["light"]
    picture = picture + around[..., None] * lamp
    seen = sum(step * ink[name] for name, step in relief.height_seen().items())
    above = _enlarged(relief.raised(by_name, light), height, width) - seen
    shade = 1 - np.clip(above, -relief.LIGHTEST_EDGE, relief.DARKEST_SHADE)
    picture = picture * shade[..., None]
    return np.clip(picture.round(), 0, 255).astype(np.uint8)


def _enlarged(field: np.ndarray, height: int, width: int) -> np.ndarray:
    return np.asarray(cv2.resize(field, (width, height), interpolation=cv2.INTER_LINEAR))
