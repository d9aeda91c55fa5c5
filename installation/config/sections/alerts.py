"""Who is told of trouble."""

from typing import Annotated, Literal

from pydantic import Field

from installation.config.field_kinds import (
    MailAddress,
    Section,
    machine_name,
    mail_address_or_none,
    number,
    read_by,
    web_address,
)


class AlertsConfig(Section):
    after_min: float = number(10.0, "Minutes of trouble after which somebody is told.", 1, 1440)
    pause_min: float = number(
        60.0, "Minutes between two messages at least, whatever happens meanwhile.", 1, 10080
    )
    about: Literal["degraded", "down"] = Field(
        "degraded",
        description="What trouble is: degraded is all that status does not call OK, down only what does not run.",
    )
    language: Literal["de", "en"] = Field("en", description="Of the messages.")
    mail_to: list[MailAddress] = Field(
        [], max_length=10, description="Who gets an e-mail; nobody where it is empty."
    )
    mail_from: Annotated[str, read_by(mail_address_or_none)] = Field(
        "", description="The sender; the first who gets it, when left empty."
    )
    mail_server: Annotated[str, read_by(machine_name)] = Field(
        "",
        pattern=r"^[A-Za-z0-9.:-]*$",
        max_length=253,
        description="Name or address of the mail server (SMTP).",
    )
    mail_port: int = number(
        587, "Port of the mail server: 587 with starttls, 465 with tls.", 1, 65535
    )
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="How the connection to the mail server is encrypted; with none, there is no login.",
    )
    mail_username: str = Field(
        "",
        max_length=128,
        description="At the mail server; the password is in the file mail-password of the state folder.",
    )
    webhook: Annotated[str, read_by(web_address)] = Field(
        "",
        max_length=500,
        description="Address that gets the message as JSON (POST); none where it is empty.",
    )

    @property
    def is_wanted(self) -> bool:
        """True where somebody is to be told."""
        return bool((self.mail_to and self.mail_server) or self.webhook)

    @property
    def lacks(self) -> str:
        """Which key is missing for e-mails that were begun to be set; "" where none is."""
        if bool(self.mail_to) == bool(self.mail_server):
            return ""
        return "mail_server" if self.mail_to else "mail_to"
