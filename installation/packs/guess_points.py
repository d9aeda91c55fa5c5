"""How large a stranger's point is where the graph leaves several of its axes free."""

from collections.abc import Callable

import numpy as np

from installation.packs.guess_pictures import possible_forms
from installation.packs.picture_format import shape_in_words
from installation.packs.point_form import PointForm, point_form
from installation.packs.session import RunFailed
from installation.packs.tensors import GraphValue, Shape

SMALLEST = 16  # pixels of a picture's side: what is smaller is a tile of one
EXAMPLE = 8
OF_PICTURES = (1, 3)  # channels
MOST_ROWS = 40  # of a point w+

Answers = Callable[[PointForm, np.ndarray], list[np.ndarray]]


def has_free_places(value: GraphValue) -> bool:
    """(n, d, any, any): as many places of d values each as one likes; no picture that goes in."""
    if len(value.shape) < 4 or value.shape[1] in (None, *OF_PICTURES):
        return False
    return value.shape[2:].count(None) > 1


def single_place(value: GraphValue, answers: Answers) -> list[int]:
    """One place, as of a DCGAN, where that gives a whole picture.

    Raises `ValueError`, in words, for a decoder whose pictures are as large as its points.
    """
    point = [size or 1 for size in value.shape[1:]]
    form = point_form(value, point, same_rows=False)
    try:
        found = answers(form, np.zeros(form.dimensions or 1))
    except RunFailed:
        found = []
    if any(_is_whole(answer) for answer in found):
        return point
    example = ",".join(str(size or EXAMPLE) for size in value.shape[1:])
    raise ValueError(
        f"{value.name} is {shape_in_words(value.shape)}: its points may have any number of places, and "
        f"a picture is as large as they are; say how many, as in --point {example}"
    )


def _is_whole(answer: np.ndarray) -> bool:
    for form in possible_forms(answer.shape, 1):
        sides = sorted(form.planes(answer).shape)[-2:]
        if min(sides) >= SMALLEST:
            return True
    return False


def are_style_rows(sizes: Shape) -> bool:
    """(rows, values) of a StyleGAN's w+: few rows of many values."""
    rows, values = sizes
    return rows is not None and values is not None and 2 <= rows <= MOST_ROWS and values >= rows
