"""From a trained collection to a pack: the generator and all that goes with it."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from installation.common.files import write_whole
from installation.packs.map_file import LONGEST_CAPTION
from installation.studio.collection.books import Books
from installation.studio.collection.collection_card import PackPapers, pack_toml
from installation.studio.collection.collection_graph import CollectionGraph
from installation.studio.collection.frame import border_of
from installation.studio.collection.model import TrainedCollection
from installation.studio.collection.named_pictures import named_places
from installation.studio.common import picture_classifier, silhouette_encoder
from installation.studio.common.card_text import training_numbers
from installation.studio.common.latent_map import MAP_FILE, THUMBNAIL, LatentMap
from installation.studio.common.pack_player import GENERATOR
from installation.studio.common.training_loop import weights_of

ON_THE_MAP = 1500  # pictures
NEIGHBOURS = 8  # on the map, that a picture is moved towards
ROUNDS = 60
PROGRAM = "installation/studio/collection"
SILHOUETTE = (144, 256)  # height, width at which outlines are looked for
CLASSIFIED = 4000  # pictures


def export(trained: TrainedCollection, papers: PackPapers, folder: Path, is_whole: bool) -> None:
    """Writes generator, map, encoder, classifier and, last, pack.toml.

    `is_whole`: encoder and classifier too; they are trained here, in a minute or two.
    """
    books = trained.books or Books.of(trained.collection)
    weights = weights_of(trained.networks)
    frame = trained.collection.frame
    graph = CollectionGraph(weights, trained.whitening, frame, books).write()
    graph.save(folder / GENERATOR)
    chosen = _on_the_map(trained)
    latent_map = make_map(trained, chosen)
    write_whole(folder / MAP_FILE, _content(latent_map, _captions(trained, chosen)))
    if is_whole:
        write_encoder(trained, chosen, folder)
        write_classifier(trained, folder)
    time = trained.time
    numbers = training_numbers(PROGRAM, time.steps, time.seconds)
    places = named_places(trained, chosen)
    write_whole(folder / "pack.toml", pack_toml(trained, papers, places, numbers))


def _on_the_map(trained: TrainedCollection) -> np.ndarray:
    """Numbers of the pictures that are shown on the map: none that was held out."""
    numbers = np.flatnonzero(~trained.collection.held_out)
    if len(numbers) <= ON_THE_MAP:
        return numbers
    return np.sort(np.random.default_rng(1).choice(numbers, ON_THE_MAP, replace=False))


def make_map(trained: TrainedCollection, chosen: np.ndarray) -> LatentMap:
    """The chosen pictures as they are, laid out by likeness."""
    collection = trained.collection
    points = trained.points[chosen]
    thumbnails = []
    for number in chosen:
        thumbnails.append(collection.frame.fitted(collection.detailed[number], THUMBNAIL))
    layout = lay_out_by_likeness(points)
    return LatentMap(points, collection.labels[chosen], layout, np.stack(thumbnails))


def lay_out_by_likeness(points: np.ndarray) -> np.ndarray:
    """(n, d) points -> (n, 2) float32 in -1..1: principal components, evened out.

    The first two components, each by rank, so that the sheet is filled; then every picture moves a
    little towards its neighbours of the latent space, and ranks are taken again.
    """
    flat = _ranked(points[:, :2])
    squares = (points**2).sum(1)
    apart = squares[:, None] + squares[None] - 2 * points @ points.T
    near = np.argsort(apart, axis=1)[:, 1 : NEIGHBOURS + 1]
    for _ in range(ROUNDS):
        flat = _ranked(0.5 * flat + 0.5 * flat[near].mean(1))
    return flat.astype(np.float32)


def _ranked(flat: np.ndarray) -> np.ndarray:
    """(n, 2) -> (n, 2) in -1..1, evenly along both axes."""
    ranks = np.argsort(np.argsort(flat, axis=0), axis=0)
    return 2 * ranks / max(len(flat) - 1, 1) - 1


def _captions(trained: TrainedCollection, chosen: np.ndarray) -> np.ndarray | None:
    """(n,) words under the pictures; None where nothing is known of them.

    A maker whom all of them have is named by the pack, not under each picture.
    """
    captions = [trained.collection.infos[number].caption for number in chosen]
    if len({caption.maker for caption in captions}) == 1:
        captions = [replace(caption, maker="") for caption in captions]
    lines = [caption.lines for caption in captions]
    if not any(lines):
        return None
    return np.array([line[:LONGEST_CAPTION] for line in lines])


def _content(latent_map: LatentMap, captions: np.ndarray | None) -> bytes:
    """map.npz, with captions where there are some."""
    if captions is None:
        return latent_map.content()
    arrays: dict[str, Any] = vars(latent_map) | {"captions": captions}
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def write_encoder(trained: TrainedCollection, chosen: np.ndarray, folder: Path) -> None:
    """What sees a visitor's silhouette as one of the pictures."""
    outlines = np.stack([outline(trained.collection.detailed[number]) for number in chosen])
    points = trained.points[chosen]
    network = silhouette_encoder.train(silhouette_encoder.coarse(outlines), points)
    length = points.shape[1] ** 0.5
    graph = silhouette_encoder.encoder_graph(network, length, points)
    graph.save(folder / silhouette_encoder.ENCODER_FILE)


def outline(picture: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8 -> (144, 256) bool: what differs most from what lies around.

    On a plain ground that is the object; in a scene, the part least like its borders.
    """
    height, width = SILHOUETTE
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    around = np.median(border_of(lab), 0)
    apart = np.linalg.norm(lab - around, axis=2)
    levels = np.clip(apart, 0, 255).astype(np.uint8)
    level, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray(levels > level)


def write_classifier(trained: TrainedCollection, folder: Path) -> None:
    """What names the class of a picture; only where the captions name classes."""
    collection = trained.collection
    if not collection.class_names:
        return
    lots = np.random.default_rng(7)
    numbers = np.flatnonzero(~collection.held_out)
    numbers = lots.permutation(numbers)[:CLASSIFIED]
    labels = collection.labels[numbers]
    size = picture_classifier.SIZE
    true = [collection.frame.fitted(collection.detailed[number], size) for number in numbers]
    painted = trained.painted(trained.points[numbers])
    again = [collection.frame.fitted(picture, size) for picture in painted]
    networks = picture_classifier.train(np.stack(true + again), np.concatenate([labels, labels]))
    graph = picture_classifier.classifier_graph(networks)
    graph.save(folder / picture_classifier.CLASSIFIER_FILE)
