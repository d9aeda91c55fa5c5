"""A small image-to-image pack, which changes the picture of the pack scene; see `make_image_model`."""

import shutil
from pathlib import Path

from tests.packs.scene_pack import write_scene_pack

HERE = Path(__file__).parent
PAPERS = """
[pack]
name = "image"
version = "1"
title = { en = "Image" }
author = "Ada"
[generator]
file = "image.onnx"
picture = "changed"
layers = ["half"]
range = [0, 1]
[source]
from = "scene"
input = "picture"
size = [24, 32]
range = [0, 1]
[[gesture]]
input = "strength"
from = "motion"
rest = 0
"""


def write_image_pack(models: Path, was: str = "", becomes: str = "") -> Path:
    """Writes it and its source into `models`, with some words of its papers exchanged."""
    assert was in PAPERS
    for name in ("scene", "image"):
        (models / name).mkdir(parents=True, exist_ok=True)
    write_scene_pack(models / "scene")
    shutil.copy(HERE / "image.onnx", models / "image")
    papers = PAPERS.replace(was, becomes, 1)
    (models / "image" / "pack.toml").write_text(papers, encoding="utf-8")
    return models / "image"
