"""The strength of edges, as the second networks see it: Sobel's operator."""

import numpy as np
import torch
from torch import Tensor, nn

from installation.studio.common.onnx_graph import Graph

SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], np.float32) / 4
BOTH_WAYS = np.stack([SOBEL, SOBEL.T])[:, None]  # (2, 1, 3, 3)
LEAST = 1e-6  # under the root, whose slope at 0 is infinite


def edges(pictures: Tensor) -> Tensor:
    """(n, 3, h, w) in 0..1 -> (n, 1, h, w) strength of edges, in about 0..1."""
    grey = pictures.mean(1, keepdim=True)
    padded = nn.functional.pad(grey, (1, 1, 1, 1), "replicate")
    both = nn.functional.conv2d(padded, torch.from_numpy(BOTH_WAYS))
    squares = both.square().sum(1, keepdim=True)
    return (squares + LEAST).sqrt()


def write_edges(graph: Graph, seen: str) -> str:
    """`edges` as nodes of a graph."""
    grey = graph.op("ReduceMean", seen, graph.integers(1), keepdims=1)
    margins = graph.integers(0, 0, 1, 1, 0, 0, 1, 1)
    padded = graph.op("Pad", grey, margins, mode="edge")
    both = graph.op("Conv", padded, graph.constant(BOTH_WAYS))
    squares = graph.multiply(both, both)
    total = graph.op("ReduceSum", squares, graph.integers(1), keepdims=1)
    return graph.op("Sqrt", graph.add(total, LEAST))
