"""The console room: everything the rooms say -> the technician's page. On this machine only."""

import asyncio
import socket

import uvicorn

from installation.console.page import Board, application
from installation.faults import Fault
from installation.messages import LatentPoint, Level, Presence, Shown, Status
from installation.plumbing import clock

TURN_S = 0.05
OTHER_PORTS = 20  # tried in turn when the one wanted is taken


class Room:
    """Serves the page from its own loop: while the loop stands, there is no beat."""

    def __init__(self, post):
        self._post = post
        self._board = Board()
        self._loop = asyncio.new_event_loop()
        wanted = post.settings.console.port
        self._socket = _listening(post.keep.get("port", wanted))
        self.port = self._socket.getsockname()[1]
        if self.port != wanted:
            post.say(f"port {wanted} is taken by another program: the page is at http://127.0.0.1:{self.port}/")
        post.facts = {"port": self.port}
        post.keep = {"port": self.port}
        self._server = _server(application(self._board))
        self._loop.run_until_complete(self._server.startup([self._socket]))

    def turn(self) -> None:
        """Takes in what came, and answers browsers for a moment."""
        for name, note in _NOTES.items():
            if (message := self._post.wires.take(name)) is not None:
                note(self._board, message)
        self._loop.run_until_complete(asyncio.sleep(TURN_S))

    def close(self) -> None:
        """Lets go of the port; browsers are not waited for."""
        self._server.force_exit = True
        self._loop.run_until_complete(self._server.shutdown([self._socket]))
        self._loop.close()


def _server(app) -> uvicorn.Server:
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, lifespan="off", limit_concurrency=32, timeout_keep_alive=5
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    return server


def _listening(wanted: int) -> socket.socket:
    """A socket on loopback at the port wanted, or at the next that is free."""
    for port in range(wanted, wanted + OTHER_PORTS):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            return listener
        except OSError:
            listener.close()
    raise Fault(f"ports {wanted} to {wanted + OTHER_PORTS - 1} of this machine are all taken: choose with --port")


def _note_shown(board: Board, shown: Shown) -> None:
    board.jpeg = shown.jpeg.tobytes()


def _note_presence(board: Board, presence: Presence) -> None:
    board.presence = {
        "age_ms": round(clock.seconds(clock.now_ns() - presence.light_ns) * 1000),
        "count": presence.count,
        "visitors": presence.visitors,
        "places": [[round(float(value), 3) for value in row] for row in presence.places],
        "silhouette": ["".join(".#"[cell] for cell in row) for row in presence.silhouette],
    }


def _note_point(board: Board, point: LatentPoint) -> None:
    board.visit = {"state": point.state, "attention": round(point.attention, 3)}


def _note_level(board: Board, level: Level) -> None:
    board.level = {"peak": round(level.peak, 4), "rms": round(level.rms, 4)}


def _note_status(board: Board, status: Status) -> None:
    board.rooms, board.report = status.rooms, status.report


_NOTES = {
    "shown": _note_shown,
    "presence": _note_presence,
    "point": _note_point,
    "level": _note_level,
    "status": _note_status,
}
