"""encoder.onnx: a visitor's coarse silhouette to a point, so that "the model sees you as a facade".

A small network learns which building belongs to a silhouette: the outlines of the drawings, as coarse as
presence carries them. People are no buildings, so its answers to people would crowd together; they are
spread out over simulated poses, in the directions in which poses differ most. What comes out lies somewhere
between buildings; the buildings of the map that it is most like draw it to where the model is good.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

from .graph import Graph
from .latent import Memory

ROWS, COLUMNS = 18, 32  # of a silhouette, as presence carries it
HIDDEN = 192
DIRECTIONS = 12  # of the latent space that poses may move; in more, the noise of the camera would move it too
PULL, SHARPNESS = (
    0.9,
    2.5,
)  # of the map's buildings, see latent.Memory: clear buildings, and one pose stays one of them
EVERY = 7  # of the map's buildings pulls: with all of them each pose lies amid many. Styles take turns by six, so not 6
BLUR = np.outer([1, 2, 1], [1, 2, 1]).astype(np.float32) / 16


def coarse(fields: np.ndarray) -> np.ndarray:
    """(n, 144, 256) fields of masses -> (n, 18, 32) float32 silhouettes of 0 and 1."""
    blocks = (fields > 0).reshape(
        -1, ROWS, fields.shape[1] // ROWS, COLUMNS, fields.shape[2] // COLUMNS
    )
    return (blocks.mean((2, 4)) > 0.5).astype(np.float32)


def poses(count: int, seed: int = 1) -> np.ndarray:
    """(count, 18, 32) float32 silhouettes of one to three people, arms anywhere."""
    rng = np.random.default_rng(seed)
    return np.stack([_scene(rng) for _ in range(count)])


def _scene(rng: np.random.Generator) -> np.ndarray:
    scale = 8
    ink = np.zeros((ROWS * scale, COLUMNS * scale), np.uint8)
    for _ in range(int(rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))):
        _figure(ink, rng)
    shrunk = cv2.resize(ink, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    return (shrunk > 100).astype(np.float32)


def _figure(ink: np.ndarray, rng: np.random.Generator) -> None:
    height = rng.uniform(0.4, 1.05) * ink.shape[0]
    x, head = rng.uniform(0.1, 0.9) * ink.shape[1], ink.shape[0] - height
    shoulders, hips = head + 0.2 * height, head + 0.52 * height
    thick = max(2, round(0.09 * height))
    cv2.circle(ink, (round(x), round(head + 0.08 * height)), round(0.075 * height), 255, -1)
    cv2.line(ink, (round(x), round(shoulders)), (round(x), round(hips)), 255, 2 * thick)
    for side in (-1, 1):
        angle, reach = rng.uniform(-1.4, 1.4), 0.4 * height
        hand = x + side * reach * np.cos(angle), shoulders - reach * np.sin(angle)
        cv2.line(
            ink,
            (round(x + side * thick), round(shoulders)),
            (round(hand[0]), round(hand[1])),
            255,
            thick,
        )
        foot = x + side * rng.uniform(0.03, 0.25) * height
        cv2.line(ink, (round(x), round(hips)), (round(foot), ink.shape[0]), 255, thick)


class Mirror(nn.Module):
    """(n, 18, 32) -> (n, latent), before the spreading."""

    def __init__(self, latent: int):
        super().__init__()
        self.register_buffer("blur", torch.from_numpy(BLUR)[None, None])
        self.hidden = nn.Linear(ROWS * COLUMNS, HIDDEN)
        self.out = nn.Linear(HIDDEN, latent)

    def forward(self, silhouettes: torch.Tensor) -> torch.Tensor:
        """What building this is."""
        soft = nn.functional.conv2d(silhouettes[:, None], self.blur, padding=1)
        return self.out(torch.tanh(self.hidden(soft.flatten(1))))


def train(silhouettes: np.ndarray, points: np.ndarray, steps: int = 1500, seed: int = 1) -> Mirror:
    """(n, 18, 32) outlines of drawings and their (n, 64) points."""
    torch.manual_seed(seed)
    mirror = Mirror(points.shape[1])
    optimiser = torch.optim.AdamW(mirror.parameters(), lr=2e-3, weight_decay=1e-2)
    seen, wanted = torch.from_numpy(silhouettes), torch.from_numpy(points.astype(np.float32))
    for _ in range(steps):
        chosen = torch.randint(len(seen), (256,))
        loss = (mirror(seen[chosen]) - wanted[chosen]).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return mirror.eval()


@torch.no_grad()
def spread(mirror: Mirror) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias of the last layer, such that poses have variance 1 in DIRECTIONS directions."""
    answers = mirror(torch.from_numpy(poses(2000))).numpy()
    mean = answers.mean(0)
    variance, directions = np.linalg.eigh(np.cov((answers - mean).T))
    kept = directions[:, -DIRECTIONS:]
    wider = kept @ np.diag(variance[-DIRECTIONS:] ** -0.5) @ kept.T
    return (wider @ mirror.out.weight.numpy()).astype(np.float32), (
        wider @ (mirror.out.bias.numpy() - mean)
    ).astype(np.float32)


def mirror_graph(mirror: Mirror, length: float, anchors: np.ndarray) -> Graph:
    """`silhouette` (1, 18, 32) uint8 -> `z` (1, d), of the given length before it is drawn to the `anchors` (n, d)."""
    graph = Graph("latenzraum mirror")
    seen = graph.op("Cast", graph.input("silhouette", "uint8", [1, ROWS, COLUMNS]), to=1)
    seen = graph.op("Reshape", seen, graph.integers(1, 1, ROWS, COLUMNS))
    soft = graph.op(
        "Flatten", graph.op("Conv", seen, graph.constant(BLUR[None, None]), pads=[1] * 4), axis=1
    )
    weight, bias = (value.detach().numpy() for value in (mirror.hidden.weight, mirror.hidden.bias))
    wide = graph.linear(graph.op("Tanh", graph.linear(soft, weight, bias)), *spread(mirror))
    norm = graph.op("ReduceL2", wide, graph.integers(1), keepdims=1)
    scale = graph.op("Div", graph.constant(length), graph.op("Add", norm, graph.constant(1e-3)))
    z = Memory(anchors[::EVERY], PULL, SHARPNESS).write(graph, graph.op("Mul", wide, scale))
    graph.output(z, "z", "float32", [1, len(mirror.out.bias)])
    return graph


@dataclass(frozen=True)
class Seer:
    """encoder.onnx at work."""

    session: object

    @classmethod
    def load(cls, path: Path) -> "Seer":
        """Opens the file in ONNX Runtime."""
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        return cls(onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]))

    def point(self, silhouette: np.ndarray) -> np.ndarray:
        """(18, 32) of 0 and 1 -> (64,) float32."""
        return self.session.run(["z"], {"silhouette": silhouette[None].astype(np.uint8)})[0][0]
