"""How visitors steer, and how long each part of a visit lasts."""

from typing import Annotated

from pydantic import Field

from installation.config.field_kinds import Section, number
from installation.vocabulary import Steering


class JourneyConfig(Section):
    seed: int = number(
        1,
        "Where wandering begins and which way it goes; the same seed goes the same way.",
        0,
        2**31,
    )
    steering: Annotated[Steering, Field(strict=False)] = Field(
        Steering.AUTO,
        description="How visitors steer: wander through the region of a place, mirror a silhouette, a plane, or auto: who walks wanders, who stands in a pose is mirrored.",
    )
    change_per_s: float = number(
        3.0,
        "How much the picture changes in a second: mean difference of its pixels, in percent of black to white.",
        0.5,
        20,
    )
    reach: float = number(
        1.0, "How far visitors' movements pull the point away from the places, 0 not at all.", 0, 3
    )
    corners: list[Annotated[int, Field(ge=1)]] = Field(
        [1, 2, 3, 4],
        min_length=4,
        max_length=4,
        description="Of the plane: which of the pack's places lie far left, far right, near left and near right.",
    )
    greet_s: float = number(
        3.0, "Seconds in which someone who comes is greeted with a livelier picture.", 0.1, 60
    )
    lean_s: float = number(0.5, "Seconds in which attention turns to someone who comes.", 0.05, 10)
    stand_s: float = number(
        8.0,
        "Seconds of standing still after which the picture opens to look inside; 0 is never.",
        0,
        600,
    )
    alone_s: float = number(
        600.0,
        "Seconds of wandering alone after which the picture opens by itself; 0 is never.",
        0,
        86400,
    )
    look_s: float = number(60.0, "Seconds after which looking inside ends by itself.", 1, 3600)
    hold_s: float = number(4.0, "Seconds the last place is held when everybody has left.", 0, 120)
    part_s: float = number(
        8.0,
        "Seconds in which attention then fades, while the picture is back on its way.",
        0.1,
        120,
    )
