"""What is played: the instrument tuned for this pack, the styles it crosses or letters it hits, the pack's own
voice, artists' sounds."""

import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from installation.common.tuning import Tuning
from installation.config.schema import SoundConfig
from installation.faults import BrokenPack
from installation.packs import styles
from installation.packs.manifest import Pack
from installation.packs.spelling import LetterReader
from installation.sound.bank import FRAMES
from installation.sound.inputs import InputState
from installation.sound.regions import LetterRegions, StyleRegions, nearest_place
from installation.sound.sampler import Sampler, Scene
from installation.sound.sound_library import SoundLibrary
from installation.sound.synth import Instrument
from installation.sound.visitors import SWIFT, Visitor

_LOCATE_S = 0.15  # between looks at where the point is
_CROSSFADE_S = 4.0  # from one pack's instrument to another's
_ROOTS = ("C2", "F2", "E2", "B1", "D2")  # of packs that name none: each has its own
_PITCH_KEYS = ("root", "scale", "octaves", "tempo")


class Patch:
    """What a pack and the artist want played: read once, before any device is opened."""

    def __init__(self, pack: Pack, settings: SoundConfig, seed: int):
        """`message` says why the pack's own voice is not used, where it is not."""
        checksum = zlib.crc32(pack.about.name.encode())
        self.seed = seed ^ checksum
        root = _ROOTS[checksum % len(_ROOTS)]
        self.tuning = _tuning(pack, settings, root)
        self.anchors, self.styles = styles.anchors(pack)  # (n, d), (n,)
        self.letters = LetterReader.of(pack)
        self.places = pack.places  # (n, d)
        self.dimensions = pack.dimensions
        self.own_voice: Any = None  # a `VoiceModel`
        self.message = ""
        path = pack.point_folder / pack.sound.voice
        if path.is_file():
            self._load_voice(path)

    def _load_voice(self, path: Path) -> None:
        # here, because ONNX Runtime takes 40 MB that most packs need not spend
        from installation.packs.voice_model import VoiceModel

        try:
            self.own_voice = VoiceModel(path, self.dimensions)
        except BrokenPack as fault:
            self.message = _voice_message(fault)


class Arrangement:
    """Plays a patch, block after block."""

    def __init__(self, patch: Patch, sounds: Path, rate_hz: float, kept: Path | None = None):
        """`sounds`: the folder of artists' sounds; it need not exist. `kept`: see `SoundLibrary`."""
        self._rate = rate_hz
        self._library = SoundLibrary(sounds, rate_hz, kept=kept)
        self._sampler = Sampler(FRAMES, rate_hz)
        self._patch = patch
        self._instrument = self.instrument_for(patch)
        self._guide = _Guide(patch)
        self._since_located_s = 0.0
        self._leaving: _Leaving | None = None
        self._word = ""  # that was celebrated last

    @property
    def message(self) -> str:
        """What is not as it was meant; empty when all is."""
        own = (self._library.message, *self._library.in_vain(len(self._patch.places)))
        messages = (self._patch.message, self._guide.message, *own)
        return "; ".join(message for message in messages if message)

    def instrument_for(self, patch: Patch) -> Instrument:
        """The instrument a patch is played on; making one takes longer than a block lasts."""
        return Instrument(
            patch.seed,
            self._rate,
            patch.tuning,
            has_letters=patch.letters is not None,
        )

    def change_patch(self, patch: Patch, instrument: Instrument) -> None:
        """Another pack's patch from now on: its instrument comes while the present one goes."""
        self._leaving = _Leaving(self._instrument, FRAMES / self._rate)
        self._patch = patch
        self._instrument = instrument
        self._guide = _Guide(patch)

    def restart(self) -> None:
        """Starts anew: whatever was no number is gone."""
        self._instrument = self.instrument_for(self._patch)
        self._leaving = None

    def render(self, point: np.ndarray | None, inputs: InputState) -> np.ndarray:
        """The next block, (2, FRAMES) float32, of this point, (d,), and of what else was read."""
        if point is not None:
            self._instrument.steer(point)
            self._locate(point)
        if inputs.word and inputs.word != self._word:
            self._instrument.celebrate(len(inputs.word))
        self._word = inputs.word
        visitors = inputs.visitors
        block = self._render_instruments(visitors, inputs.attention)
        self._sampler.set_cues(self._library.cues)
        sounds = self._sampler.render(self._scene(inputs.visit_state, visitors))
        if sounds is None:
            return block
        return block + sounds

    def render_unled(self) -> np.ndarray:
        """A block that nobody leads any more, (2, FRAMES) float32."""
        return self._instrument.render()

    def close(self) -> None:
        """No longer watches files."""
        self._library.close()

    def _locate(self, point: np.ndarray) -> None:
        """Tells the instrument, a few times a second, what is at this point."""
        self._since_located_s += FRAMES / self._rate
        if self._since_located_s < _LOCATE_S or not np.isfinite(point).all():
            return
        self._guide.lead(
            self._instrument,
            point,
            self._since_located_s,
        )
        self._since_located_s = 0.0

    def _render_instruments(self, visitors: tuple[Visitor, ...], attention: float) -> np.ndarray:
        """The instrument and, for a while, the one of the pack before."""
        block = self._instrument.render(visitors, attention)
        if self._leaving is None:
            return block
        block = self._leaving.mix(block)
        if self._leaving.is_over:
            self._leaving = None
        return block

    def _scene(self, state: str, visitors: tuple[Visitor, ...]) -> Scene:
        """What artists' sounds depend on."""
        speed = max((visitor.speed for visitor in visitors), default=0.0)
        return Scene(
            state=state,
            place=self._guide.place,
            xs=tuple(visitor.x for visitor in visitors),
            motion=math.tanh(speed / SWIFT),
        )


class _Leaving:
    """The instrument of the pack before, fading with equal power, as the two have nothing in common."""

    def __init__(self, instrument: Instrument, dt: float):
        """`dt`: seconds of a block."""
        self._instrument = instrument
        self._step = dt / _CROSSFADE_S
        self._left = 1.0  # how much of it is still to be heard

    @property
    def is_over(self) -> bool:
        """True when it is no longer heard."""
        return self._left <= 0.0

    def mix(self, block: np.ndarray) -> np.ndarray:
        """`block` (2, FRAMES) of its successor, and its own next one."""
        before = self._left
        self._left = max(0.0, before - self._step)
        shares = np.linspace(
            before,
            self._left,
            FRAMES,
            dtype=np.float32,
        )
        angle = shares * np.float32(np.pi / 2)
        coming = np.cos(angle) * block
        leaving = np.sin(angle) * self._instrument.render()
        return coming + leaving


class _Guide:
    """Leads an instrument through the pack's space: its styles, its places, its own voice."""

    def __init__(self, patch: Patch):
        self._regions = StyleRegions(patch.anchors, patch.styles)
        self._letters = LetterRegions(patch.letters) if patch.letters is not None else None
        self._places = patch.places
        self._own_voice = patch.own_voice
        self.place = 0  # number of the nearest place, from 1; 0 for none
        self.message = ""  # why the pack's own voice is no longer used, where it is not

    def lead(
        self,
        instrument: Instrument,
        point: np.ndarray,
        dt: float,
    ) -> None:
        """Tells the instrument what is at this point (d,), `dt` seconds after the last one."""
        self.place = nearest_place(self._places, point)
        if self._letters is None:
            self._cross(instrument, point, dt)
        elif letter := self._letters.update(point, dt):
            instrument.hit_letter(ord(letter))
        self._speak(instrument, point)

    def _cross(
        self,
        instrument: Instrument,
        point: np.ndarray,
        dt: float,
    ) -> None:
        style = self._regions.update(point, dt)
        if style is not None:
            instrument.cross_style(style)

    def _speak(self, instrument: Instrument, point: np.ndarray) -> None:
        """The pack's own voice at this point; where it fails, the instrument's from now on."""
        if self._own_voice is None:
            return
        try:
            instrument.set_partials(self._own_voice(point))
        except BrokenPack as fault:
            self._own_voice = None
            self.message = _voice_message(fault)
            instrument.set_partials(None)


def _voice_message(fault: BrokenPack) -> str:
    return f"{fault}; the instrument's own voice is used"


def _tuning(pack: Pack, settings: SoundConfig, root: str) -> Tuning:
    """kiosk.toml wins over the pack, the pack over what is composed."""
    values: dict[str, Any] = {"root": root}
    for source in (pack.sound, settings):
        for key in _PITCH_KEYS:
            value = getattr(source, key)
            if value is not None:
                values[key] = value
    if not isinstance(values.get("scale", ""), str):
        values["scale"] = tuple(values["scale"])
    return Tuning(**values)
