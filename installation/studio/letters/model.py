"""A trained model as the measures and the export use it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from installation.studio.common.training_loop import TrainingTime, checkpoint_path, restore
from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import Calibration, calibrate
from installation.studio.letters.dataset import LettersBatch, LettersDataset
from installation.studio.letters.loose_parts import without_loose_parts
from installation.studio.letters.network import LettersDecoder, LettersEncoder, middle_of, one_hot

CALIBRATED_ON = 300  # faces
CALIBRATION = "calibration.npz"  # of a pack that training went on from

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class LettersModel:
    """Encoder and averaged decoder."""

    encoder: LettersEncoder
    decoder: LettersDecoder
    trained: TrainingTime

    @classmethod
    def copied(
        cls,
        encoder: nn.Module,
        decoder: nn.Module,
        trained: TrainingTime,
    ) -> "LettersModel":
        """Of networks that are being trained, wherever they are."""
        model = cls(LettersEncoder(), LettersDecoder(), trained)
        model.encoder.load_state_dict(encoder.state_dict())
        model.decoder.load_state_dict(decoder.state_dict())
        model.encoder.eval()
        model.decoder.eval()
        return model

    @torch.no_grad()
    def styles(self, batch: LettersBatch) -> Floats:
        """The mean style of each letter, (n, STYLE)."""
        middle = middle_of(batch.squares)
        mean, _ = self.encoder(middle, one_hot(batch.letters))
        return mean.numpy()

    @torch.no_grad()
    def fields(
        self,
        weights: Floats,
        styles: Floats,
        window: str = "landscape",
    ) -> Floats:
        """Letter weights (n, 29) and styles (n, STYLE) -> companded fields (n, 108, 192)."""
        letter = torch.from_numpy(weights)
        style = torch.from_numpy(styles)
        drawn = self.decoder(letter, style, window)
        return without_loose_parts(drawn, letter).numpy()


def load_model(work: Path) -> LettersModel:
    """Raises FileNotFoundError where nothing has been trained yet."""
    encoder = LettersEncoder()
    decoder = LettersDecoder()
    trained = restore(checkpoint_path(work), encoder, decoder)
    return LettersModel(encoder, decoder, trained)


@dataclass(frozen=True)
class Encoded:
    """Faces as the encoder sees them."""

    letters: NDArray[np.int64]  # (n,)
    styles: Floats  # (n, STYLE)


def encode_faces(
    model: LettersModel,
    data: LettersDataset,
    faces: NDArray[np.int64],
) -> Encoded:
    """All letters of some faces."""
    count = len(LETTERS)
    styles = []
    for face in faces:
        batch = data.of_faces(np.array([face]))
        styles.append(model.styles(batch))
    letters = np.tile(np.arange(count), len(faces))
    return Encoded(letters, np.concatenate(styles))


def calibration_of(model: LettersModel, data: LettersDataset, work: Path) -> Calibration:
    """That of the pack that training went on from; else over the first faces that were trained on."""
    kept = work / CALIBRATION
    if kept.exists():
        return Calibration.load(kept)
    seen = encode_faces(model, data, data.trained[:CALIBRATED_ON])
    return calibrate(seen.letters, seen.styles)
