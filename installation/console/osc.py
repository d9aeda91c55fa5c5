"""OSC in and out, over UDP; the one door to python-osc. Off unless [osc] names a port."""

import socket
from types import SimpleNamespace

from pythonosc.osc_message import OscMessage, ParseError
from pythonosc.osc_message_builder import OscMessageBuilder

from installation.common import clock
from installation.console.actions import BY_WIRE, Unusable, command
from installation.console.rate_limit import Allowance
from installation.console.snapshot import Board
from installation.console.telemetry import read

ROOT = "/latenzraum/"
_LONGEST = 1500  # bytes of a packet; longer ones are cut and then unreadable
_REMEMBERED_NS = 60 * clock.SECOND_NS  # one bad packet is no lasting trouble
_MOST_A_TURN = 2000  # packets that are looked at: a flood must not hold up the page


class Osc:
    """Sends the readings at their rate, and takes the actions of those who may send them."""

    def __init__(self, settings: SimpleNamespace, board: Board, choices, send):
        """`settings` as [osc]; `choices()` what there is to choose from; `send(verb, value)` a command."""
        self._settings, self._board, self._choices, self._send = settings, board, choices, send
        self._allowance = Allowance(settings.rate_hz)
        self._told_ns = self._refused_ns = 0
        self._waiting: bytes | None = None
        self._silent = self._refused = (
            ""  # why nobody is heard or told; what was wrong with the last packet
        )
        self._ear = self._listening() if settings.listen_port else None
        self._mouth = (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) if settings.send_port else None
        )
        if self._mouth:
            self._mouth.setblocking(False)

    @property
    def words(self) -> str:
        """What is not as it should be; empty when all is."""
        return self._silent or self._refused

    def turn(self, now_ns: int) -> None:
        """Never waits."""
        if now_ns - self._refused_ns > _REMEMBERED_NS:
            self._refused = ""
        if self._ear:
            self._hear(now_ns)
            self._take_turn(now_ns)
        if self._mouth and now_ns - self._told_ns >= 1e9 / self._settings.rate_hz:
            self._told_ns = now_ns
            self._tell()

    def close(self) -> None:
        """Lets go of the ports."""
        for each in (self._ear, self._mouth):
            if each:
                each.close()

    def _listening(self) -> socket.socket | None:
        ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        ear.setblocking(False)
        try:
            ear.bind((self._settings.listen_address, self._settings.listen_port))
        except OSError as error:
            ear.close()
            self._silent = f"OSC is not heard: {self._settings.listen_address}:{self._settings.listen_port}: {error.strerror}"
            return None
        return ear

    def _hear(self, now_ns: int) -> None:
        for _ in range(_MOST_A_TURN):
            try:
                packet, (address, _) = self._ear.recvfrom(_LONGEST)
            except OSError:  # nothing more
                return
            if address in self._settings.senders:
                self._waiting = packet
                self._take_turn(now_ns)

    def _take_turn(self, now_ns: int) -> None:
        """Of what comes too fast the newest waits: a fader is obeyed where it came to rest."""
        if self._waiting is not None and self._allowance.take(now_ns):
            packet, self._waiting = self._waiting, None
            self._refused, self._refused_ns = self._obey(packet), now_ns

    def _obey(self, packet: bytes) -> str:
        """Why it was not done, empty when it was."""
        try:
            message = OscMessage(packet)
            if not message.address.startswith(ROOT):
                raise Unusable(f"addresses begin with {ROOT}")
            values = [str(value) for value in message.params]
            self._send(
                *command(
                    message.address.removeprefix(ROOT),
                    values[0] if values else "",
                    self._choices(),
                    BY_WIRE,
                )
            )
        except Unusable as error:
            return f"OSC: {error}"
        except (ParseError, ValueError, IndexError, TypeError, RecursionError) as error:
            return f"OSC: a packet that cannot be read ({type(error).__name__})"
        return ""

    def _tell(self) -> None:
        for name, value in read(self._board).items():
            builder = OscMessageBuilder(ROOT + name)
            builder.add_arg(value)
            try:
                self._mouth.sendto(
                    builder.build().dgram, (self._settings.send_address, self._settings.send_port)
                )
            except BlockingIOError:
                return
            except OSError as error:
                self._silent = f"OSC is not sent to {self._settings.send_address}: {error.strerror}"
                return
