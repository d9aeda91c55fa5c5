"""Writes the tiny models of these tests, by hand, where the extra `studio` is installed: ``python -m tests.generator.make_models``.

classifier.onnx answers as a pack's second network does: four kernels, six classes, in colour and as edges.
moody.onnx is a generator (4 values -> 36x64) with a hidden layer that gives NaN where the first value is
below -3, and a picture of another shape where the second one is.
"""

from pathlib import Path

import numpy as np

from installation.studio.common.onnx_graph import Graph

CLASSES = 6
KERNELS = 4
HERE = Path(__file__).parent


def main() -> None:
    random = np.random.default_rng(1)
    classifier(random).save(HERE / "classifier.onnx")
    moody(random).save(HERE / "moody.onnx")


def classifier(random) -> Graph:
    graph = Graph("latenzraum test classifier")
    picture = graph.input("picture", "uint8", [1, "height", "width", 3])
    seen = graph.op("Transpose", graph.op("Cast", picture, to=1), perm=[0, 3, 1, 2])
    size = graph.integers(1, 3, 72, 128)
    seen = graph.op(
        "Mul", graph.op("Resize", seen, "", "", size, mode="linear"), graph.constant(1 / 255)
    )
    grey = graph.op("ReduceMean", seen, graph.integers(1), keepdims=1)
    sobel = graph.constant(np.array([[[[1, 0, -1], [2, 0, -2], [1, 0, -1]]]]) / 4)
    graph.output(
        graph.op("Abs", graph.op("Conv", grey, sobel, pads=[1] * 4)),
        "edges",
        "float32",
        [1, 1, 72, 128],
    )
    for way, view, channels in (("colour", seen, 3), ("edges", "edges", 1)):
        weight = random.normal(size=(KERNELS, channels, 7, 7))
        graph.output(
            graph.op("Identity", graph.constant(weight)),
            f"kernels_{way}",
            "float32",
            [KERNELS, channels, 7, 7],
        )
        found = graph.op(
            "Relu", graph.op("Conv", view, graph.constant(weight), strides=[2, 2], pads=[3] * 4)
        )
        graph.output(found, f"features_1_{way}", "float32", [1, KERNELS, 36, 64])
        pooled = graph.op("Flatten", graph.op("GlobalAveragePool", f"features_1_{way}"), axis=1)
        scores = graph.linear(pooled, random.normal(size=(CLASSES, KERNELS)), np.zeros(CLASSES))
        graph.output(graph.op("Softmax", scores, axis=1), f"scores_{way}", "float32", [1, CLASSES])
    return graph


def moody(random) -> Graph:
    graph = Graph("latenzraum test generator")
    z = graph.input("z", "float32", [1, 4])
    coarse = graph.op(
        "Reshape",
        graph.linear(z, random.normal(size=(27, 4)), np.zeros(27)),
        graph.integers(1, 3, 3, 3),
    )
    first = graph.op(
        "Reshape",
        graph.op("Slice", z, graph.integers(0), graph.integers(1), graph.integers(1)),
        graph.integers(1, 1, 1, 1),
    )
    second = graph.op(
        "Squeeze", graph.op("Slice", z, graph.integers(1), graph.integers(2), graph.integers(1))
    )
    nought = graph.op(
        "Mul", graph.op("Sqrt", graph.op("Add", first, graph.constant(3.0))), graph.constant(0.0)
    )
    graph.output(
        graph.op("Tanh", graph.op("Add", coarse, nought)), "hidden", "float32", [1, 3, 3, 3]
    )
    rows = graph.op(
        "Where",
        graph.op("Less", second, graph.constant(-3.0)),
        graph.integers(1, 3, 64, 36),
        graph.integers(1, 3, 36, 64),
    )
    graph.output(
        graph.op("Resize", "hidden", "", "", rows, mode="linear"),
        "picture",
        "float32",
        [1, 3, "height", "width"],
    )
    return graph


if __name__ == "__main__":
    main()
