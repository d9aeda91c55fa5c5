"""How loud the piece may be, in the technician's terms: dB(A) where visitors stand, and quiet hours.

The program cannot know how loud the amplifier makes it. The technician plays the calibration noise
(`kiosk sound`), measures it where visitors stand and enters the reading; from then on LUFS are dB(A). The
instrument is darker than the noise: measured, at the same LUFS a meter shows 4 to 7 dB less of it, so that the
limit errs to the safe side. The worst an artist's own sound can do, a tone near 1.5 kHz, is 2 to 3 dB more.
"""

import re

NOISE_LUFS = -23.0  # of the calibration noise
QUIET_DB = 10.0  # quiet hours: half as loud to the ear
_DAY_MIN = 24 * 60
_SPAN = re.compile(r"\s*(\d{1,2}):([0-5]\d)\s*-\s*(\d{1,2}):([0-5]\d)\s*")


def target_lufs(
    wanted_lufs: float, noise_dba: float | None, limit_dba: float, quiet: bool
) -> float:
    """The loudness to be held: what is wanted, but no louder than `limit_dba`; in quiet hours less.

    `noise_dba`: what the noise measured; without it only `wanted_lufs` counts.
    """
    if noise_dba is not None:
        wanted_lufs = min(wanted_lufs, NOISE_LUFS + limit_dba - noise_dba)
    return wanted_lufs - QUIET_DB * quiet


def in_dba(loudness_lufs: float, noise_dba: float | None) -> float | None:
    """What a loudness amounts to where visitors stand, None without calibration."""
    return None if noise_dba is None else noise_dba + loudness_lufs - NOISE_LUFS


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """ "12:00-14:00, 20:00-8:00" as minutes of the day, from and to. Raises ValueError in words."""
    return tuple(_span(part) for part in text.split(",")) if text.strip() else ()


def is_quiet(hours: tuple[tuple[int, int], ...], minute: int) -> bool:
    """Whether this minute of the day lies in one of the spans; one that ends before it begins goes over midnight."""
    return any(
        since <= minute < to if since < to else not to <= minute < since for since, to in hours
    )


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    since, to = (
        (60 * int(found[i]) + int(found[i + 1]) for i in (1, 3)) if found else (_DAY_MIN, _DAY_MIN)
    )
    if since >= _DAY_MIN or to > _DAY_MIN:
        raise ValueError(
            f"{text.strip()!r} is no time span; wanted is 20:00-22:00, several with commas"
        )
    return since, to
