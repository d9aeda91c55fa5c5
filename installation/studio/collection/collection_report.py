"""`kiosk studio report NAME`: a page about a collection's model, beside two older methods on the same pictures."""

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from installation.studio.collection.batches import Batches
from installation.studio.collection.collection_training import CollectionTrainer
from installation.studio.collection.judges import KNOWN, are_held_out, judges
from installation.studio.collection.model import TrainedCollection, load_model
from installation.studio.collection.picture_features import (
    FeatureNetwork,
    distances_between,
    features_of,
    frechet_distance,
    learn_features,
    nearest_distances,
)
from installation.studio.collection.picture_measures import (
    PrincipalComponents,
    error,
    sharpness,
)
from installation.studio.collection.prior_width import TRUNCATION, bandwidth_of
from installation.studio.common import training_loop
from installation.studio.common.contact_sheet import STEPS, contact_sheet, scatter_sheet
from installation.studio.common.latent_map import MAP_FILE
from installation.studio.common.pack_player import PackPlayer, picture_times
from installation.studio.common.prior import anchored_prior
from installation.studio.common.report_page import write_report
from installation.studio.common.smoothness import arc, difference
from installation.studio.common.training_loop import TrainingPlan

CAPTIONS = {
    "samples": "24 samples of the calibrated prior, as on the wall",
    "reconstructions": "Pictures the networks have never seen, each with what came back beside it",
    "ways": "Twelve ways between pictures it has never seen",
    "copies": "Samples, each beside the picture of the collection that is nearest to it",
    "map": "The map",
}
CAPTIONS_OF_KNOWN = {
    "reconstructions": "Pictures that it learned from, each with what came back beside it",
    "ways": "Ways between pictures that it learned from",
}
SAMPLES = 400
COMPARED = 800  # pictures of the collection that samples are held against; more take gigabytes
WAYS = 60
WAY_STEPS = 30
PLAIN_MINUTES = 15.0  # for the plain autoencoder, at most
SHOWN = (180, 330)  # height, width of a picture on a sheet, about
MAP_SIZE = (1400, 1400)
TIMED = 35


@dataclass(frozen=True)
class Painter:
    """One way of painting: held-out pictures again, and samples."""

    again: np.ndarray  # (n, h, w, 3) uint8
    samples: np.ndarray  # (m, h, w, 3) uint8


def report(
    trained: TrainedCollection, folder: Path, work: Path, page: Path, speeds: bool
) -> dict[str, Any]:
    """Writes the page; returns the numbers."""
    collection = trained.collection
    judged_by = judges(collection)[:COMPARED]
    true = np.asarray(collection.detailed[judged_by])
    known = _known(trained)
    features = learn_features(known)
    bandwidth = bandwidth_of(trained)
    points = anchored_prior(trained.trained_points, SAMPLES, TRUNCATION, bandwidth)
    ours = Painter(trained.painted(trained.points[judged_by]), trained.painted(points))
    plain = plain_autoencoder(trained, work)
    components = PrincipalComponents(known, len(trained.points[0]))
    painters = {
        "this model": ours,
        "plain VAE": _of_plain(plain, judged_by),
        "PCA": Painter(components.again(true), components.samples(SAMPLES)),
    }
    usual = _usual_distance(trained, true, known, features)
    table = {
        name: _row(painter, true, known, features, usual) for name, painter in painters.items()
    }
    numbers: dict[str, Any] = {
        "pictures": int((~collection.held_out).sum()),
        "held out": int(collection.held_out.sum()),
        "steps": trained.time.steps,
        "bandwidth of the prior": bandwidth,
        "training minutes": round(trained.time.seconds / 60, 1),
        "steps of the plain VAE": plain.time.steps,
        "beside other methods": table,
        "one half of the collection from the other": _reference(known, features),
        "largest step of a way by its mean": _evenness(trained),
    }
    captions = dict(CAPTIONS)
    if not are_held_out(collection):
        numbers["judged"] = KNOWN
        captions |= CAPTIONS_OF_KNOWN
    if speeds:
        numbers["milliseconds"] = _times(folder, points)
    write_report(page, folder.name, numbers, _sheets(trained, folder, points, known), captions)
    return numbers


def _known(trained: TrainedCollection) -> np.ndarray:
    """Pictures that were learned from, (n, h, w, 3) uint8."""
    numbers = np.flatnonzero(~trained.collection.held_out)
    chosen = np.random.default_rng(3).permutation(numbers)[:COMPARED]
    return np.asarray(trained.collection.detailed[np.sort(chosen)])


def plain_autoencoder(trained: TrainedCollection, work: Path) -> TrainedCollection:
    """The same networks without a critic and without books, trained for as long, PLAIN_MINUTES at most; kept in `work`."""
    folder = work / "plain"
    folder.mkdir(exist_ok=True)
    link = folder / "pictures"
    if not link.exists():
        link.symlink_to((work / "pictures").resolve())
    plan = TrainingPlan(folder, min(PLAIN_MINUTES, trained.time.seconds / 60), "cpu", 1)
    trainer = CollectionTrainer(plan, trained.collection.frame, has_critic=False)
    training_loop.train(trainer, Batches(trained.collection, is_mirrored=True))
    return load_model(folder, has_books=False)


def _of_plain(plain: TrainedCollection, judged_by: np.ndarray) -> Painter:
    points = anchored_prior(plain.trained_points, SAMPLES, TRUNCATION, bandwidth_of(plain))
    return Painter(plain.painted(plain.points[judged_by]), plain.painted(points))


def _usual_distance(
    trained: TrainedCollection, true: np.ndarray, known: np.ndarray, features: FeatureNetwork
) -> float:
    """How far pictures that it never saw are from the nearest known one; else known ones from each other."""
    of_known = features_of(features, known)
    if not are_held_out(trained.collection):
        return float(np.median(distances_between(of_known)))
    return float(np.median(nearest_distances(features_of(features, true), of_known)))


def _row(
    painter: Painter, true: np.ndarray, known: np.ndarray, features: FeatureNetwork, usual: float
) -> dict[str, float]:
    """One line of the table; `true` are the pictures that are painted again."""
    of_known = features_of(features, known)
    of_samples = features_of(features, painter.samples)
    copied = np.median(nearest_distances(of_samples, of_known))
    wanted = sharpness(true)
    return {
        "error of held-out pictures": error(painter.again, true),
        "sharpness of these": sharpness(painter.again) / wanted,
        "sharpness of samples": sharpness(painter.samples) / wanted,
        "Fréchet distance of samples": frechet_distance(of_samples, of_known),
        "distance to the nearest picture, by that of held-out ones": float(copied / usual),
    }


def _reference(known: np.ndarray, features: FeatureNetwork) -> dict[str, float]:
    """How far one half of the collection is from the other, by lot: less cannot be asked for.

    Held-out pictures are no yardstick: they are few, and whole groups of them.
    """
    of_known = np.random.default_rng(6).permutation(features_of(features, known))
    middle = len(of_known) // 2
    return {"Fréchet distance": frechet_distance(of_known[:middle], of_known[middle:])}


def _evenness(trained: TrainedCollection) -> dict[str, float]:
    """The largest change of a step by the mean change, on ways between pictures to judge by."""
    points = trained.points[judges(trained.collection)]
    lots = np.random.default_rng(4)
    ratios = []
    for _ in range(WAYS):
        start, end = points[lots.choice(len(points), 2, replace=False)]
        way = trained.painted(np.stack(arc(start, end, WAY_STEPS)))
        changes = [difference(a, b) for a, b in itertools.pairwise(way)]
        ratios.append(max(changes) / np.mean(changes))
    return {"median": float(np.median(ratios)), "max": float(np.max(ratios))}


def _times(folder: Path, points: np.ndarray) -> dict[str, dict[str, float]]:
    """Threads -> ms of a picture in its own size."""
    times = {}
    for threads in (1, 2):
        player = CollectionPlayer(folder, threads)
        times[f"{threads} threads"] = picture_times(player, points[:TIMED], (0, 0))
    return times


class CollectionPlayer(PackPlayer):
    """The exported pack, which paints in one size."""

    def output(self, name: str, point: np.ndarray, height: int, width: int) -> np.ndarray:
        """Height and width are the pack's own, whatever is asked."""
        feeds = {"z": point.reshape(1, -1).astype(np.float32)}
        (answer,) = self._session.run([name], feeds)
        return np.asarray(answer)[0]

    def small(self, point: np.ndarray) -> np.ndarray:
        """A picture for a sheet."""
        return shrunken(self.picture(point, 0, 0))


def shrunken(picture: np.ndarray) -> np.ndarray:
    """(h, w, 3) -> the same in about SHOWN's area."""
    area = SHOWN[0] * SHOWN[1]
    factor = (area / (picture.shape[0] * picture.shape[1])) ** 0.5
    size = (round(picture.shape[1] * factor), round(picture.shape[0] * factor))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _sheets(
    trained: TrainedCollection, folder: Path, points: np.ndarray, known: np.ndarray
) -> dict[str, np.ndarray]:
    """Name in CAPTIONS -> sheet."""
    player = CollectionPlayer(folder)
    numbers = judges(trained.collection)
    spaced = numbers[np.linspace(0, len(numbers) - 1, 13).astype(int)]
    pairs = []
    ways = []
    for number, following in itertools.pairwise(spaced):
        pairs.append(shrunken(trained.collection.detailed[number]))
        pairs.append(player.small(trained.points[number]))
        way = arc(trained.points[number], trained.points[following], STEPS)
        ways += [player.small(point) for point in way]
    with np.load(folder / MAP_FILE, allow_pickle=False) as stored:
        layout = stored["layout"]
        thumbnails = stored["thumbnails"]
    return {
        "samples": contact_sheet([player.small(point) for point in points[:24]], 4),
        "reconstructions": contact_sheet(pairs, 4),
        "ways": contact_sheet(ways, STEPS),
        "copies": contact_sheet(_copies(trained, points[:12], known), 4),
        "map": scatter_sheet(layout, thumbnails, MAP_SIZE),
    }


def _copies(trained: TrainedCollection, points: np.ndarray, known: np.ndarray) -> list[np.ndarray]:
    """Each sample, and the known picture that differs least from it."""
    pictures = []
    small = np.stack([shrunken(picture) for picture in known]).astype(np.float32)
    for sample in trained.painted(points):
        seen = shrunken(sample)
        apart = np.abs(small - seen.astype(np.float32)).mean((1, 2, 3))
        pictures += [seen, shrunken(known[apart.argmin()])]
    return pictures
