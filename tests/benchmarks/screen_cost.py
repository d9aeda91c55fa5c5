"""What the screen costs: milliseconds of each part of a turn, windowless, with panes and without.

    .venv/bin/python -m tests.benchmarks.screen_cost [--size 1920x1080] [--turns 600] [--cores 2]

Pictures of the pack facades come 30 a second, painted before; processor time of this thread and wall time, median and p99.
"""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np

from installation.config import schema
from installation.display.asset_shelf import AssetShelf
from installation.display.blend import Blender, fitted, safe_picture
from installation.display.canvas import place_picture
from installation.display.flash_limiter import FlashLimiter
from installation.display.inside import Inside
from installation.display.map_trail import MapTrail
from installation.display.notice import Notice
from installation.display.panes.kit import Kit, Seen
from installation.display.panes.pane_table import sentences_for
from installation.display.sentences import Sentences
from installation.display.text import Typeface, text_px
from installation.messages import Activations, LatentPoint, Presence
from installation.packs import atlas, manifest
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene
from installation.vocabulary import VisitState

ROOT = Path(__file__).resolve().parents[2]
DT = 1 / 60
PICTURES_HZ = 30


def main() -> None:
    options = _options()
    cv2.setNumThreads(options.cores)
    width, height = (int(side) for side in options.size.split("x"))
    for what in ("", "1", "all"):
        _print(what or "closed", _measure(height, width, options.turns, what))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--turns", type=int, default=600)
    parser.add_argument("--cores", type=int, default=2)
    return parser.parse_args()


def _measure(height: int, width: int, turns: int, what: str) -> dict[str, list[float]]:
    pack = manifest.load(ROOT / "models" / "facades")
    map_ = atlas.load(pack.folder, pack.dimensions)
    settings = schema.ScreenConfig()
    shelf = AssetShelf(ROOT / "assets", Path("none"), is_strict=True)
    kit = Kit(
        pack,
        map_,
        Sentences(shelf, settings.languages, sentences_for()),
        Typeface(shelf),
        text_px(height, width, 2.0, 1.4),
        has_classifier=True,
    )
    inside = Inside(kit, settings, height, width)
    notice = Notice(kit, height, width)
    limiter = FlashLimiter()
    blender = Blender(safe_picture(height, width))
    pixels = np.zeros((height, width, 4), np.uint8)
    seen = _seen(pack, MapTrail(map_))
    frames = _pictures(pack, height, width)
    times: dict[str, list[float]] = {}

    def timed(name, part):
        begun = time.perf_counter()
        result = part()
        times.setdefault(name, []).append(1000 * (time.perf_counter() - begun))
        return result

    if what:
        for _ in range(150):
            inside.tick(True, seen, DT)
        inside.choose(what)
    for turn in range(turns):
        if turn % 2 == 0:
            timed("receive", lambda: blender.receive(frames[turn // 2 % len(frames)]))
        shown = timed("blend", lambda: blender.tick(DT))
        timed("panes", lambda: inside.tick(bool(what), seen, DT))
        view = inside.view()
        timed(
            "spread",
            lambda: place_picture(
                pixels[view.rows, view.columns], fitted(shown, (view.height, view.width, 3))
            ),
        )
        timed("board", lambda: inside.draw(pixels))
        timed("notice", lambda: notice.draw(pixels, view, 1, DT))
        timed("limiter", lambda: limiter.apply(pixels, DT))
    parts = [
        times[name][-turns:] for name in ("blend", "panes", "spread", "board", "notice", "limiter")
    ]
    times["whole turn"] = [sum(each) for each in zip(*parts, strict=False)]
    times["blend + limiter"] = [
        sum(each) for each in zip(times["blend"], times["limiter"], strict=False)
    ]
    return times


def _pictures(pack, height: int, width: int) -> list[np.ndarray]:
    """A second and a half of a walk between two places, and back, changing as fast as the journey lets it."""
    runtime, (start, end) = Runtime(pack, 2, height, width), pack.places[:2].astype(np.float32)
    first = runtime.paint(Scene.of(start), height, width)
    few = runtime.paint(Scene.of(start + 0.05 * (end - start)), height, width)
    change = cv2.absdiff(first, few).mean() / 2.55 / 0.05  # percent for the whole way
    step = schema.JourneyConfig().change_per_s / PICTURES_HZ / change
    points = [start + k * step * (end - start) for k in range(45)]
    way = [runtime.paint(Scene.of(point), height, width) for point in points]
    return [*way, *way[-2:0:-1]]


def _seen(pack, trail: MapTrail) -> Seen:
    random = np.random.default_rng(1)
    presence = Presence(
        1,
        1,
        0.0,
        1,
        np.array([[1, 0.4, 0.5, 0.1, 0.8, 0.2, 0, 0.5]]),
        np.zeros(2),
        random.random((9, 16)),
        np.ones((18, 32)),
    )
    activations = Activations(
        1, 1, 1,
        random.integers(0, 256, (5, 6, 72, 128), dtype=np.uint8), random.integers(0, 256, (2, 72, 128, 3), dtype=np.uint8),
        random.integers(0, 256, (2, 16, 7, 7, 3), dtype=np.uint8), random.integers(0, 256, (2, 6, 36, 64), dtype=np.uint8),
        np.full((2, 6), 1 / 6),
    )  # fmt: skip
    return Seen(
        presence, LatentPoint(1, 1, VisitState.LOOKING, 1.0, pack.places[0]), activations, trail
    )


def _print(name: str, times: dict[str, list[float]]) -> None:
    print(name)
    for part, each in times.items():
        print(
            f"  {part:16} median {np.median(each):6.2f} ms   p99 {np.quantile(each, 0.99):6.2f} ms"
        )


if __name__ == "__main__":
    main()
