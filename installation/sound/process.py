"""The sound room: latent point and presence in, blocks of sound out, filled ahead of the device.

When something goes wrong with the device, the process that held it is never repaired: it ends with `NoSound`
and the parent starts another (PortAudio may hang in every call on a device that went away). A new life that
finds no device is silent, says so, looks again with growing pauses, and plays as soon as there is one. Each
look starts PortAudio anew and costs 12 kB that are never given back, so after many looks this process ends
too. Should even a look hang, the turns stop and the parent replaces the room.
"""

import sys

from installation.faults import NoSound
from installation.messages import Level
from installation.plumbing import clock
from installation.plumbing.room import Post
from installation.sound import precedence
from installation.sound.ear import Ear
from installation.sound.output import NONE
from installation.sound.voice import Voice

_WAIT_S = 0.05  # the longest a turn rests
_LOOK_S = (2.0, 30.0)  # first and longest pause between looks for a device
_LOOKS = 240  # of one life: two hours
_LEVEL_NS = clock.SECOND_NS // 20


class Room:
    """One turn: hear what is new, fill the ring, rest until it has room again."""

    def __init__(self, post: Post):
        self._post, self._settings = post, post.settings.sound
        self._ear = Ear()
        self._voice: Voice | None = None
        self._look_s, self._looked_ns, self._looks = _LOOK_S[0], 0, 0
        self._level_ns, self._seq = 0, 0
        post.facts.update(precedence=precedence.ask())
        sys.setswitchinterval(0.001)  # the callback gets the interpreter within a millisecond
        post.facts.update(sound_device="silent", blocks=post.keep.get("blocks", 0), xruns=post.keep.get("xruns", 0))
        self._look()

    def turn(self) -> None:
        """See the class. Raises `NoSound` when the device is gone or frozen."""
        self._ear.hear(self._post.wires.take("point"), self._post.wires.take("presence"), clock.now_ns())
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
        voice.last_blocks()
        self._post.wires.wait(voice.ahead_s)
        voice.player.leave()

    def _play(self, voice: Voice) -> None:
        now_ns = clock.now_ns()
        voice.check(now_ns)
        if voice.wants_more:
            voice.fill(self._ear, now_ns)
            self._post.sample("sound_ms", clock.seconds(clock.now_ns() - now_ns) * 1000)
            self._keep_count(voice)
            self._tell_level(voice.peak, voice.rms)
        else:
            self._post.wires.wait(min(_WAIT_S, voice.until_wanted_s))

    def _rest(self) -> None:
        """The silent stand-in: nothing is played and nothing is pretended."""
        self._tell_level(0.0, 0.0)
        if self._settings.device != NONE and clock.seconds(clock.now_ns() - self._looked_ns) > self._look_s:
            self._look_s = min(_LOOK_S[1], self._look_s * 2)
            self._look()
        self._post.wires.wait(_WAIT_S)

    def _look(self) -> None:
        """Opens the device, or says why the piece is silent."""
        self._looked_ns = clock.now_ns()
        if self._settings.device == NONE:
            return
        self._looks += 1
        if self._looks > _LOOKS:
            raise NoSound("still no sound device; the search goes on in a fresh process")
        try:
            self._voice = Voice(self._settings, self._post.settings.seed)
        except NoSound as fault:
            self._post.say(f"the piece is silent: {fault}")
            return
        self._post.say()
        self._post.facts.update(sound_device=self._voice.player.device.name)
        self._base = {name: self._post.keep.get(name, 0) for name in ("blocks", "xruns")}

    def _keep_count(self, voice: Voice) -> None:
        count = {"blocks": self._base["blocks"] + voice.blocks, "xruns": self._base["xruns"] + voice.xruns}
        self._post.facts.update(count, latency_ms=round(voice.latency_ms, 1))
        self._post.keep.update(count)

    def _tell_level(self, peak: float, rms: float) -> None:
        now_ns = clock.now_ns()
        if now_ns - self._level_ns >= _LEVEL_NS:
            self._level_ns, self._seq = now_ns, self._seq + 1
            self._post.wires.send(Level(self._seq, self._ear.light_ns, peak, rms))
