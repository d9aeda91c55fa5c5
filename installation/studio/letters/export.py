"""From a checkpoint to the generator's decoder as ONNX files, and a map of the faces it learned
from.

Not a pack yet: nothing here paints a field, and there is no pack.toml.
"""

import io
import json
from pathlib import Path

import numpy as np

from installation.common.files import write_whole
from installation.studio.common.training_loop import weights_of
from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import Calibration
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.generator_graph import FIELD_SIZES, field_graph
from installation.studio.letters.model import (
    LettersModel,
    calibration_of,
    encode_faces,
    load_model,
)

MAPPED = 60  # faces on the map, or all where there are fewer


def export(work: Path, folder: Path) -> None:
    """Writes field-landscape.onnx, field-portrait.onnx and map.npz with its papers, map.json."""
    data = LettersDataset.load(work)
    model = load_model(work)
    calibration = calibration_of(model, data)
    weights = weights_of(model.decoder)
    for window in FIELD_SIZES:
        graph = field_graph(weights, calibration, window)
        graph.save(folder / f"field-{window}.onnx")
    _write_map(model, data, calibration, folder)


def _write_map(
    model: LettersModel,
    data: LettersDataset,
    calibration: Calibration,
    folder: Path,
) -> None:
    lots = np.random.default_rng(9)
    count = min(MAPPED, len(data.trained))
    faces = np.sort(lots.choice(data.trained, count, replace=False))
    seen = encode_faces(model, data, faces)
    points = calibration.points(seen.letters, seen.styles)
    file = io.BytesIO()
    np.savez_compressed(file, points=points, labels=seen.letters)
    write_whole(folder / "map.npz", file.getvalue())
    papers = [data.faces[face] for face in faces]
    content = {"letters": LETTERS, "faces": papers}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    write_whole(folder / "map.json", text)
