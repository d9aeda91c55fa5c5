"""Pictures to try a stranger's image-to-image network on, as a generator may give them."""

import cv2
import numpy as np

_COARSE = 6  # patches of colour across a picture
_SHAPES = 5  # with an edge, in each picture
_GRAIN = 6.0  # of paper, in steps of grey


def sample_pictures(count: int, height: int, width: int) -> np.ndarray:
    """(count, h, w, 3) uint8 RGB: soft grounds of dark and bright colours, shapes with edges, grain."""
    random = np.random.default_rng(11)
    pictures = [_picture(random, height, width) for _ in range(count)]
    return np.stack(pictures)


def _picture(random: np.random.Generator, height: int, width: int) -> np.ndarray:
    patches = random.uniform(0, 255, (_COARSE, _COARSE, 3)).astype(np.float32)
    picture = cv2.resize(patches, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(_SHAPES):
        centre = (int(random.integers(0, width)), int(random.integers(0, height)))
        radius = int(random.uniform(0.05, 0.25) * min(height, width)) + 1
        colour = tuple(float(each) for each in random.uniform(0, 255, 3))
        cv2.circle(picture, centre, radius, colour, -1, cv2.LINE_AA)
    grain = random.normal(0, _GRAIN, picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)
