"""Writes encoder.onnx, a tiny stand-in for a pack's encoder: the mean of twelve fields of the silhouette, turned into a
point of eight values. By hand, where the extra `studio` is installed: ``python -m tests.journey.make_encoder``.
"""

from pathlib import Path

import numpy as np

from installation.studio.common.onnx_graph import Graph


def main() -> None:
    graph = Graph("latenzraum test encoder")
    seen = graph.op("Cast", graph.input("silhouette", "uint8", [1, 18, 32]), to=1)
    seen = graph.op("Reshape", seen, graph.integers(1, 1, 18, 32))
    fields = graph.op(
        "Flatten", graph.op("AveragePool", seen, kernel_shape=[6, 8], strides=[6, 8]), axis=1
    )
    weight = np.random.default_rng(1).normal(size=(8, 12))
    graph.output(graph.linear(fields, weight, np.zeros(8)), "z", "float32", [1, 8])
    graph.save(Path(__file__).with_name("encoder.onnx"))


if __name__ == "__main__":
    main()
