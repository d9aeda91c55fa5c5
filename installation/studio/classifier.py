"""The second network of the visit: a picture to six style scores, seen in colour and as bare edges.

Two small convolutional networks, trained on drawings and on what the generator makes of them. Their
first kernels and their feature maps are outputs too: they are what the exhibit shows.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from .drawing import STYLES
from .graph import Graph

SIZE = (72, 128)  # height, width it looks at
VARIANTS = ("colour", "edges")
CHANNELS = (16, 32, 48)
POOLED = (3, 4)
SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], np.float32) / 4


class Eye(nn.Module):
    """Three convolutions and a verdict; `channels` is 3 for colour, 1 for edges."""

    def __init__(self, channels: int):
        super().__init__()
        a, b, c = CHANNELS
        self.first = nn.Conv2d(channels, a, 7, stride=2, padding=3)
        self.second = nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.third = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.verdict = nn.Linear(c * POOLED[0] * POOLED[1], len(STYLES))

    def forward(self, seen: Tensor) -> Tensor:
        """(n, channels, 72, 128) -> (n, 6) scores before softmax."""
        x = torch.relu(self.second(torch.relu(self.first(seen))))
        x = torch.relu(self.third(x))
        return self.verdict(nn.functional.avg_pool2d(x, (3, 4)).flatten(1))


def edges(pictures: Tensor) -> Tensor:
    """(n, 3, h, w) in 0..1 -> (n, 1, h, w) strength of edges after Sobel, in about 0..1."""
    grey = pictures.mean(1, keepdim=True)
    kernels = torch.from_numpy(np.stack([SOBEL, SOBEL.T])[:, None])
    both = nn.functional.conv2d(nn.functional.pad(grey, (1, 1, 1, 1), "replicate"), kernels)
    return (both.square().sum(1, keepdim=True) + 1e-6).sqrt()


def train(
    pictures: np.ndarray, styles: np.ndarray, epochs: int = 10, seed: int = 1
) -> dict[str, Eye]:
    """(n, 72, 128, 3) uint8 and (n,) style numbers -> an eye for each variant; pictures are mirrored too."""
    torch.manual_seed(seed)
    eyes = {"colour": Eye(3), "edges": Eye(1)}
    optimiser = torch.optim.AdamW(
        [p for eye in eyes.values() for p in eye.parameters()], lr=2e-3, weight_decay=1e-3
    )
    labels = torch.from_numpy(styles)
    batches = len(pictures) // 64
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=epochs * batches)
    for _ in tqdm(range(epochs), desc="classifier"):
        for chosen in torch.randperm(len(pictures))[: batches * 64].view(batches, 64):
            seen = _seen(pictures[chosen.numpy()])
            losses = [
                nn.functional.cross_entropy(eye(view), labels[chosen])
                for eye, view in _views(eyes, seen)
            ]
            optimiser.zero_grad()
            sum(losses).backward()
            optimiser.step()
            schedule.step()
    return {name: eye.eval() for name, eye in eyes.items()}


def _seen(pictures: np.ndarray) -> Tensor:
    """uint8 NHWC -> float NCHW in 0..1, half of them mirrored, brightness and contrast a little off."""
    seen = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
    flip = torch.rand(len(seen), 1, 1, 1) < 0.5
    gain, shift = (
        0.7 + 0.6 * torch.rand(len(seen), 1, 1, 1),
        0.2 * (torch.rand(len(seen), 3, 1, 1) - 0.5),
    )
    return torch.where(flip, seen.flip(3), seen) * gain + shift


def _views(eyes: dict[str, Eye], seen: Tensor):
    yield eyes["colour"], seen
    yield eyes["edges"], edges(seen)


def classifier_graph(eyes: dict[str, Eye]) -> Graph:
    """`picture` (1, h, w, 3) uint8 -> for each variant scores (1, 6), kernels, two feature maps; and the edges.

    The picture should be asked of the generator at 128 x 72: a large one is thinned out, not averaged.
    """
    graph = Graph("latenzraum classifier")
    picture = graph.input("picture", "uint8", [1, "height", "width", 3])
    seen = graph.op("Transpose", graph.op("Cast", picture, to=1), perm=[0, 3, 1, 2])
    size = graph.integers(1, 3, *SIZE)
    seen = graph.op(
        "Resize", seen, "", "", size, mode="linear", coordinate_transformation_mode="half_pixel"
    )
    seen = graph.op("Mul", seen, graph.constant(1 / 255))
    outlines = _write_edges(graph, seen)
    graph.output(outlines, "edges", "float32", [1, 1, *SIZE])
    for name, view in (("colour", seen), ("edges", "edges")):
        _write_eye(graph, eyes[name], name, view)
    return graph


def _write_edges(graph: Graph, seen: str) -> str:
    grey = graph.op("ReduceMean", seen, graph.integers(1), keepdims=1)
    padded = graph.op("Pad", grey, graph.integers(0, 0, 1, 1, 0, 0, 1, 1), mode="edge")
    both = graph.op("Conv", padded, graph.constant(np.stack([SOBEL, SOBEL.T])[:, None]))
    squares = graph.op("ReduceSum", graph.op("Mul", both, both), graph.integers(1), keepdims=1)
    return graph.op("Sqrt", graph.op("Add", squares, graph.constant(1e-6)))


def _write_eye(graph: Graph, eye: Eye, name: str, view: str) -> None:
    weights = {key: value.numpy() for key, value in eye.state_dict().items()}
    kernels = graph.op("Identity", graph.constant(weights["first.weight"]))
    graph.output(kernels, f"kernels_{name}", "float32", list(weights["first.weight"].shape))
    x = view
    for k, (layer, pad) in enumerate((("first", 3), ("second", 1), ("third", 1))):
        x = graph.op(
            "Conv",
            x,
            graph.constant(weights[f"{layer}.weight"]),
            graph.constant(weights[f"{layer}.bias"]),
            strides=[2, 2],
            pads=[pad] * 4,
        )
        x = graph.op("Relu", x)
        if k < 2:
            shape = [1, CHANNELS[k], SIZE[0] >> (k + 1), SIZE[1] >> (k + 1)]
            graph.output(x, f"features_{k + 1}_{name}", "float32", shape)
            x = f"features_{k + 1}_{name}"
    pooled = graph.op(
        "Flatten", graph.op("AveragePool", x, kernel_shape=[3, 4], strides=[3, 4]), axis=1
    )
    scores = graph.op(
        "Softmax", graph.linear(pooled, weights["verdict.weight"], weights["verdict.bias"]), axis=1
    )
    graph.output(scores, f"scores_{name}", "float32", [1, len(STYLES)])


@dataclass(frozen=True)
class Judge:
    """classifier.onnx at work."""

    session: object
    size: tuple = SIZE
    variants: tuple = VARIANTS

    @classmethod
    def load(cls, path: Path) -> "Judge":
        """Opens the file in ONNX Runtime."""
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        return cls(onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]))

    def styles(self, pictures: list[np.ndarray], variant: str) -> np.ndarray:
        """The likeliest style of each (h, w, 3) uint8 picture, (n,)."""
        scores = [
            self.session.run([f"scores_{variant}"], {"picture": p[None]})[0][0] for p in pictures
        ]
        return np.argmax(scores, 1)
