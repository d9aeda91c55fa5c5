"""`kiosk studio report facades`: a page with sheets to look at and all the numbers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from installation.studio.common.contact_sheet import STEPS, contact_sheet, scatter_sheet
from installation.studio.common.latent_map import MAP_FILE, LatentMap
from installation.studio.common.pack_player import PackPlayer, screen_times
from installation.studio.common.picture_classifier import SIZE, VARIANTS, PictureClassifier
from installation.studio.common.poses import poses
from installation.studio.common.prior import anchored_prior
from installation.studio.common.report_page import write_report
from installation.studio.common.silhouette_encoder import SilhouetteEncoder
from installation.studio.common.smoothness import arc, summary, unsteadiness
from installation.studio.facades import measures
from installation.studio.facades.compose import compose
from installation.studio.facades.dataset import FacadesDataset
from installation.studio.facades.drawing import STYLES
from installation.studio.facades.export import TrainedFacades
from installation.studio.facades.fields import restored
from installation.studio.facades.generator_graph import INK_LAYER
from installation.studio.facades.latent_space import LatentSpace
from installation.studio.facades.model_card import AT_REST, BANDWIDTH, TRUNCATION
from installation.studio.facades.network import LATENT
from installation.studio.facades.planned_houses import HousePlanner
from installation.studio.facades.specks import speck_remover

CAPTIONS = {
    "samples": "24 samples of the calibrated prior",
    "reconstructions": "Drawings the network has never seen, each with what the pack shows at its point",
    "interpolations": "Eight ways from building to building",
    "map": "The map: training drawings where they lie to each other",
    "poses": "Twelve poses, each with the building the encoder sees in it",
}
SMALL = (180, 320)  # height, width of a picture on a sheet
MAP_SIZE = (1400, 1400)  # height, width
MUD_OVER = 300  # drawings
LEAST_SIZE = (18, 32)  # height, width of a picture of which only the fields are wanted
WAYS = 200  # between two styles
PLANNED = 300  # houses that are drawn beside what the network makes of their plans
PLANNED_SEED = 77  # no seed of a training
TIMED = 35  # pictures, of which the first are not counted


@dataclass(frozen=True)
class Returned:
    """Drawings, and what came back."""

    drawn: FacadesDataset
    fields: np.ndarray  # (n, 8, 144, 256)
    colours: np.ndarray  # (n, 9, 3)


@dataclass(frozen=True)
class FacadesOnTrial:
    """All that a report looks at."""

    model: TrainedFacades
    space: LatentSpace
    held_out: FacadesDataset
    player: PackPlayer
    classifier: PictureClassifier | None  # where the pack has one
    encoder: SilhouetteEncoder | None

    def points(self) -> np.ndarray:
        """Where the held-out drawings lie, (n, 64) float32."""
        latents = self.model.latents(self.held_out)
        return self.space.whitening.points(latents).astype(np.float32)

    def returned(self) -> "Returned":
        """What the network itself makes of the held-out drawings, of their latents or of their plans."""
        plans = self.space.known.plans
        if plans is None:
            drawn = self.held_out
            told = self.model.latents(drawn)
        else:
            drawn = self.held_out.first_of_one_style(len(self.held_out.styles))
            told = drawn.plans(plans.layout).all_told(drawn.styles)
        return Returned(drawn, *self.model.decoded(told))

    def fields(self, points: np.ndarray) -> np.ndarray:
        """(n, 8, 144, 256) as the pack gives them at points."""
        each = [self.player.output(INK_LAYER, point, *LEAST_SIZE) for point in points]
        return np.stack(each)

    def prior(self, count: int, seed: int = 5) -> np.ndarray:
        """(count, 64) points as the journey may visit them."""
        latent_map = self.latent_map()
        return anchored_prior(latent_map.points, count, TRUNCATION, BANDWIDTH, seed)

    def latent_map(self) -> LatentMap:
        """The pack's map."""
        return LatentMap.load(self.player.folder / MAP_FILE)

    def picture(self, point: np.ndarray) -> np.ndarray:
        """A picture for a sheet."""
        return self.player.picture(point, *SMALL)


def report(trial: FacadesOnTrial, folder: Path, speeds: bool = True) -> dict[str, Any]:
    """Writes the page into `folder`; returns the numbers."""
    points = trial.points()
    numbers = _numbers(trial, points)
    if speeds:
        normal = np.random.default_rng(0).normal(0, 0.8, (TIMED, LATENT))
        numbers["milliseconds"] = screen_times(trial.player.folder, normal, AT_REST)
    sheets = _sheets(trial, points)
    write_report(folder, "facades", numbers, sheets, CAPTIONS)
    return numbers


def _numbers(trial: FacadesOnTrial, points: np.ndarray) -> dict[str, Any]:
    returned = trial.returned()
    drawn = restored(returned.drawn.fields)
    samples = trial.prior(500)
    sampled = trial.fields(samples[:MUD_OVER])
    ratios = unsteadiness(trial.player, trial.prior(400, seed=9), 200)
    numbers = {
        "held-out drawings": len(returned.drawn.styles),
        "steps": trial.model.time.steps,
        "training minutes": round(trial.model.time.seconds / 60, 1),
        "overlap": measures.overlap(drawn, returned.fields, returned.drawn.styles),
        "colour error": float(np.abs(returned.colours - returned.drawn.colours).mean()),
        "mud": {
            "drawings": measures.mean_mud(drawn[:MUD_OVER]),
            "reconstructions": measures.mean_mud(returned.fields[:MUD_OVER]),
            "prior": measures.mean_mud(sampled),
        },
        "specks": {
            "drawings": measures.mean_specks(drawn[:MUD_OVER]),
            "prior": measures.mean_specks(sampled),
        },
        "ways between styles": _ways_seen(trial, points),
        "interpolation, largest step by mean": summary(ratios),
    }
    if trial.space.known.plans is not None:
        numbers["houses with crumbs"] = _share_with_crumbs(trial)
    if trial.classifier is not None:
        numbers["classifier"] = _verdicts(trial, trial.classifier, points, samples)
    if trial.encoder is not None:
        numbers["mirror"] = measures.pose_differences(trial.encoder, trial.player)
    return numbers


def _ways_seen(trial: FacadesOnTrial, points: np.ndarray) -> dict[str, float]:
    ways = measures.ways_between_styles(points, trial.held_out.styles, WAYS)
    return measures.ways_seen([trial.fields(way) for way in ways])


def _share_with_crumbs(trial: FacadesOnTrial) -> float:
    """Of houses where visitors walk, known and new ones: as they are seen, beside the drawing program's."""
    planner = HousePlanner(trial.space)
    clean = speck_remover()
    crumbs = []
    for number in range(PLANNED):
        house = planner.houses(PLANNED_SEED, number, 1)
        fields, _ = trial.model.decoded(house.told)
        crumbs.append(measures.has_crumbs(clean(fields[0]), restored(house.fields)[0]))
    return float(np.mean(crumbs))


def _verdicts(
    trial: FacadesOnTrial,
    classifier: PictureClassifier,
    points: np.ndarray,
    samples: np.ndarray,
) -> dict[str, Any]:
    """What the second network says of drawings, of reconstructions, of the prior."""
    plain = np.flatnonzero(trial.held_out.is_of_one_style)
    truth = trial.held_out.styles[plain]
    drawings = []
    for number in plain:
        fields = restored(trial.held_out.fields[number])
        drawings.append(compose(fields, trial.held_out.colours[number], *SIZE))
    returned = [trial.player.picture(point, *SIZE) for point in points[plain]]
    sampled = [trial.player.picture(point, *SIZE) for point in samples]
    verdicts = {}
    for variant in VARIANTS:
        of_drawings = classifier.classes(drawings, variant)
        of_returned = classifier.classes(returned, variant)
        of_sampled = classifier.classes(sampled, variant)
        verdicts[variant] = {
            "drawings right": float((of_drawings == truth).mean()),
            "reconstructions right": float((of_returned == truth).mean()),
            "confusion of drawings": _confusion(truth, of_drawings),
            "shares of the prior": _shares(of_sampled),
        }
    return verdicts


def _confusion(truth: np.ndarray, verdicts: np.ndarray) -> list[list[int]]:
    """Rows: what a drawing is; columns: what it was taken for."""
    counts = np.zeros((len(STYLES), len(STYLES)), int)
    np.add.at(counts, (truth, verdicts), 1)
    return counts.tolist()


def _shares(verdicts: np.ndarray) -> dict[str, float]:
    """Style -> its share of the verdicts."""
    return {name: float((verdicts == k).mean()) for k, name in enumerate(STYLES)}


def _sheets(trial: FacadesOnTrial, points: np.ndarray) -> dict[str, np.ndarray]:
    """Name in CAPTIONS -> sheet."""
    samples = [trial.picture(point) for point in trial.prior(24)]
    latent_map = trial.latent_map()
    sheets = {
        "samples": contact_sheet(samples, 4),
        "reconstructions": contact_sheet(_pairs(trial, points), 4),
        "interpolations": contact_sheet(_ways(trial, points), STEPS),
        "map": scatter_sheet(latent_map.layout, latent_map.thumbnails, MAP_SIZE),
    }
    if trial.encoder is not None:
        sheets["poses"] = contact_sheet(_poses(trial, trial.encoder), 4)
    return sheets


def _pairs(trial: FacadesOnTrial, points: np.ndarray) -> list[np.ndarray]:
    """Twelve drawings, each beside what came back."""
    some = trial.held_out.first(12)
    pictures = []
    for fields, colours, point in zip(some.fields, some.colours, points[:12], strict=True):
        pictures.append(compose(restored(fields), colours, *SMALL))
        pictures.append(trial.picture(point))
    return pictures


def _ways(trial: FacadesOnTrial, points: np.ndarray) -> list[np.ndarray]:
    """Eight ways from building to building, STEPS pictures each."""
    pictures = []
    for k in range(8):
        way = arc(points[k], points[k + 7], STEPS)
        pictures += [trial.picture(point) for point in way]
    return pictures


def _poses(trial: FacadesOnTrial, encoder: SilhouetteEncoder) -> list[np.ndarray]:
    """Twelve poses, each beside the building that the encoder sees in it."""
    height, width = SMALL
    pictures = []
    for pose in poses(12, seed=8):
        grey = pose * 230 + 17
        large = cv2.resize(grey, (width, height), interpolation=cv2.INTER_NEAREST)
        pictures.append(cv2.cvtColor(large.astype(np.uint8), cv2.COLOR_GRAY2RGB))
        pictures.append(trial.picture(encoder.point(pose)))
    return pictures
