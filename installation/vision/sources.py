"""Which camera is meant by `[camera] source` in kiosk.toml or by --camera: the table of all of them.

A new camera gets a row here; its class is written in a file of its own. Nothing else has to know it.
"""

import ipaddress
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from installation.config import schema
from installation.faults import UnknownCamera, UnreadableClip
from installation.vision import Camera
from installation.vision.camera import CaptureRequest, without_password
from installation.vision.camera_names import devices, found, nodes
from installation.vision.clip import ClipCamera
from installation.vision.exposure import ExposureRequest
from installation.vision.live import LiveCamera, Reaches, reaches_all
from installation.vision.recording import SUFFIX, RecordingCamera
from installation.vision.simulated import SimulatedCamera
from installation.vocabulary import CameraName, one_of

_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}  # scheme -> its usual port
_NAME_SERVICES = ("/etc", "/run/systemd/resolve")  # what asking for a host's address reads


@dataclass(frozen=True)
class Needs:
    """What a camera has to reach in the world; all else is closed before its first frame."""

    reads: tuple[str, ...] = ()  # files and folders
    devices: tuple[str, ...] = ()  # nodes
    ports: tuple[int, ...] = ()  # of TCP connections
    names: bool = False  # it is named by a host name that has to be asked for


@dataclass(frozen=True)
class CameraSource:
    """One row of the table."""

    is_meant: Callable[[str], bool]  # by this `source`?
    needs: Callable[[str], Needs]  # of this `source`. Raises `UnknownCamera`
    # given [camera], second 0 of its film (monotonic ns), and which devices can still be opened
    open: Callable[
        [schema.CameraConfig, int, Reaches], Camera
    ]  # Raises `UnknownCamera`, `UnreadableClip`


def needs(settings: schema.CameraConfig) -> Needs:
    """What the camera that `settings.source` names has to reach, and nothing beside it. Raises `UnknownCamera`."""
    return _source(settings.source).needs(settings.source)


def choose(
    settings: schema.CameraConfig,
    epoch_ns: int,
    reaches: Reaches = reaches_all,
) -> Camera:
    """The camera that `settings.source` names. Raises `UnknownCamera`, `UnreadableClip`.

    `reaches(device)` is False for a device that came after this process was confined.
    """
    return _source(settings.source).open(settings, epoch_ns, reaches)


def simulated(
    settings: schema.CameraConfig,
    epoch_ns: int,
    reaches: Reaches = reaches_all,
) -> Camera:
    """The simulated visitor, chosen or standing in."""
    return SimulatedCamera(
        seed=settings.seed or 0,
        width=settings.width_px,
        height=settings.height_px,
        rate_hz=settings.rate_hz,
        epoch_ns=epoch_ns,
    )


def _source(source: str) -> CameraSource:
    """The first row that is meant. Raises `UnknownCamera`."""
    for row in SOURCES.values():
        if row.is_meant(source):
            return row
    scheme, separator, _ = source.partition("://")
    if separator:
        shown = without_password(source)
        raise UnknownCamera(
            f"{shown}: {scheme}:// is not an address of a camera; {_what_there_is()}"
        )
    reason = "is a folder" if _path(source).is_dir() else "is neither a file here nor a camera"
    raise UnknownCamera(f"camera {source!r} {reason}; {_what_there_is()}")


def _what_there_is() -> str:
    names = ", ".join(camera.name for camera in found()) or "no camera"
    return f"choose {one_of(SOURCES)}; cameras found here: {names}"


# -- the cameras of the table ----------------------------------------------------------------------


def _auto_needs(source: str) -> Needs:
    """All of them: each is asked what it is, and another one may be taken when the first is gone."""
    return Needs(devices=tuple(nodes()))


def _auto(settings: schema.CameraConfig, epoch_ns: int, reaches: Reaches) -> Camera:
    return LiveCamera(devices, _request(settings), epoch_ns, reaches)


def _is_device(source: str) -> bool:
    return source.isdecimal() or source.startswith("/dev/")


def _device_path(source: str) -> str:
    if source.isdecimal() and sys.platform == "linux":
        return f"/dev/video{int(source)}"
    return source


def _device_needs(source: str) -> Needs:
    return Needs(devices=(_device_path(source),))


def _device(settings: schema.CameraConfig, epoch_ns: int, reaches: Reaches) -> Camera:
    path = _device_path(settings.source)
    return LiveCamera(lambda: [path], _request(settings), epoch_ns, reaches)


def _is_stream(source: str) -> bool:
    scheme, separator, _ = source.partition("://")
    return bool(separator) and scheme.lower() in _PORTS


def _stream_needs(source: str) -> Needs:
    try:
        parts = urlsplit(source)
        port = parts.port or _PORTS[parts.scheme.lower()]
    except ValueError as error:
        shown = without_password(source)
        reason = f"{shown} is not an address: are its host and port right?"
        raise UnknownCamera(f"{reason}; choose {one_of(SOURCES)}") from error
    try:
        ipaddress.ip_address(parts.hostname or "")
    except ValueError:
        return Needs(reads=_NAME_SERVICES, ports=(port,), names=True)
    return Needs(ports=(port,))


def _stream(settings: schema.CameraConfig, epoch_ns: int, reaches: Reaches) -> Camera:
    return LiveCamera(lambda: [settings.source], _request(settings), epoch_ns, reaches)


def _path(source: str) -> Path:
    return Path(source).expanduser()


def _is_recording(source: str) -> bool:
    return _path(source).suffix == SUFFIX and _path(source).is_file()


def _is_file(source: str) -> bool:
    return _path(source).is_file()


def _file_needs(source: str) -> Needs:
    return Needs(reads=(str(_path(source)),))


def _recording(settings: schema.CameraConfig, epoch_ns: int, reaches: Reaches) -> Camera:
    return RecordingCamera(_path(settings.source), epoch_ns)


def _clip(settings: schema.CameraConfig, epoch_ns: int, reaches: Reaches) -> Camera:
    try:
        return ClipCamera(_path(settings.source), epoch_ns)
    except UnreadableClip as error:
        raise UnreadableClip(f"{error}; choose {one_of(SOURCES)}") from error


def _request(settings: schema.CameraConfig) -> CaptureRequest:
    exposure = ExposureRequest(settings.keep_rate, settings.exposure_ms, settings.rate_hz)
    return CaptureRequest(settings.width_px, settings.height_px, settings.rate_hz, exposure)


# By the name under which it is asked for; the first that is meant is taken.
SOURCES: dict[str, CameraSource] = {
    CameraName.AUTO: CameraSource(
        lambda source: source == CameraName.AUTO,
        _auto_needs,
        _auto,
    ),
    CameraName.SIMULATED: CameraSource(
        lambda source: source == CameraName.SIMULATED,
        lambda source: Needs(),
        simulated,
    ),
    CameraName.DEVICE: CameraSource(_is_device, _device_needs, _device),
    CameraName.STREAM: CameraSource(_is_stream, _stream_needs, _stream),
    CameraName.RECORDING: CameraSource(_is_recording, _file_needs, _recording),
    CameraName.CLIP: CameraSource(_is_file, _file_needs, _clip),
}
