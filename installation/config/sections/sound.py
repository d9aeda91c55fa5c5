"""What sounds, how loud, and in which key."""

from typing import Annotated

from pydantic import Field

from installation.common import timespan, tuning
from installation.config.field_kinds import Section, number, read_by


class SoundConfig(Section):
    device: str = Field(
        "auto", min_length=1, description="auto, none, or a part of the loudspeaker device's name."
    )
    channels: list[Annotated[int, Field(ge=1, le=128)]] = Field(
        [1, 2],
        min_length=1,
        max_length=2,
        description="Of the device: the numbers of left and right, or of the one that plays both.",
    )
    target_lufs: float = number(-23.0, "Loudness the sound is held at.", -60, -14)
    latency_ms: float = number(
        30.0,
        "The loudspeaker device's smallest buffer; if this machine needs more, the program finds out by itself.",
        10,
        500,
    )
    rate_hz: int = number(48000, "Samples a second.", 8000, 192000)
    noise_dba: float | None = Field(
        None,
        ge=30,
        le=110,
        description="What the noise of kiosk sound measured where visitors stand, dB(A); limit_dba then holds.",
    )
    limit_dba: float = number(
        75.0,
        "The loudest the piece gets on average where visitors stand, once noise_dba is set.",
        40,
        85,
    )
    quiet_hours: Annotated[str, read_by(timespan.parse)] = Field(
        "",
        description="When it is half as loud (10 dB less), for example 12:00-14:00, 20:00-22:00.",
    )
    root: str | None = Field(
        None,
        pattern=tuning.ROOT,
        description="The note all others stand on, C0 to B4; the pack's when left out.",
    )
    scale: Annotated[str | list[float], read_by(tuning.degrees)] | None = Field(
        None,
        description=f"{', '.join(tuning.SCALES)}, or cents above the root; the pack's when left out.",
    )
    octaves: int | None = Field(
        None, ge=1, le=5, description="Registers above the root; the pack's when left out."
    )
    tempo: float | None = Field(
        None,
        ge=0.1,
        le=5,
        description="How fast it changes by itself, 1 as composed; the pack's when left out.",
    )
