"""Where a training begins that goes on from a pack."""

from dataclasses import dataclass
from pathlib import Path

from installation.studio.common.pack_start import NoStart, file_to_begin_with, not_ours
from installation.studio.common.read_graph import OtherGenerator
from installation.studio.facades.dataset import FacadesDataset
from installation.studio.facades.latent_space import SPACE_FILE, LatentSpace, OtherDrawings
from installation.studio.facades.pack_weights import PackWeights, read_generator


@dataclass(frozen=True)
class FirstWeights:
    """What a pack's generator holds."""

    file: Path
    weights: PackWeights

    def keep_space(self, data: FacadesDataset, work: Path) -> None:
        """From now on the folder `work` keeps to the pack's latent space. Raises NoStart."""
        weights = self.weights
        try:
            space = LatentSpace.of_pack(weights.whitening, weights.hours, weights.known, data)
        except OtherDrawings:
            raise NoStart(
                f"{self.file} knows other houses than those drawn here: it needs "
                f"{len(weights.known.styles)} of one style of the seed with which it was trained"
            ) from None
        space.save(work)


def first_weights(pack: Path, work: Path) -> FirstWeights | None:
    """Nothing where the training has begun with the pack already. Raises NoStart."""
    file = file_to_begin_with(pack, work, work / SPACE_FILE)
    if file is None:
        return None
    try:
        return FirstWeights(file, read_generator(file))
    except OtherGenerator:
        raise not_ours(file) from None
