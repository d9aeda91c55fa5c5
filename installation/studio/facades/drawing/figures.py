"""People as a papercutter cuts them: told by head, shoulders and legs.

Each is `height` pixels of the drawing high and stands on the ground's edge around `cx`. What is narrower than
six pixels is lost in a field.
"""

from collections.abc import Sequence

from installation.studio.facades.drawing.ink_canvas import GROUND, NO_INK, InkCanvas

Outline = Sequence[
    tuple[float, float]
]  # how far right of the middle, how high, as shares of the height

HEAD = 0.085  # its radius, a share of the height
# from the neck down the right side; the left one is its mirror
TROUSERS = [(0.035, 0.86), (0.15, 0.80), (0.17, 0.46), (0.11, 0.46), (0.13, 0.0)]
DRESS = [(0.03, 0.86), (0.12, 0.80), (0.08, 0.60), (0.22, 0.22), (0.10, 0.22), (0.10, 0.0)]
# all around, to the right
STRIDE = [
    (-0.03, 0.86),
    (0.05, 0.86),
    (0.11, 0.79),
    (0.25, 0.55),
    (0.20, 0.51),
    (0.10, 0.62),
    (0.11, 0.46),
    (0.25, 0.0),
    (0.13, 0.0),
    (0.01, 0.33),
    (-0.17, 0.0),
    (-0.29, 0.0),
    (-0.09, 0.46),
    (-0.09, 0.62),
    (-0.20, 0.46),
    (-0.25, 0.50),
    (-0.12, 0.79),
]


def draw_somebody(canvas: InkCanvas, cx: float, height: float) -> None:
    """Who stands there in trousers."""
    _draw(canvas, cx, height, _both_sides(TROUSERS))
    gap = [(-0.035, 0.01), (0.0, 0.40), (0.035, 0.01)]
    canvas.polygon("ground", _placed(gap, cx, height), NO_INK)


def draw_dressed(canvas: InkCanvas, cx: float, height: float) -> None:
    """Who stands there in a dress or a coat; a child, where the height is a child's."""
    _draw(canvas, cx, height, _both_sides(DRESS))


def draw_walker(canvas: InkCanvas, cx: float, height: float) -> None:
    """Who walks to the right."""
    _draw(canvas, cx, height, STRIDE)


def _draw(canvas: InkCanvas, cx: float, height: float, outline: Outline) -> None:
    canvas.polygon("ground", _placed(outline, cx, height))
    radius = HEAD * height
    canvas.oval("ground", cx, GROUND - height + radius, 0.9 * radius, radius)


def _both_sides(right: Outline) -> Outline:
    return [*right, *[(-x, y) for x, y in reversed(right)]]


def _placed(outline: Outline, cx: float, height: float) -> list[tuple[float, float]]:
    """Pixels; feet reach a little into the ground."""
    return [(cx + x * height, GROUND - y * height + (2 if y == 0 else 0)) for x, y in outline]
