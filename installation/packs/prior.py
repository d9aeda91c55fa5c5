"""Points as a pack's model is used to them."""

import numpy as np

from installation.packs import silhouette_points
from installation.packs.manifest import Pack


def usual_points(pack: Pack, random: np.random.Generator, count: int) -> np.ndarray:
    """(count, d) samples of its prior: of its normal distribution, or visitors' silhouettes."""
    if pack.takes_silhouettes:
        return silhouette_points.samples(random, count)
    return random.normal(size=(count, pack.dimensions)) * pack.generator.truncation
