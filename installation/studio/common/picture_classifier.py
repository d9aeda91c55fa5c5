"""The second network of the visit: a picture to scores of its class, seen in colour and as bare edges.

Two small convolutional networks, trained on pictures and on what the generator makes of them. Their
first kernels and their feature maps are outputs too: they are what the exhibit shows.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from installation.packs.session import open_session
from installation.studio.common.edges import edges, write_edges
from installation.studio.common.onnx_graph import Graph
from installation.studio.common.training_loop import weights_of

CLASSIFIER_FILE = "classifier.onnx"
SIZE = (72, 128)  # height, width it looks at
VARIANTS = ("colour", "edges")
CHANNELS = (16, 32, 48)
PADS = {"first": 3, "second": 1, "third": 1}  # of the convolutions, each of which halves the size
POOL = (3, 4)  # cells of the last map that become one, down and across
POOLED = (3, 4)  # rows and columns that are left
BATCH = 64
HIGHEST_RATE = 3e-3


class ClassNetwork(nn.Module):
    """Three convolutions and a verdict; `channels` is 3 for colour, 1 for edges."""

    def __init__(self, channels: int, classes: int):
        super().__init__()
        first, second, third = CHANNELS
        self.first = nn.Conv2d(channels, first, 7, stride=2, padding=PADS["first"])
        self.second = nn.Conv2d(first, second, 3, stride=2, padding=PADS["second"])
        self.third = nn.Conv2d(second, third, 3, stride=2, padding=PADS["third"])
        self.verdict = nn.Linear(third * POOLED[0] * POOLED[1], classes)

    def forward(self, seen: Tensor) -> Tensor:
        """(n, channels, 72, 128) -> (n, classes) scores before softmax."""
        x = torch.relu(self.first(seen))
        x = torch.relu(self.second(x))
        x = torch.relu(self.third(x))
        pooled = nn.functional.avg_pool2d(x, POOL)
        return self.verdict(pooled.flatten(1))


def train(
    pictures: np.ndarray, numbers: np.ndarray, epochs: int = 10, seed: int = 1
) -> dict[str, ClassNetwork]:
    """(n, 72, 128, 3) uint8 and (n,) numbers of their classes -> a network for each variant; pictures are mirrored too."""
    torch.manual_seed(seed)
    classes = int(numbers.max()) + 1
    networks = {"colour": ClassNetwork(3, classes), "edges": ClassNetwork(1, classes)}
    parameters = [p for network in networks.values() for p in network.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=2e-3, weight_decay=1e-3)
    labels = torch.from_numpy(numbers)
    batches = len(pictures) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        HIGHEST_RATE,
        total_steps=epochs * batches,
    )
    for _ in tqdm(range(epochs), desc="classifier"):
        order = torch.randperm(len(pictures))[: batches * BATCH]
        for chosen in order.view(batches, BATCH):
            loss = _loss(networks, pictures[chosen.numpy()], labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    for network in networks.values():
        network.eval()
    return networks


def _loss(networks: dict[str, ClassNetwork], pictures: np.ndarray, labels: Tensor) -> Tensor:
    """Cross entropy of both networks, summed."""
    colour = _varied(pictures)
    views = {"colour": colour, "edges": edges(colour)}
    loss = torch.zeros(())
    for name, network in networks.items():
        loss = loss + nn.functional.cross_entropy(network(views[name]), labels)
    return loss


def _varied(pictures: np.ndarray) -> Tensor:
    """uint8 NHWC -> float NCHW in 0..1, half of them mirrored, brightness and contrast a little off."""
    seen = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
    count = len(seen)
    is_mirrored = torch.rand(count, 1, 1, 1) < 0.5
    gain = 0.7 + 0.6 * torch.rand(count, 1, 1, 1)
    shift = 0.2 * (torch.rand(count, 3, 1, 1) - 0.5)
    turned = torch.where(is_mirrored, seen.flip(3), seen)
    return turned * gain + shift


def classifier_graph(networks: dict[str, ClassNetwork]) -> Graph:
    """`picture` (1, h, w, 3) uint8 -> for each variant scores (1, classes), kernels, two feature maps; and the edges.

    The picture should be asked of the generator at 128 x 72: a large one is thinned out, not averaged.
    """
    graph = Graph("latenzraum classifier")
    picture = graph.input("picture", "uint8", [1, "height", "width", 3])
    planes = graph.transpose(graph.to_float(picture), 0, 3, 1, 2)
    small = graph.resize(planes, graph.integers(1, 3, *SIZE))
    seen = graph.multiply(small, 1 / 255)
    outlines = write_edges(graph, seen)
    graph.output(outlines, "edges", "float32", [1, 1, *SIZE])
    _write_network(graph, networks["colour"], "colour", seen)
    _write_network(graph, networks["edges"], "edges", "edges")
    return graph


def _write_network(graph: Graph, network: ClassNetwork, name: str, view: str) -> None:
    """Writes one variant; `view` is what it looks at."""
    weights = weights_of(network)
    first = weights["first.weight"]
    kernels = graph.op("Identity", graph.constant(first))
    graph.output(kernels, f"kernels_{name}", "float32", list(first.shape))
    x = view
    for number, layer in enumerate(PADS, start=1):
        x = _write_layer(graph, weights, layer, x)
        if number < len(PADS):
            output = f"features_{number}_{name}"
            shape = [1, CHANNELS[number - 1], SIZE[0] >> number, SIZE[1] >> number]
            graph.output(x, output, "float32", shape)
            x = output
    pooled = graph.op("AveragePool", x, kernel_shape=POOL, strides=POOL)
    flat = graph.op("Flatten", pooled, axis=1)
    verdict = graph.linear(flat, weights["verdict.weight"], weights["verdict.bias"])
    scores = graph.op("Softmax", verdict, axis=1)
    graph.output(scores, f"scores_{name}", "float32", [1, len(weights["verdict.bias"])])


def _write_layer(graph: Graph, weights: dict[str, np.ndarray], layer: str, x: str) -> str:
    """A convolution that halves the size, and what of it is above 0."""
    kernels = graph.constant(weights[f"{layer}.weight"])
    bias = graph.constant(weights[f"{layer}.bias"])
    x = graph.op(
        "Conv",
        x,
        kernels,
        bias,
        strides=[2, 2],
        pads=[PADS[layer]] * 4,
    )
    return graph.op("Relu", x)


class PictureClassifier:
    """classifier.onnx at work."""

    def __init__(self, path: Path):
        """Opens the file in ONNX Runtime. Raises `BrokenPack`."""
        self._session = open_session(path, threads=0)

    def classes(self, pictures: list[np.ndarray], variant: str) -> np.ndarray:
        """The likeliest class of each (h, w, 3) uint8 picture, (n,); `variant` is one of VARIANTS."""
        scores = []
        for picture in pictures:
            (answer,) = self._session.run([f"scores_{variant}"], {"picture": picture[None]})
            scores.append(np.asarray(answer)[0])
        return np.argmax(scores, 1)
