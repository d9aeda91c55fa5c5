"""From a checkpoint to a pack: the generator and all that goes with it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from installation.common.files import write_whole

from . import classifier, mirror, papers
from .atlas import Atlas, make_atlas
from .compose import compose
from .dataset import Dataset
from .drawing import LAYERS
from .generator_graph import STAGE_LAYERS, generator_graph
from .latent import Calibration, calibrate, encode
from .network import LATENT, STAGES, Decoder, Encoder
from .player import Player
from .training import restore

LAYERS_SHOWN = (*STAGE_LAYERS, "layer_ink")
CALIBRATED_ON = 3000  # drawings
JUDGED = (
    4000  # drawings the classifier is trained on, and as many that came back from the generator
)


@dataclass(frozen=True)
class Model:
    """A trained model as the studio uses it."""

    encoder: Encoder
    decoder: Decoder  # the averaged one
    step: int
    elapsed_s: float


def load_model(checkpoint: Path) -> Model:
    """Raises FileNotFoundError where nothing has been trained yet."""
    encoder, decoder = Encoder(), Decoder()
    return Model(encoder, decoder, *restore(checkpoint, encoder, decoder))


def calibration_of(model: Model, data: Dataset) -> Calibration:
    """Whitening over the first drawings."""
    return calibrate(encode(model.encoder, data.first(CALIBRATED_ON)))


def export(model: Model, data: Dataset, folder: Path) -> None:
    """Writes generator, map, licence and, last, the papers: a pack without them is not yet one."""
    calibration = calibration_of(model, data)
    atlas = make_atlas(model.encoder, calibration, data)
    weights = {name: value.numpy() for name, value in model.decoder.state_dict().items()}
    generator_graph(weights, STAGES, calibration).save(folder / "generator.onnx")
    write_whole(folder / "map.npz", atlas.content())
    write_whole(folder / "LICENSE", papers.LICENCE.encode())
    points = atlas.points[[drawing for _, _, drawing in papers.PLACES]]
    text = papers.pack_toml(
        LAYERS_SHOWN,
        points,
        papers.training("installation/studio", model.step, model.elapsed_s),
        len(data.styles),
    )
    write_whole(folder / "pack.toml", text.encode())


def export_senses(data: Dataset, folder: Path) -> None:
    """Trains and writes encoder.onnx and classifier.onnx; the generator must be there already."""
    with np.load(folder / "map.npz", allow_pickle=False) as kept:
        atlas = Atlas(**{name: kept[name] for name in kept.files})
    outlines = mirror.coarse(np.asarray(data.fields[: len(atlas.points), LAYERS.index("mass")]))
    trained = mirror.train(outlines, atlas.points)
    mirror.mirror_graph(trained, papers.TRUNCATION * LATENT**0.5, atlas.points).save(
        folder / "encoder.onnx"
    )
    pictures, styles = _pictures(data.first(JUDGED), Player(folder), atlas)
    classifier.classifier_graph(classifier.train(pictures, styles)).save(folder / "classifier.onnx")


def _pictures(data: Dataset, player: Player, atlas: Atlas) -> tuple[np.ndarray, np.ndarray]:
    """Drawings, and what the generator makes at the map's points: (n, 72, 128, 3) uint8, (n,)."""
    drawn = [
        compose(fields.astype(np.float32) / 127, colours, *classifier.SIZE)
        for fields, colours in tqdm(
            zip(data.fields, data.colours, strict=True), total=len(data.styles), desc="pictures"
        )
    ]
    returned = [player.picture(point, *classifier.SIZE) for point in atlas.points]
    return np.stack(drawn + returned), np.concatenate([data.styles, atlas.labels])
