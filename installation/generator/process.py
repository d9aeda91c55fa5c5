"""The generator room: latent point -> picture."""

from pathlib import Path

import numpy as np

from installation.common import clock
from installation.faults import BrokenPack
from installation.generator import classifier
from installation.generator.activations import Maps
from installation.generator.frame_difference import Comparison
from installation.generator.frame_scheduler import Pace
from installation.messages import Activations, Axes, Change, LatentPoint, Picture
from installation.packs import atlas, directions, manifest
from installation.packs.runtime import BadPicture, Runtime

WAIT_S = 0.1
BAD_IN_A_ROW = 100  # after so many bad pictures the model is loaded anew
INSIGHT_EVERY_NS = clock.SECOND_NS // 5  # oftener would cost the answer to the next light
SHOWN_STALE_NS = 2 * clock.SECOND_NS  # a display silent for so long shows nothing
GROWTH, BELIEFS = "growth", "beliefs"  # the panes of the display that we fill


class Room:
    """Holds the model. It paints at the size of the screen, the newest point first, and drops the others."""

    def __init__(self, context, runtime: Runtime | None = None):
        """`runtime` where the model is loaded already."""
        self._context = context
        settings = context.settings.generator
        self._generation = context.settings.generation
        self._pack = manifest.load(Path(context.settings.pack_folder))
        self._longest = settings.longest_side_px
        self._size = fitted(context.settings.screen, self._longest)
        self._runtime = runtime or Runtime(self._pack, settings.threads, *self._size)
        self._pace = Pace(settings.rate_limit_hz)
        self._comparison, self._painted_seq = Comparison(), 0
        self._point: LatentPoint | None = None  # the newest not yet painted
        self._light_ns = 0
        self._seq, self._bad, self._bad_in_a_row = 0, 0, 0
        self._inside, self._shown_ns, self._insight_ns = frozenset(), 0, 0
        self._maps, self._insights = Maps(), 0
        self._classifier, self._words = self._open_classifier()
        self._axes = self._found_axes() if context.settings.studio else None
        self._axes_ns = 0

    def turn(self) -> None:
        """The picture of the newest point: at once when a visitor did something, else in its rhythm."""
        self._tell_axes()
        if (shown := self._context.wires.take("shown")) is not None:
            self._size = _fit(shown.height, shown.width, self._longest)
            self._note_inside(frozenset(shown.inside.split()))
        now_s = clock.seconds(clock.now_ns())
        self._context.wires.wait(self._pace.wait_s(now_s) if self._point else WAIT_S, "point")
        point = self._context.wires.take("point")
        if (
            point is not None and point.generation == self._generation
        ):  # else it is of another pack's space
            self._point = point
        if self._point and self._is_time(self._point):
            point, self._point = self._point, None
            self._paint(point)

    def _found_axes(self) -> Axes:
        """For the artist's panel: the directions that matter most."""
        try:
            known = atlas.load(self._pack.folder, self._pack.dimensions)
            found = directions.of_pack(
                self._pack, known, lambda point: self._runtime.paint(point, *directions.SMALL)
            )
        except (BrokenPack, BadPicture) as fault:
            self._words = (
                f"{self._words + '; ' if self._words else ''}no directions for the panel: {fault}"
            )
            return Axes(0, self._generation, np.zeros((0, self._pack.dimensions)), np.zeros(0))
        return Axes(0, self._generation, found.axes, found.spread)

    def _tell_axes(self) -> None:
        """Again and again, as a display may come later."""
        if self._axes and clock.now_ns() - self._axes_ns > clock.SECOND_NS:
            self._axes_ns = clock.now_ns()
            self._context.wires.send(self._axes)

    def _is_time(self, point: LatentPoint) -> bool:
        now_s = clock.seconds(clock.now_ns())
        if point.light_ns > self._light_ns:
            self._light_ns = point.light_ns
            self._pace.note_light(clock.seconds(point.light_ns), now_s)
            return True
        return self._pace.wait_s(now_s) <= 0

    def _paint(self, point: LatentPoint) -> None:
        begun_ns = clock.now_ns()
        opened = self._is_time_for_insight(begun_ns)
        try:
            pixels, layers = self._made(point, opened)
        except BadPicture as error:
            self._note_bad(error)
            return
        took_s = clock.seconds(clock.now_ns() - begun_ns)
        self._pace.note_painted(clock.seconds(begun_ns), took_s)
        self._context.sample("picture_ms", took_s * 1000)
        self._seq += 1
        self._bad_in_a_row = 0
        self._context.wires.send(
            Picture(self._seq, point.light_ns, point.seq, pixels, self._generation)
        )
        self._tell_change(point, pixels)
        if opened:
            self._look_inside(point, pixels, layers)
        self._context.facts = {
            "pack": self._pack.about.name,
            "provider": self._runtime.provider,
            "size": [pixels.shape[1], pixels.shape[0]],
            "bad_pictures": self._bad,
            "insights": self._insights,
        }
        self._context.checkpoint = {"pack": self._pack.about.name}
        self._context.set_status(self._words)

    def _made(self, point: LatentPoint, opened: bool) -> tuple[np.ndarray, list[np.ndarray]]:
        """The picture and, where it is to be opened, its hidden layers."""
        if opened and GROWTH in self._inside:
            return self._runtime.paint_open(point.point, *self._size)
        return self._runtime.paint(point.point, *self._size), []

    def _open_classifier(self):
        """The second network and a word for the technician; a broken one costs a pane, not the show."""
        try:
            return classifier.of_pack(self._pack.folder), ""
        except BrokenPack as fault:
            return None, f"{fault}; the pane that shows it is left out"

    def _note_inside(self, inside: frozenset) -> None:
        self._shown_ns = clock.now_ns()
        if inside and not self._inside:
            self._maps = Maps()
            if self._classifier:
                self._classifier.begin()
        self._inside = inside

    def _is_time_for_insight(self, now_ns: int) -> bool:
        """Only while it is looked at, five times a second at most."""
        asked = (
            not self._inside.isdisjoint((GROWTH, BELIEFS))
            and now_ns - self._shown_ns < SHOWN_STALE_NS
        )
        return asked and now_ns - self._insight_ns >= INSIGHT_EVERY_NS

    def _look_inside(
        self, point: LatentPoint, pixels: np.ndarray, layers: list[np.ndarray]
    ) -> None:
        """After the picture is on its way, so that it never waits for this."""
        begun_ns = self._insight_ns = clock.now_ns()
        beliefs = classifier.NO_BELIEFS
        if self._classifier and BELIEFS in self._inside:
            try:
                beliefs = self._classifier.judge(pixels)
            except ValueError as error:
                self._classifier, self._words = (
                    None,
                    f"pack {self._pack.about.name}: {error}; its pane stands still",
                )
        maps = self._maps.take(layers)
        self._insights += 1
        self._context.wires.send(
            Activations(
                self._insights, point.light_ns, point.seq, maps,
                beliefs.seen, beliefs.kernels, beliefs.features, beliefs.scores,
            )
        )  # fmt: skip
        self._context.sample("insight_ms", clock.seconds(clock.now_ns() - begun_ns) * 1000)

    def _tell_change(self, point: LatentPoint, pixels: np.ndarray) -> None:
        """To the journey, which holds the change of the picture even; after the picture, which is waited for."""
        since, self._painted_seq = self._painted_seq, point.seq
        change = self._comparison.take(pixels)
        if change is not None:
            self._context.wires.send(Change(self._seq, point.light_ns, since, point.seq, change))

    def _note_bad(self, error: BadPicture) -> None:
        """The screen keeps its last good picture; only a lasting failure costs the room its life."""
        self._bad += 1
        self._bad_in_a_row += 1
        self._context.set_status(
            f"pack {self._pack.about.name}: {error}; the last good picture stays"
        )
        if self._bad_in_a_row >= BAD_IN_A_ROW:
            raise BrokenPack(
                f"pack {self._pack.about.name}: {error}, {self._bad_in_a_row} times in a row"
            )

    def close(self) -> None:
        """The model goes with the process."""


def fitted(screen, longest: int) -> tuple[int, int]:
    """(height, width) of the pictures for [screen], neither of them more than `longest`."""
    return _fit(screen.height_px, screen.width_px, longest)


def _fit(height: int, width: int, longest: int) -> tuple[int, int]:
    scale = min(1.0, longest / max(height, width))
    return round(height * scale), round(width * scale)
