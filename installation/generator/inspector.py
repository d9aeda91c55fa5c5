"""What goes on inside while a picture is made, for the panes that show it: only while somebody looks."""

import numpy as np

from installation.common import clock
from installation.faults import BrokenPack
from installation.generator import classifier
from installation.generator.activations import FeatureMaps
from installation.messages import Activations, LatentPoint
from installation.packs.manifest import Pack
from installation.vocabulary import PaneName

EVERY_NS = clock.SECOND_NS // 5  # more often would delay the answer to the next light
NO_PANES: frozenset[str] = frozenset()


class Inspector:
    """The model's hidden layers and the second network, as far as their panes are shown."""

    def __init__(self, pack: Pack):
        self.count = 0  # of the activations that were made
        self.message = ""  # a sentence for the technician where the second network is missing
        self._pack = pack
        self._is_open = False
        self._panes = NO_PANES
        self._begun_ns = 0  # the picture inspected last
        self._maps = FeatureMaps()
        self._classifier: classifier.Classifier | None = None

    def open(self) -> None:
        """Loads the second network, once; until then nothing is told of it."""
        if self._is_open:
            return
        self._is_open = True
        try:
            self._classifier = classifier.of_pack(self._pack.point_folder)
        except BrokenPack as fault:  # it costs a pane, not the show
            self.message = f"{fault}; the pane that shows it is left out"

    @property
    def wants_layers(self) -> bool:
        """The hidden layers of the model are shown."""
        return PaneName.GROWTH in self._panes

    def set_panes(self, panes: frozenset[str]) -> None:
        """Which panes are shown, by name; whenever the first one opens, the maps are chosen anew."""
        if panes and not self._panes:
            self._maps = FeatureMaps()
            if self._classifier:
                self._classifier.reset()
        self._panes = panes

    def take_due(self, now_ns: int) -> bool:
        """The picture that is begun now is to be inspected: five a second at most."""
        is_watched = PaneName.GROWTH in self._panes or PaneName.BELIEFS in self._panes
        is_due = is_watched and now_ns - self._begun_ns >= EVERY_NS
        if is_due:
            self._begun_ns = now_ns
        return is_due

    def inspect(
        self,
        point: LatentPoint,
        pixels: np.ndarray,
        layers: list[np.ndarray],
    ) -> Activations:
        """Of this point, its picture (h, w, 3) uint8 RGB and its hidden layers (1, channels, h, w)."""
        seen = self._classified(pixels)
        maps = self._maps.pictures(layers)
        self.count += 1
        return Activations(
            seq=self.count,
            light_ns=point.light_ns,
            point_seq=point.seq,
            layers=maps,
            seen=seen.seen,
            kernels=seen.kernels,
            features=seen.features,
            scores=seen.scores,
        )

    def _classified(self, pixels: np.ndarray) -> classifier.Classification:
        if self._classifier is None or PaneName.BELIEFS not in self._panes:
            return classifier.NOTHING_SEEN
        try:
            return self._classifier.classify(pixels)
        except ValueError as error:
            self._classifier = None
            self.message = f"pack {self._pack.about.name}: {error}; its pane stands still"
            return classifier.NOTHING_SEEN
