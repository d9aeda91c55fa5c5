"""Which camera is meant by a word in `kiosk.toml` or after `--camera`."""

import sys
from pathlib import Path

from installation.faults import UnknownCamera
from installation.vision.camera import CHOICES, Wish, devices, without_password
from installation.vision.clip import Clip
from installation.vision.live import Live
from installation.vision.simulated import Simulated

_SCHEMES = ("http", "https", "rtsp", "rtsps")


def choose(settings, epoch_ns: int):
    """The camera that `settings.source` names: an object with take, close, name and trouble.

    Raises `UnknownCamera`, `UnreadableClip`.
    """
    source, wish = settings.source, Wish(settings.width_px, settings.height_px, settings.rate_hz)
    if source == "simulated":
        return simulated(settings, epoch_ns)
    if source == "auto":
        return Live(devices, wish, epoch_ns)
    if address := _live_address(source):
        return Live(lambda: [address], wish, epoch_ns)
    return Clip(_film(source), epoch_ns)


def simulated(settings, epoch_ns: int) -> Simulated:
    """The simulated visitor, chosen or standing in."""
    return Simulated(settings.seed or 0, settings.width_px, settings.height_px, settings.rate_hz, epoch_ns)


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
