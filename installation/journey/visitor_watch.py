"""What is seen of the visitors, as stimuli of the visit."""

from installation.journey.activity import Activity
from installation.journey.states import Stimulus
from installation.messages import Presence

STILL = 0.2  # less activity is standing still
LIVELY = 0.5  # more is moving


class VisitorWatch:
    """Notices who comes, leaves, stands still or moves."""

    def __init__(self, stand_s: float):
        """`stand_s`: seconds of standing still that count; 0 is never."""
        self.activity = Activity()
        self._stand_s = stand_s
        self._still_s = 0.0  # they have stood still
        self._was_here = False

    def tick(self, presence: Presence | None, dt: float) -> list[Stimulus]:
        """What happened in the last `dt` seconds, in its order."""
        is_here = presence is not None and presence.count > 0
        level = self.activity.tick(presence, dt)
        if is_here and level < STILL:
            self._still_s += dt
        else:
            self._still_s = 0.0
        stimuli = []
        if self._was_here and not is_here:
            stimuli.append(Stimulus.LEFT)
        stimuli.append(Stimulus.HERE if is_here else Stimulus.NOBODY)
        if self._stand_s and self._still_s >= self._stand_s:
            stimuli.append(Stimulus.STOOD)
        elif is_here and level > LIVELY:
            stimuli.append(Stimulus.STIRRED)
        self._was_here = is_here
        return stimuli
