"""Which packs an inference server paints, and where that server is, as kiosk.toml writes it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}  # scheme -> its usual port
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_NAME = re.compile(
    r"(?P<pack>[a-z0-9-]+)"
    r"(?: as (?P<model>[A-Za-z0-9._-]+))?"
    r"(?: version (?P<version>[A-Za-z0-9._-]+))?"
)


@dataclass(frozen=True)
class ServedName:
    """A pack, and what its model is called at the server."""

    pack: str
    model: str
    version: str = ""  # the server's choice where it is empty

    def __str__(self) -> str:
        return f"{self.model} version {self.version}" if self.version else self.model


@dataclass(frozen=True)
class ServerAddress:
    """Where an inference server answers."""

    scheme: str  # http or https
    host: str
    port: int
    path: str = ""  # that stands before /v2, without a slash at its end

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def is_this_machine(self) -> bool:
        """True where nothing that is sent leaves the machine."""
        return self.host in _THIS_MACHINE

    @property
    def is_private(self) -> bool:
        """True where nobody on the way can read what is sent."""
        return self.scheme == "https" or self.is_this_machine


def served_name(text: str) -> ServedName:
    """Of "letters", "letters as letters-4k" or "letters as letters-4k version 2".

    Raises ValueError, in words.
    """
    found = _NAME.fullmatch(" ".join(text.split()))
    if found is None:
        raise ValueError(
            f"{text!r} names no model: write 'letters', 'letters as letters-4k' or "
            "'letters as letters-4k version 2'"
        )
    pack = found["pack"]
    return ServedName(pack, found["model"] or pack, found["version"] or "")


def served_as(pack: str, texts: Iterable[str]) -> ServedName | None:
    """What this pack is called at the server; None where it is not painted there."""
    names = [served_name(text) for text in texts]
    return next((name for name in names if name.pack == pack), None)


def server_address(text: str) -> ServerAddress:
    """Of "http://gpu:8000" or "https://gpu.museum.example/models". Raises ValueError, in words."""
    wanted = "write http://HOST:PORT or https://HOST:PORT"
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise ValueError(f"{text!r} is no address: {wanted}") from error
    if not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{text!r} is no address: {wanted}")
    if parts.username is not None:
        raise ValueError("a name and password have no place in the address: use a token")
    return ServerAddress(parts.scheme, parts.hostname, port, parts.path.rstrip("/"))


def server_address_or_none(text: str) -> ServerAddress | None:
    """The same, or nothing. Raises ValueError."""
    return server_address(text) if text else None
