"""From a checkpoint to a pack: the generator and all that goes with it.

What does not depend on the checkpoint is made once and kept beside it: the second network, and
what body_encoder.py keeps.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from installation.common.files import write_whole
from installation.studio.common.card_text import licence, training_numbers
from installation.studio.common.latent_map import MAP_FILE
from installation.studio.common.pack_player import GENERATOR
from installation.studio.common.training_loop import weights_of
from installation.studio.letters import (
    body_encoder,
    body_training,
    second_network,
    second_network_graph,
)
from installation.studio.letters.calibration import Calibration
from installation.studio.letters.credits import data_sheet
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.generator_graph import LAYERS, letters_graph
from installation.studio.letters.letters_map import LettersMap, make_map
from installation.studio.letters.looks import LOOK_TABLE
from installation.studio.letters.model import LettersModel, calibration_of, load_model
from installation.studio.letters.model_card import pack_toml
from installation.studio.letters.named_places import letter_places
from installation.studio.letters.typefaces import left_out_of, with_notices
from installation.studio.letters.typefaces_sheet import TYPEFACES_FILE, typefaces_md

ENCODER_FILE = "encoder.onnx"
PROGRAM = "installation/studio/letters"
TYPEFACES_TERMS = f"""
The typefaces that the model learned from are not in this folder. They are the work of their
designers and stay under their own licences: see {TYPEFACES_FILE}.
"""


@dataclass(frozen=True)
class TrainedLetters:
    """A trained model with all that the export and the report need."""

    work: Path
    data: LettersDataset  # with the faces' copyright notices
    model: LettersModel
    calibration: Calibration

    @property
    def sheet(self) -> dict[str, Any]:
        """What was counted of the typefaces."""
        return data_sheet(self.data.faces, left_out_of(self.work / "fields"))


def load_trained(work: Path) -> TrainedLetters:
    """Raises FileNotFoundError where nothing has been trained yet."""
    model = load_model(work)
    found = LettersDataset.load(work)
    faces = with_notices(found.faces, work / "typefaces" / "unpacked")
    return TrainedLetters(
        work,
        replace(found, faces=faces),
        model,
        calibration_of(model, found, work),
    )


def export(trained: TrainedLetters, folder: Path, with_networks: bool) -> None:
    """Writes generator, map, papers and, last, pack.toml: a folder without it is not yet a pack.

    `with_networks`: encoder and second network too; they are trained where they are missing.
    """
    data = trained.data
    write_generator(trained, folder / GENERATOR)
    latent_map = make_map(trained.model, data, trained.calibration)
    write_whole(folder / MAP_FILE, latent_map.content())
    if with_networks:
        write_encoder(trained, latent_map, folder / ENCODER_FILE)
        write_second_network(trained, folder / second_network_graph.SECOND_NETWORK_FILE)
    sheet = trained.sheet
    write_whole(folder / TYPEFACES_FILE, typefaces_md(data.faces, sheet))
    write_whole(folder / "LICENSE", licence("letters") + TYPEFACES_TERMS)
    time = trained.model.trained
    text = pack_toml(
        letter_places(trained.model, data, trained.calibration),
        LOOK_TABLE,
        LAYERS,
        sheet,
        training_numbers(PROGRAM, time.steps, time.seconds),
    )
    write_whole(folder / "pack.toml", text)


def write_encoder(trained: TrainedLetters, latent_map: LettersMap, path: Path) -> None:
    """What sees a visitor's body as a letter; trained where it is missing."""
    try:
        network = body_training.load_body_alphabet(trained.work)
    except FileNotFoundError:
        body_training.make_body_alphabet(trained.data, trained.work)
        network = body_training.load_body_alphabet(trained.work)
    graph = body_encoder.encoder_graph(
        network,
        trained.calibration,
        latent_map.points,
        latent_map.inks,
    )
    graph.save(path)


def write_second_network(trained: TrainedLetters, path: Path) -> None:
    """What reads the picture in "look inside"; trained where it is missing."""
    try:
        networks = second_network.load_second_network(trained.work)
    except FileNotFoundError:
        second_network.make_second_network(trained.data, trained.work)
        networks = second_network.load_second_network(trained.work)
    second_network_graph.second_network_graph(networks).save(path)


def write_generator(trained: TrainedLetters, path: Path) -> None:
    """The graph of everything: points and spots to a picture."""
    weights = weights_of(trained.model.decoder)
    graph = letters_graph(weights, trained.calibration)
    graph.save(path)
