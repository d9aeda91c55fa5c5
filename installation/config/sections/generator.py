"""What paints: the pack on this machine, or an inference server."""

from typing import Annotated, Literal

from pydantic import Field

from installation.common import served_models
from installation.config.field_kinds import Section, number, read_by, zero_or_more


class GeneratorConfig(Section):
    pack: str = Field(
        "letters", pattern=r"^[a-z0-9-]+$", description="The folder under models/ that is shown."
    )
    threads: int = number(
        0,
        "Processor threads for the model; 0 takes both of two cores, else leaves one to the other rooms, and takes four at most.",
        0,
        64,
    )
    accelerator: Literal["auto", "none"] = Field(
        "auto",
        description="What ONNX Runtime offers here beside the processor (graphics cards and the like): auto measures it with each pack and takes what is faster; none leaves everything to the processor.",
    )
    longest_side_px: Annotated[int, zero_or_more(64)] = number(
        0,
        "Pictures are made no larger than this and scaled to the screen; 0 takes 1920 where this machine makes 25 such pictures a second, else 1280.",
        0,
        3840,
    )
    rate_limit_hz: float = number(
        60.0,
        "Pictures a second at most; there is one for each frame of the camera in any case.",
        1,
        144,
    )


class InferenceConfig(Section):
    server: Annotated[str, read_by(served_models.server_address_or_none)] = Field(
        "",
        max_length=500,
        description="Address of an inference server that speaks KServe v2 over HTTP, such as http://gpu:8000; if empty, every pack is painted on this machine.",
    )
    packs: list[Annotated[str, read_by(served_models.served_name)]] = Field(
        [],
        max_length=100,
        description="Packs that it paints, and what their models are called there: 'letters', 'letters as letters-4k', 'letters as letters-4k version 2'.",
    )
    deadline_ms: float = number(
        150.0,
        "For each picture, the way there and back included: after that this machine paints it.",
        10,
        2000,
    )
    longest_side_px: Annotated[int, zero_or_more(64)] = number(
        0,
        "As [generator] longest_side_px, for the pictures that the server paints.",
        0,
        7680,
    )
    ca: str = Field(
        "",
        description="Whose certificates it may have: a file of PEM certificates, or its name in the state folder; empty trusts those that this machine trusts. Its token is in the file inference-token of the state folder.",
    )
