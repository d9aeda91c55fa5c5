"""The instrument measured offline: loudness, true peak, continuity, clicks, cost. By hand:

    python -m tests.benchmarks.sound_quality [seconds] [pairs] [--keep FILE.wav]

Renders wandering, one visitor, three visitors and a change of place, faster than real time.
"""

import argparse
import json
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

from installation.plumbing import clock
from installation.sound.bank import FRAMES
from installation.sound.master import Master
from installation.sound.synth import Instrument
from installation.sound.visitors import Visitor
from tests.sound import listen

SIZE = 16


def visit(second: float) -> tuple[Visitor, ...]:
    """Every two minutes: half a minute nobody, one visitor, three, nobody."""
    second %= 120
    crowd = []
    if 30 < second < 100:
        crowd.append(Visitor(1, 0.5 + 0.4 * np.sin(second / 6), 0.25 * abs(np.sin(second / 2)), 0.6))
    if 60 < second < 90:
        crowd += [Visitor(2, 0.1, 0.05, 0.4), Visitor(3, 0.85, 0.4 * abs(np.sin(second)), 0.8)]
    return tuple(crowd)


def render(seconds: float) -> tuple[np.ndarray, list[float]]:
    """(n, 2) as it leaves for the loudspeaker, and the milliseconds of each block."""
    instrument, master = Instrument(1, listen.RATE), Master(-23.0, FRAMES, listen.RATE)
    blocks, cost = [], []
    count = int(seconds * listen.RATE / FRAMES)
    for number, point in enumerate(listen.wander(5, SIZE, count)):
        crowd = visit(number * FRAMES / listen.RATE)
        begin = clock.now_ns()
        instrument.steer(point)
        blocks.append(master.process(instrument.block(crowd, min(1.0, len(crowd))), True))
        cost.append(clock.seconds(clock.now_ns() - begin) * 1000)
    return np.concatenate(blocks), cost


def continuity(pairs: int) -> dict:
    """Distance of the spectrum against distance in latent space."""
    instrument, random = Instrument(1, listen.RATE), np.random.default_rng(9)
    far, unlike = [], []
    for angle in random.uniform(0.01, np.pi / 2, pairs):
        here, there = random.standard_normal((2, SIZE))
        there = np.cos(angle) * here + np.sin(angle) * there
        sounds = [listen.spectrum_db(listen.still_sound(instrument, point, 48)) for point in (here, there)]
        far.append(np.linalg.norm(here - there))
        unlike.append(np.sqrt(np.mean(np.subtract(*sounds) ** 2)))
    order = np.argsort(far)
    fifth = max(1, pairs // 5)
    nearest, farthest = (float(np.mean(np.array(unlike)[part])) for part in (order[:fifth], order[-fifth:]))
    return {"spearman": listen.ranks_agree(far, unlike), "near_db": nearest, "far_db": farthest}


def clicks() -> float:
    """Largest sample step of a moving path against that of the points along it when they stand still."""
    instrument, path = Instrument(2, listen.RATE), list(listen.wander(3, SIZE, 940, seconds=2.0))
    still = max(listen.largest_step(listen.still_sound(instrument, point, 40)) for point in path[::40])
    return listen.largest_step(listen.play(instrument, path)) / still


def ebur128(path: Path) -> dict:
    """What ffmpeg says."""
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr.split("Summary")[1]
    words = {"lufs": "I:", "lra": "LRA:", "dbtp": "Peak:"}
    return {name: float(told.split(word)[1].split()[0]) for name, word in words.items()}


def write(path: Path, sound: np.ndarray) -> None:
    """As 16-bit WAV."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(listen.RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("seconds", type=float, nargs="?", default=600)
    words.add_argument("pairs", type=int, nargs="?", default=500)
    words.add_argument("--keep", type=Path)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.keep or Path(folder) / "piece.wav"
        sound, cost = render(given.seconds)
        write(path, sound)
        block_ms = 1000 * FRAMES / listen.RATE
        figures = {
            "block_ms": dict(zip(("p50", "p99"), np.percentile(cost, (50, 99)).round(2))),
            "core": round(float(np.median(cost)) / block_ms, 3),
            "clicks": round(float(clicks()), 2),
            **ebur128(path),
            **continuity(given.pairs),
        }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
