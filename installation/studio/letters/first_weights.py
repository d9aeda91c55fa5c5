"""Where a training begins that goes on from a pack, and whether it may."""

from pathlib import Path

from installation.studio.common.pack_player import GENERATOR
from installation.studio.common.training_loop import checkpoint_path
from installation.studio.letters.model import CALIBRATION
from installation.studio.letters.network import LettersDecoder
from installation.studio.letters.pack_weights import OtherGenerator, read_generator


class NoStart(Exception):
    """Why not, and what to do, in a line."""


def first_weights(pack: Path, work: Path) -> LettersDecoder | None:
    """The decoder in a pack's folder; nothing where the training has begun with it already.

    From now on the folder `work` keeps to the pack's latent space. Raises NoStart.
    """
    kept = work / CALIBRATION
    if checkpoint_path(work).exists():
        if kept.exists():
            return None
        raise NoStart(
            f"The training in {work} did not begin with a pack: "
            "leave out --from-pack to go on, or name another folder with --work"
        )
    file = pack / GENERATOR
    try:
        found = read_generator(file)
    except FileNotFoundError:
        raise NoStart(f"There is no {file}: name a folder such as models/letters") from None
    except OtherGenerator:
        raise NoStart(
            f"{file} was not written by this version of the studio: "
            "leave out --from-pack to begin anew"
        ) from None
    work.mkdir(parents=True, exist_ok=True)
    found.calibration.save(kept)
    return found.decoder
