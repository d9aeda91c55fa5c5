"""How far the picture's answer lags behind a visitor, with foresight and without. Faster than real time, by hand:

    python -m tests.benchmarks.foresight [--clip FILE] [--delay-ms 70] [--smoothing-s 0.3]

The film goes through the real vision; a gesture follows the visitors' place, and is seen so long after its
point was sent. The lag is where the cross-correlation of two speeds is greatest: that of the silhouettes' middle
(smoothed forwards and backwards, so without a lag of its own) and that of what is seen.
"""

import argparse
from pathlib import Path

import numpy as np

from installation.journey.foresight import Foresight
from installation.journey.gestures import GestureDriver
from installation.messages import Presence
from installation.packs.metadata import Gesture
from tests.benchmarks.even_speed import CLIP, film

TURN_HZ = 60
LONGEST_S = 600.0  # of a film
VISION_S = 0.008  # from light to presence
SECOND_NS = 1_000_000_000
SMOOTH = 31  # turns
LONGEST_LAG = 60  # turns


def main() -> None:
    """Prints both lags."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clip", type=Path, default=CLIP)
    parser.add_argument("--delay-ms", type=float, default=70)
    parser.add_argument("--smoothing-s", type=float, default=0.3)
    options = parser.parse_args()
    seen, _ = film(options.clip, LONGEST_S)
    for name, has_foresight in (("without", False), ("with", True)):
        true, answer = _answered(seen, options.delay_ms / 1000, options.smoothing_s, has_foresight)
        lag, likeness = _lag(true, answer)
        print(f"{name} foresight: {1000 * lag / TURN_HZ:.0f} ms, correlation {likeness:.2f}")


def _answered(
    seen: list[Presence], delay_s: float, smoothing_s: float, has_foresight: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Where visitors are and what is seen of it, at each turn; NaN while nobody is there."""
    gesture = Gesture.model_validate({"input": "x", "from": "place", "smoothing_s": smoothing_s})
    driver = GestureDriver((gesture,))
    foresight = Foresight()
    _teach(foresight, delay_s)
    turns = int(seen[-1].camera_s * TURN_HZ)
    later = round(delay_s * TURN_HZ)
    true = np.full(turns + later, np.nan)
    answer = np.full(turns + later, np.nan)
    number = 0
    for turn in range(turns):
        now_s = turn / TURN_HZ
        while number + 1 < len(seen) and seen[number + 1].camera_s + VISION_S <= now_s:
            number += 1
            if seen[number].count:
                true[round(seen[number].camera_s * TURN_HZ)] = _middle(seen[number].silhouette)
        presence = _at(seen[number])
        if has_foresight:
            presence = foresight.ahead(presence, int(now_s * SECOND_NS))
        (value,) = driver.tick(presence, 12.0, 0.0, 1 / TURN_HZ)
        if presence.count:
            answer[turn + later] = value
    return true, answer


def _teach(foresight: Foresight, delay_s: float) -> None:
    for number in range(1, 10):
        sent_ns = number * SECOND_NS
        foresight.record_sent(number, sent_ns)
        foresight.record_seen(number, sent_ns + int(delay_s * SECOND_NS))


def _middle(silhouette: np.ndarray) -> float:
    """Of all that stands in the view, 0 left .. 1 right; NaN without anybody."""
    columns = silhouette.sum(0)
    if not columns.any():
        return float("nan")
    return float(np.average((np.arange(len(columns)) + 0.5) / len(columns), weights=columns))


def _at(presence: Presence) -> Presence:
    """With the film's time as that of its light."""
    changed = vars(presence) | {"light_ns": int(presence.camera_s * SECOND_NS)}
    return Presence(**changed)


def _lag(true: np.ndarray, answer: np.ndarray) -> tuple[int, float]:
    """Turns by which the answer comes later, and the correlation of speeds there."""
    true_speed = _speed(true)
    best = (0, -1.0)
    for lag in range(-LONGEST_LAG // 4, LONGEST_LAG):
        shifted = np.roll(_speed(answer), -lag)
        known = np.isfinite(true_speed) & np.isfinite(shifted)
        likeness = float(np.corrcoef(true_speed[known], shifted[known])[0, 1])
        if likeness > best[1]:
            best = (lag, likeness)
    return best


def _speed(values: np.ndarray) -> np.ndarray:
    """Of each turn; NaN where somebody has just come or is about to go."""
    known = np.flatnonzero(np.isfinite(values))
    filled = np.interp(np.arange(len(values)), known, values[known])
    window = np.hanning(SMOOTH + 2)[1:-1]
    smooth = np.convolve(filled, window / window.sum(), mode="same")
    speed = np.gradient(smooth)
    gap = np.convolve(~np.isfinite(values), np.ones(TURN_HZ // 2), mode="same") > TURN_HZ // 2 - 4
    speed[gap] = np.nan
    return speed


if __name__ == "__main__":
    main()
