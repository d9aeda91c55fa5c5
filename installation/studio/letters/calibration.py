"""From the points of the pack, N(0, 1) in every direction, to letter weights and a style.

The first three numbers of a point say which letter, and only by their direction: the letters are
countries on a globe, all of about the same size, in the order of the alphabet. Within a
country only its letter counts; at a border the weights of two letters pass into each other. The
other numbers are the style, whitened: how far faces differ from their letter's mean. A globe,
because with more directions nearly every point would lie at some border.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from installation.common.files import write_whole
from installation.studio.common.whitening import whiten
from installation.studio.letters import LETTERS

COUNTRY_AXES = 3
BORDER = 0.18  # how wide borders are: a letter so much nearer than the others has all the weight
POLE = 0.05  # keeps directions apart from nothing at the globe's very middle
CROWD = 6000  # points by lot from which the countries' sizes are told
TURN = 3.6  # of the spiral: with it, turns are as far apart as spots on a turn
PUSH = 0.01  # how far spots move in a round
ROUNDS = 200  # of pushing spots apart, and of evening out the countries' sizes
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

    def save(self, path: Path) -> None:
        """Kept beside a checkpoint that stays in a pack's latent space."""
        content = io.BytesIO()
        np.savez(content, means=self.means, axes=self.axes)
        write_whole(path, content.getvalue())

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Raises FileNotFoundError."""
        with np.load(path) as stored:
            return cls(lay_out_countries(), stored["means"], stored["axes"])

    def points(self, letters: NDArray[np.int64], styles: Floats) -> Floats:
        """Letters (n,) and their encoded styles (n, style) -> points."""
        rest = styles - self.means[letters]
        to_own = np.linalg.inv(self.axes).T
        own = rest @ to_own
        capitals = self.countries.places()
        points = np.concatenate([capitals[letters], own], 1)
        return points.astype(np.float32)


def calibrate(letters: NDArray[np.int64], styles: Floats) -> Calibration:
    """From encoded faces: letters (n,), styles (n, style)."""
    rows = []
    for k in range(len(LETTERS)):
        of_letter = styles[letters == k]
        rows.append(of_letter.mean(0))
    means = np.stack(rows)
    rest = styles - means[letters]
    whitening = whiten(rest)
    return Calibration(
        lay_out_countries(),
        means.astype(np.float32),
        whitening.axes,
    )


def lay_out_countries() -> Countries:
    """The alphabet wound around the globe from pole to pole: who goes along it reads from A to Ü."""
    capitals = _spread_out(_spiral(len(LETTERS)))
    bonus = _evened(capitals)
    return Countries(
        capitals.astype(np.float32),
        bonus.astype(np.float32),
    )


def _spiral(count: int) -> Floats:
    """(count, 3) spots evenly along a spiral (Rakhmanov, Saff and Zhou 1994).

    A spot's neighbours are those before and after it, and those of the turns beside it.
    """
    heights = np.linspace(1, -1, count)
    radii = np.sqrt(1 - heights**2)
    turns = np.zeros(count)
    for k in range(1, count - 1):
        turns[k] = turns[k - 1] + TURN / (np.sqrt(count) * radii[k])
    across = radii * np.cos(turns)
    along = radii * np.sin(turns)
    return np.stack([across, along, heights], 1)


def _spread_out(spots: Floats) -> Floats:
    """(n, 3) spots pushed apart until they are evenly spread; they keep their neighbours."""
    for _ in range(ROUNDS):
        away = spots[:, None] - spots
        squared = (away**2).sum(2) + np.eye(len(spots))
        pushes = away / squared[..., None] ** 2
        push = pushes.sum(1)
        strongest = np.abs(push).max()
        spots = _of_length_one(spots + PUSH * push / strongest)
    return spots


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
