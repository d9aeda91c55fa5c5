"""A small pack of several points, a gesture and two looks; see `make_scene_model`."""

import shutil
from pathlib import Path

HERE = Path(__file__).parent
PAPERS = """
[pack]
name = "scene"
version = "1"
title = { en = "Scene" }
[generator]
file = "scene.onnx"
latent = "z"
dimensions = 4
range = [0, 255]
spots = "spots"
most = 3
[generator.constants]
steps = 1
[[gesture]]
input = "glow"
from = "hand"
range = [0, 2]
rest = 0
[look]
show = "day"
[look.day]
paper = "#604020"
inks = ["#102030", "#302010"]
[look.night]
paper = [8, 8, 40]
inks = ["#000010"]
steps = 2
"""


def write_scene_pack(folder: Path, was: str = "", becomes: str = "") -> Path:
    """Writes it into the folder, with some words of its papers exchanged."""
    assert was in PAPERS
    for name in ("scene.onnx", "one_point.onnx"):
        shutil.copy(HERE / name, folder)
    papers = PAPERS.replace(was, becomes, 1)
    (folder / "pack.toml").write_text(papers, encoding="utf-8")
    return folder
