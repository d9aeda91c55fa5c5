"""`kiosk studio report colours`: a page with sheets to look at and the numbers."""

import html
import json
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from installation.common.files import write_whole

from .. import measures
from ..atlas import Atlas
from ..latent import Calibration
from ..player import Player, slerp
from . import training
from .drawing import KINDS
from .export import COUNT, Model, calibration_of, load_model, painted
from .network import LATENT
from .palettes import chroma
from .papers import PLACES, TRUNCATION

SMALL, TALL = (180, 320), (320, 180)  # height, width of a picture on a sheet
HELD_OUT = 200  # drawings


class Screen(Player):
    """The exported pack, run as a kiosk would run it."""

    def picture(self, point: np.ndarray, height: int, width: int) -> np.ndarray:
        """(32,) -> (height, width, 3) uint8 RGB."""
        feeds = {
            "z": point.reshape(1, -1).astype(np.float32),
            "size": np.array([height, width], np.int64),
        }
        return np.ascontiguousarray(self._session.run(["picture"], feeds)[0][0].transpose(1, 2, 0))


@dataclass(frozen=True)
class Bench:
    """All that a report looks at."""

    model: Model
    calibration: Calibration
    screen: Screen
    atlas: Atlas
    seed: int


def bench(checkpoint: Path, folder: Path, seed: int) -> Bench:
    """Loads the trained model and the exported pack."""
    model = load_model(checkpoint)
    with np.load(folder / "map.npz", allow_pickle=False) as kept:
        atlas = Atlas(**{name: kept[name] for name in kept.files})
    calibration = calibration_of(model, training.drawn(seed, COUNT))
    return Bench(model, calibration, Screen(folder), atlas, seed)


def prior(count: int, seed: int = 5) -> np.ndarray:
    """(count, 32) points as the journey may visit them."""
    return np.random.default_rng(seed).normal(0, TRUNCATION, (count, LATENT))


def report(of: Bench, folder: Path, speeds: bool = True) -> dict:
    """Writes index.html, numbers.json and the sheets; returns the numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    points = of.calibration.points(
        of.model.latents(training.drawn(of.seed, HELD_OUT, training.HELD_OUT))
    )
    numbers = _numbers(of, points)
    if speeds:
        numbers["milliseconds"] = _speeds(of.screen.folder)
    sheets = {
        "samples": _sheet([of.screen.picture(p, *SMALL) for p in prior(24)], 4),
        "places": _sheet([of.screen.picture(of.atlas.points[k], *SMALL) for _, _, k in PLACES], 4),
        "upright": _sheet([of.screen.picture(p, *TALL) for p in prior(16, seed=6)], 8),
        "reconstructions": _sheet(
            [picture for k in range(12) for picture in _pair(of, k, points[k])], 4
        ),
        "interpolations": _sheet(
            [p for k in range(8) for p in _way(of, points[k], points[k + 11])], 6
        ),
        "map": _map(of.atlas),
    }
    for name, sheet in sheets.items():
        cv2.imwrite(str(folder / f"{name}.jpg"), sheet[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])
    write_whole(folder / "numbers.json", json.dumps(numbers, indent=1).encode())
    write_whole(folder / "index.html", _page(numbers, list(sheets)).encode())
    return numbers


def _numbers(of: Bench, points: np.ndarray) -> dict:
    """Differences are mean levels of 255, of small pictures; grey is a pixel with a chroma below 0.02."""
    size = 72, 128
    drawn = np.stack([painted(of.seed, training.HELD_OUT + k, *size) for k in range(len(points))])
    returned = np.stack([of.screen.picture(p, *size) for p in points])
    samples = np.stack([of.screen.picture(p, *size) for p in prior(len(points))])
    ratios = measures.unsteadiness(of.screen, prior(400, seed=9), 200)
    nearest = np.linalg.norm(of.atlas.points[None] - prior(500)[:, None], axis=2).argmin(1)
    shares = np.bincount(of.atlas.labels[nearest], minlength=len(KINDS)) / 500
    return {
        "steps": of.model.step,
        "training minutes": round(of.model.elapsed_s / 60, 1),
        "reconstruction off by": _mean_off(drawn, returned),
        "two samples differ by": _mean_off(samples[1:], samples[:-1]),
        "nearest two of 24 samples differ by": _nearest(samples[:24]),
        "chroma": {
            name: float(chroma(p).mean()) for name, p in (("drawings", drawn), ("samples", samples))
        },
        "grey pixels": {
            name: float((chroma(p) < 0.02).mean())
            for name, p in (("drawings", drawn), ("samples", samples))
        },
        "greyest sample, chroma": float(chroma(samples).mean((1, 2)).min()),
        "kinds nearest to samples": dict(zip(KINDS, shares.tolist(), strict=True)),
        "interpolation, largest step by mean": {
            "median": float(np.median(ratios)),
            "max": float(ratios.max()),
        },
        "megabytes": (of.screen.folder / "generator.onnx").stat().st_size / 1e6,
    }


def _mean_off(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a.astype(np.float32) - b).mean())


def _nearest(pictures: np.ndarray) -> float:
    return min(_mean_off(a, b) for k, a in enumerate(pictures) for b in pictures[:k])


def _speeds(folder: Path) -> dict:
    """Bare ONNX Runtime, batch 1; medians of 30 pictures."""
    sizes = {"1280x720": (720, 1280), "1920x1080": (1080, 1920), "3840x2160": (2160, 3840)}
    return {
        f"{threads} threads": {
            name: _median_ms(Screen(folder, threads), size) for name, size in sizes.items()
        }
        for threads in (1, 2)
    }


def _median_ms(screen: Screen, size: tuple[int, int]) -> float:
    spent = []
    for point in prior(35):
        began = time.perf_counter()
        screen.picture(point, *size)
        spent.append(1000 * (time.perf_counter() - began))
    return float(np.median(spent[5:]))


def _pair(of: Bench, k: int, point: np.ndarray) -> list[np.ndarray]:
    return [painted(of.seed, training.HELD_OUT + k, *SMALL), of.screen.picture(point, *SMALL)]


def _way(of: Bench, a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    return [of.screen.picture(slerp(a, b, t), *SMALL) for t in np.linspace(0, 1, 6)]


def _map(atlas: Atlas, height: int = 1080, width: int = 1920) -> np.ndarray:
    """Each drawing's small picture where it lies."""
    sheet = np.full((height, width, 3), 16, np.uint8)
    rows, columns = atlas.thumbnails.shape[1:3]
    for (x, y), picture in zip(atlas.layout, atlas.thumbnails, strict=True):
        left, top = int((x + 1) / 2 * (width - columns)), int((y + 1) / 2 * (height - rows))
        sheet[top : top + rows, left : left + columns] = picture
    return sheet


def _sheet(pictures: list[np.ndarray], columns: int) -> np.ndarray:
    rows = [np.concatenate(pictures[k : k + columns], 1) for k in range(0, len(pictures), columns)]
    return np.concatenate(rows)


def _page(numbers: dict, sheets: list[str]) -> str:
    images = "".join(f'<h2>{name}</h2><img src="{name}.jpg" alt="{name}">' for name in sheets)
    text = html.escape(json.dumps(numbers, indent=1))
    style = "body{font:16px sans-serif;margin:2em;background:#111;color:#eee}img{max-width:100%}"
    return f'<!doctype html><meta charset="utf-8"><title>colours</title><style>{style}</style>{images}<h2>numbers</h2><pre>{text}</pre>'
