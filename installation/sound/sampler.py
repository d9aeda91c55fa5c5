"""Plays artists' own sounds: loops that come and go, one-shots that begin. Values in, values out."""

from dataclasses import dataclass

import numpy as np

from installation.sound.sample import Sample
from installation.sound.sound_library import Cue
from installation.sound.timbre import amplitude

_SEAM_S = 0.01  # of a loop whose end does not meet its beginning
_GOING_S = 0.3  # fade of a sound that was taken off the shelf, and of the one saved in its place
_MOST_AT_ONCE = 8


@dataclass(frozen=True)
class Scene:
    """What a sound may depend on."""

    state: str = ""  # of the visit
    place: int = 0  # number of the pack's nearest place, from 1; 0 for none
    xs: tuple[float, ...] = ()  # where visitors stand, 0 left .. 1 right
    motion: float = 0.0  # of the liveliest of them, 0..1


@dataclass
class _Track:
    """One cue at work."""

    cue: Cue
    sample: Sample
    seam: (
        np.ndarray | None
    )  # (n, 1) over the beginning, mirrored over the end, where it would click
    at: int | None = None  # the next frame, None while it rests
    gain: float = 0.0
    held: bool = False  # its conditions held a block ago
    rested_s: float = np.inf  # since it last began
    going: bool = False  # it was taken off the shelf
    takes_over: bool = (
        False  # from another of the same file that is going: as fast as that one goes
    )


class Sampler:
    """A set of cues and the positions in their sounds."""

    def __init__(self, frames: int, rate_hz: float):
        self._frames, self._dt, self._rate = frames, frames / rate_hz, rate_hz
        self._shelf: tuple[tuple[Cue, Sample], ...] = ()
        self._tracks: list[_Track] = []
        self._ramp = (np.arange(1, frames + 1) / frames).astype(np.float32)[:, None]

    def put(self, cues: tuple[tuple[Cue, Sample], ...]) -> None:
        """These can be played from now on; what is not among them any more fades."""
        if cues is self._shelf:
            return
        self._shelf = cues
        left = list(self._tracks)
        tracks = []
        for cue, sample in cues:
            same = next(
                (t for t in left if t.cue == cue and t.sample is sample and not t.going), None
            )
            if same:
                left.remove(same)
            tracks.append(same or _Track(cue, sample, self._seam(cue, sample)))
        for track in left:
            track.going = True
        sounding = {track.cue.file for track in left if track.at is not None and track.gain > 0}
        for track in tracks:
            track.takes_over |= track.at is None and track.cue.file in sounding
        self._tracks = tracks + [track for track in left if track.at is not None]

    def block(self, scene: Scene) -> np.ndarray | None:
        """The next block (2, frames) float32 at the loudness of the instrument; None when nothing sounds."""
        aims = [(track, self._aim(track, scene)) for track in self._tracks]
        parts = [self._render(track, aim) for track, aim in aims if track.at is not None][
            :_MOST_AT_ONCE
        ]
        self._tracks = [track for track in self._tracks if not track.going or track.at is not None]
        return np.sum(parts, axis=0).T if parts else None

    def _aim(self, track: _Track, scene: Scene) -> float:
        """The gain 0..1 a track should come to; begins what has to begin."""
        track.rested_s += self._dt
        if track.going:
            return 0.0
        cue, share = track.cue, wanted(track.cue, scene)
        if cue.kind == "loop":
            if share > 0 and track.at is None:
                track.at = 0
            return share
        begins = share >= 1 and not track.held
        track.held = share >= 1
        if track.at is None and (begins or track.held and 0 < cue.every_s <= track.rested_s):
            track.at, track.rested_s, track.gain = 0, 0.0, 1.0
        return 1.0

    def _render(self, track: _Track, aim: float) -> np.ndarray:
        """(frames, 2)."""
        before, cue = track.gain, track.cue
        step = self._dt / (_GOING_S if track.going or track.takes_over else cue.fade_s)
        track.gain += float(np.clip(aim - before, -step, step))
        track.takes_over &= track.gain != aim
        ramp = before + (track.gain - before) * self._ramp
        angle = np.pi / 2 * cue.pan
        sides = (
            np.sqrt(2)
            * track.sample.gain
            * amplitude(cue.level_db)
            * np.array([np.cos(angle), np.sin(angle)])
        )
        part = self._read(track) * (ramp * sides.astype(np.float32))
        if track.gain == aim == 0.0:
            track.at = None
        return part

    def _read(self, track: _Track) -> np.ndarray:
        """(frames, 2) float32 from where the track is, over the seam of a loop; zeros after the end of a one-shot."""
        data, at = track.sample.data, track.at
        out = np.zeros((self._frames, 2), np.float32)
        filled = 0
        while filled < self._frames:
            count = min(self._frames - filled, len(data) - at)
            out[filled : filled + count] = data[at : at + count]
            if track.seam is not None:
                self._soften(out[filled : filled + count], at, len(data), track.seam)
            filled, at = filled + count, at + count
            if at == len(data):
                if track.cue.kind == "once":
                    track.at = None
                    return out
                at = 0
        track.at = at
        return out

    @staticmethod
    def _soften(part: np.ndarray, at: int, length: int, seam: np.ndarray) -> None:
        """Fades the first and last frames of the sound in `part`, which begins at its frame `at`."""
        size = len(seam)
        if at < size:
            part[: size - at] *= seam[at : at + len(part)][: len(part)]
        over = at + len(part) - (length - size)
        if over > 0:
            first = max(0, len(part) - over)
            offset = at + first - (length - size)
            part[first:] *= seam[::-1][offset : offset + len(part) - first]

    def _seam(self, cue: Cue, sample: Sample) -> np.ndarray | None:
        """A short fade, for the ends of a loop that would click, and for those of a one-shot."""
        size = min(int(_SEAM_S * self._rate), len(sample.data) // 4)
        data = sample.data.astype(np.float32)
        usual = np.percentile(np.abs(np.diff(data[: 10 * int(self._rate)], axis=0)), 99.9)
        meets = cue.kind == "loop" and np.abs(data[0] - data[-1]).max() <= usual
        if meets or size == 0:
            return None
        return (np.sin(np.pi / 2 * np.arange(size) / size) ** 2).astype(np.float32)[:, None]


def wanted(cue: Cue, scene: Scene) -> float:
    """0..1: how much of this cue belongs into the scene."""
    named = (
        (cue.states, scene.state in cue.states),
        (cue.places, scene.place in cue.places),
        (cue.where, cue.where and any(cue.where[0] <= x <= cue.where[1] for x in scene.xs)),
    )
    if not all(holds for given, holds in named if given):
        return 0.0
    if cue.motion is None:
        return 1.0
    low, high = cue.motion
    return float(np.clip((scene.motion - low) / max(1e-6, high - low), 0, 1))
