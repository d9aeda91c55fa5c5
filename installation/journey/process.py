"""The journey room: presence and time -> the next latent point."""

from pathlib import Path

import numpy as np

from installation.common import clock, pointer_visitor
from installation.journey.states import BACK, CLOSE, LOOK, OPEN
from installation.journey.visit import Visit
from installation.messages import Hand, LatentPoint
from installation.packs import manifest

RATE_HZ = 60
STALE_S = 1.5  # older presence is no presence: the vision room is away
KEEP_TURNS = 20
VERBS = (CLOSE, OPEN, LOOK, BACK)  # commands that are for the visit
MOTION, REDUCED = "motion", "reduced"  # the command that slows it, "full" is its other value


class Room:
    """Holds the visit and its wires; sends a point 60 times a second, and at once when presence comes."""

    def __init__(self, context):
        self._context = context
        self._papers = 0
        self._reduced = context.settings.screen.reduced_motion
        self._enter(context.settings.generation, context.settings.pack_folder, context.checkpoint)
        self._pacer = clock.Pacer(RATE_HZ)
        self._stepped_ns = clock.now_ns()
        self._presence, self._light_ns = None, 0
        self._hand: Hand | None = None  # of the artist, in the studio

    def _enter(self, generation: int, folder: str, keep: dict) -> None:
        """Begins to walk in the space of this pack, where `keep` says if it can be said there."""
        self._visit = Visit(manifest.load(Path(folder)), self._context.settings.journey, keep)
        self._visit.reduced, self._generation = self._reduced, generation
        self._context.set_status(self._visit.words)

    def turn(self) -> None:
        """One step of the way."""
        self._context.wires.wait(self._pacer.remaining_s(), "presence")
        if (presence := self._context.wires.take("presence")) is not None:
            self._presence, self._light_ns = presence, presence.light_ns
        else:
            self._pacer.wait()
        now = clock.now_ns()
        if self._presence and clock.seconds(now - self._light_ns) > STALE_S:
            self._presence = None
        self._hear()
        self._take_hand()
        presence = (
            pointer_visitor.joined(self._presence, self._hand.places, now)
            if self._hand
            else self._presence
        )
        point = self._visit.step(presence, clock.seconds(now - self._stepped_ns))
        self._stepped_ns = now
        self._send(point)

    def _hear(self) -> None:
        """What the pictures amounted to, and what we are told to do."""
        showing = self._context.wires.take("active_pack")
        if showing is not None and (showing.generation, showing.papers) != (
            self._generation,
            self._papers,
        ):
            before, self._papers = self._visit, showing.papers
            self._enter(showing.generation, showing.folder, before.keep)
            self._visit.number, self._visit.haste = before.number, before.haste
        if (change := self._context.wires.take("change")) is not None:
            self._visit.note(change)
        while (command := self._context.wires.take("command")) is not None:
            if command.verb in VERBS:
                self._visit.hear(command.verb)
            elif command.verb == MOTION:
                self._visit.reduced = self._reduced = command.value == REDUCED

    def _take_hand(self) -> None:
        """The panel of the studio: it holds the point, or lets it go faster or slower."""
        if (hand := self._context.wires.take("hand")) is None:
            return
        self._hand, self._visit.haste = hand, hand.speed
        fits = hand.generation == self._generation and hand.point.shape == (self._visit.dimensions,)
        self._visit.held = hand.point.astype(np.float64) if fits else None

    def _send(self, point: np.ndarray) -> None:
        visit = self._visit
        point = point * self._hand.truncation if self._hand else point
        self._context.wires.send(
            LatentPoint(
                visit.number,
                self._light_ns,
                visit.state,
                visit.attention,
                point.astype(np.float32),
                self._generation,
            )
        )
        self._context.facts = {"state": visit.state, "attention": round(visit.attention, 3)}
        if visit.number % KEEP_TURNS == 1:
            self._context.checkpoint = visit.keep

    def close(self) -> None:
        """Nothing to let go of."""
