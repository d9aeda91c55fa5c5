"""The journey room: presence and time -> the next latent point."""

from pathlib import Path
from typing import Any

import numpy as np

from installation.common import clock, pointer_visitor
from installation.ipc.room_context import RoomContext
from installation.journey.foresight import Foresight
from installation.journey.journey_scene import JourneyScene, SceneStep
from installation.journey.states import Stimulus
from installation.journey.visit import IDLE, Visit
from installation.messages import ActivePack, Hand, LatentPoint, Pause, Presence, Shown
from installation.packs import manifest
from installation.vocabulary import Motion, Verb

RATE_HZ = 60
# points sent a second while nobody is there: a picture of each and a blend between them are enough, and fewer
# where a picture is dear
ALONE_HZ = 20
LEAST_ALONE_HZ = 14  # fewer than a dozen are told as a fault
ALONE_SHARE = 0.3  # of a core, for painting
FOLLOW = 0.05  # how fast the mean of the times of painting follows
CHECKPOINT_TURNS = 20
VISIT_VERBS = (Verb.CLOSE, Verb.OPEN, Verb.LOOK, Verb.BACK)  # commands that are for the visit


class Room:
    """Holds the visit and its wires; sends a point 60 times a second, and at once when presence comes.

    While nobody is there it turns less often, and so the model paints less; who comes is answered at once.
    """

    def __init__(self, context: RoomContext):
        settings = context.settings
        self._context = context
        self._is_reduced = settings.screen.reduced_motion
        self._generation = settings.generation
        self._papers = 0
        self._languages = settings.screen.languages
        self._told = ""  # of the visit and its words
        self._visit = self._begin(settings.pack_folder, context.checkpoint)
        self._scene = self._begin_scene(settings.pack_folder)
        self._foresight = Foresight()
        self._presence: Presence | None = None
        self._light_ns = 0  # of the newest presence
        self._hand: Hand | None = None  # of the artist, in the studio
        self._pacer = clock.Pacer(RATE_HZ)
        self._alone_pacer = clock.Pacer(ALONE_HZ)
        self._painting_s = 0.0  # mean of the times of painting; 0 before there was one
        self._is_due = True  # this turn by the clock, not only because presence came
        self._ticked_ns = clock.now_ns()
        self._report_status()

    def _begin(self, folder: Path, checkpoint: dict[str, Any]) -> Visit:
        """A visit in the space of this pack, at the point of the checkpoint if it lies there."""
        visit = Visit(manifest.load(folder), self._context.settings.journey, checkpoint)
        visit.set_reduced_motion(self._is_reduced)
        return visit

    def _begin_scene(self, folder: Path) -> JourneyScene:
        """Of this pack."""
        scene = JourneyScene(manifest.load(folder), self._context.settings, self._visit)
        if self._languages != self._context.settings.screen.languages:
            scene.speak(self._languages)
        return scene

    def _report_status(self) -> None:
        """A list of words that is wrong is told beside what the visit has to say."""
        messages = (self._visit.message, self._scene.message)
        told = "; ".join(filter(None, messages))
        if told != self._told:
            self._told = told
            self._context.set_status(told)

    def turn(self) -> None:
        """One step of the way."""
        self._take_presence()
        now_ns = clock.now_ns()
        self._take_active_pack()
        self._take_change()
        self._take_commands()
        self._take_hand()
        self._take_shown()
        dt = clock.seconds(now_ns - self._ticked_ns)
        presence = self._everyone(now_ns)
        own = self._scene.look(presence)
        point = self._visit.tick(presence, dt, own)
        hour = clock.hour_of_day()
        step = self._scene.tick(point, self._visit.speed, presence, hour, dt)
        self._ticked_ns = now_ns
        self._report_status()
        if self._is_due or not self._is_alone:
            self._send(point, step)
        self._tell()

    def _take_presence(self) -> None:
        """Waits for the next presence until the turn is due; None once the vision room is away."""
        pacer = self._alone_pacer if self._is_alone else self._pacer
        self._context.wires.wait(pacer.remaining_s(), "presence")
        presence = self._context.wires.newest("presence")
        is_new = presence is not None and presence is not self._presence
        if is_new:
            self._light_ns = presence.light_ns
        self._presence = presence
        self._is_due = not is_new or pacer.remaining_s() == 0
        if self._is_due:
            pacer.wait()

    @property
    def _is_alone(self) -> bool:
        """Whether nobody is there, not even an artist."""
        return self._visit.state in IDLE and self._hand is None

    def _everyone(self, now_ns: int) -> Presence | None:
        """The visitors where they will be when they are answered, and the mouse of the studio among them."""
        presence = self._foresight.ahead(self._presence, now_ns)
        if self._hand is None:
            return presence
        return pointer_visitor.joined(presence, self._hand.places, now_ns)

    def _take_active_pack(self) -> None:
        """Another pack, or the same one with other metadata: the visit goes on in its space."""
        active: ActivePack | None = self._context.wires.take("active_pack")
        if active is None:
            return
        if active.languages and active.languages != self._languages:
            self._languages = active.languages
            self._scene.speak(self._languages)
        is_known = active.generation == self._generation and active.papers == self._papers
        if is_known:
            return
        before = self._visit
        self._generation = active.generation
        self._papers = active.papers
        self._visit = self._begin(Path(active.folder), before.checkpoint)
        self._visit.resume(before)
        scene_before = self._scene
        self._scene = self._begin_scene(Path(active.folder))
        self._scene.resume(scene_before)
        scene_before.close()

    def _take_change(self) -> None:
        """What the last picture amounted to."""
        change = self._context.wires.take("change")
        if change is not None:
            self._visit.record(change)
            self._record_painting(change.took_s)

    def _record_painting(self, took_s: float) -> None:
        before_s = self._painting_s or took_s
        self._painting_s = before_s + FOLLOW * (took_s - before_s)
        if self._painting_s:
            affordable_hz = ALONE_SHARE / self._painting_s
            rate_hz = float(np.clip(affordable_hz, LEAST_ALONE_HZ, ALONE_HZ))
            self._alone_pacer.change_rate(rate_hz)

    def _take_commands(self) -> None:
        """What the technician, or who looks after the piece, asks for."""
        while (command := self._context.wires.take("command")) is not None:
            if command.verb in VISIT_VERBS:
                self._visit.apply(Stimulus(command.verb))
            elif command.verb == Verb.MOTION:
                self._is_reduced = command.value == Motion.REDUCED
                self._visit.set_reduced_motion(self._is_reduced)

    def _take_hand(self) -> None:
        """The panel of the studio: it holds the point, or lets it go faster or slower."""
        hand: Hand | None = self._context.wires.take("hand")
        if hand is None:
            return
        self._hand = hand
        self._visit.set_speed_scale(hand.speed)
        is_in_space = hand.point.shape == (self._visit.dimensions,)
        if is_in_space and hand.generation == self._generation:
            self._visit.hold(hand.point.astype(np.float64))
        else:
            self._visit.hold(None)

    def _take_shown(self) -> None:
        """How much of the picture is seen beside the panes, and whether it pauses; nobody waits for a display that is away."""
        pause: Pause | None = self._context.wires.newest("pause")
        self._visit.pause(pause is not None and pause.is_on)
        shown: Shown | None = self._context.wires.take("shown")
        if shown is not None:
            self._scene.show(shown.across)
            self._foresight.record_seen(shown.point_seq, shown.seen_ns)

    def _send(self, point: np.ndarray, step: SceneStep) -> None:
        """Publishes the point (d,) and what goes with it."""
        visit = self._visit
        truncation = 1.0 if self._hand is None else self._hand.truncation
        message = LatentPoint(
            seq=visit.number,
            light_ns=self._light_ns,
            state=visit.state,
            attention=visit.attention,
            point=(point * truncation).astype(np.float32),
            generation=self._generation,
            points=step.points * np.float32(truncation),
            spots=step.spots,
            gestures=step.gestures,
            word=step.word,
        )
        self._context.wires.send(message)
        self._foresight.record_sent(message.seq, clock.now_ns())

    def _tell(self) -> None:
        """How the visit fares."""
        visit = self._visit
        self._context.telemetry.state = visit.state
        self._context.telemetry.attention = round(visit.attention, 3)
        if visit.number % CHECKPOINT_TURNS == 1:
            self._context.checkpoint = visit.checkpoint

    def close(self) -> None:
        """No longer looks at files."""
        self._scene.close()
