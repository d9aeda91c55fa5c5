"""encoder.onnx: a visitor's coarse silhouette to a point, so that "the model sees you as a facade", or as a vase.

A small network learns which picture belongs to a silhouette: the outlines of what the pictures show, as
coarse as presence carries them. People are no buildings and no vases, so its answers to people would crowd
together; they are spread out over simulated poses, in the directions in which poses differ most. What comes
out lies somewhere between pictures; those of the map that it is most like draw it to where the model is good.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from installation.messages import SILHOUETTE_SHAPE
from installation.packs.session import open_session
from installation.studio.common.anchor_memory import AnchorMemory
from installation.studio.common.onnx_graph import Graph
from installation.studio.common.poses import poses

ENCODER_FILE = "encoder.onnx"
ROWS, COLUMNS = SILHOUETTE_SHAPE
HIDDEN = 192
# of the latent space that poses may move; in more, the noise of the camera would move it too
DIRECTIONS = 12
# of the map's pictures, see AnchorMemory: clear pictures, and one pose stays one of them
PULL = 0.9
SHARPNESS = 2.5
# of the map's pictures pulls: with all of them each pose lies amid many. Styles of facades take turns by six,
# so not 6
EVERY = 7
STEPS = 1500
BATCH = 256
BLUR = np.outer([1, 2, 1], [1, 2, 1]).astype(np.float32) / 16


def coarse(ink: np.ndarray) -> np.ndarray:
    """(n, h, w) bool -> (n, 18, 32) float32 silhouettes of 0 and 1; h is a multiple of 18, w of 32."""
    _, height, width = ink.shape
    blocks = ink.reshape(
        -1,
        ROWS,
        height // ROWS,
        COLUMNS,
        width // COLUMNS,
    )
    return (blocks.mean((2, 4)) > 0.5).astype(np.float32)


class SilhouetteNetwork(nn.Module):
    """(n, 18, 32) -> (n, latent), before the spreading."""

    def __init__(self, latent: int):
        super().__init__()
        self.register_buffer("blur", torch.from_numpy(BLUR)[None, None])
        self.hidden = nn.Linear(ROWS * COLUMNS, HIDDEN)
        self.out = nn.Linear(HIDDEN, latent)

    def forward(self, silhouettes: Tensor) -> Tensor:
        """What picture this is."""
        soft = nn.functional.conv2d(silhouettes[:, None], self.get_buffer("blur"), padding=1)
        hidden = torch.tanh(self.hidden(soft.flatten(1)))
        return self.out(hidden)


def train(
    silhouettes: np.ndarray, points: np.ndarray, steps: int = STEPS, seed: int = 1
) -> SilhouetteNetwork:
    """(n, 18, 32) outlines of drawings and their (n, 64) points."""
    torch.manual_seed(seed)
    network = SilhouetteNetwork(points.shape[1])
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-2)
    seen = torch.from_numpy(silhouettes)
    wanted = torch.from_numpy(points.astype(np.float32))
    for _ in range(steps):
        chosen = torch.randint(len(seen), (BATCH,))
        off = network(seen[chosen]) - wanted[chosen]
        loss = off.square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return network.eval()


@torch.no_grad()
def spread(network: SilhouetteNetwork) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias of the last layer, such that poses have variance 1 in DIRECTIONS directions."""
    answers = network(torch.from_numpy(poses(2000))).numpy()
    mean = answers.mean(0)
    variance, directions = np.linalg.eigh(np.cov((answers - mean).T))
    kept = directions[:, -DIRECTIONS:]
    scale = np.diag(variance[-DIRECTIONS:] ** -0.5)
    wider = kept @ scale @ kept.T
    weight = wider @ network.out.weight.numpy()
    bias = wider @ (network.out.bias.numpy() - mean)
    return weight.astype(np.float32), bias.astype(np.float32)


def encoder_graph(network: SilhouetteNetwork, length: float, anchors: np.ndarray) -> Graph:
    """`silhouette` (1, 18, 32) uint8 -> `z` (1, d), of the given length before it is drawn to the `anchors` (n, d)."""
    graph = Graph("latenzraum mirror")
    silhouette = graph.input("silhouette", "uint8", [1, ROWS, COLUMNS])
    seen = graph.reshape(graph.to_float(silhouette), 1, 1, ROWS, COLUMNS)
    blur = graph.constant(BLUR[None, None])
    soft = graph.op("Flatten", graph.op("Conv", seen, blur, pads=[1] * 4), axis=1)
    weight = network.hidden.weight.detach().numpy()
    bias = network.hidden.bias.detach().numpy()
    hidden = graph.op("Tanh", graph.linear(soft, weight, bias))
    wide = graph.linear(hidden, *spread(network))
    norm = graph.op("ReduceL2", wide, graph.integers(1), keepdims=1)
    scale = graph.divide(length, graph.add(norm, 1e-3))
    point = graph.multiply(wide, scale)
    memory = AnchorMemory(anchors[::EVERY], PULL, SHARPNESS)
    z = memory.write(graph, point)
    graph.output(z, "z", "float32", [1, len(network.out.bias)])
    return graph


class SilhouetteEncoder:
    """encoder.onnx at work."""

    def __init__(self, path: Path):
        """Opens the file in ONNX Runtime. Raises `BrokenPack`."""
        self._session = open_session(path, threads=0)

    def point(self, silhouette: np.ndarray) -> np.ndarray:
        """(18, 32) of 0 and 1 -> (64,) float32."""
        feeds = {"silhouette": silhouette[None].astype(np.uint8)}
        (answer,) = self._session.run(["z"], feeds)
        return np.asarray(answer)[0]
