"""Wires between rooms, over ZeroMQ. Two kinds and no third.

*latest*: newest wins; a slow reader skips, nothing queues up (PUB/SUB with CONFLATE).
*every*: each message arrives, in bounded numbers (PUSH/PULL towards one reader, PUB/SUB towards many).
The end of which there is one binds, the others connect; either may die and come back.
"""

import contextlib
import socket
from typing import Any

import zmq

from installation.cast import Wire, WireKind
from installation.common import clock, system_errors
from installation.faults import Fault
from installation.ipc.codec import decode, encode

_QUEUE = 1000  # messages kept of an *every* wire before the oldest reader misses some
_RECONNECT_MS = 20
# while the other end is away, each pause before another try is twice as long, up to this: all night the console
# would try fifty times a second
_LONGEST_RECONNECT_MS = 160


class WireEnds:
    """The ends of the wires that one room holds."""

    def __init__(self, wires: tuple[Wire, ...], room: str, folder: str):
        """`folder` is where the sockets live; a room opens only the ends the table gives it. Raises `Fault`."""
        self._context = zmq.Context()
        self._wires = {wire.name: wire for wire in wires if room in wire.readers}
        written = [wire for wire in wires if room in wire.writers]
        try:
            self._out = {wire.message: _writer(self._context, wire, folder) for wire in written}
            self._in = {
                name: _reader(self._context, wire, folder) for name, wire in self._wires.items()
            }
        except zmq.ZMQError as error:
            self._context.destroy(linger=0)
            raise Fault(
                f"the wires in {folder} cannot be opened: {system_errors.words(error)}"
            ) from error
        self._newest: dict[str, Any] = {}
        self._taken_ns: dict[str, int] = {}

    def send(self, message: Any) -> None:
        """Hands the message to its wire without waiting; nobody may be listening."""
        # an *every* wire whose reader is away: once its bound is reached, the message is lost
        with contextlib.suppress(zmq.Again):
            self._out[type(message)].send(encode(message), zmq.NOBLOCK, copy=False)

    def take(self, name: str) -> Any:
        """The next unread message of a wire, None when there is none. Never waits."""
        try:
            frame = self._in[name].recv(zmq.NOBLOCK, copy=False)
        except zmq.Again:
            return None
        message = decode(frame.buffer)
        if self._wires[name].kind == WireKind.LATEST:
            self._newest[name] = message
            self._taken_ns[name] = clock.now_ns()
        return message

    def newest(self, name: str) -> Any:
        """The newest message of a *latest* wire, read or not; None once it is older than `Wire.stale_s`."""
        if (message := self.take(name)) is not None:
            return message
        if (message := self._newest.get(name)) is None:
            return None
        stale_s = self._wires[name].stale_s
        age_s = clock.seconds(clock.now_ns() - self._taken_ns[name])
        if stale_s is not None and age_s > stale_s:
            self._newest.pop(name)
            return None
        return message

    def wait(self, seconds: float, *names: str, bell: socket.socket | None = None) -> None:
        """Returns when one of the wires or the bell has something to read, or after `seconds`."""
        if not names and bell is None:  # a poller without sockets would not wait at all
            clock.rest(seconds)
            return
        poller = zmq.Poller()
        if bell is not None:
            poller.register(bell, zmq.POLLIN)
        for name in names:
            poller.register(self._in[name], zmq.POLLIN)
        poller.poll(max(0, round(seconds * 1000)))

    def close(self, linger_ms: int = 0) -> None:
        """Lets go at once of what was not yet sent, or after `linger_ms` of trying."""
        self._context.destroy(linger=linger_ms)


def binder_of(wire: Wire) -> str:
    """The room whose end makes the socket."""
    return wire.writers[0] if _has_many_readers(wire) else wire.readers[0]


def _has_many_readers(wire: Wire) -> bool:
    return wire.kind == WireKind.LATEST or len(wire.readers) > 1


def _address(folder: str, wire: Wire) -> str:
    return f"ipc://{folder}/{wire.name}"


def _writer(context: zmq.Context, wire: Wire, folder: str) -> zmq.Socket:
    many_readers = _has_many_readers(wire)
    socket = context.socket(zmq.PUB if many_readers else zmq.PUSH)
    _set_bounds(socket, wire)
    (socket.bind if many_readers else socket.connect)(_address(folder, wire))
    return socket


def _reader(context: zmq.Context, wire: Wire, folder: str) -> zmq.Socket:
    many_readers = _has_many_readers(wire)
    socket = context.socket(zmq.SUB if many_readers else zmq.PULL)
    _set_bounds(socket, wire)
    if many_readers:
        socket.subscribe(b"")
    (socket.connect if many_readers else socket.bind)(_address(folder, wire))
    return socket


def _set_bounds(socket: zmq.Socket, wire: Wire) -> None:
    socket.set(zmq.LINGER, 0)
    socket.set(zmq.RECONNECT_IVL, _RECONNECT_MS)
    socket.set(zmq.RECONNECT_IVL_MAX, _LONGEST_RECONNECT_MS)
    if wire.kind == WireKind.LATEST:
        socket.set(zmq.CONFLATE, 1)
    else:
        socket.set_hwm(_QUEUE)
