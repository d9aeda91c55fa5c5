"""The generator room: latent point -> picture."""

from pathlib import Path

import numpy as np

from installation.faults import BrokenPack
from installation.generator.change import Comparison
from installation.generator.pace import Pace
from installation.generator.runtime import BadPicture, Runtime
from installation.messages import Change, LatentPoint, Picture
from installation.packs import manifest
from installation.plumbing import clock

WAIT_S = 0.1
BAD_IN_A_ROW = 100  # after so many bad pictures the model is loaded anew


class Room:
    """Holds the model. It paints at the size of the screen, the newest point first, and drops the others."""

    def __init__(self, post):
        self._post = post
        settings = post.settings.generator
        self._pack = manifest.load(Path(post.settings.pack_folder))
        self._longest = settings.longest_side_px
        self._size = self._fit(post.settings.screen.height_px, post.settings.screen.width_px)
        self._runtime = Runtime(self._pack, settings.threads, *self._size)
        self._pace = Pace(settings.rate_limit_hz)
        self._comparison, self._painted_seq = Comparison(), 0
        self._point: LatentPoint | None = None  # the newest not yet painted
        self._light_ns = 0
        self._seq, self._bad, self._bad_in_a_row = 0, 0, 0

    def turn(self) -> None:
        """The picture of the newest point: at once when a visitor did something, else in its rhythm."""
        if (shown := self._post.wires.take("shown")) is not None:
            self._size = self._fit(shown.height, shown.width)
        now_s = clock.seconds(clock.now_ns())
        self._post.wires.wait(self._pace.wait_s(now_s) if self._point else WAIT_S, "point")
        if (point := self._post.wires.take("point")) is not None:
            self._point = point
        if self._point and self._is_time(self._point):
            point, self._point = self._point, None
            self._paint(point)

    def _is_time(self, point: LatentPoint) -> bool:
        now_s = clock.seconds(clock.now_ns())
        if point.light_ns > self._light_ns:
            self._light_ns = point.light_ns
            self._pace.note_light(clock.seconds(point.light_ns), now_s)
            return True
        return self._pace.wait_s(now_s) <= 0

    def _paint(self, point: LatentPoint) -> None:
        begun_ns = clock.now_ns()
        try:
            pixels = self._runtime.paint(point.point, *self._size)
        except BadPicture as error:
            self._note_bad(error)
            return
        took_s = clock.seconds(clock.now_ns() - begun_ns)
        self._pace.note_painted(clock.seconds(begun_ns), took_s)
        self._post.sample("picture_ms", took_s * 1000)
        self._seq += 1
        self._bad_in_a_row = 0
        self._post.wires.send(Picture(self._seq, point.light_ns, point.seq, pixels))
        self._tell_change(point, pixels)
        self._post.facts = {
            "pack": self._pack.about.name,
            "provider": self._runtime.provider,
            "size": [pixels.shape[1], pixels.shape[0]],
            "bad_pictures": self._bad,
        }
        self._post.keep = {"pack": self._pack.about.name}
        self._post.say()

    def _tell_change(self, point: LatentPoint, pixels: np.ndarray) -> None:
        """To the journey, which holds the change of the picture even; after the picture, which is waited for."""
        since, self._painted_seq = self._painted_seq, point.seq
        change = self._comparison.take(pixels)
        if change is not None:
            self._post.wires.send(Change(self._seq, point.light_ns, since, point.seq, change))

    def _note_bad(self, error: BadPicture) -> None:
        """The screen keeps its last good picture; only a lasting failure costs the room its life."""
        self._bad += 1
        self._bad_in_a_row += 1
        self._post.say(f"pack {self._pack.about.name}: {error}; the last good picture stays")
        if self._bad_in_a_row >= BAD_IN_A_ROW:
            raise BrokenPack(f"pack {self._pack.about.name}: {error}, {self._bad_in_a_row} times in a row")

    def _fit(self, height: int, width: int) -> tuple[int, int]:
        """(height, width) of the pictures for a screen of this size."""
        scale = min(1.0, self._longest / max(height, width))
        return round(height * scale), round(width * scale)

    def close(self) -> None:
        """The model goes with the process."""
