"""A point for each visitor: those of a pack that shows several, side by side."""

import numpy as np

from installation.common.smoothing import approach
from installation.config.schema import JourneyConfig
from installation.journey.activity import X
from installation.journey.row_layout import layout, leaning, reordered
from installation.journey.row_point import NOBODY, RowPoint
from installation.journey.row_ways import RowWays
from installation.journey.visit import Visit
from installation.journey.visitors_apart import ID, nearest_stands, of_some
from installation.messages import Presence
from installation.packs.manifest import Pack

# In which those who do not lead are asked once each. What they are asked for settles within quarters of
# a second, and in between their points go on to it.
ASKED_S = 0.1
SLIDE_S = (
    2.0  # time constant with which letters lean: edges that sweep over the screen must not flash
)
STAYS_S = 1.5  # a row, at least: the crossfade to it is over before there is another one


class LetterRow:
    """The points side by side. One of them leads: it is the visit's own point, which is never away."""

    def __init__(self, pack: Pack, settings: JourneyConfig, aspect: float, visit: Visit):
        """`aspect`: the picture's width by its narrow side; the visit has a point of its own."""
        self._aspect = aspect
        count = pack.generator.most
        self._points = [RowPoint(pack, settings, visit.stations) for _ in range(count)]
        self._ways = RowWays(pack, settings, visit.point, count)
        self.across = 1.0  # of the picture's width, how much is seen, in its middle
        self._across = 1.0  # the present row was laid out for so much
        self._order: list[int] = [0]  # numbers of the points that are seen, from left to right
        self._stood_s = STAYS_S  # the present row
        self._lead = 0
        self._is_caught = True  # the leading letter is where the visit's own point is
        self._coming: list[int] = []  # numbers of those that somebody has got since the last step
        self._presence: Presence | None = None  # the newest
        self._owners = np.zeros(0, np.int64)  # of each visitor in it, the number of their point
        self._asked = NOBODY  # number of the point whose visitor was asked last
        self._due = 0.0  # visitors to be asked

    def resume(self, before: "LetterRow") -> None:
        """Goes on with the visitors and letters of a row in a space that is the same, or looks so."""
        if before._ways.points.shape != self._ways.points.shape:
            return
        self._ways.resume(before._ways)
        for point, old in zip(self._points, before._points, strict=True):
            point.resume(old)
        self.across = before.across
        self._across = before._across
        self._order = before._order
        self._stood_s = before._stood_s
        self._lead = before._lead
        self._is_caught = before._is_caught

    def look(self, presence: Presence | None) -> Presence | None:
        """Deals the visitors out to the points; returns what the leading one sees of them."""
        places = np.zeros((0, 8), np.float32) if presence is None else presence.places
        self._recognise(places)
        self._pass_lead_on()
        self._welcome(places)
        self._presence = presence
        self._deal_out(places)
        own = self._group(self._lead)
        return own if own is not None and own.count else presence

    def tick(
        self, visit_point: np.ndarray, speed: float, dt: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Points (n, d) and spots (n, 2), see `messages.LatentPoint`, `dt` seconds later.

        `visit_point` (d,) is the visit's own; `speed` in latent units a second.
        """
        self._put_newcomers()
        self._move_lead(visit_point, speed, dt)
        others = [number for number in range(len(self._points)) if number != self._lead]
        for number in others:
            self._points[number].tick(dt)
        self._steer([number for number in others if self._points[number].is_here], speed, dt)
        return self._laid_out(dt)

    def _put_newcomers(self) -> None:
        """Nothing of their letters is seen yet, so these need not travel."""
        for number in self._coming:
            self._ask(number)
            goal = self._points[number].goal
            if goal is not None:
                self._ways.put_at_goal(number, goal)
        self._coming = []

    def _steer(self, numbers: list[int], speed: float, dt: float) -> None:
        """These points go where their visitors want them, who are asked one after the other."""
        self._due += len(numbers) * dt / ASKED_S
        while self._due >= 1 and numbers:
            self._due -= 1
            later = [number for number in numbers if number > self._asked]
            self._asked = min(later or numbers)
            self._ask(self._asked)
        goals: dict[int, np.ndarray] = {}
        for number in numbers:
            goal = self._points[number].goal
            if goal is not None:
                goals[number] = goal
        activity = np.array([point.activity for point in self._points])
        self._ways.steer(goals, activity, speed, dt)

    def _ask(self, number: int) -> None:
        group = self._group(number)
        if group is not None:
            self._points[number].ask(group, self._ways.points[number])

    def _recognise(self, places: np.ndarray) -> None:
        where = dict(zip(places[:, ID].astype(int).tolist(), places[:, X].tolist(), strict=True))
        for point in self._points:
            point.is_here = point.visitor in where
            if point.is_here:
                point.place = where[point.visitor]

    def _pass_lead_on(self) -> None:
        """The one who leads has left and others are here: the next one leads, from where its own letter is."""
        if self._points[self._lead].is_here:
            return
        others = [number for number, point in enumerate(self._points) if point.is_here]
        if others:  # ids rise, so the smallest has been here longest
            self._lead = min(others, key=lambda number: self._points[number].visitor)
            self._is_caught = False

    def _welcome(self, places: np.ndarray) -> None:
        """Those who have just come get a point each, while there is one."""
        known = {point.visitor for point in self._points if point.is_here}
        if len(known) in (len(self._points), len(places)):
            return
        for row in places[np.argsort(places[:, ID])]:  # who has the smallest number came first
            visitor = int(row[ID])
            point = None if visitor in known else self._free_point()
            if point is not None:
                point.begin(visitor, float(row[X]))

    def _free_point(self) -> RowPoint | None:
        """The leading one where nobody has it, else one that nothing is seen of; None while there is none."""
        lead = self._points[self._lead]
        if not lead.is_here:
            return lead
        for number, point in enumerate(self._points):
            if point.is_free and number not in (self._lead, *self._order):
                self._coming.append(number)
                return point
        return None

    def _deal_out(self, places: np.ndarray) -> None:
        """Every visitor belongs to a point: their own, else the nearest one."""
        present = [number for number, point in enumerate(self._points) if point.is_here]
        if not present:
            self._owners = np.full(len(places), NOBODY)
            return
        visitors = np.array([self._points[number].visitor for number in present])
        stands = np.array([self._points[number].place for number in present], np.float32)
        self._owners = np.array(present)[nearest_stands(places, visitors, stands)]

    def _group(self, number: int) -> Presence | None:
        """Its visitor, and those who share it; None while nothing is known of visitors."""
        if self._presence is None:
            return None
        return of_some(self._presence, self._owners == number)

    def _move_lead(self, visit_point: np.ndarray, speed: float, dt: float) -> None:
        if not self._is_caught:
            self._is_caught = self._ways.pursue(self._lead, visit_point, speed, dt)
        if self._is_caught:
            self._ways.put(self._lead, visit_point)

    def _laid_out(self, dt: float) -> tuple[np.ndarray, np.ndarray]:
        """Who comes, goes or changes places makes another row, and so do panes: the display crossfades to it."""
        is_other_row = self._take_row(dt)
        points = [self._points[number] for number in self._order]
        places = np.array([point.place for point in points])
        aspect = self._across * self._aspect
        centres, size = layout(len(points), aspect)
        leant = leaning(centres, size, places, aspect)
        wanted = 0.5 + self._across * (leant - 0.5)
        for point, centre in zip(points, wanted, strict=True):
            before = centre if point.centre is None or is_other_row else point.centre
            point.centre = float(approach(before, centre, dt, SLIDE_S))
        spots = np.array([(point.centre, size) for point in points], np.float32)
        rows = self._ways.points[self._order].astype(np.float32)
        return rows, spots

    def _take_row(self, dt: float) -> bool:
        """True where another row begins: as soon as it is wanted and the one before has stood long enough."""
        self._stood_s += dt
        order = self._seen_order()
        is_wanted = order != self._order or self.across != self._across
        if not is_wanted or self._stood_s < STAYS_S:
            return False
        self._order = order
        self._across = self.across
        self._stood_s = 0.0
        return True

    def _seen_order(self) -> list[int]:
        """Numbers of the points that are seen, from left to right."""
        is_seen = {number for number, point in enumerate(self._points) if not point.is_free}
        is_seen.add(self._lead)
        kept = [number for number in self._order if number in is_seen]
        new = [number for number in sorted(is_seen) if number not in kept]
        places = np.array([point.place for point in self._points])
        return reordered(kept + new, places)
