"""Wires between rooms, over ZeroMQ. Two kinds and no third.

*latest*: newest wins; a slow reader skips, nothing queues up (PUB/SUB with CONFLATE).
*every*: each message arrives, in bounded numbers (PUSH/PULL towards one reader, PUB/SUB towards many).
The end of which there is one binds, the others connect; either may die and come back.
"""

import zmq

from installation import messages
from installation.cast import LATEST, Wire
from installation.common import clock

_QUEUE = 1000  # messages kept of an *every* wire before the oldest reader misses some
_RECONNECT_MS = 20


class WireEnds:
    """The ends of the wires that one room holds."""

    def __init__(self, wires: tuple[Wire, ...], room: str, folder: str):
        """`folder` is where the sockets live; a room opens only the ends the table gives it."""
        self._context = zmq.Context()
        self._out = {
            w.message: _writer(self._context, w, folder) for w in wires if room in w.writers
        }
        self._in = {w.name: _reader(self._context, w, folder) for w in wires if room in w.readers}

    def send(self, message) -> None:
        """Hands the message to its wire without waiting; nobody may be listening."""
        try:
            self._out[type(message)].send(messages.encode(message), zmq.NOBLOCK, copy=False)
        except zmq.Again:  # an *every* wire whose reader is away: its bound is reached
            pass

    def take(self, name: str):
        """The next unread message of a wire, None when there is none. Never waits."""
        try:
            return messages.decode(self._in[name].recv(zmq.NOBLOCK, copy=False).buffer)
        except zmq.Again:
            return None

    def wait(self, seconds: float, *names: str) -> None:
        """Returns when one of the wires has something to read, or after `seconds`."""
        if not names:  # a poller without sockets would not wait at all
            clock.rest(seconds)
            return
        poller = zmq.Poller()
        for name in names:
            poller.register(self._in[name], zmq.POLLIN)
        poller.poll(max(0, round(seconds * 1000)))

    def close(self, linger_ms: int = 0) -> None:
        """Lets go at once of what was not yet sent, or after `linger_ms` of trying."""
        self._context.destroy(linger=linger_ms)


def _address(folder: str, wire: Wire) -> str:
    return f"ipc://{folder}/{wire.name}"


def _writer(context, wire: Wire, folder: str):
    many_readers = wire.kind == LATEST or len(wire.readers) > 1
    socket = context.socket(zmq.PUB if many_readers else zmq.PUSH)
    _set_bounds(socket, wire)
    (socket.bind if many_readers else socket.connect)(_address(folder, wire))
    return socket


def _reader(context, wire: Wire, folder: str):
    many_readers = wire.kind == LATEST or len(wire.readers) > 1
    socket = context.socket(zmq.SUB if many_readers else zmq.PULL)
    _set_bounds(socket, wire)
    if many_readers:
        socket.subscribe(b"")
    (socket.connect if many_readers else socket.bind)(_address(folder, wire))
    return socket


def _set_bounds(socket, wire: Wire) -> None:
    socket.set(zmq.LINGER, 0)
    socket.set(zmq.RECONNECT_IVL, _RECONNECT_MS)
    if wire.kind == LATEST:
        socket.set(zmq.CONFLATE, 1)
    else:
        socket.set_hwm(_QUEUE)
