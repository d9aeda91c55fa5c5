"""Which camera is meant by a word in `kiosk.toml` or after `--camera`."""

import ipaddress
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from installation.faults import UnknownCamera
from installation.vision.camera import CHOICES, Wish, devices, without_password
from installation.vision.clip import Clip
from installation.vision.live import Live
from installation.vision.recording import SUFFIX, Recording
from installation.vision.simulated import Simulated

_SCHEMES = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}  # and their usual ports


@dataclass(frozen=True)
class Needs:
    """What a camera has to reach in the world."""

    reads: tuple[str, ...] = ()  # files and folders
    devices: tuple[str, ...] = ()  # nodes
    ports: tuple[int, ...] = ()  # of TCP connections
    names: bool = False  # it is named by a host name that has to be asked for


def needs(settings) -> Needs:
    """What the camera that `settings.source` names has to reach, and nothing beside it. Raises `UnknownCamera`."""
    source = settings.source
    if source == "simulated":
        return Needs()
    if source == "auto":
        return Needs(devices=tuple(devices()))
    if address := _live_address(source):
        return _needs_of_stream(address) if "://" in address else Needs(devices=(address,))
    return Needs(reads=(str(_film(source)),))


def choose(settings, epoch_ns: int, reaches=lambda device: True):
    """The camera that `settings.source` names: an object with take, close, name and trouble.

    `reaches(device)` is False for a device that came later than the room's door was closed.
    Raises `UnknownCamera`, `UnreadableClip`.
    """
    source, wish = settings.source, Wish(settings.width_px, settings.height_px, settings.rate_hz)
    if source == "simulated":
        return simulated(settings, epoch_ns)
    if source == "auto":
        return Live(devices, wish, epoch_ns, reaches)
    if address := _live_address(source):
        return Live(lambda: [address], wish, epoch_ns, reaches)
    film = _film(source)
    return Recording(film, epoch_ns) if film.suffix == SUFFIX else Clip(film, epoch_ns)


def simulated(settings, epoch_ns: int) -> Simulated:
    """The simulated visitor, chosen or standing in."""
    return Simulated(
        settings.seed or 0, settings.width_px, settings.height_px, settings.rate_hz, epoch_ns
    )


def _needs_of_stream(address: str) -> Needs:
    try:
        parts = urlsplit(address)
        port = parts.port or _SCHEMES[parts.scheme.lower()]
    except ValueError as error:
        raise UnknownCamera(
            f"{without_password(address)} is no address: {error}; {CHOICES}"
        ) from error
    try:
        ipaddress.ip_address(parts.hostname or "")
        return Needs(ports=(port,))
    except ValueError:
        return Needs(("/etc", "/run/systemd/resolve"), ports=(port,), names=True)


def _live_address(source: str) -> str:
    """The device or URL that is meant; empty when it can only be a file."""
    if source.isdecimal():
        return f"/dev/video{int(source)}" if sys.platform == "linux" else source
    if source.startswith("/dev/"):
        return source
    scheme, separator, _ = source.partition("://")
    if separator and scheme.lower() not in _SCHEMES:
        raise UnknownCamera(
            f"{without_password(source)}: {scheme}:// is no address a camera can have; {_what_there_is()}"
        )
    return source if separator else ""


def _film(source: str) -> Path:
    path = Path(source).expanduser()
    if not path.is_file():
        reason = "is a folder" if path.is_dir() else "is no file here and no camera's name"
        raise UnknownCamera(f"camera {source!r} {reason}; {_what_there_is()}")
    return path


def _what_there_is() -> str:
    found = devices()
    return f"{CHOICES}; cameras found here: {', '.join(found) if found else 'none'}"
