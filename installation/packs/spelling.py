"""Which letter of the alphabet a latent point is, for packs whose classes are letters. Values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from installation.packs import styles
from installation.packs.manifest import Pack
from installation.packs.metadata import Words

ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ")
CLEAR = 0.4  # of the way to any other class: there a mixture of two letters begins
FEWEST = 2  # letters
_RIDGE = 1e-3  # of a class's spread: in some directions all of its drawings lie at one place
_TELLING = 0.3  # of the most telling direction: one that tells less is chance


@dataclass(frozen=True)
class ReadLetter:
    """What a point is read as."""

    letter: str  # "" for what is no letter
    is_clear: bool  # and no mixture with another


class LetterReader:
    """Reads points by the middles of the map's classes, in the directions in which classes differ.

    These are the discriminants of Fisher, Annals of Eugenics 7 (1936), in the form of Rao (1948): of 55 directions
    three may say which letter, and the other 52 must not speak.
    """

    def __init__(self, points: np.ndarray, labels: np.ndarray, letters: Sequence[str]):
        """`points` (n, d) with the class (n,) of each; `letters`: of every class, "" for one that is none."""
        classes = np.unique(labels)
        middles = np.stack([points[labels == label].mean(axis=0) for label in classes])
        own = np.searchsorted(classes, labels)
        self._axes = _discriminants(points - middles[own], middles)  # (d, m)
        self._middles = middles @ self._axes  # (k, m)
        self._letters = [_letter_of(label, letters) for label in classes.tolist()]

    @classmethod
    def of(cls, pack: Pack) -> "LetterReader | None":
        """None for a pack whose classes are no letters, or without a map that is labelled with them."""
        letters = [_letter_in(title) for title in pack.classes]
        if len(set(filter(None, letters))) < FEWEST:
            return None
        known = styles.of_map(pack)
        if known is None:
            return None
        points, labels = known
        return cls(points, labels, letters)

    @property
    def dimensions(self) -> int:
        """Of the points it reads."""
        return len(self._axes)

    def read(self, point: np.ndarray) -> ReadLetter:
        """What a point (d,) is."""
        away = self._middles - point @ self._axes
        squares = (away**2).sum(axis=1)
        nearest = int(squares.argmin())
        if not np.isfinite(squares[nearest]):
            return ReadLetter("", False)
        to_others = ((self._middles - self._middles[nearest]) ** 2).sum(axis=1)
        to_others[nearest] = np.inf
        # how far along the straight way from this middle to each other one, 0..0.5
        along = 0.5 + (squares[nearest] - squares) / (2 * to_others)
        along[nearest] = 0.0
        return ReadLetter(self._letters[nearest], bool(along.max() <= CLEAR))


def _discriminants(within: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """(d, m): axes along which middles (k, d) differ most, by the spread (n, d) around them."""
    spread = within.T @ within / len(within)
    values, vectors = np.linalg.eigh(spread)
    usual = float(np.maximum(values.mean(), np.finfo(np.float32).eps))
    evened = vectors / np.sqrt(np.maximum(values, 0) + _RIDGE * usual)
    apart = (middles - middles.mean(axis=0)) @ evened
    _, lengths, rows = np.linalg.svd(apart, full_matrices=False)
    telling = rows[lengths > _TELLING * lengths[0]]
    return evened @ telling.T


def _letter_of(label: int, letters: Sequence[str]) -> str:
    return letters[label] if 0 <= label < len(letters) else ""


def _letter_in(title: Words) -> str:
    """The letter that a class's title is, the same in all languages."""
    different = set(title.values())
    if len(different) != 1:
        return ""
    letter = different.pop()
    return letter if letter in ALPHABET else ""
