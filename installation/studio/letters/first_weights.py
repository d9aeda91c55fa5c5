"""Where a training begins that goes on from a pack."""

from pathlib import Path

from installation.studio.common.pack_start import file_to_begin_with, not_ours
from installation.studio.common.read_graph import OtherGenerator
from installation.studio.letters.model import CALIBRATION
from installation.studio.letters.network import LettersDecoder
from installation.studio.letters.pack_weights import read_generator


def first_weights(pack: Path, work: Path) -> LettersDecoder | None:
    """The decoder in a pack's folder; nothing where the training has begun with it already.

    From now on the folder `work` keeps to the pack's latent space. Raises NoStart.
    """
    kept = work / CALIBRATION
    file = file_to_begin_with(pack, work, kept)
    if file is None:
        return None
    try:
        found = read_generator(file)
    except OtherGenerator:
        raise not_ours(file) from None
    work.mkdir(parents=True, exist_ok=True)
    found.calibration.save(kept)
    return found.decoder
