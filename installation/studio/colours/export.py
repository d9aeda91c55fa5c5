"""From a checkpoint to the pack: generator, map and papers."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from installation.common.files import write_whole

from .. import papers as facades
from ..atlas import THUMBNAIL, Atlas, layout
from ..latent import Calibration, Memory, calibrate
from ..training import restore
from . import papers
from .compose import FIELDS, compose, extent, places
from .drawing import draw
from .network import DEPTH, Decoder, Encoder
from .painting import Painting
from .training import Dataset

COUNT = 1200  # drawings on the map, thumbnails and all; they are the generator's memory as well
PULL, SHARPNESS = 0.7, 2.5  # of the memory; looked at, not compared with others
LAYERS_SHOWN = [*(f"layer_{k + 1}" for k in range(DEPTH)), "layer_fields"]


@dataclass(frozen=True)
class Model:
    """A trained model as the studio uses it."""

    encoder: Encoder
    decoder: Decoder  # the averaged one
    step: int
    elapsed_s: float

    @torch.no_grad()
    def latents(self, data: Dataset) -> np.ndarray:
        """Means of all drawings, (n, 32) float32."""
        return self.encoder(*data.seen(slice(None)))[0].numpy()


def load_model(checkpoint: Path) -> Model:
    """Raises FileNotFoundError where nothing has been trained yet."""
    encoder, decoder = Encoder(), Decoder()
    return Model(encoder, decoder, *restore(checkpoint, encoder, decoder))


def calibration_of(model: Model, data: Dataset) -> Calibration:
    """Whitens the points of the map's drawings; `data` begins with them."""
    return calibrate(model.latents(data.first(COUNT)))


def painted(seed: int, index: int, height: int, width: int, finer: int = 2) -> np.ndarray:
    """(height, width, 3) uint8: a drawing as a picture, made smaller from a `finer` one."""
    rows, columns = height * finer, width * finer
    drawing = draw(seed, index, *places(rows, columns, *extent(height, width)))
    picture = compose(drawing.fields.reshape(len(FIELDS), rows, columns), drawing.colours)
    return np.rint(255 * picture.reshape(height, finer, width, finer, 3).mean((1, 3))).astype(
        np.uint8
    )


def export(model: Model, data: Dataset, seed: int, folder: Path) -> None:
    """Writes generator, map, licence and, last, the papers; `data` are the drawings trained on, from the first."""
    calibration = calibration_of(model, data)
    points = calibration.points(model.latents(data.first(COUNT))).astype(np.float32)
    thumbnails = np.stack([painted(seed, k, *THUMBNAIL, finer=3) for k in range(len(points))])
    kinds = data.kinds[: len(points)]
    atlas = Atlas(points, kinds, layout(points, kinds), thumbnails)
    write_generator(model.decoder, calibration, points, folder)
    write_whole(folder / "map.npz", atlas.content())
    write_whole(folder / "LICENSE", papers.LICENCE.encode())
    stations = points[[drawing for _, _, drawing in papers.PLACES]]
    text = papers.pack_toml(
        LAYERS_SHOWN,
        stations,
        facades.training("installation/studio/colours", model.step, model.elapsed_s, ", one core"),
        len(data.kinds),
    )
    write_whole(folder / "pack.toml", text.encode())


def write_generator(
    decoder: Decoder, calibration: Calibration, anchors: np.ndarray, folder: Path
) -> None:
    """Writes generator.onnx; `anchors` are the (n, 32) points it remembers."""
    weights = {name: value.numpy() for name, value in decoder.state_dict().items()}
    Painting(weights, calibration, Memory(anchors, PULL, SHARPNESS)).graph.save(
        folder / "generator.onnx"
    )
