"""A wire to other machines, over ZeroMQ: encrypted, and only between those that know each other's keys (CurveZMQ).

The house sends, others listen. Newest wins: what a slow listener has not taken is lost to it, and nobody waits.
"""

import contextlib
from collections.abc import Callable

import zmq
from zmq.auth.thread import ThreadAuthenticator

MOST_BYTES = 8 << 20  # of a message
_KEPT = 2  # messages for a listener
_BUFFER_BYTES = 256 << 10  # that the system holds for it besides: more would only make it late
_BEAT_MS = 2000  # a listener or a house that does not answer ...
_GONE_MS = 6000  # ... for so long is gone
_RECONNECT_MS = 500
_LONGEST_RECONNECT_MS = 5000
# A call that the network swallowed is given up after so long: the system itself repeats it more and more seldom,
# for two minutes, and a cable that is plugged in again in between would not be noticed.
_CONNECT_MS = 3000
_HANDSHAKE_MS = 5000

Admits = Callable[[str], bool]  # a listener's public key


def new_pair() -> tuple[str, str]:
    """A public key and its secret one."""
    public, secret = zmq.curve_keypair()
    return public.decode(), secret.decode()


class FarSender:
    """The house's end. Belongs to the thread that makes it."""

    def __init__(self, address: str, port: int, secret: str, admits: Admits):
        """Listens at an address of this machine. Raises OSError."""
        self.has_listeners = False
        self._context = zmq.Context()
        self._guard = ThreadAuthenticator(self._context)
        self._guard.start()
        self._guard.configure_curve_callback("*", _Doorkeeper(admits))
        socket = self._context.socket(zmq.XPUB)
        socket.curve_server = True
        socket.curve_secretkey = secret.encode()
        socket.setsockopt(zmq.SNDHWM, _KEPT)
        socket.setsockopt(zmq.SNDBUF, _BUFFER_BYTES)
        _configure(socket)
        self._socket = socket
        try:
            socket.bind(f"tcp://{address}:{port}")
        except zmq.ZMQError as error:
            self.close()
            raise OSError(error.errno, error.strerror, f"port {port}") from error

    def send(self, message: bytes) -> None:
        """To all who listen; never waits."""
        with contextlib.suppress(zmq.Again):
            self._socket.send(message, zmq.NOBLOCK)

    def look(self) -> None:
        """Takes note of who came and went."""
        with contextlib.suppress(zmq.Again):
            while True:
                self.has_listeners = self._socket.recv(zmq.NOBLOCK)[:1] == b"\x01"

    def close(self, linger_ms: int = 0) -> None:
        """What is under way has so long to leave."""
        self._socket.close(linger_ms)
        self._guard.stop()
        self._context.term()


class FarReader:
    """A listener's end; it comes back by itself as often as it must."""

    def __init__(self, host: str, port: int, house: str, public: str, secret: str):
        """`house` is the house's public key, the others are our own. Raises OSError for a host that is no name."""
        self._context = zmq.Context()
        socket = self._context.socket(zmq.SUB)
        socket.curve_serverkey = house.encode()
        socket.curve_publickey = public.encode()
        socket.curve_secretkey = secret.encode()
        socket.setsockopt(zmq.CONFLATE, 1)
        socket.setsockopt(zmq.MAXMSGSIZE, MOST_BYTES)
        socket.setsockopt(zmq.RECONNECT_IVL, _RECONNECT_MS)
        socket.setsockopt(zmq.RECONNECT_IVL_MAX, _LONGEST_RECONNECT_MS)
        _configure(socket)
        socket.subscribe(b"")
        self._socket = socket
        try:
            socket.connect(f"tcp://{host}:{port}")
        except zmq.ZMQError as error:
            self.close()
            raise OSError(error.errno, error.strerror, host) from error

    def take(self) -> bytes | None:
        """The newest message that was not taken yet; None where there is none. Never waits."""
        try:
            return self._socket.recv(zmq.NOBLOCK)
        except zmq.Again:
            return None

    def close(self) -> None:
        """Lets go of the house."""
        self._socket.close(0)
        self._context.term()


class _Doorkeeper:
    """As the library asks who may come in."""

    def __init__(self, admits: Admits):
        self._admits = admits

    def callback(self, domain: str, key: bytes) -> bool:
        return self._admits(key.decode())


def _configure(socket: zmq.Socket[bytes]) -> None:
    socket.setsockopt(zmq.IPV6, 1)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.CONNECT_TIMEOUT, _CONNECT_MS)
    socket.setsockopt(zmq.HANDSHAKE_IVL, _HANDSHAKE_MS)
    socket.setsockopt(zmq.HEARTBEAT_IVL, _BEAT_MS)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, _GONE_MS)
