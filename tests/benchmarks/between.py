"""Would in-between pictures moved by optical flow look better than a crossfade? ``python -m tests.benchmarks.between [PACK]``.

Two pictures of a walk, and the true one in the middle between them: how near the crossfade comes to it, and how near
both pictures moved half the way (OpenCV's DIS flow at 320 pixels, as fast as it goes). By how much the picture changes
from one to the next: the journey keeps to 3 % a second, so 0.1 % is 30 pictures a second, 1 % is 3.
"""

import sys
import time
from pathlib import Path

import cv2
import numpy as np

from installation.packs import manifest
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene

ROOT = Path(__file__).resolve().parents[2]
HEIGHT, WIDTH, FLOW_PX, PAIRS = 720, 1280, 320, 140
CLASSES = (0.0, 0.1, 0.3, 0.6, 1.0, 2.0, 4.0)  # percent of change, from each to the next
FLOW = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)


def main() -> None:
    pack = manifest.load(ROOT / "models" / (sys.argv[1] if len(sys.argv) > 1 else "facades"))
    runtime, random, rows = Runtime(pack, 1, HEIGHT, WIDTH), np.random.default_rng(0), []
    cv2.setNumThreads(1)
    for _ in range(PAIRS):
        start, end = pack.places[random.choice(len(pack.places), 2, replace=False)]
        point = start + random.random() * (end - start)
        step = (
            (end - start)
            / np.linalg.norm(end - start)
            * np.exp(random.uniform(np.log(0.02), np.log(2)))
        )
        first, middle, last = (
            runtime.paint(Scene.of(point + share * step), HEIGHT, WIDTH) for share in (0, 0.5, 1)
        )
        begun = time.perf_counter()
        moved = _moved(first, last)
        took_ms = 1000 * (time.perf_counter() - begun)
        rows.append(
            [
                cv2.absdiff(first, last).mean() / 2.55,
                took_ms,
                *_compared(first, last, moved, middle),
            ]
        )
    _print(np.array(rows))


def _moved(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Both pictures moved to the middle between them, and mixed."""
    columns, rows = np.meshgrid(
        np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32)
    )
    parts = []
    for one, other in ((first, last), (last, first)):
        small = [
            cv2.cvtColor(cv2.resize(each, (FLOW_PX, FLOW_PX * HEIGHT // WIDTH)), cv2.COLOR_RGB2GRAY)
            for each in (one, other)
        ]
        way = cv2.resize(FLOW.calc(*small, None), (WIDTH, HEIGHT)) * (WIDTH / FLOW_PX) / 2
        parts.append(
            cv2.remap(
                one,
                columns - way[..., 0],
                rows - way[..., 1],
                cv2.INTER_LINEAR,
                None,
                cv2.BORDER_REPLICATE,
            )
        )
    return cv2.addWeighted(parts[0], 0.5, parts[1], 0.5, 0)


def _compared(first, last, moved, middle) -> list[float]:
    """Peak signal to noise ratio (dB) and sharpness against the true picture: of the crossfade, of what was moved."""
    faded = cv2.addWeighted(first, 0.5, last, 0.5, 0)
    noise = [cv2.PSNR(each, middle) for each in (faded, moved)]
    return noise + [_sharpness(each) / _sharpness(middle) for each in (faded, moved)]


def _sharpness(picture: np.ndarray) -> float:
    return float(
        np.abs(cv2.Laplacian(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.CV_32F)).mean()
    )


def _print(rows: np.ndarray) -> None:
    print(
        "change %    pairs   PSNR dB: crossfade  moved   sharpness: crossfade  moved   the moving takes ms"
    )
    for low, high in zip(CLASSES, (*CLASSES[1:], 100.0), strict=False):
        found = rows[(rows[:, 0] >= low) & (rows[:, 0] < high)]
        if len(found):
            _, took, *figures = np.median(found, axis=0)
            faded, moved, sharp_faded, sharp_moved = figures
            print(
                f"{low:4}-{high:<5} {len(found):7} {faded:19.1f} {moved:6.1f} {sharp_faded:22.2f} {sharp_moved:6.2f} {took:13.0f}"
            )


if __name__ == "__main__":
    main()
