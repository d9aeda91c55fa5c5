"""The exported pack, run as a kiosk would run it: what the report judges is what a visitor sees."""

import os
import time
from pathlib import Path

import numpy as np

from .network import LATENT


class Player:
    """A generator in ONNX Runtime on the CPU."""

    def __init__(self, folder: Path, threads: int = 2):
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when the library is loaded
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.folder = folder
        self._session = onnxruntime.InferenceSession(
            str(folder / "generator.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def picture(self, point: np.ndarray, height: int, width: int) -> np.ndarray:
        """(64,) -> (height, width, 3) uint8 RGB."""
        return np.ascontiguousarray(self._run("picture", point, height, width).transpose(1, 2, 0))

    def fields(self, point: np.ndarray) -> np.ndarray:
        """(64,) -> (8, 144, 256) float32."""
        return self._run("layer_ink", point, 18, 32)

    def _run(self, output: str, point: np.ndarray, height: int, width: int) -> np.ndarray:
        feeds = {
            "z": point.reshape(1, LATENT).astype(np.float32),
            "size": np.array([height, width], np.int64),
        }
        return self._session.run([output], feeds)[0][0]

    def milliseconds(self, height: int, width: int, turns: int = 60) -> dict[str, float]:
        """How long a picture takes: median and 95th percentile, after a warm-up."""
        rng = np.random.default_rng(0)
        points = rng.normal(0, 0.8, (turns + 5, LATENT))
        spent = []
        for point in points:
            began = time.perf_counter()
            self.picture(point, height, width)
            spent.append(1000 * (time.perf_counter() - began))
        return {"median": float(np.median(spent[5:])), "p95": float(np.quantile(spent[5:], 0.95))}


def slerp(a: np.ndarray, b: np.ndarray, t: float) -> np.ndarray:
    """Between two points on the arc through both; lengths are blended."""
    length = np.linalg.norm(a), np.linalg.norm(b)
    angle = np.arccos(np.clip(a @ b / (length[0] * length[1]), -1, 1))
    if np.sin(angle) < 1e-6:
        return (1 - t) * a + t * b
    direction = (
        np.sin((1 - t) * angle) * a / length[0] + np.sin(t * angle) * b / length[1]
    ) / np.sin(angle)
    return direction * ((1 - t) * length[0] + t * length[1])


def prior_points(
    anchors: np.ndarray, count: int, truncation: float, bandwidth: float, seed: int = 5
) -> np.ndarray:
    """(count, d) points of the calibrated prior: a density over `anchors` (n, d), the map's points.

    A kernel density estimate with normal kernels, shrunk so that the variance stays that of the anchors.
    """
    rng = np.random.default_rng(seed)
    chosen = anchors[rng.integers(len(anchors), size=count)]
    return np.sqrt(1 - bandwidth**2) * chosen + bandwidth * truncation * rng.normal(
        size=chosen.shape
    )
