"""The journey room: presence and time -> the next latent point."""

from pathlib import Path

import numpy as np

from installation.journey.visit import Visit
from installation.messages import LatentPoint
from installation.packs import manifest
from installation.plumbing import clock

RATE_HZ = 40
STALE_S = 1.5  # older presence is no presence: the vision room is away
KEEP_TURNS = 20


class Room:
    """Holds the visit and its wires; sends a point 40 times a second, and at once when presence comes."""

    def __init__(self, post):
        self._post = post
        pack = manifest.load(Path(post.settings.pack_folder))
        point = np.array(post.keep["point"]) if "point" in post.keep else None
        self._visit = Visit(pack, post.settings.journey, post.keep.get("age_s", 0.0), point)
        self._pacer = clock.Pacer(RATE_HZ)
        self._stepped_ns = clock.now_ns()
        self._presence, self._light_ns, self._seq = None, 0, 0

    def turn(self) -> None:
        """One step of the way."""
        self._post.wires.wait(self._pacer.remaining_s(), "presence")
        if (presence := self._post.wires.take("presence")) is not None:
            self._presence, self._light_ns = presence, presence.light_ns
        else:
            self._pacer.wait()
        now = clock.now_ns()
        if self._presence and clock.seconds(now - self._light_ns) > STALE_S:
            self._presence = None
        point = self._visit.step(self._presence, clock.seconds(now - self._stepped_ns))
        self._stepped_ns = now
        self._send(point)

    def _send(self, point: np.ndarray) -> None:
        self._seq += 1
        self._post.wires.send(
            LatentPoint(self._seq, self._light_ns, self._visit.state, self._visit.attention, point.astype(np.float32))
        )
        self._post.facts = {"state": self._visit.state, "attention": round(self._visit.attention, 3)}
        if self._seq % KEEP_TURNS == 1:
            self._post.keep = {"age_s": self._visit.age_s, "point": [round(float(value), 4) for value in point]}

    def close(self) -> None:
        """Nothing to let go of."""
