"""How long light takes to become a latent point, in the whole kiosk: ``python -m tests.benchmarks.light_to_point CLIP``.

From a frame's arrival in the program to the arrival of the first point it has a part in at another room's end of the
wire, as the generator would meet it. Promised: p50 <= 10 ms, p99 <= 25 ms.
"""

import argparse
import os
import pathlib
import tempfile
import time

import numpy as np
import zmq

from installation.common import clock
from installation.ipc import codec
from tests.house import House
from tests.sound.nullsink import null_sink


def main() -> None:
    """Prints the percentiles."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("clip")
    words.add_argument("--seconds", type=float, default=60)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as folder, null_sink() as sink:
        environment = {
            k: v
            for k, v in sink.environ.items()
            if k in ("HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER")
        }
        options = ("--windowless", "--camera", given.clip, "--for", given.seconds + 10)
        kiosk = House(pathlib.Path(folder), options, environment | {"TMPDIR": folder})
        kiosk.shows_pictures()
        (wires,) = pathlib.Path(folder).glob("latenzraum-*")
        delays = _listen(f"ipc://{wires}/point", given.seconds)
        kiosk.end(30)
    p50, p95, p99 = np.percentile(delays, (50, 95, 99))
    print(f"{len(delays)} frames: p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms")


def _listen(address: str, seconds: float) -> list[float]:
    """Milliseconds from each new light to the first point that holds it."""
    socket = zmq.Context.instance().socket(zmq.SUB)
    socket.subscribe(b"")
    socket.connect(address)
    if hasattr(os, "sched_setscheduler"):
        os.sched_setscheduler(
            0, os.SCHED_RR, os.sched_param(3)
        )  # the listener itself is not what is measured
    delays, newest, until = [], 0, time.monotonic() + seconds
    while time.monotonic() < until:
        if not socket.poll(200):
            continue
        light_ns = codec.decode(socket.recv()).light_ns
        if light_ns > newest:
            delays.append(clock.seconds(clock.now_ns() - light_ns) * 1000)
            newest = light_ns
    return delays[5:]


if __name__ == "__main__":
    main()
