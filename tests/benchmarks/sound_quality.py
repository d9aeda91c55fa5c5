"""The instrument measured offline: loudness, true peak, continuity, clicks, cost. By hand:

    python -m tests.benchmarks.sound_quality [seconds] [pairs] [--keep FILE.wav]

Renders the pack facades: wandering from place to place and so from style to style, one visitor, three
visitors, all as the sound room plays them, faster than real time.
"""

import argparse
import json
import subprocess
import tempfile
import time
import wave
from pathlib import Path

import numpy as np

from installation.common import clock
from installation.config.schema import SoundConfig
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, LatentPoint, Presence
from installation.packs import manifest
from installation.sound.arrangement import Arrangement, Patch
from installation.sound.bank import FRAMES
from installation.sound.inputs import InputState
from installation.sound.master import Master
from installation.sound.synth import Instrument
from installation.sound.visitors import Visitor
from installation.vocabulary import VisitState
from tests.sound import listen

ROOT = Path(__file__).resolve().parents[2]
SIZE = 16
PLACE_S = 40.0  # from one place of the pack to the next


def visit(second: float) -> tuple[Visitor, ...]:
    """Every two minutes: half a minute nobody, one visitor, three, nobody."""
    second %= 120
    crowd = []
    if 30 < second < 100:
        crowd.append(
            Visitor(1, 0.5 + 0.4 * np.sin(second / 6), 0.25 * abs(np.sin(second / 2)), 0.6)
        )
    if 60 < second < 90:
        crowd += [Visitor(2, 0.1, 0.05, 0.4), Visitor(3, 0.85, 0.4 * abs(np.sin(second)), 0.8)]
    return tuple(crowd)


def render(seconds: float) -> tuple[np.ndarray, list[float]]:
    """(n, 2) as it leaves for the loudspeaker, and the processor's milliseconds for each block."""
    pack = manifest.load(ROOT / "models" / "facades")
    arrangement = Arrangement(
        Patch(pack, SoundConfig(), 1), ROOT / "assets" / "sounds", listen.RATE
    )
    master = Master(-23.0, FRAMES, listen.RATE)
    inputs = InputState()
    blocks = []
    cost = []
    count = int(seconds * listen.RATE / FRAMES)
    for number, stray in enumerate(listen.wander(5, pack.dimensions, count)):
        second = number * FRAMES / listen.RATE
        crowd = visit(second)
        point = way(pack.places, second / PLACE_S) + 0.3 * stray
        state = VisitState.FOLLOWING if crowd else VisitState.WANDERING
        message = LatentPoint(number, 1, state, min(1.0, len(crowd)), point.astype(np.float32))
        now_ns = int(second * clock.SECOND_NS)
        inputs.update(message, presence(number, crowd), now_ns)
        begin = time.process_time()
        blocks.append(master.process(arrangement.render(message.point, inputs), True))
        cost.append(1000 * (time.process_time() - begin))
    arrangement.close()
    return np.concatenate(blocks), cost


def way(places: np.ndarray, at: float) -> np.ndarray:
    """(d,): from place to place, resting a while at each."""
    here, share = int(at) % len(places), np.clip(2 * (at % 1) - 0.5, 0, 1)
    return places[here] + (3 - 2 * share) * share**2 * (
        places[(here + 1) % len(places)] - places[here]
    )


def presence(seq: int, crowd: tuple[Visitor, ...]) -> Presence:
    places = np.zeros((len(crowd), 8), np.float32)
    for row, visitor in zip(places, crowd, strict=False):
        row[[0, 1, 5, 7]] = visitor.id, visitor.x, visitor.speed, visitor.closeness
    motion, silhouette = np.zeros(MOTION_SHAPE, np.float32), np.zeros(SILHOUETTE_SHAPE, np.uint8)
    return Presence(seq, 1, 0.0, len(crowd), places, np.zeros(2, np.float32), motion, silhouette)


def continuity(pairs: int) -> dict:
    """Distance of the spectrum against distance in latent space."""
    instrument, random = Instrument(1, listen.RATE), np.random.default_rng(9)
    far, unlike = [], []
    for angle in random.uniform(0.01, np.pi / 2, pairs):
        here, there = random.standard_normal((2, SIZE))
        there = np.cos(angle) * here + np.sin(angle) * there
        sounds = [
            listen.spectrum_db(listen.still_sound(instrument, point, 48)) for point in (here, there)
        ]
        far.append(np.linalg.norm(here - there))
        unlike.append(np.sqrt(np.mean(np.subtract(*sounds) ** 2)))
    order = np.argsort(far)
    fifth = max(1, pairs // 5)
    nearest, farthest = (
        float(np.mean(np.array(unlike)[part])) for part in (order[:fifth], order[-fifth:])
    )
    return {"spearman": listen.ranks_agree(far, unlike), "near_db": nearest, "far_db": farthest}


def clicks() -> float:
    """Largest sample step of a moving path against that of the points along it when they stand still."""
    instrument, path = Instrument(2, listen.RATE), list(listen.wander(3, SIZE, 940, seconds=2.0))
    still = max(
        listen.largest_step(listen.still_sound(instrument, point, 40)) for point in path[::40]
    )
    return listen.largest_step(listen.play(instrument, path)) / still


def ebur128(path: Path) -> dict:
    """What ffmpeg says."""
    command = [
        "ffmpeg",
        "-hide_banner",
        "-nostats",
        "-i",
        path,
        "-af",
        "ebur128=peak=true",
        "-f",
        "null",
        "-",
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr.split(
        "Summary"
    )[1]
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
            "block_ms": dict(
                zip(("p50", "p99"), np.percentile(cost, (50, 99)).round(2), strict=False)
            ),
            "core": round(float(np.median(cost)) / block_ms, 3),
            "clicks": round(float(clicks()), 2),
            **ebur128(path),
            **continuity(given.pairs),
        }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
