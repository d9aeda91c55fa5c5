"""Writes scene.onnx, by hand, where the extra `studio` is installed: ``python -m tests.packs.make_scene_model``.

one_point.onnx is the same for a single point. A generator of 24x32 pixels with all that a scene has: each of n points (4 values) is a band in a
colour of its own, at its spot; `glow` makes the picture lighter; `paper` is the ground, the mean of
`inks` and the number of `steps` are added to it.
"""

from pathlib import Path

import numpy as np

from installation.studio.common.onnx_graph import Graph

HERE = Path(__file__).parent
HEIGHT = 24
WIDTH = 32
STEEP = 8.0  # a band is a quarter of the picture wide


def main() -> None:
    scene("n").save(HERE / "scene.onnx")
    scene(1).save(HERE / "one_point.onnx")


def scene(count: str | int) -> Graph:
    graph = Graph("latenzraum test scene")
    z = graph.input("z", "float32", [count, 4])
    spots = graph.input("spots", "float32", [count, 2])
    glow = graph.input("glow", "float32", [1])
    paper = graph.input("paper", "float32", [3])
    inks = graph.input("inks", "float32", ["k", 3])
    steps = graph.input("steps", "int64", [1])
    centres, sizes = graph.split(spots, 2, axis=1)
    across = graph.constant((np.arange(WIDTH) + 0.5)[None] / WIDTH)
    away = graph.op("Abs", graph.subtract(across, centres))  # (n, w)
    band = graph.maximum(graph.subtract(1.0, graph.multiply(away, STEEP)), 0.0)
    strength = graph.multiply(band, sizes)
    red, green, blue, _ = graph.split(z, 4, axis=1)
    colours = graph.op("Tanh", graph.concat(red, green, blue, axis=1))
    painted = graph.op("MatMul", graph.transpose(colours, 1, 0), strength)  # (3, w)
    ground = graph.add(paper, graph.op("ReduceMean", inks, graph.integers(0), keepdims=0))
    ground = graph.add(ground, graph.multiply(graph.add(glow, graph.to_float(steps)), 30.0))
    bands = graph.multiply(painted, 60.0)
    row = graph.add(bands, graph.reshape(ground, 3, 1))
    picture = graph.op(
        "Expand", graph.reshape(row, 1, 3, 1, WIDTH), graph.integers(1, 3, HEIGHT, WIDTH)
    )
    graph.output(picture, "picture", "float32", [1, 3, HEIGHT, WIDTH])
    return graph


if __name__ == "__main__":
    main()
