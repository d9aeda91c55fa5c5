"""Writes image.onnx, by hand, where the extra `studio` is installed: ``python -m tests.packs.make_image_model``.

An image-to-image network as plain as can be: red stays, green is halved, blue is quartered, and
`strength` makes all of it lighter. It takes pictures of any size, 0 to 1, and gives them so; `half`
is a hidden layer.
"""

from pathlib import Path

from installation.studio.common.onnx_graph import Graph

HERE = Path(__file__).parent
SIZE = [1, 3, "h", "w"]


def main() -> None:
    graph = Graph("latenzraum test image")
    picture = graph.input("picture", "float32", SIZE)
    strength = graph.input("strength", "float32", [1])
    half = graph.op("Mul", picture, graph.constant([[[[1.0]], [[0.5]], [[0.25]]]]))
    changed = graph.clip(graph.add(half, graph.multiply(strength, 0.5)), 0.0, 1.0)
    graph.output(changed, "changed", "float32", SIZE)
    graph.output(half, "half", "float32", SIZE)
    graph.save(HERE / "image.onnx")


if __name__ == "__main__":
    main()
