"""The sound room: latent point and presence in, blocks of sound out, filled ahead of the device.

When something goes wrong with the device, the process that held it is never repaired: it ends with `NoSound`
and the parent starts another (PortAudio may hang in every call on a device that went away). A new life that
finds no device is silent, says so, looks again with growing pauses, and plays as soon as there is one. Each
look starts PortAudio anew and costs 12 kB that are never given back, so after many looks this process ends
too. Should even a look hang, the turns stop and the parent replaces the room.
"""

import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from installation.common import clock, pointer_visitor
from installation.faults import BrokenPack, NoSound
from installation.ipc.room import RoomContext
from installation.messages import Level
from installation.packs import manifest
from installation.sound import level, scheduling
from installation.sound.arrangement import Piece, Score
from installation.sound.engine import Voice
from installation.sound.inputs import Ear
from installation.sound.output import NONE

_WAIT_S = 0.05  # the longest a turn rests
_LOOK_S = (2.0, 30.0)  # first and longest pause between looks for a device
_LOOKS = 240  # of one life: two hours
_LEVEL_NS = clock.SECOND_NS // 20
_LISTEN_NS = clock.SECOND_NS // 10  # to what comes now and then
_ATTEND_NS = clock.SECOND_NS
_COUNTED = "blocks", "xruns", "starved"  # by the voice, kept over lives
VOLUME, NOISE = "volume", "noise"  # commands: LUFS to be held; seconds of the calibration noise
_DRY, _WATCHED = 2, 300  # in so many of so many seconds is too often
_SETTLE, _BEGUN = (
    5,
    30,
)  # not while the device starts, nor, if it was only nearly, while the other rooms do


class Room:
    """One turn: rest while the ring is full, or hear what is new and fill it."""

    def __init__(self, context: RoomContext):
        self._context, self._settings = context, context.settings.sound
        self._ear, self._seen, self._listened_ns = Ear(), None, 0
        self._score, self._read_at = (
            self._read(context.settings.pack_folder),
            (context.settings.generation, 0),
        )
        self._reader, self._coming = ThreadPoolExecutor(1, "score", scheduling.give_up), None
        self._words = ""  # why another pack's score is not played
        self._quiet = level.spans(self._settings.quiet_hours)
        self._volume_lufs = self._settings.target_lufs
        self._aimed_ns, self._target_lufs = clock.now_ns(), self._wanted_lufs()
        self._voice: Voice | None = None
        self._look_s, self._looked_ns, self._looks = _LOOK_S[0], 0, 0
        self._level_ns, self._seq, self._peak = 0, 0, 0.0
        self._device_ms = context.checkpoint.get("latency_ms", self._settings.latency_ms)
        self._seconds = 0  # that it has played
        self._strained = 0, 0  # times the device had run dry, and nearly
        self._dry: deque[bool] = deque(maxlen=_WATCHED)  # whether it did, second by second
        self._latency_ms = 0.0  # from the making of a block to the loudspeaker
        context.facts.update(precedence=scheduling.ask())
        sys.setswitchinterval(0.001)  # the callback gets the interpreter within a millisecond
        context.facts.update(sound_device="silent", **self._counted())
        self._look()

    def turn(self) -> None:
        """See the class. Raises `NoSound` when the device is gone or frozen."""
        if self._voice and not self._voice.wants_more:
            self._voice.check(clock.now_ns())
            self._context.wires.wait(min(_WAIT_S, self._voice.until_wanted_s))
            return  # what is heard next should be as new as can be, and is read once a block
        point = self._context.wires.take("point")
        if point is not None and not point.is_for(self._score.dimensions):
            point = None
        presence, now_ns = self._context.wires.take("presence"), clock.now_ns()
        self._seen = presence or self._seen
        if (
            self._context.settings.studio
            and (hand := self._context.wires.take("hand")) is not None
            and len(hand.places)
        ):
            presence = pointer_visitor.joined(self._seen, hand.places, now_ns)
        self._ear.hear(point, presence, now_ns)
        if now_ns - self._listened_ns >= _LISTEN_NS:
            self._listened_ns = now_ns
            self._obey()
            self._follow_pack()
            if (shown := self._context.wires.take("shown")) is not None:
                self._ear.trail.seen(shown.point_seq, shown.seen_ns)
        if self._voice is None:
            self._rest()
        else:
            self._play(self._voice)

    def close(self) -> None:
        """Fades out over what the ring holds; a device that is gone or frozen is left to the system."""
        voice = self._voice
        if voice is None or voice.player.finished:
            return
        if not voice.sounding:
            voice.player.abandon()
            return
        voice.piece.close()
        voice.last_blocks()
        self._context.wires.wait(voice.ahead_s)
        voice.player.leave()

    def _read(self, folder: str) -> Score:
        return Score(manifest.load(Path(folder)), self._settings, self._context.settings.seed)

    def _follow_pack(self) -> None:
        """Another pack is another score. It is read beside the playing, which has no time to wait for it."""
        showing = self._context.wires.take("active_pack")
        if (
            showing is not None
            and (showing.generation, showing.papers) != self._read_at
            and self._coming is None
        ):
            self._read_at = showing.generation, showing.papers
            self._coming = self._reader.submit(
                self._prepared, showing.folder, self._voice and self._voice.piece
            )
        if self._coming is not None and self._coming.done():
            coming, self._coming = self._coming, None
            self._take(coming)

    def _prepared(self, folder: str, piece: Piece | None):
        score = self._read(folder)
        return score, piece and piece.instrument_of(score)

    def _take(self, coming: Future) -> None:
        try:
            (self._score, instrument), self._words = coming.result(), ""
        except BrokenPack as fault:
            self._words = f"{fault}; the sound stays as it was"
            return
        if self._voice and instrument:
            self._voice.piece.play(self._score, instrument)

    def _play(self, voice: Voice) -> None:
        now_ns = clock.now_ns()
        voice.check(now_ns)
        self._attend(voice, now_ns)
        voice.fill(self._ear, now_ns)
        if self._ear.led(now_ns) and not voice.measuring:
            self._context.mark("heard", *voice.heard)
            self._latency_ms = clock.seconds(voice.heard[1] - now_ns) * 1000
        self._context.sample("sound_ms", clock.seconds(clock.now_ns() - now_ns) * 1000)
        self._keep_count(voice)
        self._tell_level(voice.peak, voice.rms)

    def _attend(self, voice: Voice, now_ns: int) -> None:
        """Once a second: how loud it may be now, and what the technician should know."""
        if now_ns - self._aimed_ns < _ATTEND_NS:
            return
        self._aimed_ns, self._target_lufs = now_ns, self._wanted_lufs()
        voice.aim(self._target_lufs)
        self._give_time(voice)
        self._tell_target()
        self._context.set_status("; ".join(filter(None, (voice.piece.words, self._words))))

    def _give_time(self, voice: Voice) -> None:
        """A device that runs dry by itself, or nearly, is given twice the time, once, before many hear it.

        Its next life knows from what is kept.
        """
        given_ms, keep, player = self._settings.latency_ms, self._context.checkpoint, voice.player
        if (
            better_ms := keep.get("latency_ms", given_ms)
        ) != self._device_ms:  # the parent has heard of it by now
            change = f"at {self._device_ms:g} ms; it starts again with {better_ms:g} ms"
            raise NoSound(f'"{player.device.name}" ran dry, or nearly, {change}')
        self._seconds += 1
        (late, narrow), self._strained = self._strained, (player.late, player.narrow)
        is_dry, is_nearly = player.late > late, player.narrow > narrow
        self._dry.append(
            (is_dry and self._seconds > _SETTLE) or (is_nearly and self._seconds > _BEGUN)
        )
        if sum(self._dry) >= _DRY and self._device_ms == given_ms:
            keep["latency_ms"] = 2 * given_ms

    def _wanted_lufs(self) -> float:
        wall, given = clock.wall_now().astimezone(), self._settings
        quiet = level.is_quiet(self._quiet, 60 * wall.hour + wall.minute)
        return level.target_lufs(self._volume_lufs, given.noise_dba, given.limit_dba, quiet)

    def _tell_target(self) -> None:
        dba = level.in_dba(self._target_lufs, self._settings.noise_dba)
        self._context.facts.update(
            target_lufs=round(self._target_lufs, 1),
            target_dba=None if dba is None else round(dba, 1),
        )
        self._context.facts.update(measuring=bool(self._voice and self._voice.measuring))

    def _obey(self) -> None:
        """Another loudness, from the next second on; the noise to measure it with."""
        while (command := self._context.wires.take("command")) is not None:
            if command.verb == VOLUME:
                self._volume_lufs = float(command.value)
            elif command.verb == NOISE and self._voice:
                self._voice.measure(float(command.value))

    def _rest(self) -> None:
        """The silent stand-in: nothing is played and nothing is pretended."""
        self._tell_level(0.0, 0.0)
        if (
            self._settings.device != NONE
            and clock.seconds(clock.now_ns() - self._looked_ns) > self._look_s
        ):
            self._look_s = min(_LOOK_S[1], self._look_s * 2)
            self._look()
        self._context.wires.wait(_WAIT_S)

    def _look(self) -> None:
        """Opens the device, or says why the piece is silent."""
        self._looked_ns = clock.now_ns()
        if self._settings.device == NONE:
            return
        self._looks += 1
        if self._looks > _LOOKS:
            raise NoSound("still no sound device; the search goes on in a fresh process")
        try:
            sounds = Path(self._context.settings.assets) / "sounds"
            self._voice = Voice(
                self._settings, self._device_ms, self._score, sounds, self._target_lufs
            )
        except NoSound as fault:
            self._context.set_status(f"the piece is silent: {fault}")
            return
        self._context.set_status(self._voice.piece.words)
        self._tell_target()
        self._context.facts.update(
            sound_device=self._voice.player.device.name, device_ms=self._device_ms
        )
        self._base = self._counted()

    def _counted(self) -> dict[str, int]:
        """As of earlier lives."""
        return {name: self._context.checkpoint.get(name, 0) for name in _COUNTED}

    def _keep_count(self, voice: Voice) -> None:
        count = {name: before + getattr(voice, name) for name, before in self._base.items()}
        self._context.facts.update(count, latency_ms=round(self._latency_ms, 1))
        self._context.checkpoint.update(count)

    def _tell_level(self, peak: float, rms: float) -> None:
        now_ns, self._peak = clock.now_ns(), max(self._peak, peak)
        if now_ns - self._level_ns >= _LEVEL_NS:
            self._level_ns, self._seq = now_ns, self._seq + 1
            self._context.wires.send(Level(self._seq, self._ear.light_ns, self._peak, rms))
            self._peak = 0.0
