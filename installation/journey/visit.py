"""The visit: how the point greets those who come, follows them, and goes on when they have left."""

from types import SimpleNamespace

import numpy as np

from installation.journey import states
from installation.journey.activity import Stir
from installation.journey.follower import Pursuit
from installation.journey.idle_motion import AXES, Breath
from installation.journey.idle_path import STRAY, Wandering
from installation.journey.speed_control import Even
from installation.journey.steering import choose
from installation.latent.geometry import axes
from installation.messages import Change, Presence

# Of the set rate of change; all within a factor of two of it, so that nothing crawls and nothing jumps.
CALM, BRISK = 0.8, 1.5
REDUCED = 0.5  # of all that, with reduced motion
# In lengths of a typical sample:
LEAD = 0.125  # the aim stays so far ahead of the point
REACH, STIRRED_REACH = (
    0.3,
    0.2,
)  # so far around their place are still visitors led, and more when they stir
STILL, LIVELY = 0.2, 0.5  # less stir is standing still, more is moving
LONGEST_DT_S = 0.1
PASSING = (states.STIRRED, states.LEFT)  # what visitors do who know nothing of it


class Visit:
    """Presence, time and the pictures' change in, the next latent point out."""

    def __init__(self, pack, settings: SimpleNamespace, keep: dict | None = None):
        """`settings` is [journey]; `keep` is what an earlier life kept."""
        keep = keep or {}
        self._settings, self.dimensions = settings, pack.dimensions
        self._typical = typical = pack.generator.truncation * np.sqrt(pack.dimensions)
        stray = pack.generator.bandwidth or STRAY
        self._wandering = Wandering(
            pack.places, pack.dimensions, pack.generator.truncation, settings.seed, stray
        )
        self._steering, self.words = choose(pack, settings)
        self._breath = Breath(axes(settings.seed, pack.dimensions, 3 + AXES)[-AXES:])
        self._even, self._stir = Even(typical), Stir()
        self._legs, self._phase = keep.get("legs", 0.0), 0.0
        start = np.array(keep.get("point", ()))
        self._pursuit = Pursuit(
            start if len(start) == pack.dimensions else self._wandering.at(self._legs), typical
        )
        self._goal: np.ndarray | None = None  # what visitors asked for last
        self.state = keep.get("state", states.WANDERING)
        self.attention = 0.0
        self.reduced = False  # motion
        self.haste = 1.0  # of the set rate of change
        self.held: np.ndarray | None = (
            None  # where a hand holds the point; None while it goes its own way
        )
        self.number = 0
        self._state_s = self._still_s = 0.0
        self._was_here = self._is_asked = False

    @property
    def keep(self) -> dict:
        """What the next life needs to go on."""
        point = [round(float(value), 4) for value in self._pursuit.point]
        calm = self.state if self.state == states.CLOSED else states.WANDERING
        return {"legs": round(self._legs, 4), "point": point, "state": calm}

    def note(self, change: Change) -> None:
        """What the generator says of its last picture."""
        self._even.note(change.since_seq, change.point_seq, change.change)

    def hear(self, stimulus: str) -> None:
        """Something happened: one of `states.STIMULI`. A look that was asked for is ended by nobody who walks by."""
        if self._is_asked and stimulus in PASSING:
            return
        then = states.after(self.state, stimulus)
        if stimulus == states.LOOK and then == states.LOOKING:
            self._is_asked, self._state_s = True, 0.0
        if then != self.state:
            self._is_asked = stimulus == states.LOOK
            self.state, self._state_s = then, 0.0
            self._goal = None if then == states.WANDERING else self._goal

    def step(self, presence: Presence | None, dt: float) -> np.ndarray:
        """The point (d,) `dt` seconds later; `presence` is None while nothing is known of visitors."""
        dt = min(dt, LONGEST_DT_S)
        self._look_around(presence, dt)
        self._attend(dt)
        if presence is not None and presence.count and self.state != states.CLOSED:
            self._goal = self._steering.goal(presence, dt)
        distance = dt * self._even.speed(self._rate(), dt)
        self.number += 1
        if self.held is not None:
            self._pursuit.lead(self.held, dt)
        else:
            self._even.went(self.number, self._pursuit.go(self._aim(), distance, dt))
        return self._pursuit.point

    def _look_around(self, presence: Presence | None, dt: float) -> None:
        """Turns what is seen and the time that has passed into stimuli."""
        here = presence is not None and presence.count > 0
        stir = self._stir.step(presence, dt)
        self._state_s += dt
        self._still_s = self._still_s + dt if here and stir < STILL else 0.0
        if self._state_s >= self._lasts_s():
            self.hear(states.OVER)
        if self._was_here and not here:
            self.hear(states.LEFT)
        self.hear(states.HERE if here else states.NOBODY)
        if self._settings.stand_s and self._still_s >= self._settings.stand_s:
            self.hear(states.STOOD)
        elif here and stir > LIVELY:
            self.hear(states.STIRRED)
        self._was_here = here

    def _lasts_s(self) -> float:
        """How long the present state may last."""
        settings = self._settings
        times = {
            states.WANDERING: settings.alone_s or np.inf,
            states.GREETING: settings.greet_s,
            states.LOOKING: settings.look_s,
            states.PARTING: settings.hold_s + settings.part_s,
        }
        return times.get(self.state, np.inf)

    def _attend(self, dt: float) -> None:
        """Attention rises with those who come, is held for a while when they have left, and falls."""
        if self.state in (states.GREETING, states.FOLLOWING, states.LOOKING):
            self.attention = min(1.0, self.attention + dt / self._settings.lean_s)
        elif self.state != states.PARTING or self._state_s > self._settings.hold_s:
            self.attention = max(0.0, self.attention - dt / self._settings.part_s)

    def _rate(self) -> float:
        """Percent of change a second."""
        if self.state == states.CLOSED:
            return 0.0
        lively = 1.0 if self.state == states.GREETING else self._stir.now
        return (
            self._settings.change_per_s
            * (CALM + (BRISK - CALM) * lively)
            * (REDUCED if self.reduced else 1.0)
            * self.haste
        )

    def _aim(self) -> np.ndarray:
        """The point (d,) to go to: ahead on the way, or around what the visitors ask for."""
        held = self.state != states.PARTING or self._state_s <= self._settings.hold_s
        if self.state in (states.WANDERING, states.CLOSED) or self._goal is None or not held:
            return self._ahead_on_the_way()
        reach = self._typical * (REACH + STIRRED_REACH * self._settings.reach * self._stir.now)
        lead = self._typical * LEAD
        for _ in range(8):
            aim = self._pursuit.within(self._goal + self._breath.at(self._phase, reach))
            if np.linalg.norm(aim - self._pursuit.point) >= lead:
                break
            self._phase += 0.25 * lead / reach
        return aim

    def _ahead_on_the_way(self) -> np.ndarray:
        for _ in range(8):
            aim = self._wandering.at(self._legs)
            if np.linalg.norm(aim - self._pursuit.point) >= self._typical * LEAD:
                break
            self._legs += 0.02
        return aim
