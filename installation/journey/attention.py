"""How much the piece is with its visitors."""

from installation.config.schema import JourneyConfig
from installation.vocabulary import VisitState

ATTENTIVE = (VisitState.GREETING, VisitState.FOLLOWING, VisitState.LOOKING)


class Attention:
    """Rises with those who come, is held for a while when they have left, and falls."""

    def __init__(self, settings: JourneyConfig):
        self._settings = settings
        self.value = 0.0  # 0 nobody .. 1 wholly with the visitors

    def tick(self, state: VisitState, is_held: bool, dt: float) -> None:
        """`dt` seconds later; `is_held`: the last place is still held for those who have left."""
        if state in ATTENTIVE:
            rise = dt / self._settings.lean_s
            self.value = min(1.0, self.value + rise)
        elif not is_held:
            fall = dt / self._settings.part_s
            self.value = max(0.0, self.value - fall)
