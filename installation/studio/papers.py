"""The papers of the pack `facades`: what its pack.toml and LICENSE say."""

import json
import platform
from datetime import date

import numpy as np
import torch

# German, English, and the number of the drawing (of seed 1) that lies there
PLACES = (
    ("Kathedrale zur blauen Stunde", "Cathedral at the blue hour", 0),
    ("Kuppelschloss am Mittag", "Domed palace at noon", 1),
    ("Rote Türme im Abendrot", "Red towers at sunset", 24),
    ("Türkises Mietshaus", "Turquoise tenement", 26),
    ("Rotes Holzhaus", "Red wooden house", 87),
    ("Weiße Kuben", "White cubes", 16),
    ("Beton bei Nacht", "Concrete at night", 17),
    ("Terrassen im Abendrot", "Terraces at sunset", 35),
    ("Haus mit Türmchen bei Nacht", "House with a turret at night", 33),
    ("Gelbes Palais", "Yellow palais", 43),
    ("Rote Bänder", "Red ribbons", 82),
    ("Haus der Augen", "House of eyes", 53),
)
# What the second network tells apart, in the order of drawing.STYLES
CLASSES = (
    ("Gotik", "Gothic"),
    ("Barock", "Baroque"),
    ("Altbau", "Tenement"),
    ("Holzhaus", "Clapboard"),
    ("Neues Bauen", "Modernism"),
    ("Brutalismus", "Brutalism"),
)
TRUNCATION = 1.0
BANDWIDTH = 0.45  # of the density over the map that is the prior: less makes jumps between plateaus, more makes mud

TITLE = {"de": "Fassaden", "en": "Facades"}
STATEMENT = {
    "de": "Ein neuronales Netz hat Zeichnungen von Häusern in sechs Stilen gesehen, alle von einem Programm "
    "gezeichnet. Zwischen den Häusern, die es kennt, liegen Häuser, die niemand entworfen hat. "
    "Ihre Bewegung führt dorthin.",
    "en": "A neural network has seen drawings of houses in six styles, all drawn by a program. Between the "
    "houses it knows lie houses that nobody designed. Your movement leads there.",
}
MISSING = {
    "de": "Nie gesehen: ein Foto, ein wirkliches Haus, Menschen, Innenräume, Schrägansichten. Sechs Stile aus "
    "Europa und Nordamerika stehen für das Bauen der Welt; Asien, Afrika, Lateinamerika und fast die ganze "
    "Baugeschichte fehlen. Jeder Stil ist das Klischee, das sein Zeichenprogramm kennt; alle Häuser stehen "
    "frontal, heil und allein in der Mitte.",
    "en": "Never seen: a photograph, a real building, people, interiors, oblique views. Six styles from Europe "
    "and North America stand for the world's architecture; Asia, Africa, Latin America and most of the history "
    "of building are missing. Each style is the cliché its drawing program knows; all houses stand frontal, "
    "intact and alone in the middle.",
}
CHOSEN = {
    "de": "Von Latenzraum: Regeln für Grundriss, Geschosse, Achsen, Schmuck, Licht und Umgebung, Zahlen ausgelost.",
    "en": "By Latenzraum: rules for plan, storeys, bays, ornament, light and surroundings, numbers drawn by lot.",
}

LICENCE = """facades: drawings, network weights and papers of this folder
Author: Latenzraum

To the extent possible under law, the author has waived all copyright and related or neighbouring
rights to this work under CC0 1.0 Universal (SPDX: CC0-1.0).
The legal text: https://creativecommons.org/publicdomain/zero/1.0/legalcode
"""


def pack_toml(layers: tuple[str, ...], points: np.ndarray, training: dict, drawings: int) -> str:
    """The pack's papers; `points` are the (n, 64) points of PLACES, `training` the numbers to state."""
    parts = [_pack(), _generator(layers, points.shape[1])]
    parts += [_place(de, en, point) for (de, en, _), point in zip(PLACES, points, strict=True)]
    parts += [_class(de, en) for de, en in CLASSES]
    parts.append(_data(drawings))
    parts.append(
        "[training]\n"
        + "".join(f"{key} = {json.dumps(value)}\n" for key, value in training.items())
    )
    return "\n".join(parts)


def training(program: str, steps: int, elapsed_s: float, cores: str = "") -> dict:
    """The numbers of [training]; time counts as it passed, pauses of a busy machine included."""
    hardware = (
        torch.cuda.get_device_name()
        if torch.cuda.is_available()
        else f"{platform.machine()} CPU{cores}"
    )
    hours = round(elapsed_s / 3600, 2)
    return {
        "program": program,
        "date": date.today().isoformat(),
        "hardware": hardware,
        "hours": hours,
        "steps": steps,
    }


def _words(words: dict[str, str]) -> str:
    return "".join(
        f"{language} = {json.dumps(text, ensure_ascii=False)}\n" for language, text in words.items()
    )


def _pack() -> str:
    head = '[pack]\nname = "facades"\nversion = "1.0"\nauthor = "Latenzraum"\nlicence = "CC0-1.0"\n'
    made = 'made_with = "kiosk studio train facades; kiosk studio export facades"\n'
    return f"{head}{made}\n[pack.title]\n{_words(TITLE)}\n[pack.statement]\n{_words(STATEMENT)}"


def _generator(layers: tuple[str, ...], dimensions: int) -> str:
    lines = [
        "[generator]",
        'file = "generator.onnx"',
        'latent = "z"',
        f"dimensions = {dimensions}",
        'distribution = "normal"',
    ]
    lines += [
        f"truncation = {TRUNCATION}  # z is whitened: N(0, 1) is as far out as the drawings lie, but between styles it paints mud"
    ]
    lines += [
        f"bandwidth = {BANDWIDTH}  # so samples are points of the map and this share of N(0, 1); ways between them are good too"
    ]
    lines += [
        'layout = "NCHW"',
        "range = [0, 255]",
        'size = "size"',
        f"layers = {json.dumps(list(layers))}",
    ]
    return "\n".join(lines) + "\n"


def _place(de: str, en: str, point: np.ndarray) -> str:
    values = ", ".join(f"{value:.4f}" for value in point)
    title = f"{{ de = {json.dumps(de, ensure_ascii=False)}, en = {json.dumps(en, ensure_ascii=False)} }}"
    return f"[[place]]\ntitle = {title}\npoint = [{values}]\n"


def _class(de: str, en: str) -> str:
    return f"[[class]]\ntitle = {{ de = {json.dumps(de)}, en = {json.dumps(en)} }}\n"


def _data(drawings: int) -> str:
    head = (
        f'[data]\nsource = "installation/studio/drawing"\nitems = {drawings}\nlicence = "CC0-1.0"\n'
    )
    return f"{head}\n[data.chosen_by]\n{_words(CHOSEN)}\n[data.missing]\n{_words(MISSING)}"
