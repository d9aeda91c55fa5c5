"""The one door to Linux' video devices beside OpenCV: what a node is, and its controls, by ioctl.

OpenCV has no property for the control that lets a camera lower its rate, counts automatic exposure differently from
version to version, and cannot say what a node is without starting it. Numbers and layouts from linux/videodev2.h
and linux/v4l2-controls.h, the same on 64-bit x86 and Arm.
"""

import os
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

EXPOSURE_AUTO = 0x009A0901  # a menu: `AUTO`, `MANUAL`, `SHUTTER_PRIORITY`, `APERTURE_PRIORITY`
EXPOSURE_ABSOLUTE = 0x009A0902  # in units of 100 microseconds
EXPOSURE_AUTO_PRIORITY = 0x009A0903  # 1: automatic exposure may lower the rate

AUTO = 0
MANUAL = 1
SHUTTER_PRIORITY = 2  # the exposure is set, the iris is automatic
APERTURE_PRIORITY = (
    3  # the iris is set, the exposure is automatic: what "auto" is called on most webcams
)

_QUERYCAP = 0x80685600
_ENUM_FMT = 0xC0405602
_G_CTRL = 0xC008561B
_S_CTRL = 0xC008561C
_QUERYCTRL = 0xC0445624
_CAPABILITY = struct.Struct("16s32s32sIII12x")
_FORMAT = struct.Struct("III32s4s16x")
_CONTROL = struct.Struct("Ii")
_QUERY = struct.Struct("II32siiiiI8x")
_VIDEO_CAPTURE = 0x1
_HAS_DEVICE_CAPABILITIES = 0x80000000
_DISABLED_OR_READ_ONLY = 0x1 | 0x4
_MOST_FORMATS = 64

Ioctl = Callable[[int, int, bytearray], int]  # file number, request, structure to be filled


def kernel(file_number: int, request: int, data: bytearray) -> int:
    """The system call. Raises `OSError`, also where there is no such system."""
    if sys.platform != "linux":
        raise OSError(f"{sys.platform} has no video4linux")
    import fcntl  # not there on every system

    return fcntl.ioctl(file_number, request, data, True)


@dataclass(frozen=True)
class NodeDescription:
    """What a video node is."""

    card: str  # the camera's name for people
    bus: str  # where it is plugged in
    is_camera: bool  # it gives pictures: no metadata, no encoder
    formats: tuple[str, ...]  # of its pictures, four letters each


@dataclass(frozen=True)
class ControlRange:
    """What a control can be set to."""

    lowest: int
    highest: int
    usual: int


class VideoNode:
    """An open video node; a camera that streams elsewhere goes on doing so."""

    def __init__(self, path: str, ioctl: Ioctl = kernel):
        """Raises `OSError`."""
        self._ioctl = ioctl
        self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives it back."""
        os.close(self._file)

    def described(self) -> NodeDescription:
        """Raises `OSError` where it is no video node."""
        data = bytearray(_CAPABILITY.size)
        self._ioctl(self._file, _QUERYCAP, data)
        _, card, bus, _, of_all_nodes, of_node = _CAPABILITY.unpack(data)
        has_own = of_all_nodes & _HAS_DEVICE_CAPABILITIES
        capabilities = of_node if has_own else of_all_nodes
        is_camera = bool(capabilities & _VIDEO_CAPTURE)
        formats = self._formats() if is_camera else ()
        return NodeDescription(_text(card), _text(bus), is_camera, formats)

    def range_of(self, control: int) -> ControlRange | None:
        """None for a control that it has not, or that cannot be set."""
        data = bytearray(_QUERY.size)
        _QUERY.pack_into(data, 0, control, 0, b"", 0, 0, 0, 0, 0)
        try:
            self._ioctl(self._file, _QUERYCTRL, data)
        except OSError:
            return None
        _, _, _, lowest, highest, _, usual, flags = _QUERY.unpack(data)
        if flags & _DISABLED_OR_READ_ONLY:
            return None
        return ControlRange(lowest, highest, usual)

    def value(self, control: int) -> int | None:
        """None where the driver does not say."""
        data = bytearray(_CONTROL.pack(control, 0))
        try:
            self._ioctl(self._file, _G_CTRL, data)
        except OSError:
            return None
        _, value = _CONTROL.unpack(data)
        return int(value)

    def set_value(self, control: int, value: int) -> bool:
        """False where the driver refuses."""
        try:
            self._ioctl(self._file, _S_CTRL, bytearray(_CONTROL.pack(control, value)))
        except OSError:
            return False
        return True

    def _formats(self) -> tuple[str, ...]:
        found = []
        for number in range(_MOST_FORMATS):
            data = bytearray(_FORMAT.size)
            _FORMAT.pack_into(data, 0, number, _VIDEO_CAPTURE, 0, b"", b"")
            try:
                self._ioctl(self._file, _ENUM_FMT, data)
            except OSError:  # that was the last one
                break
            *_, letters = _FORMAT.unpack(data)
            found.append(letters.decode("ascii", "replace"))
        return tuple(found)


def _text(field: bytes) -> str:
    """A C string in a field of a structure."""
    return field.partition(b"\0")[0].decode("utf-8", "replace").strip()
