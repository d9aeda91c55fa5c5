"""The console room: everything the rooms say -> the technician's page, OSC, MQTT, the counts; and commands back."""

import asyncio
import socket
from pathlib import Path
from typing import get_args

import uvicorn

from installation.common import clock
from installation.config import schema
from installation.console import password
from installation.console.actions import Choices
from installation.console.auth import Guard
from installation.console.counting import Counting
from installation.console.mqtt import Mqtt
from installation.console.osc import Osc
from installation.console.page import Desk, application
from installation.console.snapshot import Board
from installation.console.visit_store import Almanac
from installation.faults import Fault
from installation.messages import Command, Presence

TURN_S = 0.05
OTHER_PORTS = 20  # tried in turn when the one wanted is taken
LOOK_EVERY_S = 2.0  # for packs and texts that came
HEAD_S = 5.0  # the longest a browser may take to say what it wants


class Room:
    """Serves the page from its own loop: while the loop stands, there is no beat."""

    def __init__(self, context):
        self._context, self._settings = context, context.settings
        self._board, self._seq = Board(), 0
        state = Path(context.settings.state)
        self._almanac = Almanac(state)
        self._counting = Counting(self._board, self._almanac, context.settings.statistics.keep_days)
        self._loop = asyncio.new_event_loop()
        self._open_port()
        self._look()
        desk = Desk(
            self._board,
            self._almanac,
            Guard(tuple(context.settings.console.hosts) if self._address != "127.0.0.1" else ()),
            context.settings,
            state,
            lambda: self._choices,
            self._send,
        )
        self._server = _server(application(desk))
        self._loop.run_until_complete(self._server.startup([self._socket]))
        self._waiting: dict[int, int] = {}  # connection -> since when it has said nothing whole
        self._osc = Osc(context.settings.osc, self._board, lambda: self._choices, self._send)
        self._mqtt = Mqtt(
            context.settings.mqtt, state, self._board, lambda: self._choices, self._send
        )

    def turn(self) -> None:
        """Takes in what came, and answers browsers for a moment."""
        for name, note in self._notes().items():
            if (message := self._context.wires.take(name)) is not None:
                note(message)
        now_ns = clock.now_ns()
        if clock.seconds(now_ns - self._looked_ns) > LOOK_EVERY_S:
            self._look()
            self._say()
            self._close_or_open()
        self._counting.turn(now_ns)
        self._osc.turn(now_ns)
        self._mqtt.turn(now_ns)
        self._drop_slow(now_ns)
        self._loop.run_until_complete(asyncio.sleep(TURN_S))

    def close(self) -> None:
        """Lets go of the port; browsers are not waited for."""
        self._counting.close()
        self._osc.close()
        self._mqtt.close()
        self._server.force_exit = True
        self._loop.run_until_complete(self._server.shutdown([self._socket]))
        self._loop.close()

    def _notes(self) -> dict:
        return {
            "shown": self._board.note_shown,
            "presence": self._note_presence,
            "point": self._board.note_point,
            "level": self._board.note_level,
            "status": self._board.note_status,
        }

    def _note_presence(self, presence: Presence) -> None:
        self._board.note_presence(presence)
        self._counting.note(presence)

    def _send(self, verb: str, value: str) -> None:
        self._seq += 1
        self._context.wires.send(Command(self._seq, verb, value))

    def _close_or_open(self) -> None:
        """The visit closes and opens with the house; said until it has, as its room may be away when it is said first."""
        house, visit = self._board.house.get("state"), self._board.visit.get("state")
        if house == "closing" and visit != "closed":
            self._send("close", "")
        elif house == "open" and visit == "closed":
            self._send("open", "")

    def _wanted_address(self) -> str:
        lan = self._settings.console.network and password.is_set(Path(self._settings.state))
        return "0.0.0.0" if lan else "127.0.0.1"

    def _open_port(self) -> None:
        wanted, lan = self._settings.console.port, self._settings.console.network
        self._address = self._wanted_address()
        self._lan_words = (
            "the page answers this machine only, until a password is set: ./kiosk password"
            if lan and self._address == "127.0.0.1"
            else ""
        )
        self._socket = _listening(self._address, self._context.checkpoint.get("port", wanted))
        self.port = self._socket.getsockname()[1]
        self._port_words = (
            f"port {wanted} is taken by another program: the page is at http://127.0.0.1:{self.port}/"
            if self.port != wanted
            else ""
        )
        self._context.facts = {"port": self.port}
        self._context.checkpoint = {"port": self.port}
        self._context.set_status(" ".join(filter(None, (self._port_words, self._lan_words))))

    def _look(self) -> None:
        """What there is to choose from."""
        self._looked_ns = clock.now_ns()
        if self._wanted_address() != self._address:
            raise Fault("the password was set or taken away: the page begins anew")
        models, texts = (
            Path(self._settings.pack_folder).parent,
            Path(self._settings.assets) / "texts",
        )
        self._choices = Choices(
            tuple(sorted(path.parent.name for path in models.glob("*/pack.toml"))),
            tuple(sorted(path.stem for path in texts.glob("*.toml"))),
            tuple(self._board.rooms),
            get_args(schema.Journey.model_fields["steering"].annotation),
        )

    def _say(self) -> None:
        words = (
            self._port_words,
            self._lan_words,
            self._almanac.words,
            self._osc.words,
            self._mqtt.words,
        )
        self._context.set_status("; ".join(filter(None, words)))

    def _drop_slow(self, now_ns: int) -> None:
        """A connection that does not say what it wants is let go, so that it takes nobody's place."""
        idle = {
            id(each): each
            for each in self._server.server_state.connections
            if getattr(each, "cycle", None) is None
        }
        self._waiting = {key: self._waiting.get(key, now_ns) for key in idle}
        for key, since_ns in self._waiting.items():
            if clock.seconds(now_ns - since_ns) > HEAD_S:
                idle[key].transport.close()


def _server(app) -> uvicorn.Server:
    schema = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        lifespan="off",
        limit_concurrency=64,
        timeout_keep_alive=5,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=16_384,
    )
    schema.load()
    server = uvicorn.Server(schema)
    server.lifespan = schema.lifespan_class(schema)
    return server


def _listening(address: str, wanted: int) -> socket.socket:
    """A socket at the port wanted, or at the next that is free."""
    for port in range(wanted, wanted + OTHER_PORTS):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
            return listener
        except OSError:
            listener.close()
    raise Fault(
        f"ports {wanted} to {wanted + OTHER_PORTS - 1} of this machine are all taken: choose with --port"
    )
