"""What sees the visitors."""

from typing import Annotated, Literal

from pydantic import Field

from installation.config.field_kinds import Section, Share, number
from installation.vocabulary import CameraName, one_of


class CameraConfig(Section):
    source: str = Field(
        "auto",
        min_length=1,
        description=f"{one_of(CameraName)}.",
    )
    width_px: int = number(640, "Width asked of a live camera.", 160, 3840)
    height_px: int = number(480, "Height asked of a live camera.", 120, 2160)
    rate_hz: float = number(30.0, "Pictures a second asked of a live camera.", 1, 120)
    keep_rate: bool = Field(
        True,
        description="In a dim room darker pictures instead of fewer, where the camera's driver can: its exposure is bounded.",
    )
    exposure_ms: float = number(
        0.0,
        "Exposure of each picture, where the driver can set it; 0 leaves it to the camera. 10 or 20 remove the flicker of lamps at 50 Hz.",
        0,
        1000,
    )
    mirror: bool = Field(
        True, description="Left and right swapped, so that the screen answers like a mirror."
    )
    rotate: Literal[0, 90, 180, 270] = Field(
        0, description="Degrees the picture is turned clockwise before all else."
    )
    ignore: list[Annotated[list[Share], Field(min_length=4, max_length=4)]] = Field(
        [],
        max_length=16,
        description="Zones in which nobody is looked for: [x, y, width, height], 0 to 1 of the view as shown.",
    )
    seed: int | None = Field(
        None, ge=0, le=2**31, description="Of the simulated visitor; the journey's when left out."
    )
