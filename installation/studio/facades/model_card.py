"""The model card of the pack `facades`: what its pack.toml says."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from installation.studio.common.card_text import (
    CardGesture,
    NamedDrawing,
    Titles,
    as_toml,
    gesture_tables,
    table,
)
from installation.studio.facades.compose import LIGHT

PLACES = (
    NamedDrawing("Kathedrale zur blauen Stunde", "Cathedral at the blue hour", 0),
    NamedDrawing("Kuppelschloss am Mittag", "Domed palace at noon", 1),
    NamedDrawing("Rote Türme im Abendrot", "Red towers at sunset", 72),
    NamedDrawing("Blau-weißes Mietshaus", "Blue and white tenement", 26),
    NamedDrawing("Rotes Holzhaus im Abendrot", "Red wooden house at sunset", 45),
    NamedDrawing("Weiße Kuben", "White cubes", 16),
    NamedDrawing("Beton bei Nacht", "Concrete at night", 23),
    NamedDrawing("Terrassen im Abendrot", "Terraces at sunset", 35),
    NamedDrawing("Holzhaus bei Nacht", "Wooden house at night", 33),
    NamedDrawing("Gelbes Palais", "Yellow palais", 43),
    NamedDrawing("Rote Bänder", "Red ribbons", 82),
    NamedDrawing("Haus der Augen", "House of eyes", 53),
)
# What the second network tells apart, in the order of drawing.STYLES
CLASSES = (
    Titles("Gotik", "Gothic"),
    Titles("Barock", "Baroque"),
    Titles("Altbau", "Tenement"),
    Titles("Holzhaus", "Clapboard"),
    Titles("Neues Bauen", "Modernism"),
    Titles("Brutalismus", "Brutalism"),
)
# the light stands where the visitor stands, and rises with the hand
GESTURES = (
    CardGesture("light_x", "place", (-1.0, 1.0), rest=LIGHT[0], smoothing_s=0.3),
    CardGesture("light_y", "hand", (0.3, -1.0), rest=LIGHT[1], smoothing_s=0.3),
)
AT_REST = {gesture.name: gesture.rest for gesture in GESTURES}
TRUNCATION = 1.0
# of the density over the map that is the prior: less makes jumps between plateaus, more leads to where no house is known
BANDWIDTH = 0.45
PACE = 1.4  # times as fast as change_per_s of the configuration says

TITLE = {"de": "Fassaden", "en": "Facades"}
STATEMENT = {
    "de": "Ein neuronales Netz hat Zeichnungen von Häusern in sechs Stilen gesehen, alle von einem Programm "
    "gezeichnet. Zwischen den Häusern, die es kennt, liegen Häuser, die niemand entworfen hat. "
    "Ihre Bewegung führt dorthin.",
    "en": "A neural network has seen drawings of houses in six styles, all drawn by a program. Between the "
    "houses it knows lie houses that nobody designed. Your movement leads there.",
}
MISSING = {
    "de": "Fotos, wirkliche Häuser und Menschen, Innenräume, Schrägansichten. Sechs Stile aus "
    "Europa und Nordamerika stehen für das Bauen der Welt; Asien, Afrika, Lateinamerika und fast die ganze "
    "Baugeschichte fehlen. Jeder Stil ist das Klischee, das sein Zeichenprogramm kennt; alle Häuser stehen "
    "frontal, heil und in der Mitte.",
    "en": "Photographs, real buildings and people, interiors, oblique views. Six styles from Europe "
    "and North America stand for the world's architecture; Asia, Africa, Latin America and most of the history "
    "of building are missing. Each style is the cliché its drawing program knows; all houses stand facing "
    "the viewer, intact and in the middle.",
}
CHOSEN = {
    "de": "Von Latenzraum, nach Regeln für Grundriss, Geschosse, Achsen, Schmuck, Licht und Umgebung, mit ausgelosten Zahlen.",
    "en": "By Latenzraum, by rules for plan, storeys, bays, ornament, light and surroundings, with numbers drawn by lot.",
}
ABOUT = {
    "name": "facades",
    "version": "1.0",
    "author": "Latenzraum",
    "licence": "CC0-1.0",
    "made_with": "kiosk studio train facades; kiosk studio export facades",
}
GENERATOR = """[generator]
file = "generator.onnx"
latent = "z"
dimensions = {dimensions}
distribution = "normal"
truncation = {truncation}  # z is whitened: N(0, 1) is as far out as the drawings lie, but beyond the styles it knows no houses
bandwidth = {bandwidth}  # so samples are points of the map and this share of N(0, 1); ways between them are good too
pace = {pace}  # what stands between two houses is passed a little faster, and leaves time for the houses
layout = "NCHW"
range = [0, 255]
size = "size"
layers = {layers}
"""


def pack_toml(
    layers: Sequence[str], points: np.ndarray, training: dict[str, Any], drawings: int
) -> str:
    """The content of pack.toml.

    `points` are the (n, 64) points of PLACES, `training` the numbers to state, `drawings` how many were
    trained on.
    """
    generator = GENERATOR.format(
        dimensions=points.shape[1],
        truncation=TRUNCATION,
        bandwidth=BANDWIDTH,
        pace=PACE,
        layers=as_toml(list(layers)),
    )
    data = {
        "source": "installation/studio/facades/drawing",
        "items": drawings,
        "licence": "CC0-1.0",
    }
    parts = [
        table("[pack]", ABOUT),
        table("[pack.title]", TITLE),
        table("[pack.statement]", STATEMENT),
        generator,
        *gesture_tables(GESTURES),
    ]
    for place, point in zip(PLACES, points, strict=True):
        parts.append(_place(place, point))
    for titles in CLASSES:
        parts.append(f"[[class]]\ntitle = {_inline(titles.de, titles.en)}\n")
    parts += [
        table("[data]", data),
        table("[data.chosen_by]", CHOSEN),
        table("[data.missing]", MISSING),
        table("[training]", training),
    ]
    return "\n".join(parts)


def _place(place: NamedDrawing, point: np.ndarray) -> str:
    values = ", ".join(f"{value:.4f}" for value in point)
    title = _inline(place.de, place.en)
    return f"[[place]]\ntitle = {title}\npoint = [{values}]\n"


def _inline(de: str, en: str) -> str:
    """A title in both languages as a table on one line."""
    return f"{{ de = {as_toml(de)}, en = {as_toml(en)} }}"
