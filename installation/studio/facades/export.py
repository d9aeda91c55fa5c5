"""From a checkpoint to a pack: the generator and all that goes with it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from installation.common.files import write_whole
from installation.studio.common import picture_classifier, silhouette_encoder
from installation.studio.common.card_text import licence, training_numbers
from installation.studio.common.latent_map import MAP_FILE, THUMBNAIL, LatentMap, lay_out
from installation.studio.common.pack_player import GENERATOR, PackPlayer
from installation.studio.common.training_loop import (
    TrainingTime,
    checkpoint_path,
    restore,
    weights_of,
)
from installation.studio.common.whitening import whiten
from installation.studio.facades import hour_network, known_houses, model_card
from installation.studio.facades.compose import compose
from installation.studio.facades.dataset import FacadesDataset
from installation.studio.facades.drawing import LAYERS
from installation.studio.facades.fields import restored
from installation.studio.facades.generator_graph import INK_LAYER, STAGE_LAYERS, generator_graph
from installation.studio.facades.latent_space import LatentSpace
from installation.studio.facades.network import (
    LATENT,
    STAGES,
    FacadesDecoder,
    FacadesEncoder,
    PlanDecoder,
)

LAYERS_SHOWN = (*STAGE_LAYERS, INK_LAYER)
ON_THE_MAP = 2400  # drawings
WHITENED_OVER = 3000  # drawings
# drawings the classifier is trained on; what came back from the generator is added
CLASSIFIED = 4000
BLOCK = 64  # drawings that are encoded or decoded at once


@dataclass(frozen=True)
class TrainedFacades:
    """A trained model as the studio uses it."""

    encoder: FacadesEncoder
    decoder: FacadesDecoder  # the averaged one
    time: TrainingTime

    @torch.no_grad()
    def latents(self, data: FacadesDataset) -> np.ndarray:
        """The means of all drawings of a data set, (n, 64) float32."""
        means = []
        for first in range(0, len(data.styles), BLOCK):
            rows = slice(first, first + BLOCK)
            fields = torch.from_numpy(restored(data.fields[rows]))
            colours = torch.from_numpy(data.colours[rows])
            mean, _ = self.encoder(fields, colours)
            means.append(mean)
        return torch.cat(means).numpy()

    @torch.no_grad()
    def decoded(self, told: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What the decoder makes of what it is told (n, d): fields (n, 8, 144, 256), colours (n, 9, 3)."""
        fields = []
        colours = []
        for part in torch.from_numpy(told).split(BLOCK):
            decoded = self.decoder(part)
            fields.append(decoded.fields.numpy())
            colours.append(decoded.colours.numpy())
        return np.concatenate(fields), np.concatenate(colours)


def load_model(work: Path) -> TrainedFacades:
    """Raises FileNotFoundError where nothing has been trained yet."""
    encoder = FacadesEncoder()
    decoder = FacadesDecoder()
    kept = LatentSpace.load(work)
    if kept is not None and kept.known.plans is not None:
        decoder = PlanDecoder(kept.known.plans.layout.size)
    time = restore(checkpoint_path(work), encoder, decoder)
    return TrainedFacades(encoder, decoder, time)


def space_of(model: TrainedFacades, data: FacadesDataset, work: Path) -> LatentSpace:
    """That of the pack that training went on from; else as the encoder lays it out."""
    kept = LatentSpace.load(work)
    if kept is not None:
        return kept
    whitening = whiten(model.latents(data.first(WHITENED_OVER)))
    plain = data.first_of_one_style(known_houses.COUNT)
    latents = model.latents(plain)
    hours = hour_network.train(whitening.points(latents), plain.hours)
    return LatentSpace(whitening, hours, known_houses.KnownHouses(latents, plain.styles))


def export(model: TrainedFacades, space: LatentSpace, data: FacadesDataset, folder: Path) -> None:
    """Writes generator, map, licence and, last, pack.toml: a folder without it is not yet a pack."""
    whitening = space.whitening
    # samples lie around the map's drawings, and a network knows bridges less well than what they join
    latent_map = make_map(space, data.first_of_one_style(ON_THE_MAP))
    graph = generator_graph(weights_of(model.decoder), STAGES, whitening, space.hours, space.known)
    graph.save(folder / GENERATOR)
    write_whole(folder / MAP_FILE, latent_map.content())
    write_whole(folder / "LICENSE", licence("facades"))
    numbers = training_numbers(
        "installation/studio/facades",
        model.time.steps,
        model.time.seconds,
    )
    latents = [_latent_of(place.drawing, model, space, data) for place in model_card.PLACES]
    places = whitening.points(np.stack(latents)).astype(np.float32)
    text = model_card.pack_toml(LAYERS_SHOWN, places, numbers, len(data.styles))
    write_whole(folder / "pack.toml", text)


def _latent_of(
    drawing: int, model: TrainedFacades, space: LatentSpace, data: FacadesDataset
) -> np.ndarray:
    """Where a drawing lies, (64,): exactly, where its house is known."""
    if data.is_of_one_style[drawing]:
        number = int(data.is_of_one_style[:drawing].sum())
        if number < len(space.known.latents):
            return np.asarray(space.known.latents[number])
    return np.asarray(model.latents(data.chosen([drawing]))[0])


def make_map(space: LatentSpace, data: FacadesDataset) -> LatentMap:
    """Of the first houses that are known; `data` are their drawings."""
    latents = space.known.latents[: len(data.styles)]
    points = space.whitening.points(latents).astype(np.float32)
    thumbnails = [
        compose(restored(fields), colours, *THUMBNAIL)
        for fields, colours in zip(data.fields, data.colours, strict=True)
    ]
    layout = lay_out(points, data.styles)
    return LatentMap(points, data.styles, layout, np.stack(thumbnails))


def export_encoder_and_classifier(data: FacadesDataset, folder: Path) -> None:
    """Trains and writes encoder.onnx and classifier.onnx; generator and map must be there already."""
    latent_map = LatentMap.load(folder / MAP_FILE)
    points = latent_map.points
    plain = data.first_of_one_style(CLASSIFIED)
    masses = plain.fields[: len(points), LAYERS.index("mass")]
    network = silhouette_encoder.train(silhouette_encoder.coarse(masses > 0), points)
    length = model_card.TRUNCATION * LATENT**0.5
    encoder = silhouette_encoder.encoder_graph(network, length, points)
    encoder.save(folder / silhouette_encoder.ENCODER_FILE)
    player = PackPlayer(folder, gestures=model_card.AT_REST)
    pictures, styles = _pictures(plain, player, latent_map)
    networks = picture_classifier.train(pictures, styles)
    classifier = picture_classifier.classifier_graph(networks)
    classifier.save(folder / picture_classifier.CLASSIFIER_FILE)


def _pictures(
    data: FacadesDataset, player: PackPlayer, latent_map: LatentMap
) -> tuple[np.ndarray, np.ndarray]:
    """The drawings, and what the generator makes of those on the map, in any light.

    Returns (n, 72, 128, 3) uint8, (n,).
    """
    size = picture_classifier.SIZE
    lots = np.random.default_rng(7)
    pictures = []
    each = zip(data.fields, data.colours, strict=True)
    for fields, colours in tqdm(each, desc="pictures", total=len(data.styles)):
        light = tuple(lots.uniform(-1, 1, 2))
        pictures.append(compose(restored(fields), colours, *size, light))
    for point in latent_map.points:
        for gesture in model_card.GESTURES:
            player.gestures[gesture.name] = lots.uniform(-1, 1)
        pictures.append(player.picture(point, *size))
    return np.stack(pictures), np.concatenate([data.styles, latent_map.labels])
