"""Does the next visitor see something else? The real model, the real visitors, faster than real time. By hand:

    python -m tests.benchmarks.variety [--pack PACK] [--steering WAY] [--rounds N] [--alone S] [--seed N]

Two questions. Over the film of six visitors, one after another, played `--rounds` times: for how many visitors is
the style (the pack's second network's first answer, most of the visit; without one the map's class) or the light
(day, dusk or night, by the sky's colour) another than for the visitor before? And of `--alone` seconds of
wandering, with `--visits S` by somebody for ten of every S seconds: how many styles and hours of light are seen
while nobody is there, each for two seconds at least? The light is that of
`facades`; of other packs the styles alone count.
"""

import argparse
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from installation.config import schema
from installation.generator import classifier
from installation.messages import Presence
from installation.packs import atlas, manifest
from installation.studio.facades.drawing.materials import HOURS
from tests.benchmarks.even_speed import CLIP, ROOT, Run, film
from tests.journey.conftest import people

PICTURES_HZ = 24
LOOKED_AT_EVERY = 12  # pictures
SKY = 0.06  # of the picture's height, from the top
SETTLED_S = 2.0  # of a visit: what is seen before belongs to the visitor before
SEEN_S = 2.0  # a style or an hour shorter than that is only passed
FILM_HZ = 10.0  # of visitors who come and go
STAYS_S = 10.0  # each of them
LIGHTS = {
    "dawn": "day",
    "noon": "day",
    "fog": "day",
    "gold": "dusk",
    "rose": "dusk",
    "blue": "night",
    "night": "night",
}


class Eye:
    """What is to be seen in a picture, in words."""

    def __init__(self, pack: manifest.Pack):
        self._titles = [words.get("en", "") for words in pack.classes]
        self._network = classifier.of_pack(pack.folder)
        self._map = atlas.load(pack.folder, pack.dimensions)
        self._places = pack.places
        self._has_light = pack.about.name == "facades"

    def style(self, point: np.ndarray, pixels: np.ndarray) -> str:
        """The second network's first answer; else the class of the nearest drawing, else the nearest place."""
        if self._network is not None:
            scores = self._network.classify(pixels).scores.mean(axis=0)
            return self._titles[int(scores.argmax())]
        if self._map is not None:
            return str(self._map.labels[self._map.nearest(point, 1)[0]])
        return str(np.linalg.norm(self._places - point, axis=1).argmin())

    def hour(self, pixels: np.ndarray) -> str:
        """Whose sky is nearest in colour."""
        if not self._has_light:
            return ""
        rows = max(1, round(SKY * len(pixels)))
        sky = pixels[:rows].reshape(-1, 3).mean(axis=0)
        skies = np.array([hour.sky_top for hour in HOURS.values()], np.uint8)
        colours = np.vstack([skies, sky[None].astype(np.uint8)])[None]
        *known, here = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB)[0].astype(float)
        return list(HOURS)[int(np.linalg.norm(np.array(known) - here, axis=1).argmin())]


class LookedAt(Run):
    """A run of the journey that looks at some of its pictures."""

    def __init__(self, pack, settings):
        super().__init__(pack, settings, PICTURES_HZ)
        self._eye = Eye(pack)
        self.seen = []  # (second, style, hour)
        self.pictures = []

    def _paint(self, point, before):
        change = super()._paint(point, before)
        if len(self.changes) % LOOKED_AT_EVERY == 1:
            second = len(self.changes) / PICTURES_HZ
            style = self._eye.style(point, self.pixels)
            self.seen.append((second, style, self._eye.hour(self.pixels)))
            self.pictures.append(self.pixels.copy())
        return change


def main() -> None:
    given = _given()
    pack = manifest.load(ROOT / "models" / given.pack)
    settings = schema.JourneyConfig(seed=given.seed, steering=given.steering)
    report = {}
    sheets = {}
    if given.rounds:
        run = LookedAt(pack, settings)
        presences, rate_hz = film(given.clip, 1e6)
        length_s = len(presences) / rate_hz
        run.go(presences, rate_hz, given.rounds * length_s)
        truth = json.loads(given.clip.with_suffix(".json").read_text())["present_s"]
        report["visitors"] = _visitors(run.seen, truth, length_s, given.rounds)
        sheets["visitors"] = _in_the_middle(run, truth, length_s, given.rounds)
    if given.alone:
        run = LookedAt(pack, settings)
        presences = _coming_and_going(given.visits)
        run.go(presences, FILM_HZ, given.alone)
        period_s = len(presences) / FILM_HZ
        alone_s = given.visits - STAYS_S if given.visits else np.inf
        report["alone"] = _alone([one for one in run.seen if one[0] % period_s < alone_s])
        sheets["alone"] = run.pictures[:: max(1, len(run.pictures) // 60)]
    print(json.dumps(report, indent=1, ensure_ascii=False))
    if given.sheet:
        for name, pictures in sheets.items():
            cv2.imwrite(f"{given.sheet}-{name}.png", _sheet(pictures))


def _given() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--pack", default="facades")
    words.add_argument("--steering", default=schema.JourneyConfig().steering)
    words.add_argument("--rounds", type=int, default=2)
    words.add_argument("--alone", type=float, default=600)
    words.add_argument("--visits", type=float, default=0, help="seconds from one to the next")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--clip", type=Path, default=CLIP)
    words.add_argument("--sheet", help="writes contact sheets to SHEET-visitors.png and -alone.png")
    return words.parse_args()


def _visitors(seen: list, truth: list, length_s: float, rounds: int) -> dict:
    """Each visitor's style and light, and for how many it is another than for the one before."""
    rows = []
    for turn in range(rounds):
        for start, end in truth:
            begun = turn * length_s + start + SETTLED_S
            ended = turn * length_s + end
            during = [one for one in seen if begun <= one[0] < ended]
            style = Counter(one[1] for one in during).most_common(1)[0][0]
            light = Counter(LIGHTS.get(one[2], "") for one in during).most_common(1)[0][0]
            rows.append((style, light))
    others = sum(after != before for before, after in pairwise(rows))
    return {
        "each": [" ".join(row) for row in rows],
        "another_than_before": f"{others} of {len(rows) - 1}",
    }


def _coming_and_going(period_s: float) -> list[Presence | None]:
    """Nobody; or, for the last seconds of each period, somebody somewhere."""
    if not period_s:
        return [None]
    alone: list[Presence | None] = [None] * round((period_s - STAYS_S) * FILM_HZ)
    return alone + [people(0.45)] * round(STAYS_S * FILM_HZ)


def _in_the_middle(run: LookedAt, truth: list, length_s: float, rounds: int) -> list:
    """Three pictures of each visit."""
    pictures = []
    seconds = np.array([one[0] for one in run.seen])
    for turn in range(rounds):
        for start, end in truth:
            for share in (0.3, 0.6, 0.95):
                wanted = turn * length_s + start + share * (end - start)
                pictures.append(run.pictures[int(np.abs(seconds - wanted).argmin())])
    return pictures


def _alone(seen: list) -> dict:
    """What is seen for `SEEN_S` at least, and for how many seconds."""
    step_s = LOOKED_AT_EVERY / PICTURES_HZ
    report = {}
    for name, column in (("styles", 1), ("hours", 2)):
        counted = Counter(one[column] for one in seen)
        lasting = {key: round(n * step_s) for key, n in counted.items() if n * step_s >= SEEN_S}
        report[name] = {"count": len(lasting), **lasting}
    return report


def _sheet(pictures: list, columns: int = 6) -> np.ndarray:
    """(h, w, 3) BGR."""
    blank = np.zeros_like(pictures[0])
    missing = -len(pictures) % columns
    filled = pictures + [blank] * missing
    rows = [np.hstack(filled[at : at + columns]) for at in range(0, len(filled), columns)]
    return cv2.cvtColor(np.vstack(rows), cv2.COLOR_RGB2BGR)


if __name__ == "__main__":
    main()
