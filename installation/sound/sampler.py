"""Plays artists' own sounds: loops that come and go, one-shots that begin. Values in, values out."""

from dataclasses import dataclass

import numpy as np

from installation.sound.sample import Sample
from installation.sound.sound_library import Cue, Playable
from installation.sound.timbre import amplitude

_SEAM_S = 0.01  # of a loop whose end does not meet its beginning
_SEAM_LOOK_S = 10  # of the sound, to learn which steps are usual in it
_USUAL_PERCENTILE = 99.9
_REPLACE_S = 0.3  # fade of a sound that was removed, and of the one saved in its place
_MOST_AT_ONCE = 8


@dataclass(frozen=True)
class Scene:
    """What a sound may depend on."""

    state: str = ""  # of the visit
    place: int = 0  # number of the pack's nearest place, from 1; 0 for none
    xs: tuple[float, ...] = ()  # where visitors stand, 0 left .. 1 right
    motion: float = 0.0  # of the liveliest of them, 0..1


@dataclass(eq=False)
class _SoundTrack:
    """One cue being played, or waiting."""

    cue: Cue
    sample: Sample
    # (n, 1) over the beginning, mirrored over the end, where it would click
    seam: np.ndarray | None
    position: int | None = None  # the next frame, None while it rests
    gain: float = 0.0
    was_wanted: bool = False  # its conditions held a block ago
    since_start_s: float = np.inf
    is_removed: bool = False  # it fades, and is then forgotten
    # from another of the same file that is removed: it comes as fast as that one goes
    takes_over: bool = False

    @property
    def is_playing(self) -> bool:
        """False while it rests."""
        return self.position is not None

    @property
    def is_over(self) -> bool:
        """True when it is removed, and has faded."""
        return self.is_removed and not self.is_playing


class Sampler:
    """A set of cues and the positions in their sounds."""

    def __init__(self, frames: int, rate_hz: float):
        """`frames` of every block."""
        self._frames = frames
        self._rate = rate_hz
        self._dt = frames / rate_hz
        self._cues: Playable = ()
        self._tracks: list[_SoundTrack] = []
        ramp = np.arange(1, frames + 1) / frames
        self._ramp = ramp.astype(np.float32)[:, None]

    def set_cues(self, cues: Playable) -> None:
        """These can be played from now on; what is no longer among them fades."""
        if cues is self._cues:
            return
        self._cues = cues
        old = list(self._tracks)
        tracks = [self._take_track(cue, sample, old) for cue, sample in cues]
        for track in old:
            track.is_removed = True
        fading = [track for track in old if track.is_playing]
        heard_files = {track.cue.file for track in fading if track.gain > 0}
        for track in tracks:
            if not track.is_playing and track.cue.file in heard_files:
                track.takes_over = True
        self._tracks = tracks + fading

    def render(self, scene: Scene) -> np.ndarray | None:
        """The next block (2, frames) float32 at the loudness of the instrument; None when nothing sounds."""
        parts = []
        for track in self._tracks:
            aim = self._aim(track, scene)
            if track.is_playing:
                parts.append(self._render(track, aim))
        self._tracks = [track for track in self._tracks if not track.is_over]
        if not parts:
            return None
        return np.sum(parts[:_MOST_AT_ONCE], axis=0).T

    def _take_track(
        self,
        cue: Cue,
        sample: Sample,
        old: list[_SoundTrack],
    ) -> _SoundTrack:
        """The one that plays this already, taken from `old`, else a new one."""
        for track in old:
            is_same = track.cue == cue and track.sample is sample
            if is_same and not track.is_removed:
                old.remove(track)
                return track
        return _SoundTrack(cue, sample, self._seam(cue, sample))

    def _aim(self, track: _SoundTrack, scene: Scene) -> float:
        """The gain 0..1 a track should come to; starts what has to start."""
        track.since_start_s += self._dt
        if track.is_removed:
            return 0.0
        share = wanted(track.cue, scene)
        if track.cue.kind == "loop":
            if share > 0 and not track.is_playing:
                track.position = 0
            return share
        is_wanted = share >= 1
        begins = is_wanted and not track.was_wanted
        is_due = is_wanted and 0 < track.cue.every_s <= track.since_start_s
        track.was_wanted = is_wanted
        if not track.is_playing and (begins or is_due):
            track.position = 0
            track.since_start_s = 0.0
            track.gain = 1.0
        return 1.0

    def _render(self, track: _SoundTrack, aim: float) -> np.ndarray:
        """(frames, 2)."""
        before = track.gain
        is_replaced = track.is_removed or track.takes_over
        step = self._dt / (_REPLACE_S if is_replaced else track.cue.fade_s)
        change = np.clip(aim - before, -step, step)
        track.gain += float(change)
        if track.gain == aim:
            track.takes_over = False
        ramp = before + (track.gain - before) * self._ramp
        part = self._read(track) * (ramp * _side_gains(track))
        if track.gain == aim == 0.0:
            track.position = None
        return part

    def _read(self, track: _SoundTrack) -> np.ndarray:
        """(frames, 2) float32 from where the track is, over the seam of a loop; zeros after the end of a one-shot."""
        data = track.sample.data
        out = np.zeros((self._frames, 2), np.float32)
        position = track.position or 0
        filled = 0
        while filled < self._frames:
            count = min(self._frames - filled, len(data) - position)
            part = out[filled : filled + count]
            part[:] = data[position : position + count]
            if track.seam is not None:
                _soften(
                    part,
                    position,
                    len(data),
                    track.seam,
                )
            filled += count
            position += count
            if position == len(data):
                if track.cue.kind == "once":
                    track.position = None
                    return out
                position = 0
        track.position = position
        return out

    def _seam(self, cue: Cue, sample: Sample) -> np.ndarray | None:
        """A short fade, for the ends of a loop that would click, and for those of a one-shot."""
        longest = len(sample.data) // 4
        size = min(int(_SEAM_S * self._rate), longest)
        data = sample.data.astype(np.float32)
        beginning = data[: _SEAM_LOOK_S * int(self._rate)]
        steps = np.abs(np.diff(beginning, axis=0))
        usual = np.percentile(steps, _USUAL_PERCENTILE)
        jumps = np.abs(data[0] - data[-1])
        jump = jumps.max()
        is_seamless = cue.kind == "loop" and jump <= usual
        if is_seamless or size == 0:
            return None
        angle = np.pi / 2 * np.arange(size) / size
        fade = np.sin(angle) ** 2
        return fade.astype(np.float32)[:, None]


def _side_gains(track: _SoundTrack) -> np.ndarray:
    """(2,) float32, left and right."""
    angle = np.pi / 2 * track.cue.pan
    left = np.cos(angle)
    right = np.sin(angle)
    sides = np.array([left, right])
    gain = np.sqrt(2) * track.sample.gain
    level = gain * amplitude(track.cue.level_db)
    return (level * sides).astype(np.float32)


def _soften(
    part: np.ndarray,
    position: int,
    length: int,
    seam: np.ndarray,
) -> None:
    """Fades the first and last frames of a sound of this length in `part`, which begins at its frame `position`."""
    size = len(seam)
    if position < size:
        fade = seam[position : position + len(part)]
        part[: len(fade)] *= fade
    last = length - size
    over = position + len(part) - last
    if over > 0:
        first = max(0, len(part) - over)
        offset = position + first - last
        count = len(part) - first
        mirrored = seam[::-1]
        part[first:] *= mirrored[offset : offset + count]


def wanted(cue: Cue, scene: Scene) -> float:
    """0..1: how much of this cue belongs in the scene."""
    if cue.states and scene.state not in cue.states:
        return 0.0
    if cue.places and scene.place not in cue.places:
        return 0.0
    if cue.where and not _is_anybody_in(cue.where, scene.xs):
        return 0.0
    if cue.motion is None:
        return 1.0
    silent, full = cue.motion
    if silent == full:
        return float(scene.motion >= full)
    share = (scene.motion - silent) / (full - silent)
    return float(np.clip(share, 0, 1))


def _is_anybody_in(where: tuple[float, float], xs: tuple[float, ...]) -> bool:
    left, right = sorted(where)
    return any(left <= x <= right for x in xs)
