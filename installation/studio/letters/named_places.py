"""The places of the pack: every letter once, in a face that begins with it where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from installation.latent.geometry import shorten
from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import COUNTRY_AXES, Calibration
from installation.studio.letters.credits import credit_of
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.letters_map import FaceLetter, encoded
from installation.studio.letters.model import LettersModel


@dataclass(frozen=True)
class NamedFace:
    """A face as the font calls it, and as a visitor reads it."""

    family: str
    style: str
    name: str


FACES = {
    "A": NamedFace("Almendra", "Bold", "Almendra"),
    "B": NamedFace("Libre Bodoni", "Bold", "Bodoni"),
    "C": NamedFace("Cinzel", "Regular", "Cinzel"),
    "D": NamedFace("QTDublinIrish", "Medium", "Dublin Irish"),
    "E": NamedFace("Eczar", "Medium", "Eczar"),
    "F": NamedFace("IM FELL English", "Italic", "Fell"),
    "G": NamedFace("EB Garamond", "Medium", "Garamond"),
    "H": NamedFace("QTHoboken", "Medium", "Hoboken"),
    "I": NamedFace("QTImpromptu", "Regular", "Impromptu"),
    "J": NamedFace("QTJupiter", "Medium", "Jupiter"),
    "K": NamedFace("QTKooper", "Italic", "Kooper"),
    "L": NamedFace("Libertinus Serif", "Bold", "Libertinus"),
    "M": NamedFace("Merriweather", "Black Italic", "Merriweather"),
    "N": NamedFace("Nunito", "Black", "Nunito"),
    "O": NamedFace("0swald SemiBold", "Demi", "Oswald"),
    "P": NamedFace("Playfair Display", "Black", "Playfair"),
    "Q": NamedFace("Quattrocento", "Bold", "Quattrocento"),
    "R": NamedFace("Romande ADF Style Std", "Demi", "Romande"),
    "S": NamedFace("Spectral", "ExtraLight Italic", "Spectral"),
    "T": NamedFace("QTTumbleweed", "Medium", "Tumbleweed"),
    "U": NamedFace("UM Typewriter", "Bold", "UM Typewriter"),
    "V": NamedFace("QTVagaRound", "Bold", "Vaga"),
    "W": NamedFace("QTWeise", "Bold", "Weise"),
    "X": NamedFace("XCharter", "Bold", "XCharter"),
    "Y": NamedFace("Antykwa Torunska", "Bold", "Antykwa"),
    "Z": NamedFace("Lexend Zetta", "Regular", "Zetta"),
    "Ä": NamedFace("QTPeignoir", "Medium", "Peignoir"),
    "Ö": NamedFace("Overlock", "Black", "Overlock"),
    "Ü": NamedFace("Fetamont", "Bold8", "Fetamont"),
}


@dataclass(frozen=True)
class LetterPlace:
    """A place of the pack."""

    letter: str
    name: str  # of the face
    point: NDArray[np.float32]  # (d,)


def letter_places(
    model: LettersModel,
    data: LettersDataset,
    calibration: Calibration,
) -> list[LetterPlace]:
    """One for each letter, in their order.

    Among other faces than ours, a letter without its face gets one by lot.
    """
    lots = np.random.default_rng(12)
    names = []
    chosen = []
    for number, letter in enumerate(LETTERS):
        wanted = FACES[letter]
        face = _number_of(wanted, data.faces)
        name = wanted.name
        if face is None:
            face = int(lots.choice(data.trained))
            name = credit_of(data.faces[face]).family
        names.append(name)
        chosen.append(FaceLetter(face, number))
    points = encoded(model, data, calibration, chosen)
    styles = points[:, COUNTRY_AXES:]
    # some are far outside, where the journey does not go: no farther than a typical sample
    points[:, COUNTRY_AXES:] = shorten(styles, np.sqrt(styles.shape[1]))
    return [
        LetterPlace(letter, name, point)
        for letter, name, point in zip(LETTERS, names, points, strict=True)
    ]


def _number_of(wanted: NamedFace, faces: Sequence[dict[str, Any]]) -> int | None:
    for number, face in enumerate(faces):
        is_family = face["family"] == wanted.family
        if is_family and face.get("style") == wanted.style:
            return number
    return None
