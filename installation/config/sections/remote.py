"""What other programs may ask and hear: OSC, MQTT, Exhibitera."""

from typing import Annotated

from pydantic import Field

from installation.config.field_kinds import (
    Host,
    Section,
    machine_name,
    number,
    read_by,
    web_address,
    zero_or_more,
)


class OscConfig(Section):
    listen_port: int = number(0, "UDP port for commands; 0 listens on none.", 0, 65535)
    listen_address: Host = Field(
        "127.0.0.1", description="Address of this machine to listen on; 0.0.0.0 is all."
    )
    senders: list[Host] = Field(
        ["127.0.0.1"],
        max_length=16,
        description="Addresses commands are taken from; all others are ignored.",
    )
    send_address: Host = Field(
        "127.0.0.1",
        description="Where values are sent: a machine's address, or a network's broadcast address.",
    )
    send_port: int = number(0, "UDP port values are sent to; 0 sends nothing.", 0, 65535)
    rate_hz: float = number(
        10.0,
        "How often a second values are sent, and the most commands a second that are taken.",
        0.1,
        60,
    )


class MqttConfig(Section):
    broker: Annotated[str, read_by(machine_name)] = Field(
        "",
        max_length=253,
        description="Name or address of the MQTT broker; empty connects to none.",
    )
    port: int = number(1883, "Port of the broker.", 1, 65535)
    tls: bool = Field(False, description="Encrypted, with the certificates of this machine.")
    username: str = Field(
        "",
        max_length=128,
        description="At the broker; the password is in the file mqtt-password of the state folder.",
    )
    topic: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_/-]{0,100}$",
        description="What all topics begin with; empty is latenzraum/ and the id of the house, so that two houses never share one.",
    )
    commands: bool = Field(False, description="Commands from the broker are obeyed.")
    packs: bool = Field(
        False,
        description="Packs that are sent over the broker are accepted after their quarantine; none replaces another.",
    )
    updates: bool = Field(
        False,
        description="Releases that are sent over the broker are accepted if signed with a key that this house trusts.",
    )
    every_s: float = number(5.0, "Seconds between two reports; 0.1 is ten a second.", 0.1, 3600)
    discovery: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_/-]{0,100}$",
        description="Prefix under which Home Assistant looks for devices, usually homeassistant; empty tells it nothing.",
    )
    picture_s: Annotated[float, zero_or_more(5)] = number(
        0.0, "Seconds between two small pictures of the screen; 0 sends none.", 0, 3600
    )


class ExhibiteraConfig(Section):
    hub: Annotated[str, read_by(web_address)] = Field(
        "",
        max_length=253,
        description="Address of Exhibitera's Hub, such as http://192.168.1.10:8080; empty tells it nothing.",
    )
    commands: bool = Field(
        False, description="The Hub may put the house to sleep, wake it, and close look inside."
    )
