"""`kiosk studio report colours`: a page with sheets to look at and the numbers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from installation.studio.colours.export import (
    ON_THE_MAP,
    TrainedColours,
    load_model,
    painted,
    whitening_of,
)
from installation.studio.colours.light_kinds import KINDS
from installation.studio.colours.model_card import PLACES, TRUNCATION
from installation.studio.colours.network import LATENT
from installation.studio.colours.palettes import chroma
from installation.studio.colours.training import drawn
from installation.studio.common.contact_sheet import STEPS, contact_sheet, scatter_sheet
from installation.studio.common.drawing_pool import HELD_OUT
from installation.studio.common.latent_map import MAP_FILE, LatentMap
from installation.studio.common.pack_player import GENERATOR, PackPlayer, screen_times
from installation.studio.common.prior import normal_prior
from installation.studio.common.report_page import write_report
from installation.studio.common.smoothness import (
    SMALL,
    arc,
    difference,
    summary,
    unsteadiness,
)
from installation.studio.common.whitening import Whitening

CAPTIONS = {
    "samples": "24 samples of the prior",
    "places": "The named places",
    "upright": "16 samples for a portrait screen",
    "reconstructions": "Drawings the network has never seen, each with what came back beside it",
    "interpolations": "Eight ways from drawing to drawing",
    "map": "The map: training drawings where they lie to each other",
}
LYING = (180, 320)  # height, width of a picture on a sheet
STANDING = (320, 180)
MAP_SIZE = (1080, 1920)  # height, width
TRIED = 200  # drawings that were never trained on
GREY = 0.02  # a pixel with less chroma is grey
TIMED = 35  # pictures, of which the first are not counted


@dataclass(frozen=True)
class ColoursOnTrial:
    """All that a report looks at."""

    model: TrainedColours
    whitening: Whitening
    player: PackPlayer
    latent_map: LatentMap
    seed: int

    def points(self) -> np.ndarray:
        """Where drawings lie that were never trained on, (TRIED, 32)."""
        latents = self.model.latents(drawn(self.seed, TRIED, HELD_OUT))
        return self.whitening.points(latents)

    def drawing(self, k: int, size: tuple[int, int]) -> np.ndarray:
        """Such a drawing as a picture."""
        return painted(self.seed, HELD_OUT + k, *size)

    def pictures(self, points: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """What the pack makes of points, (n, height, width, 3) uint8."""
        return np.stack([self.player.picture(point, *size) for point in points])


def on_trial(checkpoint: Path, folder: Path, seed: int) -> ColoursOnTrial:
    """Loads the trained model and the exported pack."""
    model = load_model(checkpoint)
    return ColoursOnTrial(
        model=model,
        whitening=whitening_of(model, drawn(seed, ON_THE_MAP)),
        player=PackPlayer(folder),
        latent_map=LatentMap.load(folder / MAP_FILE),
        seed=seed,
    )


def prior(count: int, seed: int = 5) -> np.ndarray:
    """(count, 32) points as the journey may visit them."""
    return normal_prior(count, LATENT, TRUNCATION, seed)


def report(trial: ColoursOnTrial, folder: Path, speeds: bool = True) -> dict[str, Any]:
    """Writes the page into `folder`; returns the numbers."""
    points = trial.points()
    numbers = _numbers(trial, points)
    if speeds:
        numbers["milliseconds"] = screen_times(trial.player.folder, prior(TIMED))
    write_report(folder, "colours", numbers, _sheets(trial, points), CAPTIONS)
    return numbers


def _numbers(trial: ColoursOnTrial, points: np.ndarray) -> dict[str, Any]:
    """Differences are mean levels of 255, of small pictures."""
    drawings = np.stack([trial.drawing(k, SMALL) for k in range(len(points))])
    returned = trial.pictures(points, SMALL)
    samples = trial.pictures(prior(len(points)), SMALL)
    ratios = unsteadiness(trial.player, prior(400, seed=9), 200)
    of_drawings = chroma(drawings)
    of_samples = chroma(samples)
    return {
        "steps": trial.model.time.steps,
        "training minutes": round(trial.model.time.seconds / 60, 1),
        "reconstruction off by": difference(drawings, returned),
        "two samples differ by": difference(samples[1:], samples[:-1]),
        "nearest two of 24 samples differ by": _nearest(samples[:24]),
        "chroma": {
            "drawings": float(of_drawings.mean()),
            "samples": float(of_samples.mean()),
        },
        "grey pixels": {
            "drawings": float((of_drawings < GREY).mean()),
            "samples": float((of_samples < GREY).mean()),
        },
        "greyest sample, chroma": float(of_samples.mean((1, 2)).min()),
        "kinds nearest to samples": _kinds(trial.latent_map, prior(500)),
        "interpolation, largest step by mean": summary(ratios),
        "megabytes": (trial.player.folder / GENERATOR).stat().st_size / 1e6,
    }


def _kinds(latent_map: LatentMap, points: np.ndarray) -> dict[str, float]:
    """Kind -> share of the points whose nearest drawing of the map is of this kind."""
    apart = latent_map.points[None] - points[:, None]
    nearest = np.linalg.norm(apart, axis=2).argmin(1)
    counts = np.bincount(latent_map.labels[nearest], minlength=len(KINDS))
    shares = counts / len(points)
    return dict(zip(KINDS, shares.tolist(), strict=True))


def _nearest(pictures: np.ndarray) -> float:
    """The smallest difference of two pictures."""
    least = float("inf")
    for k, picture in enumerate(pictures):
        for earlier in pictures[:k]:
            least = min(least, difference(picture, earlier))
    return least


def _sheets(trial: ColoursOnTrial, points: np.ndarray) -> dict[str, np.ndarray]:
    """Name in CAPTIONS -> sheet."""
    samples = trial.pictures(prior(24), LYING)
    upright = trial.pictures(prior(16, seed=6), STANDING)
    named = trial.latent_map.points[[place.drawing for place in PLACES]]
    return {
        "samples": contact_sheet(list(samples), 4),
        "places": contact_sheet(list(trial.pictures(named, LYING)), 4),
        "upright": contact_sheet(list(upright), 8),
        "reconstructions": contact_sheet(_pairs(trial, points), 4),
        "interpolations": contact_sheet(_ways(trial, points), STEPS),
        "map": scatter_sheet(trial.latent_map.layout, trial.latent_map.thumbnails, MAP_SIZE),
    }


def _pairs(trial: ColoursOnTrial, points: np.ndarray) -> list[np.ndarray]:
    """Twelve drawings, each beside what came back."""
    pictures = []
    for k in range(12):
        pictures.append(trial.drawing(k, LYING))
        pictures.append(trial.player.picture(points[k], *LYING))
    return pictures


def _ways(trial: ColoursOnTrial, points: np.ndarray) -> list[np.ndarray]:
    """Eight ways from drawing to drawing, STEPS pictures each."""
    pictures = []
    for k in range(8):
        way = arc(points[k], points[k + 11], STEPS)
        pictures += [trial.player.picture(point, *LYING) for point in way]
    return pictures
