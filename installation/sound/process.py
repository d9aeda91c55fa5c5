"""The sound room: latent point and presence in, blocks of sound out, filled ahead of the device.

When something goes wrong with the device, the process that held it is never repaired: it ends with `NoSound`
and the parent starts another (PortAudio may hang in every call on a device that went away). A new process that
finds no device is silent, says so, looks again with growing pauses, and plays as soon as there is one. Each
look starts PortAudio anew and costs 12 kB that are never given back, so after many looks this process ends
too. Should even a look hang, the turns stop and the parent replaces the room.
"""

import sys
from datetime import datetime

from installation.common import clock, pointer_visitor, state_folder
from installation.faults import NoSound
from installation.ipc.room_context import RoomContext
from installation.messages import Presence
from installation.sound import scheduling
from installation.sound.device_search import DeviceSearch
from installation.sound.engine import AudioEngine
from installation.sound.inputs import InputState
from installation.sound.latency_keeper import LatencyKeeper
from installation.sound.level import LoudnessTarget
from installation.sound.level_report import LevelReport
from installation.sound.patch_loader import PatchLoader
from installation.sound.run_counters import RunCounters
from installation.sound.unheard_sounds import FOLDER, UnheardSounds
from installation.vocabulary import Verb

_WAIT_S = 0.05  # the longest a turn rests
_OCCASIONAL_NS = (
    clock.SECOND_NS // 10
)  # between looks at wires on which something comes now and then
_ATTEND_NS = clock.SECOND_NS
_SWITCH_S = 0.001  # the callback gets the interpreter within a millisecond
_NO_DEVICE = "silent"  # in place of a device's name


class Room:
    """One turn: rest while the ring is full, or read what is new and fill it."""

    def __init__(self, context: RoomContext):
        """Raises `BrokenPack`; without a device it is silent."""
        settings = context.settings.sound
        self._context = context
        self._settings = settings
        self._wires = context.wires
        self._inputs = InputState()
        self._patches = PatchLoader(context.settings)
        self._target = LoudnessTarget(settings, _local_time())
        self._attended_ns = clock.now_ns()
        self._occasional_ns = 0
        self._search = DeviceSearch(settings.device)
        self._latency = LatencyKeeper(settings.latency_ms, settings.rate_hz, context.checkpoint)
        self._counters = RunCounters(context.checkpoint, context.telemetry)
        self._levels = LevelReport(context.wires)
        self._engine: AudioEngine | None = None
        self._answered_ns = 0  # the light of the presence that was last heard
        self._silence = ""  # why nothing is played
        self._unheard = UnheardSounds(context.settings, lambda: len(self._patches.current.places))
        context.telemetry.scheduling = scheduling.acquire()
        context.telemetry.sound_device = _NO_DEVICE
        context.telemetry.is_silent = True
        sys.setswitchinterval(_SWITCH_S)
        self._look_for_device()

    def turn(self) -> None:
        """See the class. Raises `NoSound` when the device is gone or frozen."""
        engine = self._engine
        if engine is not None and not engine.wants_more:
            engine.check(clock.now_ns())
            self._wires.wait(min(_WAIT_S, engine.until_wanted_s))
            return  # what is heard next should be as new as can be, and is read once a block
        self._read_inputs()
        self._read_occasional()
        if engine is None:
            self._rest()
        else:
            self._play(engine)

    def close(self) -> None:
        """Fades out over what the ring holds; a device that is gone or frozen is left to the system."""
        engine = self._engine
        if engine is None or engine.output.is_finished:
            return
        if not engine.is_sounding:
            engine.output.abandon()
            return
        engine.arrangement.close()
        engine.fade_out()
        self._wires.wait(engine.ahead_s)
        engine.leave()

    def _read_inputs(self) -> None:
        """What each block is made of."""
        point = self._wires.take("point")
        if point is not None and not point.is_for(self._patches.current.dimensions):
            point = None
        presence = self._wires.newest("presence")
        now_ns = clock.now_ns()
        if self._context.settings.studio:
            presence = self._with_pointer(presence, now_ns)
        self._inputs.update(point, presence, now_ns)

    def _with_pointer(self, presence: Presence | None, now_ns: int) -> Presence | None:
        """Studio only: the mouse is a visitor, too."""
        hand = self._wires.newest("hand")
        if hand is None:
            return presence
        return pointer_visitor.joined(presence, hand.places, now_ns)

    def _read_occasional(self) -> None:
        """Commands, another pack, and when pictures were seen."""
        now_ns = clock.now_ns()
        if now_ns - self._occasional_ns < _OCCASIONAL_NS:
            return
        self._occasional_ns = now_ns
        self._obey()
        arrangement = self._engine.arrangement if self._engine else None
        self._patches.follow(self._wires.take("active_pack"), arrangement)
        shown = self._wires.take("shown")
        if shown is not None:
            self._inputs.predictor.record_seen(shown.point_seq, shown.seen_ns)

    def _obey(self) -> None:
        """Another loudness, from the next second on; the noise to measure it with."""
        while (command := self._wires.take("command")) is not None:
            if command.verb == Verb.VOLUME:
                self._target.set_volume(float(command.value))
            elif command.verb == Verb.NOISE and self._engine is not None:
                self._engine.measure(float(command.value))

    def _play(self, engine: AudioEngine) -> None:
        """One block."""
        begun_ns = clock.now_ns()
        engine.check(begun_ns)
        self._attend(engine, begun_ns)
        engine.fill(self._inputs, begun_ns)
        if self._inputs.is_led(begun_ns) and not engine.is_measuring:
            number, heard_ns = engine.heard
            latency_ms = clock.seconds(heard_ns - begun_ns) * 1000
            self._context.mark("heard", number, heard_ns)
            self._context.telemetry.latency_ms = round(latency_ms, 1)
        took_ms = clock.seconds(clock.now_ns() - begun_ns) * 1000
        self._context.sample("sound_ms", took_ms)
        self._tell_answer(engine)
        self._counters.update(engine)
        self._levels.record(
            engine.peak,
            engine.rms,
            self._inputs.light_ns,
        )

    def _tell_answer(self, engine: AudioEngine) -> None:
        """How long after its light what visitors do is heard: they are heard where they are, not predicted."""
        presence = self._inputs.presence
        if presence is None or not presence.visitors or presence.light_ns == self._answered_ns:
            return
        self._answered_ns = presence.light_ns
        _, heard_ns = engine.heard
        delay_ms = clock.seconds(heard_ns - presence.light_ns) * 1000
        self._context.sample("light_to_sound_ms", delay_ms)

    def _attend(self, engine: AudioEngine, now_ns: int) -> None:
        """Once a second: how loud it may be now, and what the technician should know. Raises `NoSound`."""
        if now_ns - self._attended_ns < _ATTEND_NS:
            return
        self._attended_ns = now_ns
        self._target.update(_local_time())
        engine.set_target(self._target.lufs)
        self._latency.attend(engine)
        self._context.telemetry.device_ms = engine.device_ms
        self._tell_target(engine)
        messages = (engine.arrangement.message, self._patches.message)
        self._context.set_status("; ".join(message for message in messages if message))

    def _rest(self) -> None:
        """Without a device: nothing is played and nothing is pretended."""
        self._levels.record(0.0, 0.0, self._inputs.light_ns)
        self._look_for_device()
        self._tell_unheard()
        self._wires.wait(_WAIT_S)

    def _tell_unheard(self) -> None:
        """Once a second, while nothing is played."""
        now_ns = clock.now_ns()
        if self._engine is None and now_ns - self._attended_ns >= _ATTEND_NS:
            self._attended_ns = now_ns
            messages = (self._silence, self._patches.message, self._unheard.message)
            self._context.set_status("; ".join(filter(None, messages)))

    def _look_for_device(self) -> None:
        """Opens the device where it is time to, or says why the piece is silent. Raises `NoSound`."""
        now_ns = clock.now_ns()
        if not self._search.is_due(now_ns):
            return
        self._search.record_look(now_ns)
        try:
            engine = AudioEngine(
                self._settings,
                self._latency.first_ms,
                self._patches.current,
                self._context.settings.assets / FOLDER,
                self._target.lufs,
                state_folder.last_good(self._context.settings.state) / FOLDER,
            )
        except NoSound as fault:
            self._silence = f"the piece is silent: {fault}"
            self._context.set_status(self._silence)
            return
        self._unheard.close()
        self._engine = engine
        self._context.set_status(engine.arrangement.message)
        self._context.telemetry.is_silent = False
        self._context.telemetry.sound_device = engine.output.device.name
        self._context.telemetry.device_ms = engine.device_ms
        self._tell_target(engine)

    def _tell_target(self, engine: AudioEngine) -> None:
        telemetry = self._context.telemetry
        dba = self._target.dba
        telemetry.target_lufs = round(self._target.lufs, 1)
        telemetry.target_dba = None if dba is None else round(dba, 1)
        telemetry.measuring = engine.is_measuring


def _local_time() -> datetime:
    return clock.wall_now().astimezone()
