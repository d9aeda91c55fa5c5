"""OSC over UDP, both ways; the only file that uses python-osc. Off unless [osc] names a port."""

import socket
from collections.abc import Iterator

from pythonosc.osc_message import OscMessage, ParseError
from pythonosc.osc_message_builder import OscMessageBuilder

from installation.common import system_errors
from installation.config.settings import Settings
from installation.console import HouseNews, RemoteRequest
from installation.console.actions import BadRequest
from installation.console.rate_limit import Rhythm

ROOT = "/latenzraum/"
_PACKET_BYTES = 1500  # longer packets are cut, and cannot be read then
_PACKETS_A_TURN = 2000  # a flood must not hold up the page
_BUNDLE = b"#bundle\0"
_BUNDLE_HEAD = 16  # bytes: this, and a time, which is not waited for
_SIZE = 4  # bytes, before each part of a bundle
_NO_VALUES = b",\0\0\0"  # what older programs leave out


class OscCommunicator:
    """Sends all readings at [osc] rate_hz, and takes requests from [osc] senders."""

    name = "OSC"

    def __init__(self, settings: Settings):
        """Opens nothing yet."""
        self.requests_hz = settings.osc.rate_hz
        self._settings = settings.osc
        self._receiver: socket.socket | None = None
        self._sender: socket.socket | None = None
        self._rhythm = Rhythm()
        self._unheard = ""  # why nothing is received
        self._unsent = ""  # why the newest value was not sent
        self._echo = ""  # what is sent comes back: a reading, such as the pack, would be a command

    @property
    def message(self) -> str:
        """Why nothing is received or sent, or all of it comes back; empty when all is well."""
        return "; ".join(part for part in (self._unheard, self._unsent, self._echo) if part)

    def start(self) -> None:
        """Opens the ports that are wanted."""
        if self._settings.listen_port:
            self._receiver = self._listening()
        if self._settings.send_port:
            self._sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._sender.setblocking(False)
            # a network's broadcast address reaches all who listen in it
            self._sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)

    def publish(self, news: HouseNews, now_ns: int) -> None:
        """One message a reading, at [osc] rate_hz."""
        if self._sender is None:
            return
        if not self._rhythm.is_due(1 / self._settings.rate_hz, now_ns):
            return
        for name, value in news.readings.items():
            builder = OscMessageBuilder(ROOT + name)
            builder.add_arg(value)
            if not self._send(self._sender, builder.build().dgram):
                return

    def poll(self) -> Iterator[bytes]:
        """The packets of those who may send."""
        if self._receiver is None:
            return
        for _ in range(_PACKETS_A_TURN):
            try:
                packet, (address, port) = self._receiver.recvfrom(_PACKET_BYTES)
            except OSError:  # nothing left
                return
            if self._is_own(address, port):
                self._echo = (
                    f"OSC to {address} is heard by the house itself: name another [osc] send_port"
                )
            elif address in self._settings.senders:
                yield from _messages(packet)

    def decode(self, packet: bytes) -> RemoteRequest:
        """Address and first argument of the message. Raises `BadRequest`."""
        try:
            is_untyped = packet.startswith(b"/") and b"," not in packet
            message = OscMessage(packet + _NO_VALUES if is_untyped else packet)
            values = [str(value) for value in message.params]
        except (ParseError, ValueError, IndexError, TypeError, RecursionError) as error:
            raise BadRequest(f"a packet that cannot be read ({type(error).__name__})") from error
        if not message.address.startswith(ROOT):
            raise BadRequest(f"addresses begin with {ROOT}")
        return RemoteRequest(
            action=message.address.removeprefix(ROOT),
            value=values[0] if values else "",
        )

    def answer(self, request: RemoteRequest, refusal: str) -> None:
        """Nothing: who sends by UDP does not listen; the page says it."""

    def close(self) -> None:
        """Lets go of the ports."""
        for opened in (self._receiver, self._sender):
            if opened is not None:
                opened.close()

    def _is_own(self, address: str, port: int) -> bool:
        """A packet that this house has sent itself."""
        if self._sender is None or address != self._settings.send_address:
            return False
        own_port: int = self._sender.getsockname()[1]
        return port == own_port

    def _listening(self) -> socket.socket | None:
        address = self._settings.listen_address
        port = self._settings.listen_port
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.setblocking(False)
        try:
            receiver.bind((address, port))
        except OSError as error:
            receiver.close()
            self._unheard = f"OSC is not received: {address}:{port}: {system_errors.words(error)}"
            return None
        return receiver

    def _send(self, sender: socket.socket, packet: bytes) -> bool:
        """False where the rest of this round is better left out."""
        try:
            sender.sendto(packet, (self._settings.send_address, self._settings.send_port))
        except BlockingIOError:
            return False
        except OSError as error:
            self._unsent = (
                f"OSC is not sent to {self._settings.send_address}: {system_errors.words(error)}"
            )
            return False
        self._unsent = ""
        return True


def _messages(packet: bytes) -> list[bytes]:
    """Those of a bundle, and of the bundles in it; the packet itself where it is none."""
    if not packet.startswith(_BUNDLE):
        return [packet]
    messages = []
    position = _BUNDLE_HEAD
    while position < len(packet):
        begin = position + _SIZE
        position = begin + int.from_bytes(packet[position:begin], "big")
        messages += _messages(packet[begin:position])
    return messages
