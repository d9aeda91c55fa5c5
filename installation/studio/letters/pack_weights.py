"""A pack's generator read back: the decoder's weights and the calibration.

So that training can go on from a pack, also where nobody kept its checkpoint.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from installation.studio.common.read_graph import (
    OtherGenerator,
    StoredWeights,
    by_lot,
    constants_of,
    read_constants,
)
from installation.studio.common.training_loop import weights_of
from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import Calibration, lay_out_countries
from installation.studio.letters.generator_graph import letters_graph
from installation.studio.letters.network import STYLE, LettersDecoder


@dataclass(frozen=True)
class PackWeights:
    """What training goes on from."""

    decoder: LettersDecoder
    calibration: Calibration


def read_generator(path: Path) -> PackWeights:
    """Raises OtherGenerator, and OSError where there is no such file."""
    stored = read_constants(path)
    decoder = LettersDecoder()
    lots = np.random.default_rng(0)
    drawn = {name: by_lot(lots, array) for name, array in weights_of(decoder).items()}
    means = by_lot(lots, np.zeros((len(LETTERS), STYLE)))
    axes = by_lot(lots, np.zeros((STYLE, STYLE)))
    calibration = Calibration(lay_out_countries(), means, axes)
    written = constants_of(letters_graph(drawn, calibration).proto())
    weights = StoredWeights(stored, written)
    read = {name: torch.from_numpy(weights.read(array)) for name, array in drawn.items()}
    try:
        decoder.load_state_dict(read)
    except RuntimeError as error:  # of another length
        raise OtherGenerator(path) from error
    decoder.eval()
    own = Calibration(lay_out_countries(), weights.read(means), weights.read(axes.T).T)
    return PackWeights(decoder, own)
