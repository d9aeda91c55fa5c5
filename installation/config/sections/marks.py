"""What says of a picture that a model made it."""

from typing import Annotated

from pydantic import Field

from installation.config.field_kinds import Section, read_by, web_address


class MarksConfig(Section):
    credit: str = Field(
        "",
        max_length=120,
        description="Whom to credit for pictures that leave the house, such as the museum; Latenzraum if empty.",
    )
    certificate: str = Field(
        "",
        description="What they are signed with, the house's own first: a file of PEM certificates, or its name in the state folder; if empty, the house makes one, which only says of itself who it is.",
    )
    key: str = Field(
        "",
        description="The private key that belongs to certificate, as PEM without a password.",
    )
    timestamp_url: Annotated[str, read_by(web_address)] = Field(
        "",
        max_length=253,
        description="Address of a timestamp authority (RFC 3161), asked over the network for each file that is signed, but not for live pictures; if empty, none is asked.",
    )
    screen: bool = Field(
        False,
        description="The screen carries the invisible watermark too, and with it whatever else gets its frames.",
    )
