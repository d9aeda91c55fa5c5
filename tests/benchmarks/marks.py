"""How well the watermark is found again, and how often it is seen where there is none.

python -m tests.benchmarks.marks [--marked 100] [--plain 1000] [--others FOLDER]

Pictures come from all packs in models/ and, in equal number, from the pictures in FOLDER, cut to the same size.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from installation.common.paths import ROOT
from installation.marks.watermark import Watermark
from installation.marks.watermark_search import SURE, search
from installation.packs import manifest
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene

HEIGHT = 720
WIDTH = 1280
LIVE = (640, 360)  # width and height of the page's live picture
FIFTH = 0.2**0.5  # of each side: a fifth of the picture is left
SUFFIXES = {".jpg", ".jpeg", ".png"}

Way = Callable[[np.ndarray], np.ndarray]


def main() -> None:
    """Prints both tables."""
    options = _options()
    sources = list(_sources(options.others))
    random = np.random.default_rng(50)
    _measure_found(sources, options.marked, random)
    _measure_false(sources, options.plain, random)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--marked", type=int, default=100)
    parser.add_argument("--plain", type=int, default=1000)
    parser.add_argument("--others", type=Path, help="a folder of pictures of another kind")
    return parser.parse_args()


def _sources(
    others: Path | None,
) -> Iterator[tuple[str, Callable[[np.random.Generator], np.ndarray]]]:
    """Name -> what makes another picture (720, 1280, 3) BGR of it."""
    for folder in sorted((ROOT / "models").iterdir()):
        yield folder.name, _painter(folder)
    if others is not None:
        paths = sorted(path for path in others.rglob("*") if path.suffix in SUFFIXES)
        pictures = [cv2.imread(str(path)) for path in paths]
        yield others.name, lambda random: _cut(pictures, random)


def _painter(folder: Path) -> Callable[[np.random.Generator], np.ndarray]:
    pack = manifest.load(folder)
    model = Runtime(pack, 1, HEIGHT, WIDTH)

    def paint(random: np.random.Generator) -> np.ndarray:
        point = random.normal(size=pack.dimensions) * pack.generator.truncation
        picture = model.paint(Scene.of(point.astype(np.float32)), HEIGHT, WIDTH)
        return np.ascontiguousarray(picture[..., ::-1])

    return paint


def _cut(pictures: list[np.ndarray], random: np.random.Generator) -> np.ndarray:
    """A part of one of them, enlarged where it is small."""
    picture = pictures[random.integers(len(pictures))]
    factor = max(1.0, HEIGHT / picture.shape[0], WIDTH / picture.shape[1])
    if factor > 1:
        picture = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    top = random.integers(picture.shape[0] - HEIGHT + 1)
    left = random.integers(picture.shape[1] - WIDTH + 1)
    return picture[top : top + HEIGHT, left : left + WIDTH].copy()


def _jpeg(picture: np.ndarray, quality: int = 80) -> np.ndarray:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def _scaled(picture: np.ndarray, by: float) -> np.ndarray:
    return cv2.resize(picture, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)


def _part(picture: np.ndarray, share: float) -> np.ndarray:
    """A part with this share of each side, not in the middle."""
    height, width = (int(side * share) for side in picture.shape[:2])
    top = (picture.shape[0] - height) // 3
    left = 2 * (picture.shape[1] - width) // 3
    return picture[top : top + height, left : left + width]


WAYS: dict[str, Way] = {
    "as it is": lambda picture: picture,
    "JPEG 80": _jpeg,
    "half": lambda picture: _scaled(picture, 0.5),
    "a fifth cut off each side": lambda picture: _part(picture, 0.8),
    "a fifth of it left": lambda picture: _part(picture, FIFTH),
    "half, JPEG 80": lambda picture: _jpeg(_scaled(picture, 0.5)),
    "a fifth left, JPEG 80": lambda picture: _jpeg(_part(picture, FIFTH)),
    "a fifth left, half, JPEG 80": lambda picture: _jpeg(_scaled(_part(picture, FIFTH), 0.5)),
    "scaled to 0.71, JPEG 80": lambda picture: _jpeg(_scaled(picture, 0.71)),
}


def _measure_found(sources: list, count: int, random: np.random.Generator) -> None:
    mark = Watermark(HEIGHT, WIDTH)
    live_mark = Watermark(LIVE[1], LIVE[0])
    scores: dict[str, list[float]] = {name: [] for name in [*WAYS, "live picture"]}
    likeness = []
    for number in range(count):
        picture = sources[number % len(sources)][1](random)
        marked = mark.marked(picture)
        likeness.append(cv2.PSNR(picture, marked))
        for name, way in WAYS.items():
            scores[name].append(search(way(marked)).score)
        live = cv2.resize(picture, LIVE, interpolation=cv2.INTER_AREA)
        scores["live picture"].append(search(_jpeg(live_mark.marked(live))).score)
    print(
        f"{count} marked pictures; PSNR {np.median(likeness):.1f} dB, least {min(likeness):.1f} dB"
    )
    for name, values in scores.items():
        found = sum(value >= SURE for value in values)
        print(f"{name:<30} found {found}, score {np.median(values):.1f}, least {min(values):.1f}")


def _measure_false(sources: list, count: int, random: np.random.Generator) -> None:
    """Pictures without the watermark, sent on the same ways."""
    ways = list(WAYS.values())
    scores = []
    for number in range(count):
        picture = sources[number % len(sources)][1](random)
        way = ways[number // len(sources) % len(ways)]
        scores.append(search(way(picture)).score)
    alarms = sum(score >= SURE for score in scores)
    print(
        f"{count} pictures without it: {alarms} false alarms; "
        f"score {np.median(scores):.1f}, most {max(scores):.1f}, and {SURE} would be sure"
    )


if __name__ == "__main__":
    main()
