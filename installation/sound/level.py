"""How loud the piece may be, in the technician's terms: dB(A) where visitors stand, and quiet hours.

The program cannot know how loud the amplifier makes it. The technician plays the calibration noise
(`kiosk sound`), measures it where visitors stand and enters the reading; from then on LUFS are dB(A). The
instrument is darker than the noise: measured, at the same LUFS a meter shows 4 to 7 dB less of it, so that the
limit errs to the safe side. The worst an artist's own sound can do, a tone near 1.5 kHz, is 2 to 3 dB more.
"""

from datetime import datetime

from installation.common import timespan
from installation.config.schema import SoundConfig

NOISE_LUFS = -23.0  # of the calibration noise
QUIET_DB = 10.0  # quiet hours: perceived as half as loud


class LoudnessTarget:
    """The loudness to be held now."""

    def __init__(self, settings: SoundConfig, now: datetime):
        """`now`: local time."""
        self._noise_dba = settings.noise_dba
        self._limit_dba = settings.limit_dba
        self._quiet_hours = timespan.parse(settings.quiet_hours)
        self._volume_lufs = settings.target_lufs
        self.lufs = 0.0
        self.update(now)

    @property
    def dba(self) -> float | None:
        """What it amounts to where visitors stand, None without calibration."""
        return in_dba(self.lufs, self._noise_dba)

    def set_volume(self, volume_lufs: float) -> None:
        """What is wanted, as of the next update."""
        self._volume_lufs = volume_lufs

    def update(self, now: datetime) -> None:
        """Quiet hours begin and end; `now` is local time."""
        minute = 60 * now.hour + now.minute
        self.lufs = target_lufs(
            self._volume_lufs,
            self._noise_dba,
            self._limit_dba,
            timespan.includes(self._quiet_hours, minute),
        )


def target_lufs(
    wanted_lufs: float, noise_dba: float | None, limit_dba: float, is_quiet: bool
) -> float:
    """The loudness to be held: what is wanted, but no louder than `limit_dba`; in quiet hours less.

    `noise_dba`: what the noise measured; without it only `wanted_lufs` counts.
    """
    held_lufs = wanted_lufs
    if noise_dba is not None:
        loudest_lufs = NOISE_LUFS + limit_dba - noise_dba
        held_lufs = min(wanted_lufs, loudest_lufs)
    if is_quiet:
        held_lufs -= QUIET_DB
    return held_lufs


def in_dba(loudness_lufs: float, noise_dba: float | None) -> float | None:
    """What a loudness amounts to where visitors stand, None without calibration."""
    if noise_dba is None:
        return None
    return noise_dba + loudness_lufs - NOISE_LUFS
