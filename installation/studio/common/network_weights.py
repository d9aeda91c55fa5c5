"""The weights of a trained network, as the writers of graphs use them."""

import numpy as np

from installation.studio.common.onnx_graph import Graph


class NetworkWeights:
    """A network's weights by the names that PyTorch gives them; see training_loop.weights_of."""

    def __init__(self, arrays: dict[str, np.ndarray]):
        self._arrays = arrays

    def has(self, layer: str) -> bool:
        """Whether the network has such a layer."""
        return f"{layer}.weight" in self._arrays

    def buffer(self, name: str) -> np.ndarray:
        """An array that belongs to no layer."""
        return self._arrays[name]

    def weight(self, layer: str) -> np.ndarray:
        """The weights of a layer."""
        return self._arrays[f"{layer}.weight"]

    def bias(self, layer: str) -> np.ndarray | None:
        """The bias of a layer, where it has one."""
        return self._arrays.get(f"{layer}.bias")

    def pair(self, layer: str) -> tuple[np.ndarray, np.ndarray]:
        """Weights and bias of a layer that has both."""
        return self._arrays[f"{layer}.weight"], self._arrays[f"{layer}.bias"]

    def linear(self, graph: Graph, x: str, layer: str) -> str:
        """A linear layer on x (1, n), as part of a graph."""
        weight, bias = self.pair(layer)
        return graph.linear(x, weight, bias)
