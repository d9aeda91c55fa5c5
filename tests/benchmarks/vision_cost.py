"""What sensing costs a frame: ``python -m tests.benchmarks.vision_cost`` on a machine that is otherwise quiet.

Budget: <= 6 ms per 640x480 frame on one core, and 20 visitors <= 1.3 x one.
"""

import statistics
import time

import cv2

from installation.vision.sensing import Sensing
from installation.vision.simulated import Gallery

WARM_UP, FRAMES = 240, 300


def cost_ms(figures: int) -> tuple[float, float, float]:
    """(median, 99th percentile, mean number of visitors seen) over the busiest seconds of a simulated crowd."""
    stage = Gallery(1, 640, 480, figures, (0.3, 0.45))
    sensing, spent, seen = Sensing(), [], []
    for number in range(WARM_UP + FRAMES):
        frame = stage.draw(
            0 if number < 30 else 2.5 * figures + number / 30
        )  # first the empty room, then the crowd
        begun = time.thread_time()
        sight = sensing.see(frame, 1 / 30)
        spent.append(1000 * (time.thread_time() - begun))
        seen.append(sight.count)
    if figures:  # between two visits nobody is there, which is not what is asked
        spent = spent[:WARM_UP] + [
            ms for ms, count in zip(spent[WARM_UP:], seen[WARM_UP:], strict=False) if count
        ]
    spent = sorted(spent[WARM_UP:])
    return statistics.median(spent), spent[int(0.99 * len(spent))], statistics.mean(seen[WARM_UP:])


def main() -> None:
    """Prints one line a crowd."""
    cv2.setNumThreads(1)
    for figures in (0, 1, 4, 8, 20):
        median, slow, seen = cost_ms(figures)
        print(
            f"{figures:2} figures: p50 {median:.2f} ms, p99 {slow:.2f} ms of one core, {seen:.1f} visitors seen"
        )


if __name__ == "__main__":
    main()
