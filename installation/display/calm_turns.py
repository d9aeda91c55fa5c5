"""While nobody is there a frame stays on the screen for two turns: half the drawing, and nobody who would miss it."""

from installation.messages import LatentPoint
from installation.vocabulary import VisitState


class CalmTurns:
    """Says which turns draw nothing."""

    def __init__(self, may_skip: bool):
        """`may_skip`: not where something counts on a frame at every turn, such as a pipe."""
        self._may_skip = may_skip
        self._has_skipped = False

    def skips(self, point: LatentPoint | None, people: int) -> bool:
        """The present turn, with the newest point and so many visitors in view."""
        is_alone = point is not None and point.state == VisitState.WANDERING and not people
        self._has_skipped = self._may_skip and is_alone and not self._has_skipped
        return self._has_skipped
