"""How the vision room is confined: the chosen camera stays within reach, all else is closed before the first frame.

Closed are: writing and making files, the network, sockets to other programs, starting programs, core files, the
memory of others. Open stay the wires that are joined already, reading programs, and the camera itself; a camera
on the network keeps TCP connections to its port (and, where it is named by a name, asking for names). A device
that is plugged in later is out of reach: the room ends, and its next life opens it.
"""

import contextlib
import importlib
import os
import socket
import stat
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from installation.common import clock, system_errors
from installation.config.settings import Settings
from installation.faults import CameraLost, UnknownCamera
from installation.sandbox import bounds, landlock, probe
from installation.vision import Camera, Shot, sources
from installation.vision.sources import Needs

_LATE_PARTS = ("numpy.random", "numpy.ma")  # numpy loads them at first use
_PARENT_WIRE = "/beat"
_THREADS = "/proc/self/task"
_FILES = "/proc/self/fd"
_WAIT_S = 5.0
_POLL_S = 0.005

Node = tuple[int, int]  # device and inode: which file it is, whatever its path


@dataclass(frozen=True)
class Confinement:
    """What this process can still do."""

    words: str  # for the technician's page
    escapes: tuple[str, ...] = ()  # what could still be done that must not be
    complaint: str = ""  # what a technician should know although the camera is open
    devices: frozenset[Node] | None = None  # the cameras within reach; None when all are

    @property
    def is_complete(self) -> bool:
        """True when all that should be closed was found to be closed."""
        return not self.escapes and not self.complaint

    def reaches(self, address: str) -> bool:
        """False for a device that came after the process was confined."""
        node = _node(address)
        return self.devices is None or node is None or node in self.devices


class ClosedCamera(Camera):
    """A camera that is not opened, because the process is not confined."""

    def __init__(self, escapes: tuple[str, ...]):
        self.name = ""
        self._escapes = escapes

    @property
    def trouble(self) -> str:
        """Why it stays closed."""
        return f"the camera stays closed: this room could still {', '.join(self._escapes)}"

    def take(self, wait_s: float) -> Shot | None:
        """There is never a frame."""
        return None

    def close(self) -> None:
        """Holds nothing."""


def before_wires(settings: Settings, folder: str) -> None:
    """Fences the files off for the threads which the wires in `folder` will start.

    Landlock before its ABI 8 holds only the threads that come after it. To be called before the wires are made;
    `confine` closes what this leaves open, and says what went wrong.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, UnknownCamera):
        needs = sources.needs(settings.camera)
        wires = (folder, bounds.READ | landlock.SOCKETS)
        nowhere = (os.devnull, landlock.WRITE_FILE)
        bounds.forbid_new_privileges()
        landlock.restrict((*_bounds(needs).files, wires, nowhere), needs.ports)


def confine(settings: Settings) -> Confinement:
    """Confines this process to the camera that `settings.camera` names, for good, and tries all escapes.

    Raises `UnknownCamera`, and `CameraLost` when the parent cannot be reached.
    """
    needs = sources.needs(settings.camera)
    if sys.platform != "linux":
        words = f"not enforced: {sys.platform} has neither Landlock nor seccomp"
        return Confinement(words, complaint=f"only its code holds the vision room back ({words})")
    for part in _LATE_PARTS:
        importlib.import_module(part)
    _join_wires()
    _await_threads()
    return _enforced(needs, is_mute=not settings.strict)


def _enforced(needs: Needs, is_mute: bool) -> Confinement:
    """`is_mute` closes standard output and error, too."""
    wanted = _bounds(needs)
    nodes = [_node(device) for device in needs.devices]
    devices = frozenset(node for node in nodes if node is not None)
    was_early = _is_fenced()
    try:
        version = bounds.enforce(wanted, mute=is_mute)
    except OSError as error:
        escape = f"do anything ({system_errors.words(error)})"
        return Confinement(f"open: {system_errors.words(error)}", (escape,), devices=devices)
    escapes = tuple(probe.escapes(wanted, mute=is_mute))
    if escapes:
        words = f"open: the vision room could {', '.join(escapes)}"
        return Confinement(words, escapes, devices=devices)
    fences = f"Landlock {version} and seccomp" if version else "seccomp"
    left = _left_open(needs, version, was_early)
    words = f"closed by {fences}, {probe.attempts(wanted)} ways out tried{left}"
    return Confinement(words, devices=devices)


def _bounds(needs: Needs) -> bounds.Bounds:
    return bounds.for_reading(needs.reads, needs.devices, needs.ports, needs.names)


def _is_fenced() -> bool:
    """True when `before_wires` has been called."""
    try:
        os.close(os.open("/dev/zero", os.O_RDWR))
    except OSError:
        return True
    return False


def _left_open(needs: Needs, version: int, was_early: bool) -> str:
    """What the camera needs, or the system cannot close, in words that go on from a sentence."""
    if needs.ports:
        port = f" to port {needs.ports[0]}" if version >= landlock.PORTS_ABI else ""
        names = " and asking for names (UDP)" if needs.names else ""
        return f"; left for the camera: TCP{port}{names}"
    if needs.devices and version < landlock.ALL_THREADS_ABI and not was_early:
        since = f"until Landlock {landlock.ALL_THREADS_ABI}"
        return f"; the wires' own threads by seccomp alone, {since}"
    return ""


def _join_wires() -> None:
    """Waits until the wire to the parent is joined: it could not be afterwards. Raises `CameraLost`."""
    if not _holds_within_limit(_is_parent_joined):
        raise CameraLost("the wire to the parent does not come about; vision starts again")


def _await_threads() -> None:
    """Waits until all other threads rest; for one that never rests not long.

    ZeroMQ's threads set their own precedence when they begin, and abort the process where that is refused: one
    that had not come to run yet would find it refused.
    """
    _holds_within_limit(_do_threads_rest)


def _holds_within_limit(condition: Callable[[], bool]) -> bool:
    """Whether the condition came true in time."""
    limit_ns = clock.now_ns() + int(_WAIT_S * clock.SECOND_NS)
    while not condition():
        if clock.now_ns() > limit_ns:
            return False
        clock.rest(_POLL_S)
    return True


def _do_threads_rest() -> bool:
    return all(_rests(thread) for thread in os.listdir(_THREADS))


def _rests(thread: str) -> bool:
    if int(thread) == threading.get_native_id():
        return True
    try:
        status = Path(_THREADS, thread, "stat").read_text()
    except OSError:  # it has ended
        return True
    state = status.rpartition(")")[2].split()[0]
    return state == "S"


def _is_parent_joined() -> bool:
    return any(peer.endswith(_PARENT_WIRE) for peer in _peers())


def _peers() -> list[str]:
    """The paths of the sockets this process is joined to."""
    found = []
    for entry in os.listdir(_FILES):
        try:
            if stat.S_ISSOCK(os.fstat(int(entry)).st_mode):
                with socket.socket(fileno=os.dup(int(entry))) as joined:
                    found.append(joined.getpeername())
        except OSError:  # closed meanwhile, or joined to nobody
            continue
    return [peer for peer in found if isinstance(peer, str)]


def _node(path: str) -> Node | None:
    """Which file lies at a path; None where none does."""
    try:
        there = os.stat(path)
    except OSError:
        return None
    return there.st_dev, there.st_ino
