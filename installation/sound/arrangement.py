"""What is played: the instrument tuned for this pack, the styles it crosses, the pack's own voice, artists' sounds."""

import math
import zlib
from pathlib import Path

import numpy as np

from installation.common.tuning import Tuning
from installation.faults import BrokenPack
from installation.packs import styles
from installation.packs.manifest import Pack
from installation.sound.bank import FRAMES
from installation.sound.inputs import Ear
from installation.sound.regions import Regions, nearest
from installation.sound.sampler import Sampler, Scene
from installation.sound.sound_library import Shelf
from installation.sound.synth import Instrument
from installation.sound.visitors import SWIFT

_LOOK_S = 0.15  # between looks at where the point is
_CROSSFADE_S = 4.0  # from one pack's instrument to another's
_ROOTS = ("C2", "F2", "E2", "B1", "D2")  # of packs that name none: each has its own
_PITCH = ("root", "scale", "octaves", "tempo")


class Score:
    """What a pack and the artist want played: read once, before any device is opened."""

    def __init__(self, pack: Pack, settings, seed: int):
        """`settings`: the section [sound]. `words` say why the pack's own voice is not used, where it is not."""
        mark = zlib.crc32(pack.about.name.encode())
        self.seed = seed ^ mark
        self.tuning = _tuning(pack, settings, mark)
        self.anchors, self.styles = styles.anchors(pack)
        self.places, self.dimensions = pack.places, pack.dimensions
        self.words, self.own_voice = "", None
        path = pack.folder / pack.sound.voice
        if path.is_file():
            self._listen_to(path, pack.dimensions)

    def _listen_to(self, path: Path, dimensions: int) -> None:
        from installation.packs.voice_model import (
            VoiceModel,
        )  # here: ONNX Runtime takes 40 MB that most packs need not spend

        try:
            self.own_voice = VoiceModel(path, dimensions)
        except BrokenPack as fault:
            self.words = f"{fault}; the instrument's own voice is used"


class Piece:
    """Plays a score, block after block."""

    def __init__(self, score: Score, sounds: Path, rate_hz: float):
        """`sounds`: the folder of artists' sounds; it need not exist."""
        self._rate, self._dt = rate_hz, FRAMES / rate_hz
        self._shelf, self._sampler = Shelf(sounds, rate_hz), Sampler(FRAMES, rate_hz)
        self._since_look_s = 0.0
        self._leaving: Instrument | None = None  # that of the pack before
        self._leaves = 0.0  # how much of it is still to be heard
        self._take(score, self.instrument_of(score))

    def instrument_of(self, score: Score) -> Instrument:
        """The instrument a score is played on; making one takes longer than a block lasts."""
        return Instrument(score.seed, self._rate, score.tuning)

    def play(self, score: Score, instrument: Instrument) -> None:
        """Another pack's score from now on: its instrument comes while the present one goes."""
        self._leaving, self._leaves = self._instrument, 1.0
        self._take(score, instrument)

    def _take(self, score: Score, instrument: Instrument) -> None:
        self._score, self._instrument = score, instrument
        self._own_voice, self._words = score.own_voice, ""
        self._regions, self._place = Regions(score.anchors, score.styles), 0

    def begin(self) -> None:
        """Begins anew: whatever was not a number is gone."""
        self._instrument, self._leaving = self.instrument_of(self._score), None

    @property
    def words(self) -> str:
        """What is not as it was meant; empty when all is."""
        return "; ".join(filter(None, (self._score.words, self._words, self._shelf.words)))

    def block(self, point: np.ndarray | None, ear: Ear, now_ns: int) -> np.ndarray:
        """The next block, (2, FRAMES) float32, of this point, (d,), and of what else was heard."""
        if point is not None:
            self._instrument.steer(point)
            self._look(point)
        visitors = ear.visitors(now_ns)
        block = self._both(visitors, min(max(ear.point.attention, 0.0), 1.0) if ear.point else 0.0)
        self._sampler.put(self._shelf.cues)
        speed = max((visitor.speed for visitor in visitors), default=0.0)
        scene = Scene(
            state=ear.point.state if ear.point else "",
            place=self._place,
            xs=tuple(visitor.x for visitor in visitors),
            motion=math.tanh(speed / SWIFT),
        )
        sounds = self._sampler.block(scene)
        return block if sounds is None else block + sounds

    def _both(self, visitors: tuple, attention: float) -> np.ndarray:
        """The instrument and, for a while, the one of the pack before: equal power, as they have nothing in common."""
        block = self._instrument.block(visitors, attention)
        if self._leaving is None:
            return block
        before, self._leaves = self._leaves, max(0.0, self._leaves - self._dt / _CROSSFADE_S)
        way = np.linspace(before, self._leaves, FRAMES, dtype=np.float32) * np.float32(np.pi / 2)
        block = np.cos(way) * block + np.sin(way) * self._leaving.block((), 0.0)
        if not self._leaves:
            self._leaving = None
        return block

    def rest(self) -> np.ndarray:
        """A block that nobody leads any more."""
        return self._instrument.block()

    def close(self) -> None:
        """Looks after files no more."""
        self._shelf.close()

    def _look(self, point: np.ndarray) -> None:
        """Where the point is, some times a second."""
        self._since_look_s += self._dt
        if self._since_look_s < _LOOK_S or not np.isfinite(point).all():
            return
        style = self._regions.step(point, self._since_look_s)
        self._since_look_s = 0.0
        self._place = nearest(self._score.places, point)
        if style is not None:
            self._instrument.cross(style)
        self._speak(point)

    def _speak(self, point: np.ndarray) -> None:
        if self._own_voice is None:
            return
        try:
            self._instrument.speak(self._own_voice(point))
        except BrokenPack as fault:
            self._own_voice, self._words = None, f"{fault}; the instrument's own voice is used"
            self._instrument.speak(None)


def _tuning(pack: Pack, settings, mark: int) -> Tuning:
    """kiosk.toml wins over the pack, the pack over what is composed."""
    said = {"root": _ROOTS[mark % len(_ROOTS)]}
    for papers in (pack.sound, settings):
        said |= {name: value for name in _PITCH if (value := getattr(papers, name)) is not None}
    if not isinstance(said.get("scale", ""), str):
        said["scale"] = tuple(said["scale"])
    return Tuning(**said)
