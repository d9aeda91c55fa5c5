"""The visit: how the point greets those who come, follows them, and goes on when they have left."""

from typing import Any

import numpy as np

from installation.config.schema import JourneyConfig
from installation.journey.attention import Attention
from installation.journey.follower import Follower
from installation.journey.guarded_steering import GuardedSteering
from installation.journey.pace import Pace
from installation.journey.roaming import Roaming
from installation.journey.route import Route
from installation.journey.speed_control import SpeedControl
from installation.journey.states import Stimulus
from installation.journey.stations import Stations
from installation.journey.visit_clock import VisitClock
from installation.journey.visitor_watch import VisitorWatch
from installation.messages import Change, Presence
from installation.packs.manifest import Pack
from installation.vocabulary import VisitState

# Of the set rate of change; all within a factor of two of it, so that nothing crawls and nothing jumps.
CALM = 0.8
BRISK = 1.5
REDUCED = 0.5  # of all that, with reduced motion
MAX_DT_S = 0.1
# Time constant with which a shape follows the visitors: it is theirs, so that no rate of change holds
# it back but that of their own movement.
SHAPE_S = 0.25
IDLE = (VisitState.WANDERING, VisitState.CLOSED)


class Visit:
    """Presence, time and the pictures' change in, the next latent point out."""

    def __init__(
        self, pack: Pack, settings: JourneyConfig, checkpoint: dict[str, Any] | None = None
    ):
        """`checkpoint` is what an earlier life of the room left."""
        checkpoint = checkpoint or {}
        typical_length = pack.generator.truncation * np.sqrt(pack.dimensions)
        self.number = 0  # of the newest point
        self._settings = settings
        self.stations = Stations(pack, settings, checkpoint.get("stations"))
        self._steering = GuardedSteering(pack, settings, self.stations)
        path = checkpoint.get("path")
        self._route = Route(pack, settings, typical_length, self.stations, path)
        self._roaming = Roaming(pack, settings, typical_length)
        start = np.array(checkpoint.get("point", ()))
        if len(start) == pack.dimensions:
            self._route.idle_path.begin_at(start, is_led_away=False)
        else:
            start = self._route.idle_path.here
        self._follower = Follower(start, typical_length, pack.generator.steady)
        self._speed_control = SpeedControl(typical_length)
        self._watch = VisitorWatch(settings.stand_s)
        state = VisitState(checkpoint.get("state", VisitState.WANDERING))
        self._clock = VisitClock(settings, state)
        self._attention = Attention(settings)
        self._goal: np.ndarray | None = None  # what visitors asked for last
        self._hand: np.ndarray | None = None  # where a hand holds the point
        self._is_led = False  # the point is with the visitors
        self._pace = Pace(pack)
        self._follows_shapes = pack.takes_silhouettes
        self.speed = 0.0  # of the newest step, before the pack's pace; latent units a second
        self._motion_scale = 1.0  # less with reduced motion
        self._speed_scale = 1.0
        self._is_paused = False

    @property
    def message(self) -> str:
        """What is wrong with the way of steering, for the technician."""
        return self._steering.message

    @property
    def state(self) -> VisitState:
        """What the visit is just now."""
        return self._clock.state

    @property
    def dimensions(self) -> int:
        """d"""
        return len(self._follower.point)

    @property
    def point(self) -> np.ndarray:
        """(d,)"""
        return self._follower.point

    @property
    def attention(self) -> float:
        """0 nobody .. 1 wholly with the visitors."""
        return self._attention.value

    @property
    def checkpoint(self) -> dict[str, Any]:
        """What the next life of the room needs to go on."""
        values = self._follower.point.tolist()
        point = [round(value, 4) for value in values]
        is_closed = self.state == VisitState.CLOSED
        return {
            "path": self._route.idle_path.checkpoint,
            "point": point,
            "state": VisitState.CLOSED if is_closed else VisitState.WANDERING,
            "stations": self.stations.checkpoint,
        }

    def resume(self, before: "Visit") -> None:
        """Goes on counting after another visit, at its speed: only the pack has changed."""
        self.number = before.number
        self._speed_scale = before._speed_scale

    def set_reduced_motion(self, is_reduced: bool) -> None:
        """Slows everything down, or no longer."""
        self._motion_scale = REDUCED if is_reduced else 1.0

    def set_speed_scale(self, scale: float) -> None:
        """Times the set rate of change."""
        self._speed_scale = scale

    def pause(self, is_paused: bool) -> None:
        """The point stays where it is while the picture on the screen does; False: it goes on."""
        self._is_paused = is_paused

    def hold(self, point: np.ndarray | None) -> None:
        """Draws the point to where a hand holds it, (d,); None lets it go its own way."""
        self._hand = point

    def record(self, change: Change) -> None:
        """What the generator says of its last picture."""
        self._speed_control.record_change(change.since_seq, change.point_seq, change.change)

    def apply(self, stimulus: Stimulus) -> None:
        """Something happened."""
        self._clock.apply(stimulus)
        if self.state == VisitState.WANDERING:
            self._goal = None

    def tick(
        self,
        presence: Presence | None,
        dt: float,
        own: Presence | None = None,
    ) -> np.ndarray:
        """The point (d,) `dt` seconds later; `presence` is None while nothing is known of visitors.

        `own` holds those visitors alone who steer this point; left out, all do.
        """
        dt = min(dt, MAX_DT_S)
        self._observe(presence, dt)
        self._attention.tick(self.state, self._clock.is_held, dt)
        is_open = self.state != VisitState.CLOSED
        if is_open:
            self.stations.tick(presence, self._follower.point, dt)
        if is_open and presence is not None and presence.count:
            self._goal = self._steering.goal(own or presence, self._follower.point, dt)
        speed = self._speed_control.tick(self._rate(), dt)
        self.speed = 0.0 if self._is_paused else speed
        self.number += 1
        goal = None if self._is_idle else self._goal
        if self._hand is not None:
            self._follower.follow_hand(self._hand, dt)
        elif self._follows_shapes and goal is not None:
            self._follower.follow_hand(goal, dt, SHAPE_S / self._motion_scale)
        else:
            reach = dt * self.speed * self._pace.factor(self._follower.point, goal)
            distance = self._follower.advance(self._aim(), reach, dt)
            self._speed_control.record_step(self.number, float(distance))
        return self._follower.point

    def _observe(self, presence: Presence | None, dt: float) -> None:
        """Turns the time that has passed and what is seen into stimuli."""
        stimuli = self._watch.tick(presence, dt)
        self._clock.tick(dt)
        if self._clock.is_over:
            self.apply(Stimulus.OVER)
        for stimulus in stimuli:
            self.apply(stimulus)

    def _rate(self) -> float:
        """Percent of change a second."""
        if self.state == VisitState.CLOSED:
            return 0.0
        activity = self._watch.activity.level
        if self.state == VisitState.GREETING:
            activity = 1.0
        liveliness = CALM + (BRISK - CALM) * activity
        rate = self._settings.change_per_s * liveliness
        return rate * self._motion_scale * self._speed_scale

    @property
    def _is_idle(self) -> bool:
        """Nobody is there, or those who were have been let go."""
        has_let_go = self.state == VisitState.PARTING and not self._clock.is_held
        return self.state in IDLE or has_let_go

    def _aim(self) -> np.ndarray:
        """The point (d,) to go to: ahead on the idle path, or around what the visitors ask for."""
        if self._is_idle or self._goal is None:
            if self._is_led:
                self._route.idle_path.begin_at(self._follower.point)
            self._is_led = False
            return self._route.ahead(self._follower)
        self._is_led = True
        activity = self._watch.activity.level
        return self._roaming.around(self._goal, np.asarray(activity), self._follower)
