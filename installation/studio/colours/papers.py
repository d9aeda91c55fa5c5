"""The papers of the pack `colours`: what its pack.toml and LICENSE say."""

import json

import numpy as np

from .. import papers as facades

# German, English, and the number of the drawing (of seed 1) that lies there
PLACES = (
    ("Grüner Horizont, violettes Wasser", "Green horizon, violet water", 0),
    ("Kupfermond", "Copper moon", 1),
    ("Ultraviolette Seide", "Ultraviolet silk", 2),
    ("Bernstein trifft Petrol", "Amber meets petrol", 5),
    ("Achse eines Kristalls", "Axis of a crystal", 6),
    ("Infrarote Hügel", "Infrared hills", 15),
    ("Letztes Licht", "Last light", 16),
    ("Himbeere und Petrol", "Raspberry and petrol", 20),
    ("Gespräch zweier Wärmen", "Two warmths in conversation", 21),
    ("Kalte Finsternis", "Cold eclipse", 25),
    ("Atem des Eises", "Breath of ice", 31),
    ("Blauer Saum", "Blue hem", 43),
)
TRUNCATION = 1.0

TITLE = {"de": "Farben", "en": "Colours"}
STATEMENT = {
    "de": "Interpolation unsichtbarer Farben. Das Auge kennt eine einzige Oktave des Lichts; Infrarotfilm, "
    "Wärmekamera, Röntgenbild und Seifenhaut übersetzen, was darüber und darunter liegt. Ein kleines Netz hat "
    "gelernt, wie solches Licht sich legt, an jedem Ort für sich, ohne ein einziges Pixel. Ihre Bewegung führt "
    "zwischen die Übersetzungen.",
    "en": "Interpolation of invisible colours. The eye knows a single octave of light; infrared film, thermal "
    "camera, x-ray and soap film translate what lies above and below. A small network has learned how such "
    "light settles, at each place by itself, without a single pixel. Your movement leads between the translations.",
}
MISSING = {
    "de": "Nie gesehen: ein Foto, eine Messung, ein Ding. Kein Infrarot und kein Ultraviolett ist aufgenommen; "
    "die Farben sind die, die Bildgebung und Kunst ihnen gewöhnlich geben. Acht Arten von Licht und zehn "
    "Stimmungen stehen für alle; es fehlen harte Geometrie, Textur, Schrift, feines Korn und reines Grau. "
    "Was schön ist, hat ein einziger Geschmack entschieden.",
    "en": "Never seen: a photograph, a measurement, a thing. No infrared and no ultraviolet was recorded; the "
    "colours are those that imaging and art usually give them. Eight kinds of light and ten moods stand for "
    "all; hard geometry, texture, writing, fine grain and pure grey are missing. What is beautiful was decided "
    "by one taste.",
}
CHOSEN = {
    "de": "Von Latenzraum: Regeln für acht Arten von Licht, Stimmungen in OKLCh, Zahlen ausgelost.",
    "en": "By Latenzraum: rules for eight kinds of light, moods in OKLCh, numbers drawn by lot.",
}
LICENCE = facades.LICENCE.replace("facades", "colours", 1)


def pack_toml(layers: list[str], points: np.ndarray, training: dict, drawings: int) -> str:
    """The pack's papers; `points` are the (n, 32) points of PLACES, `training` the numbers to state."""
    about = {"name": "colours", "version": "1.0", "author": "Latenzraum", "licence": "CC0-1.0"}
    about["made_with"] = "kiosk studio train colours; kiosk studio export colours"
    generator = {
        "file": "generator.onnx",
        "latent": "z",
        "dimensions": points.shape[1],
        "distribution": "normal",
    }
    generator |= {
        "truncation": TRUNCATION,
        "layout": "NCHW",
        "range": [0, 255],
        "size": "size",
        "layers": layers,
    }
    source = {
        "source": "installation/studio/colours/drawing.py",
        "items": drawings,
        "licence": "CC0-1.0",
    }
    parts = [
        _table("[pack]", about),
        _table("[pack.title]", TITLE),
        _table("[pack.statement]", STATEMENT),
    ]
    parts.append(_table("[generator]", generator))
    for (german, english, _), point in zip(PLACES, points, strict=True):
        place = {
            "title.de": german,
            "title.en": english,
            "point": [round(float(v), 4) for v in point],
        }
        parts.append(_table("[[place]]", place))
    parts += [
        _table("[data]", source),
        _table("[data.chosen_by]", CHOSEN),
        _table("[data.missing]", MISSING),
    ]
    return "\n".join([*parts, _table("[training]", training)])


def _table(head: str, rows: dict) -> str:
    """A table of TOML; its strings, numbers and lists are written as those of JSON."""
    return (
        head
        + "\n"
        + "".join(
            f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in rows.items()
        )
    )
