"""Bodies and where they stand, by lot."""

import numpy as np

from installation.studio.letters.body_figures import COLUMNS, ROWS, BodyBuild, BodyPlace

NEARLY_OUT = 0.35  # of a body in view, or less: somebody who comes or goes
CROPPED = 0.3  # share of figures that the lower edge of the view cuts, where their letter allows it


def build_by_lot(lots: np.random.Generator) -> BodyBuild:
    """Children and adults, slim and stout, in clothes."""
    youth = lots.uniform(0, 1) ** 2
    thickness = float(np.clip(np.exp(lots.normal(0.08, 0.28)), 0.6, 2.0))
    wears_coat = lots.random() < 0.2
    carries = lots.random() < 0.1
    return BodyBuild(
        thickness=thickness,
        head=float(0.068 + 0.04 * youth + lots.normal(0, 0.006)),
        shoulders=float(lots.normal(0.105, 0.012) * (0.7 + 0.3 * thickness)),
        arm=float(lots.normal(0.39 - 0.05 * youth, 0.025)),
        leg=float(lots.normal(0.47 - 0.06 * youth, 0.02)),
        coat=float(lots.uniform(0.06, 0.13)) if wears_coat else 0.0,
        hem=float(lots.uniform(0.2, 0.8)),
        bag=float(lots.uniform(0.05, 0.1)) if carries else 0.0,
    )


def place_by_lot(lots: np.random.Generator, least: float, most: float) -> BodyPlace:
    """Near or far, in the view at least and at most by these shares of the body's height."""
    from_above = float(max(0.0, lots.uniform(-0.5, 1)))
    is_near = lots.random() < CROPPED or most < 1
    tall = float(lots.uniform(8, 17))
    floor = float(lots.uniform(max(tall * 0.95, 9), ROWS + 0.3))
    if is_near:
        in_view = float(lots.uniform(least, min(most, 1)))
        seen = float(lots.uniform(8, 16)) if in_view > NEARLY_OUT else float(lots.uniform(3, 12))
        tall = seen / in_view
        floor = ROWS + tall * (1 - in_view) * (1 - 0.3 * from_above)
    return BodyPlace(
        across=float(lots.uniform(0.25, 0.75) * COLUMNS),
        floor=floor,
        tall=tall,
        from_above=from_above,
        tilt=float(lots.normal(0, 3)),
    )
