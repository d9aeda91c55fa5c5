"""The state of a visit, and how long it has lasted."""

import math

from installation.config.schema import JourneyConfig
from installation.journey.states import Stimulus, after
from installation.vocabulary import VisitState

BY_CHANCE = (Stimulus.STIRRED, Stimulus.LEFT)  # what visitors do who know nothing of a command


class VisitClock:
    """Follows the table of states. A look that somebody asked for is not ended by those who walk by."""

    def __init__(self, settings: JourneyConfig, state: VisitState):
        self.state = state
        self._settings = settings
        self._state_s = 0.0  # since the state began
        self._is_asked = False  # the look inside was a command

    def tick(self, dt: float) -> None:
        """Lets `dt` seconds pass; see `is_over`."""
        self._state_s += dt

    def apply(self, stimulus: Stimulus) -> None:
        """Something happened."""
        if self._is_asked and stimulus in BY_CHANCE:
            return
        then = after(self.state, stimulus)
        asks_to_look = stimulus == Stimulus.LOOK and then == VisitState.LOOKING
        if then != self.state or asks_to_look:
            self._is_asked = asks_to_look
            self._state_s = 0.0
        self.state = then

    @property
    def is_over(self) -> bool:
        """The time of the state is up."""
        return self._state_s >= self._limit_s()

    @property
    def is_held(self) -> bool:
        """The visitors have left, and their last place is still held."""
        return self.state == VisitState.PARTING and self._state_s <= self._settings.hold_s

    def _limit_s(self) -> float:
        """How long the present state may last."""
        settings = self._settings
        if self.state == VisitState.WANDERING and settings.alone_s:
            return settings.alone_s
        if self.state == VisitState.GREETING:
            return settings.greet_s
        if self.state == VisitState.LOOKING:
            return settings.look_s
        if self.state == VisitState.PARTING:
            return settings.hold_s + settings.part_s
        return math.inf
