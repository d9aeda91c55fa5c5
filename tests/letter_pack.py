"""A pack whose classes are letters, as numbers: three directions say which, the others are its style."""

from pathlib import Path

import numpy as np

from installation.packs import manifest
from installation.packs.manifest import Pack

LETTERS = "AEHRSTUÜ"
STYLE = 12
FACES = 20  # of each letter on the map
PAPERS = """
[pack]
name = "{name}"
version = "1"
title = {{ en = "Letters" }}
[generator]
dimensions = {dimensions}
spots = "spots"
most = {most}
"""


def write_letter_pack(folder: Path, most: int = 5) -> Pack:
    """The pack in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = PAPERS.format(name=folder.name, dimensions=3 + STYLE, most=most)
    classes = [f'[[class]]\ntitle = {{ de = "{one}", en = "{one}" }}\n' for one in LETTERS]
    (folder / "pack.toml").write_text(papers + "".join(classes), encoding="utf-8")
    (folder / "generator.onnx").touch()
    points = [point_of(letter, style) for letter in LETTERS for style in range(FACES)]
    labels = np.repeat(np.arange(len(LETTERS)), FACES)
    np.savez(folder / "map.npz", points=np.stack(points), labels=labels)
    return manifest.load(folder)


def point_of(letter: str, style: int = 99) -> np.ndarray:
    """(3 + STYLE,) float32: a letter in a face of this number."""
    number = LETTERS.index(letter)
    across = 2 * np.pi * number / len(LETTERS)
    capital = 1.7 * np.array([np.cos(across), np.sin(across), 0.4 * (-1) ** number])
    random = np.random.default_rng(style + 1000 * number)
    return np.append(capital, random.normal(size=STYLE)).astype(np.float32)


def row_of(word: str, size: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, d) and spots (n, 2) of letters side by side."""
    points = np.stack([point_of(letter) for letter in word])
    across = (np.arange(len(word)) + 0.5) / len(word)
    spots = np.stack([across, np.full(len(word), size)], axis=1)
    return points, spots.astype(np.float32)
