"""Whether a device plays when it says so: ``python -m tests.benchmarks.heard_when_said [latency_ms ...]``.

Clicks go into a playback that holds so much; when each should leave the device is held against when the null
sink's monitor hands it out, which itself takes some milliseconds. Printed: milliseconds from making to the
said time, and from making to the monitor.
"""

import os
import subprocess
import sys
import threading

import numpy as np

from installation.common import clock
from installation.sound import scheduling
from installation.sound.bank import FRAMES
from tests.sound.nullsink import SINK, NullSink, null_sink

SIZES_MS = (30.0, 90.0, 400.0)
CLICKS = 12
BETWEEN = 25  # blocks
RECORD = ["parec", "--raw", "-d", f"{SINK}.monitor", "--format=float32le", "--rate=48000"]
RECORD += ["--channels=2", "--latency-msec=5"]
LEVEL = 0.25


class Listener:
    """Notes when each click comes out of the monitor."""

    def __init__(self, sink: NullSink):
        self.clicks_ns: list[int] = []
        self.process = subprocess.Popen(RECORD, env=sink.environ, stdout=subprocess.PIPE)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        quiet_ns = 0
        while chunk := os.read(descriptor, 65536):
            now_ns = clock.now_ns()
            sound = np.frombuffer(chunk[: len(chunk) // 8 * 8], np.float32)
            loud = np.flatnonzero(np.abs(sound) > LEVEL / 2)
            if len(loud) and now_ns > quiet_ns:
                after = (len(sound) - loud[0]) // 2 / 48000  # of the chunk, younger than the click
                self.clicks_ns.append(now_ns - int(after * clock.SECOND_NS))
                quiet_ns = now_ns + clock.SECOND_NS // 4


def clicks(latency_ms: float) -> tuple[list[int], list[int]]:
    """When each click was made, and when it should leave the device."""
    from installation.sound.loudspeakers import Loudspeaker
    from installation.sound.output import AudioOutput
    from installation.sound.peak_limiter import PeakLimiter
    from installation.sound.playback import Playback

    scheduling.acquire()
    loudspeaker = Loudspeaker.found("auto", 48000, FRAMES)
    playback = Playback(AudioOutput(loudspeaker, latency_ms))
    limiter_ns = PeakLimiter.DELAY * clock.SECOND_NS // 48000  # is not passed here
    made_ns, said_ns = [], []
    for number in range(CLICKS * BETWEEN):
        while not playback.wants_more:
            clock.rest(playback.until_wanted_s)
        block = np.zeros((FRAMES, 2), np.float32)
        if number % BETWEEN == BETWEEN - 1:
            block[:48] = LEVEL
            made_ns.append(clock.now_ns())
            said_ns.append(playback.next_heard_ns - limiter_ns)
        playback.push(block)
        playback.adapt()
    clock.rest(1)
    return made_ns, said_ns


def main() -> None:
    """One line for each size."""
    for size_ms in [float(word) for word in sys.argv[1:]] or SIZES_MS:
        with null_sink() as sink:
            os.environ.update(sink.environ)
            listener = Listener(sink)
            made_ns, said_ns = clicks(size_ms)
            listener.process.kill()
        made, said = np.array(made_ns[2:]), np.array(said_ns[2:])
        heard = np.array(listener.clicks_ns[-len(made) :])
        ahead = (said - made) / 1e6
        arrived = (heard - made) / 1e6 if len(heard) == len(made) else np.array([np.nan])
        print(
            f"{size_ms:g} ms held: said {np.median(ahead):.0f} ms, "
            f"at the monitor {np.median(arrived):.0f} ms ({arrived.min():.0f} to {arrived.max():.0f})"
        )


if __name__ == "__main__":
    main()
