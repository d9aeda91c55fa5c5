"""`kiosk studio report`: a page with sheets to look at and all the numbers."""

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from installation.common.files import write_whole

from . import measures, mirror, page
from .classifier import Judge
from .compose import compose
from .dataset import Dataset
from .drawing import STYLES
from .export import Model
from .latent import Calibration, encode
from .mirror import Seer
from .papers import BANDWIDTH, TRUNCATION
from .player import Player, prior_points, slerp

SHEETS = {
    "samples": "24 samples of the calibrated prior",
    "reconstructions": "Drawings the network has never seen, each with what came back beside it",
    "interpolations": "Eight ways from building to building",
    "map": "The map: training drawings where they lie to each other",
    "poses": "Twelve poses, each with the building the encoder sees in it",
}
SMALL = (180, 320)  # height, width of a picture on a sheet


@dataclass(frozen=True)
class Bench:
    """All that a report looks at."""

    model: Model
    calibration: Calibration
    held_out: Dataset
    player: Player
    classifier: Judge | None  # where the pack has one
    mirror: Seer | None


def report(bench: Bench, folder: Path, speeds: bool = True) -> dict:
    """Writes index.html, numbers.json and the sheets; returns the numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    points = bench.calibration.points(encode(bench.model.encoder, bench.held_out)).astype(
        np.float32
    )
    numbers = _numbers(bench, points)
    if speeds:
        numbers["milliseconds"] = _speeds(bench)
    sheets = _sheets(bench, points)
    for name, sheet in sheets.items():
        cv2.imwrite(str(folder / f"{name}.jpg"), sheet[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
    write_whole(folder / "numbers.json", json.dumps(numbers, indent=1).encode())
    write_whole(folder / "index.html", page.page("facades", numbers, SHEETS, list(sheets)).encode())
    return numbers


def _numbers(bench: Bench, points: np.ndarray) -> dict:
    drawn = measures.as_float(bench.held_out)
    returned = _decoded(bench, points)
    samples = _prior(bench, 500)
    mud = {
        "drawings": np.mean([measures.mud(f) for f in drawn[:300]]),
        "reconstructions": np.mean([measures.mud(f) for f in returned[:300]]),
        "prior": np.mean([measures.mud(bench.player.fields(p)) for p in samples[:300]]),
    }
    ratios = measures.unsteadiness(bench.player, _prior(bench, 400, seed=9), 200)
    numbers = {
        "held-out drawings": len(bench.held_out.styles),
        "steps": bench.model.step,
        "training minutes": round(bench.model.elapsed_s / 60, 1),
        "overlap": measures.overlap(drawn, returned, bench.held_out.styles),
        "colour error": float(_colour_error(bench, points)),
        "mud": {name: float(value) for name, value in mud.items()},
        "interpolation, largest step by mean": {
            "median": float(np.median(ratios)),
            "max": float(ratios.max()),
        },
    }
    if bench.classifier is not None:
        numbers["classifier"] = _verdicts(bench, points, samples)
    if bench.mirror is not None:
        numbers["mirror"] = measures.sight(bench.mirror, bench.player)
    return numbers


def _prior(bench: Bench, count: int, seed: int = 5) -> np.ndarray:
    """(count, 64) points as the journey may visit them."""
    with np.load(bench.player.folder / "map.npz", allow_pickle=False) as kept:
        return prior_points(kept["points"], count, TRUNCATION, BANDWIDTH, seed)


@torch.no_grad()
def _decoded(bench: Bench, points: np.ndarray) -> np.ndarray:
    latents = torch.from_numpy(bench.calibration.latents(points).astype(np.float32))
    return np.concatenate([bench.model.decoder(part)[0].numpy() for part in latents.split(32)])


@torch.no_grad()
def _colour_error(bench: Bench, points: np.ndarray) -> float:
    latents = torch.from_numpy(bench.calibration.latents(points).astype(np.float32))
    colours = np.concatenate([bench.model.decoder(part)[1].numpy() for part in latents.split(32)])
    return np.abs(colours - bench.held_out.colours).mean()


def _verdicts(bench: Bench, points: np.ndarray, samples: np.ndarray) -> dict:
    """What the second network says of drawings, of reconstructions, of the prior."""
    judge, held_out = bench.classifier, bench.held_out
    drawings = [
        compose(f, c, *judge.size)
        for f, c in zip(measures.as_float(held_out), held_out.colours, strict=True)
    ]
    returned = [bench.player.picture(p, *judge.size) for p in points]
    sampled = [bench.player.picture(p, *judge.size) for p in samples]
    result = {}
    for variant in judge.variants:
        said = [judge.styles(pictures, variant) for pictures in (drawings, returned, sampled)]
        result[variant] = {
            "drawings right": float((said[0] == held_out.styles).mean()),
            "reconstructions right": float((said[1] == held_out.styles).mean()),
            "confusion of drawings": _confusion(held_out.styles, said[0]),
            "shares of the prior": {
                name: float((said[2] == k).mean()) for k, name in enumerate(STYLES)
            },
        }
    return result


def _confusion(truth: np.ndarray, said: np.ndarray) -> list[list[int]]:
    table = np.zeros((len(STYLES), len(STYLES)), int)
    np.add.at(table, (truth, said), 1)
    return table.tolist()


def _speeds(bench: Bench) -> dict:
    """Bare ONNX Runtime, batch 1."""
    sizes = {"1280x720": (720, 1280), "1920x1080": (1080, 1920), "3840x2160": (2160, 3840)}
    result = {}
    for threads in (1, 2):
        player = Player(bench.player.folder, threads)
        result[f"{threads} threads"] = {
            name: player.milliseconds(*size, turns=30) for name, size in sizes.items()
        }
    return result


def _sheets(bench: Bench, points: np.ndarray) -> dict[str, np.ndarray]:
    """Name in SHEETS -> picture."""
    sheets = {
        "samples": _samples(bench),
        "reconstructions": _pairs(bench, points),
        "interpolations": _ways(bench, points),
    }
    sheets["map"] = _map(bench.player.folder / "map.npz")
    if bench.mirror is not None:
        sheets["poses"] = _poses(bench)
    return sheets


def _sheet(pictures: list[np.ndarray], columns: int) -> np.ndarray:
    rows = [np.concatenate(pictures[k : k + columns], 1) for k in range(0, len(pictures), columns)]
    return np.concatenate(rows)


def _samples(bench: Bench) -> np.ndarray:
    return _sheet([bench.player.picture(p, *SMALL) for p in _prior(bench, 24)], 4)


def _pairs(bench: Bench, points: np.ndarray) -> np.ndarray:
    pictures = []
    for k in range(12):
        pictures.append(
            compose(
                measures.as_float(bench.held_out.first(12))[k], bench.held_out.colours[k], *SMALL
            )
        )
        pictures.append(bench.player.picture(points[k], *SMALL))
    return _sheet(pictures, 4)


def _ways(bench: Bench, points: np.ndarray) -> np.ndarray:
    ways = [(points[k], points[k + 7]) for k in range(8)]
    return _sheet(
        [
            bench.player.picture(slerp(*way, t), *SMALL)
            for way in ways
            for t in np.linspace(0, 1, 6)
        ],
        6,
    )


def _map(path: Path, size: int = 1400) -> np.ndarray:
    """The map's thumbnails where they lie, (size, size, 3) uint8; later ones cover earlier ones."""
    with np.load(path, allow_pickle=False) as kept:
        layout, thumbnails = kept["layout"], kept["thumbnails"]
    height, width = thumbnails.shape[1:3]
    sheet = np.full((size, size, 3), 17, np.uint8)
    corners = ((layout + 1) / 2 * (size - np.array([width, height]))).astype(int)
    for (x, y), picture in zip(corners, thumbnails, strict=True):
        sheet[y : y + height, x : x + width] = picture
    return sheet


def _poses(bench: Bench) -> np.ndarray:
    """Twelve poses, each beside the building that the encoder sees in it."""
    pictures = []
    for pose in mirror.poses(12, seed=8):
        seen = cv2.resize(pose * 230 + 17, SMALL[::-1], interpolation=cv2.INTER_NEAREST).astype(
            np.uint8
        )
        pictures.append(cv2.cvtColor(seen, cv2.COLOR_GRAY2RGB))
        pictures.append(bench.player.picture(bench.mirror.point(pose), *SMALL))
    return _sheet(pictures, 4)
