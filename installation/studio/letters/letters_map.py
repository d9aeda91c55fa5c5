"""map.npz of the pack: real letters as points, on a sheet on which each letter is a country.

Countries lie on the sheet as they lie on the globe, as far as a sheet can show a globe: an
azimuthal equal-area projection (Lambert 1772), torn where no country is hurt, stretched to the
square and evened out. Within a country light faces lie to the left and bold ones to the right,
narrow ones below and wide ones above.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import COUNTRY_AXES, Calibration
from installation.studio.letters.credits import credit_of
from installation.studio.letters.dataset import LettersBatch, LettersDataset
from installation.studio.letters.grid import MIDDLE, expand
from installation.studio.letters.model import LettersModel

A_LETTER = 70  # faces on the map for each letter
THUMBNAIL = 48  # pixels of a side
PAPER = (244, 239, 228)  # red, green, blue
INK = (32, 29, 27)
LETTER_COUNTS = 7.0  # how much more than the style the letter counts for what is near
BLOCK = 116  # letters that are encoded at once
POLES = 400  # tried
EVENED = 40  # rounds
GRAIN = 60  # spots of the sheet by which countries are evened, along a side
REACH = 0.92  # of the way to the nearest border is a country's
GOLDEN = np.pi * (3 - 5**0.5)

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class FaceLetter:
    """A letter of a face, both by number."""

    face: int
    letter: int


@dataclass(frozen=True)
class LettersMap:
    """The arrays of map.npz; see packs/atlas.py."""

    points: Floats  # (n, d)
    labels: NDArray[np.int64]  # (n,) letters
    layout: Floats  # (n, 2) in -1..1
    thumbnails: NDArray[np.uint8]  # (n, 48, 48, 3) RGB
    captions: NDArray[np.str_]  # (n,) face and designer
    scale: Floats  # (d,)
    inks: Floats  # (n,) share of ink of each letter's square; not in the file

    def content(self) -> bytes:
        """The npz file."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            points=self.points,
            labels=self.labels,
            layout=self.layout,
            thumbnails=self.thumbnails,
            captions=self.captions,
            scale=self.scale,
        )
        return file.getvalue()


def make_map(
    model: LettersModel,
    data: LettersDataset,
    calibration: Calibration,
) -> LettersMap:
    """Of the faces that were learned from, each with some of its letters."""
    items = dealt(data.trained)
    points = encoded(model, data, calibration, items)
    middles = _middles(data, items)
    labels = np.array([item.letter for item in items])
    centres = country_centres(calibration.countries.capitals)
    layout = np.zeros((len(items), 2), np.float32)
    for letter, centre in enumerate(centres):
        own = np.flatnonzero(labels == letter)
        layout[own] = _laid_out(middles[own], centre, _radius(centres, letter))
    captions = [credit_of(data.faces[item.face]).caption for item in items]
    scale = np.ones(points.shape[1], np.float32)
    scale[:COUNTRY_AXES] = LETTER_COUNTS
    return LettersMap(
        points,
        labels,
        layout,
        np.stack([thumbnail(middle) for middle in middles]),
        np.array(captions),
        scale,
        (middles > 0).mean((1, 2)).astype(np.float32),
    )


def dealt(faces: NDArray[np.int64]) -> list[FaceLetter]:
    """Faces dealt out like cards, until each letter has A_LETTER of them, all different."""
    a_letter = min(A_LETTER, len(faces))
    lots = np.random.default_rng(9)
    order = lots.permutation(faces)
    items = []
    for letter in range(len(LETTERS)):
        first = letter * a_letter
        for k in range(first, first + a_letter):
            face = int(order[k % len(order)])
            items.append(FaceLetter(face, letter))
    return items


def encoded(
    model: LettersModel,
    data: LettersDataset,
    calibration: Calibration,
    items: Sequence[FaceLetter],
) -> Floats:
    """The points of letters, (n, d)."""
    styles = []
    for first in range(0, len(items), BLOCK):
        some = items[first : first + BLOCK]
        squares = [np.asarray(data.plain[item.face, item.letter], np.float32) for item in some]
        letters = [item.letter for item in some]
        batch = LettersBatch(torch.from_numpy(np.stack(squares)), torch.tensor(letters))
        styles.append(model.styles(batch))
    labels = np.array([item.letter for item in items])
    return calibration.points(labels, np.concatenate(styles))


def _middles(data: LettersDataset, items: Sequence[FaceLetter]) -> Floats:
    """(n, 108, 108) companded."""
    fields = [data.plain[item.face, item.letter][MIDDLE] for item in items]
    return np.stack(fields).astype(np.float32)


def thumbnail(middle: Floats) -> NDArray[np.uint8]:
    """(108, 108) companded -> a small picture (48, 48, 3) RGB, ink on paper."""
    distance = expand(middle)
    cover = np.clip(0.5 + distance, 0, 1)
    small = cv2.resize(cover, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA)
    share = small[..., None]
    mixed = np.array(PAPER) * (1 - share) + np.array(INK) * share
    return mixed.astype(np.uint8)


def country_centres(capitals: Floats) -> Floats:
    """Capitals on the globe (29, 3) -> where their countries lie on the sheet, (29, 2) in -1..1."""
    disc = _projected(capitals, _untorn_pole(capitals))
    return _evened(_squared(disc))


def _untorn_pole(capitals: Floats) -> Floats:
    """The middle of the sheet, (3,): what lies opposite is torn, and is far from all capitals."""
    lots = np.random.default_rng(3)
    tried = lots.standard_normal((POLES, COUNTRY_AXES))
    poles = tried / np.linalg.norm(tried, axis=1, keepdims=True)
    nearness = -poles @ capitals.T
    nearest = nearness.max(1)
    return np.asarray(poles[nearest.argmin()], np.float32)


def _projected(directions: Floats, pole: Floats) -> Floats:
    """Directions (n, 3) on a disc, (n, 2) with lengths up to 1."""
    across = np.cross(pole, [0.0, 0.0, 1.0])
    across /= np.linalg.norm(across)
    up = np.cross(across, pole)
    height = directions @ pole
    flat = np.stack([directions @ across, directions @ up], 1)
    along = np.linalg.norm(flat, axis=1, keepdims=True) + 1e-9
    radius = np.sqrt(np.maximum(0, 1 - height) / 2)
    return np.asarray(flat / along * radius[:, None], np.float32)


def _squared(disc: Floats) -> Floats:
    """A disc stretched to a square, (n, 2): the elliptical grid mapping (Fong 2015), undone."""
    u, v = disc.T
    twice = 2 * 2**0.5
    of_x = 2 + u**2 - v**2
    of_y = 2 - u**2 + v**2
    x = np.sqrt(np.maximum(0, of_x + twice * u)) - np.sqrt(np.maximum(0, of_x - twice * u))
    y = np.sqrt(np.maximum(0, of_y + twice * v)) - np.sqrt(np.maximum(0, of_y - twice * v))
    return np.asarray(np.stack([x, y], 1) / 2, np.float32)


def _evened(centres: Floats) -> Floats:
    """Each centre moved to the middle of what is nearest to it, again and again (Lloyd 1982)."""
    line = (np.arange(GRAIN) + 0.5) / GRAIN * 2 - 1
    spots = np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
    moved = centres.copy()
    for _ in range(EVENED):
        away = np.linalg.norm(spots[:, None] - moved, axis=2)
        owner = away.argmin(1)
        for k in np.unique(owner):
            moved[k] = spots[owner == k].mean(0)
    return moved


def _radius(centres: Floats, letter: int) -> float:
    """How far a country reaches: not quite to its neighbours, nor over the sheet's edge."""
    away = np.linalg.norm(centres - centres[letter], axis=1)
    away[letter] = np.inf
    to_edge = 1 - np.abs(centres[letter]).max()
    return REACH * float(min(away.min() / 2, to_edge))


def _laid_out(middles: Floats, centre: Floats, radius: float) -> Floats:
    """(n, 2) on a disc around `centre`: by weight from left to right, by width upwards."""
    count = len(middles)
    spots = _sunflower(count)
    is_ink = middles > 0
    weight = is_ink.mean((1, 2))
    width = is_ink.any(1).sum(1)
    columns = max(1, round(count**0.5))
    by_place = np.argsort(spots[:, 0])
    by_weight = np.argsort(weight)
    placed = np.zeros((count, 2), np.float32)
    for some_spots, some in zip(
        np.array_split(by_place, columns),
        np.array_split(by_weight, columns),
        strict=True,
    ):
        upwards = some_spots[np.argsort(spots[some_spots, 1])]
        widening = some[np.argsort(width[some])]
        placed[widening] = spots[upwards]
    return centre + radius * placed


def _sunflower(count: int) -> Floats:
    """(count, 2) spots spread evenly over a disc of radius 1, as seeds in a flower (Vogel 1979)."""
    k = np.arange(count) + 0.5
    radius = np.sqrt(k / count)
    angle = k * GOLDEN
    spots = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)
    return np.asarray(spots, np.float32)
