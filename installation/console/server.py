"""The port of the page, and the server behind it; the only file that uses uvicorn."""

import asyncio
import logging
import socket
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from installation.common import clock, scarcity
from installation.faults import Fault

LOCAL = "127.0.0.1"
ALL = "0.0.0.0"
OTHER_PORTS = 20  # tried in turn when the one wanted is taken
HEAD_S = 5.0  # the longest a browser may take to say what it wants
_MOST_CONNECTIONS = 64  # with more, who asks is told to come back
_MOST_OPEN = 128  # more are not even listened to: each holds an open file
_MOST_AT_ONCE = 32  # taken in before any of them is judged
_KEEPALIVE_S = 5
_LONGEST_HEAD = 16_384  # bytes

log = logging.getLogger(__name__)


class PageServer:
    """Serves an ASGI application from a loop that only runs while `serve` is called."""

    def __init__(self, address: str, wanted_port: int):
        """Opens the port wanted, or the next one that is free. Raises `Fault`."""
        self._socket = _listening(address, wanted_port)
        self.address = address
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(self._note_trouble)
        self._shortage = ""  # what the machine does not give, in words
        self._trouble = ""  # any other, as it was last told
        self._server: uvicorn.Server | None = None
        self._silent_since: dict[Any, int] = {}  # connection -> monotonic ns

    def start(self, app: Any) -> None:
        """Begins to answer."""
        self._server = _uvicorn_server(app)
        self._loop.run_until_complete(self._server.startup([self._socket]))

    def serve(self, seconds: float) -> None:
        """Answers browsers for so long. Raises `Fault` when nobody can be let in any more: the next life can."""
        self._loop.run_until_complete(asyncio.sleep(seconds))
        if self._shortage:
            raise Fault(self._shortage)

    def drop_silent(self, now_ns: int) -> None:
        """Closes connections that do not say what they want, so that they take nobody's place."""
        if self._server is None:
            return
        silent = [
            connection
            for connection in self._server.server_state.connections
            if getattr(connection, "cycle", None) is None  # no whole request yet
        ]
        # by the connection itself: the number of one that is gone may come again with the next
        self._silent_since = {each: self._silent_since.get(each, now_ns) for each in silent}
        for connection, since_ns in self._silent_since.items():
            if clock.seconds(now_ns - since_ns) > HEAD_S:
                connection.transport.close()

    def _note_trouble(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What went wrong between two requests, as one line: asyncio would write a page for each connection."""
        error = context.get("exception")
        self._shortage = scarcity.words_of(error) if error is not None else ""
        words = " ".join(f"{context['message']} {error or ''}".split())
        if words != self._trouble and not self._shortage:
            self._trouble = words
            log.warning("the page: %s", words)

    def close(self) -> None:
        """Lets go of the port; browsers are not waited for."""
        if self._server is not None:
            self._server.force_exit = True
            self._loop.run_until_complete(self._server.shutdown([self._socket]))
        self._socket.close()
        self._loop.close()


class _BoundedProtocol(H11Protocol):
    """A connection that is closed at once where there are too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        if len(self.connections) > _MOST_OPEN:
            self.transport.abort()


def _uvicorn_server(app: Any) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        http=_BoundedProtocol,
        backlog=_MOST_AT_ONCE,
        log_level="critical",
        access_log=False,
        lifespan="off",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_KEEPALIVE_S,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    return server


def _listening(address: str, wanted: int) -> socket.socket:
    """A socket at the port wanted, or at the next that is free. Raises `Fault`."""
    for port in range(wanted, wanted + OTHER_PORTS):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
            return listener
        except OSError:
            listener.close()
    last = wanted + OTHER_PORTS - 1
    raise Fault(f"ports {wanted} to {last} of this machine are all taken: choose with --port")
