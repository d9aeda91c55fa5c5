"""How much of a visit shows a clear letter, and how often a letter is torn: the real model, the film of six visitors,
faster than real time. Needs what the studio needs. By hand:

    python -m tests.benchmarks.clear_letters [--seconds S] [--seed N]

A picture is clear where one letter has 95 % of the weight. It is torn where it is clear and has more parts than the
letter has, each of them over a fiftieth of the ink.
"""

import argparse
import json
from itertools import groupby

import cv2
import numpy as np

from installation.config import schema
from installation.packs import manifest
from installation.studio.letters import LETTERS
from installation.studio.letters.letters_player import LettersPlayer
from installation.studio.letters.pack_weights import read_generator
from installation.vocabulary import VisitState
from tests.benchmarks.even_speed import CLIP, ROOT, Run, film

PACK = ROOT / "models" / "letters"
PICTURES_HZ = 30
LOOKED_AT_EVERY = 3  # pictures
PARTS_EVERY = 5  # of these
CLEAR = 0.95  # of the weight
SHOWN_S = 0.5  # a letter that is clear for less is only passed
SIZE = (360, 640)
LARGE = 0.02  # of the ink
DARK = 360  # sum of three channels
DOTTED = LETTERS.index("Ä")  # from here on letters have three parts


def main() -> None:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--seconds", type=float, default=900)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    presences, rate_hz = film(CLIP, given.seconds)
    settings = schema.JourneyConfig(seed=given.seed)
    run = Run(manifest.load(PACK), settings, PICTURES_HZ)
    run.go(presences, rate_hz, given.seconds)
    print(json.dumps(figures(run)))


def figures(run: Run) -> dict:
    """Of the time in which somebody is there."""
    points = np.array(run.points[::LOOKED_AT_EVERY], np.float32)
    states = np.array(run.states[::LOOKED_AT_EVERY])
    letters, _ = read_generator(PACK / "generator.onnx").calibration.conditions(points)
    is_clear = letters.max(1) >= CLEAR
    somebody = states != VisitState.WANDERING
    minutes = somebody.sum() * LOOKED_AT_EVERY / PICTURES_HZ / 60
    shown = shown_s(np.where(is_clear & somebody, letters.argmax(1), -1))
    looked_at = np.flatnonzero(is_clear)[::PARTS_EVERY]
    player = LettersPlayer(PACK)
    player.show("plain")
    torn = [is_torn(player, points[number], int(letters[number].argmax())) for number in looked_at]
    return {
        "clear": {
            "all": round(float(is_clear[somebody].mean()), 2),
            **{
                str(state): round(float(is_clear[states == state].mean()), 2)
                for state in np.unique(states[somebody])
            },
        },
        "letters shown a minute": round(len(shown) / minutes, 1),
        "each for s, median": round(float(np.median(shown)), 1),
        "torn, of clear ones": round(float(np.mean(torn)), 3),
    }


def shown_s(clear: np.ndarray) -> list[float]:
    """For how long each letter stands clear; -1 where none does."""
    runs = [(letter, len(list(some))) for letter, some in groupby(clear.tolist())]
    lasting_s = [count * LOOKED_AT_EVERY / PICTURES_HZ for letter, count in runs if letter >= 0]
    return [seconds for seconds in lasting_s if seconds >= SHOWN_S]


def is_torn(player: LettersPlayer, point: np.ndarray, letter: int) -> bool:
    """Whether it has more large parts than it should."""
    picture = player.picture(point[None], SIZE).astype(int).sum(2)
    ink = (picture < DARK).astype(np.uint8)
    *_, found, _ = cv2.connectedComponentsWithStats(ink)
    areas = found[1:, cv2.CC_STAT_AREA]
    large = (areas > LARGE * areas.sum()).sum()
    return bool(large > (3 if letter >= DOTTED else 1))


if __name__ == "__main__":
    main()
