"""The console room: everything the rooms say -> the technician's page, OSC, MQTT, the counts; and commands back."""

from pathlib import Path

from installation.common import clock, files
from installation.config.schema import ConsoleConfig
from installation.console import (
    HouseNews,
    RemoteRequest,
    actions,
    communicators,
    password,
)
from installation.console.actions import Choices
from installation.console.app import AppContext, application
from installation.console.auth import Auth
from installation.console.counting import VisitCounter
from installation.console.fleet_desk import FleetDesk
from installation.console.page_settings import PageSettings
from installation.console.readings import LiveReadings
from installation.console.server import ALL, LOCAL, PageServer
from installation.console.signed_picture import SignedPicture
from installation.console.snapshot import Snapshot
from installation.console.visit_store import VisitStore
from installation.faults import Fault
from installation.ipc.room_context import RoomContext
from installation.messages import Command
from installation.vocabulary import HouseState, Steering, Verb, VisitState

LOOK_EVERY_S = 2.0  # for packs and texts that came


class Room:
    """Serves the page from its own loop: while the loop stands, there is no beat."""

    def __init__(self, context: RoomContext):
        self._context = context
        self._settings = context.settings
        self._command_seq = 0
        self._looked_ns = clock.now_ns()
        self._snapshot = Snapshot()
        self._signed_picture = SignedPicture(self._settings)
        self._visit_store = VisitStore(self._settings.state)
        self._counter = VisitCounter(
            self._snapshot,
            self._visit_store,
            0 if self._settings.studio else self._settings.statistics.keep_days,
        )
        self._choices = self._look_for_choices()
        self._fleet = FleetDesk(self._settings)
        self._server = self._open_port()
        self._server.start(application(self._app_context()))
        self._links = communicators.Links(self._settings, self._grant)

    def turn(self) -> None:
        """Takes in what came, and answers browsers for a moment."""
        self._take_messages()
        now_ns = clock.now_ns()
        if clock.seconds(now_ns - self._looked_ns) > LOOK_EVERY_S:
            self._looked_ns = now_ns
            self._check_address()
            self._choices = self._look_for_choices()
            self._context.set_status(self._message())
            self._context.telemetry.refused = self._links.refusal
            self._close_or_open_visit()
            self._links.follow(self._snapshot.settings)
        self._counter.turn(now_ns)
        news = HouseNews(LiveReadings(self._snapshot), self._choices, self._picture)
        self._links.turn(news, now_ns)
        self._fleet.turn(now_ns)
        self._server.drop_silent(now_ns)
        self._server.serve(self._links.turn_s)

    def close(self) -> None:
        """Writes what waits, and lets go of the ports."""
        self._counter.close()
        self._links.close()
        self._fleet.close()
        self._server.close()

    def _picture(self) -> bytes:
        return self._signed_picture.of(self._snapshot.jpeg)

    def _take_messages(self) -> None:
        wires = self._context.wires
        for name, record in (
            ("shown", self._snapshot.record_shown),
            ("point", self._snapshot.record_point),
            ("level", self._snapshot.record_level),
            ("status", self._snapshot.record_status),
        ):
            message = wires.take(name)
            if message is not None:
                record(message)
        presence = wires.take("presence")
        if presence is not None:
            self._snapshot.record_presence(presence)
            self._counter.record(presence)
        elif wires.newest("presence") is None:
            self._snapshot.record_presence(None)

    def _grant(self, request: RemoteRequest) -> None:
        """Does what another machine asks for. Raises `BadRequest`."""
        verb, value = actions.command(
            request.action,
            request.value,
            self._choices,
            actions.REMOTE_ACTIONS,
        )
        self._send(verb, value)

    def _send(self, verb: Verb, value: str = "") -> None:
        self._command_seq += 1
        self._context.wires.send(Command(self._command_seq, verb, value))

    def _close_or_open_visit(self) -> None:
        """The visit closes and opens with the house; said until it has: its room may be away at first."""
        house = self._snapshot.house.get("state")
        visit = self._snapshot.visit.get("state")
        if house == HouseState.CLOSING and visit != VisitState.CLOSED:
            self._send(Verb.CLOSE)
        elif house == HouseState.OPEN and visit == VisitState.CLOSED:
            self._send(Verb.OPEN)

    def _wanted_address(self) -> str:
        """All addresses of this machine only behind a password."""
        if self._settings.console.network and password.is_set(self._settings.state):
            return ALL
        return LOCAL

    def _check_address(self) -> None:
        """Raises `Fault` when the page has to answer at another address: the next life does."""
        if self._wanted_address() != self._server.address:
            raise Fault("the password was set or removed: the page restarts")

    def _open_port(self) -> PageServer:
        wanted = self._context.checkpoint.get("port", self._settings.console.port)
        server = PageServer(self._wanted_address(), wanted)
        self._context.telemetry.port = server.port
        self._context.checkpoint = {"port": server.port}
        self._context.set_status(_address_message(self._settings.console, server))
        return server

    def _app_context(self) -> AppContext:
        form = PageSettings(self._snapshot, self._settings.state, lambda: self._choices)
        hosts = () if self._server.address == LOCAL else tuple(self._settings.console.hosts)
        return AppContext(
            snapshot=self._snapshot,
            signed_picture=self._signed_picture,
            visit_store=self._visit_store,
            auth=Auth(hosts),
            settings=self._settings,
            form=form,
            choices=lambda: self._choices,
            send=self._send,
            fleet=self._fleet,
        )

    def _look_for_choices(self) -> Choices:
        models = self._settings.models
        texts = self._settings.assets / "texts"
        return Choices(
            packs=tuple(sorted(path.parent.name for path in files.matching(models, "*/pack.toml"))),
            languages=tuple(sorted(path.stem for path in files.matching(texts, "*.toml"))),
            rooms=tuple(self._snapshot.rooms),
            steerings=tuple(Steering),
        )

    def _message(self) -> str:
        parts = [
            _address_message(self._settings.console, self._server),
            _password_message(self._settings.state),
            self._visit_store.message,
            self._links.message,
            self._signed_picture.message,
        ]
        return "; ".join(part for part in parts if part)


def _address_message(settings: ConsoleConfig, server: PageServer) -> str:
    """Why the page is not where it was asked for; empty when it is."""
    parts = []
    if server.port != settings.port:
        parts.append(
            f"port {settings.port} is taken by another program: "
            f"the page is at http://127.0.0.1:{server.port}/"
        )
    if settings.network and server.address == LOCAL:
        parts.append(
            "the page answers this machine only, until a password is set: ./kiosk password"
        )
    return "; ".join(parts)


def _password_message(state: Path) -> str:
    """Why nobody can log in; empty where somebody can."""
    why = password.problem(state)
    if not why:
        return ""
    return (
        f"nobody can log in to the page, its password cannot be used ({why});"
        " set it again: kiosk password"
    )
