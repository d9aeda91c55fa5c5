"""From one size of what the device holds to another, unheard: a second stream fades in while the first fades out."""

import threading

import numpy as np

from installation.common import clock
from installation.faults import NoSound
from installation.sound import scheduling
from installation.sound.loudspeakers import Loudspeaker
from installation.sound.output import AudioOutput
from installation.sound.playback import Playback

FADE_NS = clock.SECOND_NS


class Handover:
    """One change. The second stream is opened beside the loop, which a sound server may take its time for.

    Both get every block. What fades is timed by when it is heard, since that is what differs. The first is let go
    once it holds silence alone: what waits for a stream that ends is lost.
    """

    def __init__(self, loudspeaker: Loudspeaker, latency_ms: float):
        self.latency_ms = latency_ms
        self.refusal = ""  # why there is no second stream
        self._second: Playback | None = None  # once it plays
        self._loudspeaker = loudspeaker
        self._begins_ns = 0
        self._silence_s = 0.0  # that the first has been given since it has faded out
        threading.Thread(target=self._open, daemon=True).start()

    @property
    def is_given_up(self) -> bool:
        """True when the first stream plays on alone."""
        return bool(self.refusal)

    @property
    def second(self) -> Playback:
        """The stream that takes over. Raises `NoSound` before there is one."""
        if self._second is None:
            raise NoSound(self.refusal or "the second stream is not open yet")
        return self._second

    def push(self, block: np.ndarray, first: Playback) -> bool:
        """(n, 2) to both. True when the second has taken over."""
        second = self._second
        if second is None:
            first.push(block)
            return False
        if not self._begins_ns:
            self._begins_ns = max(first.next_heard_ns, second.next_heard_ns)
        shares = [self._shares(stream, len(block)) for stream in (first, second)]
        first.push(block * (1 - shares[0]))
        self._push_second(second, block * shares[1])
        if shares[0][0] >= 1:
            self._silence_s += len(block) / first.rate_hz
        has_faded_in = shares[1][0] >= 1
        return not self.is_given_up and has_faded_in and self._silence_s >= first.unheard_s

    def leave(self) -> None:
        """The second stream ends before the process does, where it is open."""
        if self._second is not None:
            self._second.output.leave()

    def _shares(self, stream: Playback, frames: int) -> np.ndarray:
        """(frames, 1) 0..1: how far the change is where each frame of the next block is heard from this stream."""
        since_ns = stream.next_heard_ns - self._begins_ns
        at_ns = since_ns + np.arange(frames) * (clock.SECOND_NS / stream.rate_hz)
        return np.clip(at_ns / FADE_NS, 0, 1).astype(np.float32)[:, None]

    def _push_second(self, second: Playback, block: np.ndarray) -> None:
        try:
            second.push(block)
        except ValueError:
            self.refusal = f'"{second.output.device.name}" took no sound'
            second.output.end()

    def _open(self) -> None:
        """In a thread of its own, which passes its priority on to the stream's."""
        scheduling.acquire()
        try:
            self._second = Playback(AudioOutput(self._loudspeaker, self.latency_ms))
        except NoSound as fault:
            self.refusal = str(fault)
