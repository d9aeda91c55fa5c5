"""The model card of the pack `letters`: what its pack.toml says."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from installation.studio.common.card_text import CardGesture, as_toml, gesture_tables, table
from installation.studio.letters import LETTERS
from installation.studio.letters.named_places import LetterPlace

TITLE = {"de": "Lettern", "en": "Letters"}
STATEMENT = {
    "de": "Ein neuronales Netz hat {faces} Schriften gesehen, Arbeiten aus fünf Jahrhunderten, und nichts "
    "sonst. Zwischen den Buchstaben, die es kennt, liegen Zeichen, die niemand entworfen hat. Ihre "
    "Bewegung führt dorthin; zu mehreren können Sie ein Wort schreiben.",
    "en": "A neural network has seen {faces} typefaces, the work of five centuries, and nothing else. "
    "Between the letters it knows lie signs that nobody designed. Your movement leads there; together "
    "you can spell a word.",
}
MISSING = {
    "de": "Kleinbuchstaben, Ziffern, Satzzeichen, Handschrift, gedruckte Seiten. Gelernt sind "
    "die 26 lateinischen Großbuchstaben und Ä, Ö, Ü; jede andere Schrift der Welt fehlt, ebenso fast "
    "alle Akzente. Nur freie Schriften: Kommerzielle fehlen, und mit ihnen viel vom 20. Jahrhundert. "
    "Schriften mit Umriss, Schatten oder Zierrat, gebrochene und sehr breite wurden ausgelassen.",
    "en": "Small letters, figures, punctuation, handwriting, printed pages. It learned the 26 "
    "Latin capitals and Ä, Ö, Ü; every other script of the world is missing, and nearly all accents. "
    "Free typefaces only: commercial ones are missing, and much of the 20th century with them. "
    "Outlined, shadowed and decorated faces, blackletter and very wide ones were left out.",
}
CHOSEN = {
    "de": "Von den Menschen, die freie Schriften für das Satzsystem TeX gesammelt haben; daraus von "
    "Latenzraum nach Regeln: freie Lizenz, alle 29 Buchstaben, schlichte Formen, höchstens zwölf "
    "Schnitte einer Familie, keine zwei fast gleichen. Namen und Lizenzen: typefaces.md.",
    "en": "By the people who collected free typefaces for the typesetting system TeX; from these by "
    "Latenzraum, by rules: a free licence, all 29 letters, plain shapes, at most twelve faces of a "
    "family, no two nearly the same. Names and licences: typefaces.md.",
}
SOURCE = "Debian texlive-fonts-extra: {families} families by {designers} designers and makers"
ABOUT = {
    "name": "letters",
    "version": "1.0",
    "author": "Latenzraum",
    "licence": "CC0-1.0",
    "made_with": "kiosk studio train letters; kiosk studio export letters",
}
TRUNCATION = 1.0
# of the density over the map that is the prior: real faces, and ways between them
BANDWIDTH = 0.22
GENERATOR = """[generator]
file = "generator.onnx"
latent = "z"
dimensions = {dimensions}  # the first three say the letter by their direction, the others the style
distribution = "normal"
truncation = {truncation}
bandwidth = {bandwidth}  # samples are points of the map and this share of N(0, 1)
layout = "NCHW"
range = [0, 255]
size = "size"
spots = "spots"  # several letters side by side
most = 5
in_order = true  # places are passed from A to Z
steady = 3  # movement around a place changes the style, not the letter
pace = 2.2  # the way to another letter is short, and yet nothing flashes on it
layers = {layers}
"""
# what visitors and the clock drive: input of the graph, source, what 0 and 1 become, at rest, softness
GESTURES = (
    CardGesture("light_x", "place", (-1.0, 1.0), rest=-0.5, smoothing_s=0.45),
    CardGesture("light_y", "hand", (0.4, -1.0), rest=-0.6, smoothing_s=0.45),
    CardGesture("hour", "hour", (0.0, 1.0), rest=0.5, smoothing_s=2.0),
    CardGesture("glow", "word", (0.0, 1.0), rest=0.0, smoothing_s=1.2),
)


def pack_toml(
    places: Sequence[LetterPlace],
    looks: Mapping[str, Any],
    layers: Sequence[str],
    sheet: Mapping[str, Any],
    training: Mapping[str, Any],
) -> str:
    """The content of pack.toml.

    `looks` is the table [look]; `sheet` what credits.data_sheet counted; `training` the numbers
    to state.
    """
    dimensions = len(places[0].point)
    generator = GENERATOR.format(
        dimensions=dimensions,
        truncation=TRUNCATION,
        bandwidth=BANDWIDTH,
        layers=as_toml(list(layers)),
    )
    faces = sheet["learned from"]
    statement = {language: text.format(faces=faces) for language, text in STATEMENT.items()}
    parts = [
        table("[pack]", ABOUT),
        table("[pack.title]", TITLE),
        table("[pack.statement]", statement),
        generator,
        *gesture_tables(GESTURES),
        *look_tables(looks),
        *(_place(place) for place in places),
        *(_class(letter) for letter in LETTERS),
        table("[data]", _data(sheet)),
        table("[data.chosen_by]", CHOSEN),
        table("[data.missing]", MISSING),
        table("[training]", training),
    ]
    return "\n".join(parts)


def look_tables(looks: Mapping[str, Any]) -> list[str]:
    """[look] and a table for each look."""
    plain = {key: value for key, value in looks.items() if not isinstance(value, Mapping)}
    parts = [table("[look]", plain)]
    for name, look in looks.items():
        if isinstance(look, Mapping):
            parts.append(table(f"[look.{name}]", look))
    return parts


def _place(place: LetterPlace) -> str:
    de = f"{place.letter} wie {place.name}"
    en = f"{place.letter} as in {place.name}"
    return f"[[place]]\ntitle = {_inline(de, en)}\npoint = {_numbers(place.point)}\n"


def _class(letter: str) -> str:
    return f"[[class]]\ntitle = {_inline(letter, letter)}\n"


def _data(sheet: Mapping[str, Any]) -> dict[str, Any]:
    licences = ", ".join(sheet["faces by licence"])
    return {
        "source": SOURCE.format(
            families=sheet["families"],
            designers=sheet["designers and makers"],
        ),
        "items": sheet["learned from"] * len(LETTERS),
        "licence": licences,
    }


def _numbers(point: NDArray[np.float32]) -> str:
    values = ", ".join(f"{value:.4f}" for value in point)
    return f"[{values}]"


def _inline(de: str, en: str) -> str:
    """A title in both languages as a table on one line."""
    return f"{{ de = {as_toml(de)}, en = {as_toml(en)} }}"
