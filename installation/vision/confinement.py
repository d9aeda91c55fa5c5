"""The vision room's door: what the chosen camera needs stays open, everything else is closed before the first frame.

Closed are: writing and making files, the network, sockets to other programs, starting programs, core files,
the memory of others. Open stay the wires that are joined already, reading programs, and the camera itself;
a camera on the network keeps TCP connections to its port (and, where it is named by a name, asking for names).
A device that is plugged in later lies behind the closed door: the room ends, and its next life opens it.
"""

import contextlib
import importlib
import os
import socket
import stat
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from installation.common import clock
from installation.faults import CameraLost, UnknownCamera
from installation.sandbox import bounds, landlock, probe
from installation.vision import sources
from installation.vision.sources import Needs

_LATE_PARTS = ("numpy.random", "numpy.ma")  # numpy brings them in at first use
_WIRE_HOME = "/beat"
_THREADS = "/proc/self/task"
_JOIN_S = 5.0


@dataclass(frozen=True)
class Door:
    """How the door stands."""

    words: str  # for the technician's page
    holes: tuple[str, ...] = ()  # what could still be done that must not be
    complaint: str = ""  # what a technician should know although the camera is open
    devices: frozenset[tuple[int, int]] | None = (
        None  # behind which the cameras are; None when all can be opened
    )

    def reaches(self, address: str) -> bool:
        """False for a device that came after the door was closed."""
        identity = _identity(address)
        return self.devices is None or identity is None or identity in self.devices


class Closed:
    """A camera that is not opened, because the door is not closed."""

    name = ""

    def __init__(self, holes: tuple[str, ...]):
        self.trouble = f"the camera stays closed: this room could still {', '.join(holes)}"

    def take(self, wait_s: float) -> None:
        """There is never a frame."""

    def close(self) -> None:
        """Holds nothing."""


def before_wires(settings, folder: str) -> None:
    """Fences the files off for the threads which the wires in `folder` will start: Landlock before its ABI 8 holds
    only those that come after it. To be called before the wires are made; `seclude` closes what this leaves open.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, UnknownCamera):  # `seclude` says it
        needs = sources.needs(settings.camera)
        wanted = bounds.looking(needs.reads, needs.devices, needs.ports, needs.names)
        left = ((folder, bounds.READ | landlock.SOCKETS), (os.devnull, landlock.WRITE_FILE))
        bounds.never_gain()
        landlock.restrict((*wanted.files, *left), needs.ports)


def seclude(settings) -> Door:
    """Closes the door for the camera that `settings.camera` names, for good, and tries it. Raises `UnknownCamera`."""
    needs = sources.needs(settings.camera)
    if sys.platform != "linux":
        words = f"not enforced: {sys.platform} has neither Landlock nor seccomp"
        return Door(words, complaint=f"the vision room is held by its code alone ({words})")
    for part in _LATE_PARTS:
        importlib.import_module(part)
    _join_wires()
    _await_threads()
    devices = frozenset(filter(None, map(_identity, needs.devices)))
    wanted = bounds.looking(needs.reads, needs.devices, needs.ports, needs.names)
    return _closed(wanted, needs, devices, settings.strict)


def _closed(wanted: bounds.Bounds, needs: Needs, devices: frozenset, strict: bool) -> Door:
    """`strict` leaves standard error open, for the traceback."""
    early = _is_fenced()
    try:
        version = bounds.close(wanted, mute=not strict)
    except OSError as error:
        return Door(
            f"open: {error.strerror}", (f"do anything ({error.strerror})",), devices=devices
        )
    holes = tuple(probe.holes(wanted, mute=not strict))
    if holes:
        return Door(f"open: the vision room could {', '.join(holes)}", holes, devices=devices)
    fences = f"Landlock {version} and seccomp" if version else "seccomp"
    left = _left_open(needs, version, early)
    return Door(f"closed by {fences}, {probe.tried(wanted)} ways out tried{left}", devices=devices)


def _is_fenced() -> bool:
    """True when `before_wires` has been called."""
    try:
        os.close(os.open("/dev/zero", os.O_RDWR))
    except OSError:
        return True
    return False


def _left_open(needs: Needs, version: int, early: bool) -> str:
    if needs.ports:
        where = f"TCP to port {needs.ports[0]}" if version >= landlock.PORTS_ABI else "TCP"
        return f"; left for the camera: {where}" + (
            " and asking for names (UDP)" if needs.names else ""
        )
    if needs.devices and version < landlock.ALL_THREADS_ABI and not early:
        return (
            f"; the wires' own threads by seccomp alone, until Landlock {landlock.ALL_THREADS_ABI}"
        )
    return ""


def _join_wires() -> None:
    """Waits until the wire to the parent is joined: it could not be afterwards. Raises `CameraLost`."""
    limit = clock.now_ns() + int(_JOIN_S * clock.SECOND_NS)
    while not any(peer.endswith(_WIRE_HOME) for peer in _peers()):
        if clock.now_ns() > limit:
            raise CameraLost("the wire to the parent does not come about; vision starts anew")
        clock.rest(0.005)


def _await_threads() -> None:
    """Waits until all other threads rest. ZeroMQ's set their own precedence when they begin, and abort the process
    where that is refused: one that had not come to run yet would find the door closed. A thread that never rests is
    not waited for long.
    """
    limit = clock.now_ns() + int(_JOIN_S * clock.SECOND_NS)
    while not all(map(_rests, os.listdir(_THREADS))) and clock.now_ns() < limit:
        clock.rest(0.005)


def _rests(thread: str) -> bool:
    if int(thread) == threading.get_native_id():
        return True
    try:
        state = Path(_THREADS, thread, "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:  # it has ended
        return True
    return state == "S"


def _peers() -> list[str]:
    """The paths this process is joined to."""
    found = []
    for entry in os.listdir("/proc/self/fd"):
        try:
            if stat.S_ISSOCK(os.fstat(int(entry)).st_mode):
                with socket.socket(fileno=os.dup(int(entry))) as joined:
                    found.append(joined.getpeername())
        except OSError:  # closed meanwhile, or joined to nobody
            continue
    return [peer for peer in found if isinstance(peer, str)]


def _identity(device: str) -> tuple[int, int] | None:
    """Which node lies at a path; None where none does."""
    try:
        there = os.stat(device)
    except OSError:
        return None
    return there.st_dev, there.st_ino
