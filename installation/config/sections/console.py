"""The technician's page, and what it counts."""

from pydantic import Field

from installation.config.field_kinds import Host, Section, number


class ConsoleConfig(Section):
    port: int = number(8420, "Port of the technician's page on this machine.", 1024, 65535)
    name: str = Field(
        "", max_length=60, description="What this machine is called on its page, for example Foyer."
    )
    network: bool = Field(
        False,
        description="The page answers other machines of the network too; only once a password is set (kiosk password).",
    )
    hosts: list[Host] = Field(
        [],
        max_length=16,
        description="Names and addresses under which other machines ask for the page; all others are refused.",
    )
    metrics: bool = Field(
        False, description="Numbers for Prometheus at /metrics, without a password."
    )


class StatisticsConfig(Section):
    keep_days: int = number(
        730, "Days after which the counts of an hour are deleted; 0 counts nothing.", 0, 3650
    )
