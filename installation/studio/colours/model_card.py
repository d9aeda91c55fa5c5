"""The model card of the pack `colours`: what its pack.toml says."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from installation.studio.common.card_text import NamedDrawing, table

PLACES = (
    NamedDrawing("Grüner Horizont, violettes Wasser", "Green horizon, violet water", 0),
    NamedDrawing("Kupfermond", "Copper moon", 1),
    NamedDrawing("Ultraviolette Seide", "Ultraviolet silk", 2),
    NamedDrawing("Bernstein trifft Petrol", "Amber meets petrol blue", 5),
    NamedDrawing("Achse eines Kristalls", "Axis of a crystal", 6),
    NamedDrawing("Infrarote Hügel", "Infrared hills", 15),
    NamedDrawing("Letztes Licht", "Last light", 16),
    NamedDrawing("Himbeere und Petrol", "Raspberry and petrol blue", 20),
    NamedDrawing("Zwei warme Töne im Gespräch", "Two warm tones in conversation", 21),
    NamedDrawing("Kalte Finsternis", "Cold eclipse", 25),
    NamedDrawing("Atem des Eises", "Breath of ice", 31),
    NamedDrawing("Blauer Saum", "Blue hem", 43),
)
TRUNCATION = 1.0

TITLE = {"de": "Farben", "en": "Colours"}
STATEMENT = {
    "de": "Interpolation unsichtbarer Farben. Das Auge kennt eine einzige Oktave des Lichts; Infrarotfilm, "
    "Wärmekamera, Röntgenbild und Seifenhaut übersetzen, was darüber und darunter liegt. Ein kleines Netz hat "
    "gelernt, wie sich solches Licht verteilt; jeden Ort im Bild berechnet es für sich. Ihre Bewegung führt "
    "zwischen diese Übersetzungen.",
    "en": "Interpolation of invisible colours. The eye knows a single octave of light; infrared film, thermal "
    "camera, X-ray and soap film translate what lies above and below. A small network has learned how such "
    "light spreads; it computes each place in the picture by itself. Your movement leads between these "
    "translations.",
}
MISSING = {
    "de": "Fotos, Messungen, Dinge. Kein Infrarot und kein Ultraviolett ist aufgenommen; "
    "die Farben sind die, die bildgebende Verfahren und Kunst ihnen gewöhnlich geben. Acht Arten von Licht und zehn "
    "Stimmungen stehen für alle; es fehlen harte Geometrie, Textur, Schrift, feines Korn und reines Grau. "
    "Was schön ist, hat ein einziger Geschmack entschieden.",
    "en": "Photographs, measurements, things. No infrared and no ultraviolet was recorded; the "
    "colours are those that imaging techniques and art usually give them. Eight kinds of light and ten moods stand for "
    "all; hard geometry, texture, writing, fine grain and pure grey are missing. A single taste decided "
    "what is beautiful.",
}
CHOSEN = {
    "de": "Von Latenzraum, nach Regeln für acht Arten von Licht und Stimmungen in OKLCh, mit ausgelosten Zahlen.",
    "en": "By Latenzraum, by rules for eight kinds of light and moods in OKLCh, with numbers drawn by lot.",
}
ABOUT = {
    "name": "colours",
    "version": "1.0",
    "author": "Latenzraum",
    "licence": "CC0-1.0",
    "made_with": "kiosk studio train colours; kiosk studio export colours",
}


def pack_toml(
    layers: Sequence[str], points: np.ndarray, training: dict[str, Any], drawings: int
) -> str:
    """The content of pack.toml.

    `points` are the (n, 32) points of PLACES, `training` the numbers to state, `drawings` how many were
    trained on.
    """
    generator = {
        "file": "generator.onnx",
        "latent": "z",
        "dimensions": points.shape[1],
        "distribution": "normal",
        "truncation": TRUNCATION,
        "layout": "NCHW",
        "range": [0, 255],
        "size": "size",
        "layers": list(layers),
    }
    data = {
        "source": "installation/studio/colours/drawing.py",
        "items": drawings,
        "licence": "CC0-1.0",
    }
    parts = [
        table("[pack]", ABOUT),
        table("[pack.title]", TITLE),
        table("[pack.statement]", STATEMENT),
        table("[generator]", generator),
    ]
    for place, point in zip(PLACES, points, strict=True):
        parts.append(_place(place, point))
    parts += [
        table("[data]", data),
        table("[data.chosen_by]", CHOSEN),
        table("[data.missing]", MISSING),
        table("[training]", training),
    ]
    return "\n".join(parts)


def _place(place: NamedDrawing, point: np.ndarray) -> str:
    rows = {
        "title.de": place.de,
        "title.en": place.en,
        "point": [round(float(value), 4) for value in point],
    }
    return table("[[place]]", rows)
