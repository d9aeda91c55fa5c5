"""From a checkpoint to the pack: generator, map and model card."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from installation.common.files import write_whole
from installation.studio.colours import model_card
from installation.studio.colours.compose import FIELDS, compose, extent, places
from installation.studio.colours.drawing import draw
from installation.studio.colours.generator_graph import LAYERS_SHOWN, generator_graph
from installation.studio.colours.network import ColoursDecoder, ColoursEncoder
from installation.studio.colours.training import ColoursDataset
from installation.studio.common.anchor_memory import AnchorMemory
from installation.studio.common.card_text import licence, training_numbers
from installation.studio.common.latent_map import MAP_FILE, THUMBNAIL, LatentMap, lay_out
from installation.studio.common.pack_player import GENERATOR
from installation.studio.common.training_loop import TrainingTime, restore, weights_of
from installation.studio.common.whitening import Whitening, whiten

# drawings on the map, thumbnails and all; they are the generator's memory as well
ON_THE_MAP = 1200
PULL = 0.7  # of the memory; looked at, not compared with others
SHARPNESS = 2.5


@dataclass(frozen=True)
class TrainedColours:
    """A trained model as the studio uses it."""

    encoder: ColoursEncoder
    decoder: ColoursDecoder  # the averaged one
    time: TrainingTime

    @torch.no_grad()
    def latents(self, data: ColoursDataset) -> np.ndarray:
        """The means of all drawings of a data set, (n, 32) float32."""
        fields, colours = data.seen(slice(None))
        mean, _ = self.encoder(fields, colours)
        return mean.numpy()


def load_model(checkpoint: Path) -> TrainedColours:
    """Raises FileNotFoundError where nothing has been trained yet."""
    encoder = ColoursEncoder()
    decoder = ColoursDecoder()
    time = restore(checkpoint, encoder, decoder)
    return TrainedColours(encoder, decoder, time)


def whitening_of(model: TrainedColours, data: ColoursDataset) -> Whitening:
    """Whitens the points of the map's drawings; `data` begins with them."""
    return whiten(model.latents(data.first(ON_THE_MAP)))


def painted(seed: int, index: int, height: int, width: int, finer: int = 2) -> np.ndarray:
    """(height, width, 3) uint8: a drawing as a picture, made smaller from a `finer` one."""
    rows = height * finer
    columns = width * finer
    x, y = places(rows, columns, *extent(height, width))
    drawing = draw(seed, index, x, y)
    fields = drawing.fields.reshape(len(FIELDS), rows, columns)
    picture = compose(fields, drawing.colours)
    blocks = picture.reshape(height, finer, width, finer, 3)
    return np.rint(255 * blocks.mean((1, 3))).astype(np.uint8)


def export(model: TrainedColours, data: ColoursDataset, seed: int, folder: Path) -> None:
    """Writes generator, map, licence and, last, pack.toml; `data` are the drawings trained on, from the first."""
    whitening = whitening_of(model, data)
    latent_map = make_map(model, whitening, data.first(ON_THE_MAP), seed)
    points = latent_map.points
    write_generator(model.decoder, whitening, points, folder)
    write_whole(folder / MAP_FILE, latent_map.content())
    write_whole(folder / "LICENSE", licence("colours"))
    numbers = training_numbers(
        "installation/studio/colours",
        model.time.steps,
        model.time.seconds,
        cores=", one core",
    )
    places_ = points[[place.drawing for place in model_card.PLACES]]
    text = model_card.pack_toml(LAYERS_SHOWN, places_, numbers, len(data.kinds))
    write_whole(folder / "pack.toml", text)


def make_map(
    model: TrainedColours, whitening: Whitening, data: ColoursDataset, seed: int
) -> LatentMap:
    """Encodes and paints all drawings of a data set that begins with the seed's first."""
    points = whitening.points(model.latents(data)).astype(np.float32)
    thumbnails = [painted(seed, k, *THUMBNAIL, finer=3) for k in range(len(points))]
    layout = lay_out(points, data.kinds)
    return LatentMap(points, data.kinds, layout, np.stack(thumbnails))


def write_generator(
    decoder: ColoursDecoder, whitening: Whitening, anchors: np.ndarray, folder: Path
) -> None:
    """Writes generator.onnx; `anchors` are the (n, 32) points it remembers."""
    memory = AnchorMemory(anchors, PULL, SHARPNESS)
    graph = generator_graph(weights_of(decoder), whitening, memory)
    graph.save(folder / GENERATOR)
