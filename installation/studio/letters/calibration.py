"""From the points of the pack, N(0, 1) in every direction, to letter weights and a style.

The first three numbers of a point say which letter, and only by their direction: the letters are
countries on a globe, all of about the same size, similar letters beside each other. Within a
country only its letter counts; at a border the weights of two letters pass into each other. The
other numbers are the style, whitened: how far faces differ from their letter's mean. A globe,
because with more directions nearly every point would lie at some border.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from installation.studio.common.whitening import whiten
from installation.studio.letters import LETTERS

COUNTRY_AXES = 3
BORDER = 0.07  # how wide borders are: a letter so much nearer than the others has all the weight
POLE = 0.05  # keeps directions apart from nothing at the globe's very middle
CROWD = 6000  # points by lot from which the countries' sizes are told
ROUNDS = 200  # of pushing capitals apart, and of evening out the countries' sizes
PUSH = 0.03  # how far capitals move in a round
EXCHANGES = 40_000  # tried to bring similar letters together
NEARNESS = 8.0  # how quickly spots on the globe stop being neighbours
WARMTH = 0.05  # of the first exchanges, by the usual difference of letters
EVENING = 0.02  # how much a round evens out

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Countries:
    """Where on the globe the letters lie."""

    capitals: Floats  # (29, COUNTRY_AXES) of length one
    bonus: Floats  # (29,) makes all letters equally likely

    def weights(self, places: Floats) -> Floats:
        """(n, COUNTRY_AXES) -> (n, 29), each row's sum one."""
        squared = (places**2).sum(1, keepdims=True)
        directions = places / np.sqrt(squared + POLE)
        nearness = directions @ self.capitals.T
        scores = nearness + self.bonus
        highest = scores.max(1, keepdims=True)
        near = np.maximum(scores - highest + BORDER, 0)
        raised = near**2
        return raised / raised.sum(1, keepdims=True)

    def places(self) -> Floats:
        """(29, COUNTRY_AXES) the capitals as far out as points by lot lie."""
        return self.capitals * COUNTRY_AXES**0.5


@dataclass(frozen=True)
class Calibration:
    """All that the generator needs beside the decoder's weights."""

    countries: Countries
    means: Floats  # (29, style) of each letter's styles
    axes: Floats  # (style, style)

    def conditions(self, points: Floats) -> tuple[Floats, Floats]:
        """(n, COUNTRY_AXES + style) -> letter weights (n, 29) and styles (n, style)."""
        places = points[:, :COUNTRY_AXES]
        rest = points[:, COUNTRY_AXES:]
        weights = self.countries.weights(places)
        own = rest @ self.axes.T
        return weights, weights @ self.means + own

    def points(self, letters: NDArray[np.int64], styles: Floats) -> Floats:
        """Letters (n,) and their encoded styles (n, style) -> points."""
        rest = styles - self.means[letters]
        to_own = np.linalg.inv(self.axes).T
        own = rest @ to_own
        capitals = self.countries.places()
        points = np.concatenate([capitals[letters], own], 1)
        return points.astype(np.float32)


def calibrate(
    letters: NDArray[np.int64],
    styles: Floats,
    shapes: Floats,
) -> Calibration:
    """From encoded faces: letters (n,), styles (n, style), each letter's mean field (29, h, w)."""
    rows = []
    for k in range(len(LETTERS)):
        of_letter = styles[letters == k]
        rows.append(of_letter.mean(0))
    means = np.stack(rows)
    rest = styles - means[letters]
    whitening = whiten(rest)
    return Calibration(
        lay_out_countries(shapes),
        means.astype(np.float32),
        whitening.axes,
    )


def lay_out_countries(shapes: Floats) -> Countries:
    """Letters on the globe by the likeness of their shapes (29, h, w)."""
    flat = shapes.reshape(len(shapes), -1)
    differences = np.abs(flat[:, None] - flat)
    unlike = differences.mean(2)
    spots = _spread_out(len(shapes))
    spot_of = _settled(spots, unlike)
    capitals = spots[spot_of]
    bonus = _evened(capitals)
    return Countries(
        capitals.astype(np.float32),
        bonus.astype(np.float32),
    )


def _spread_out(count: int) -> Floats:
    """(count, 3) spots on the globe, as far from each other as they can be."""
    lots = np.random.default_rng(4)
    first = lots.standard_normal((count, COUNTRY_AXES))
    spots = _of_length_one(first)
    for _ in range(ROUNDS):
        away = spots[:, None] - spots
        squared = (away**2).sum(2) + np.eye(count)
        pushes = away / squared[..., None] ** 2
        push = pushes.sum(1)
        strongest = np.abs(push).max()
        moved = spots + PUSH * push / strongest
        spots = _of_length_one(moved)
    return spots


def _settled(spots: Floats, unlike: Floats) -> NDArray[np.int64]:
    """(29,) which spot each letter gets, so that neighbours are alike.

    Exchanges by lot, at first also bad ones.
    """
    lots = np.random.default_rng(5)
    cosines = spots @ spots.T
    near = np.exp(NEARNESS * (cosines - 1))
    spot_of = np.arange(len(spots))
    usual = unlike.mean()
    for k in range(EXCHANGES):
        pair = lots.choice(len(spots), 2, replace=False)
        other = spot_of.copy()
        other[pair] = spot_of[pair[::-1]]
        before = _discord(near, unlike, spot_of, pair)
        after = _discord(near, unlike, other, pair)
        worse = after - before
        left = 1 - k / EXCHANGES
        warmth = WARMTH * usual * left + 1e-9
        if worse < 0 or lots.random() < np.exp(-worse / warmth):
            spot_of = other
    return spot_of


def _discord(
    near: Floats,
    unlike: Floats,
    spot_of: NDArray[np.int64],
    letters: NDArray[np.int64],
) -> float:
    of_letters = near[spot_of[letters]]
    rows = of_letters[:, spot_of]
    discords = rows * unlike[letters]
    return float(discords.sum())


def _of_length_one(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths


def _evened(capitals: Floats) -> Floats:
    """(29,) what is added to each letter's nearness so that all get the same share of the globe."""
    lots = np.random.default_rng(6)
    points = lots.standard_normal((CROWD, COUNTRY_AXES))
    crowd = _of_length_one(points)
    nearness = crowd @ capitals.T
    count = len(capitals)
    bonus = np.zeros(count)
    for _ in range(ROUNDS):
        scores = nearness + bonus
        owners = scores.argmax(1)
        share = np.bincount(owners, minlength=count) / CROWD
        too_much = share * count - 1
        bonus -= EVENING * too_much
    return bonus
