"""The table of panes: a new one is a file beside this one, a row here, and its words in `assets/texts`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from installation.display import Pane
from installation.display.panes.beliefs import Beliefs
from installation.display.panes.growth import Growth
from installation.display.panes.kept import Kept
from installation.display.panes.kit import Kit
from installation.display.panes.learned import Learned
from installation.display.panes.where import Where
from installation.display.sentences import GENERAL, Known


def nothing(kit: Kit) -> bool:
    """For a pane that any pack can fill."""
    return True


def a_map(kit: Kit) -> bool:
    """For a pane that shows the pack's map."""
    return kit.atlas is not None


def named_layers(kit: Kit) -> bool:
    """For a pane that shows hidden layers of the generator."""
    return bool(kit.pack.hidden_layers)


def a_classifier(kit: Kit) -> bool:
    """For a pane that shows the second network."""
    return kit.has_classifier


@dataclass(frozen=True)
class PaneSpec:
    """One row of PANES."""

    kind: type[Pane]
    needs: Callable[[Kit], bool]  # whether a pack can fill it

    @property
    def name(self) -> str:
        """As keys, commands and `assets/texts` call it; any text will do for one from outside."""
        return self.kind.name


# In the order in which they follow one another: the first is under the key 1.
PANES = (
    PaneSpec(Kept, needs=nothing),
    PaneSpec(Where, needs=a_map),
    PaneSpec(Growth, needs=named_layers),
    PaneSpec(Beliefs, needs=a_classifier),
    PaneSpec(Learned, needs=a_map),
)


def sentences_for(specs: Iterable[PaneSpec] = PANES) -> Known:
    """Every sentence that a file of `assets/texts` may hold, and what may stand in braces in it."""
    known = dict(GENERAL)
    for spec in specs:
        own = {"title": (), "sentence": ()} | dict(spec.kind.sentences)
        known.update({f"{spec.name}.{name}": braces for name, braces in own.items()})
    return known
