"""A connection to the inference server that stays open; the only file that talks with one."""

import contextlib
import http.client
import json
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installation.common import files, system_errors
from installation.common.served_models import ServerAddress, server_address
from installation.config.settings import Settings
from installation.generator.inference import ServerFailed

PATIENCE_S = 10.0  # for each step on the way; who wants a picture sooner leaves before
MOST_BYTES = 192 << 20  # of an answer: a picture of 3840x2160 in four float32 channels has 133 MB
TOKEN_FILE = "inference-token"  # in the state folder
_MOST_TOKEN_BYTES = 1 << 14
_BLOCK = 1 << 16
_OK = 200
_UNKNOWN = (400, 404)  # Triton says 400
NO_SERVER = "what answers there is no inference server"
_REFUSES = "it refuses ({})"
_WORDS = {
    401: "it wants a token: the file inference-token of the state folder ({})",
    403: "it does not let this house in: see the file inference-token of the state folder ({})",
}
_GONE = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)


@dataclass(frozen=True)
class ServerAnswer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytearray


class ServerConnection:
    """One question at a time, from one thread; `abort` may be called from another."""

    def __init__(self, address: ServerAddress, ca: Path | None, token_file: Path):
        """`ca`: certificates that are trusted instead of this machine's. Connects to nobody yet."""
        self.place = str(address)  # what the server is called
        self._address = address
        self._ca = ca
        self._token_file = token_file  # may be missing
        self._headers: dict[str, str] = {}  # of every question
        self._http: http.client.HTTPConnection | None = None
        self._is_aborted = False  # nobody waits for the answer any more

    @classmethod
    def of(cls, settings: Settings) -> "ServerConnection":
        """To the server that kiosk.toml names."""
        asked = settings.inference
        ca = settings.state / asked.ca if asked.ca else None
        return cls(server_address(asked.server), ca, settings.state / TOKEN_FILE)

    def get(self, path: str, missing: str) -> Any:
        """What the server says of `path`, which begins with /v2, as JSON.

        Raises `ServerFailed`; where there is no such thing, with the words `missing`.
        """
        answer = self._asked("GET", path, b"", {})
        if answer.status in _UNKNOWN:
            words = _short(_error_of(answer.body)) or "it says no more"
            raise ServerFailed(f"{missing} ({answer.status}, {words})")
        _check(answer)
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            raise ServerFailed(NO_SERVER) from error

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> ServerAnswer:
        """The answer to `body`. Raises `ServerFailed`."""
        answer = self._asked("POST", path, body, headers)
        _check(answer)
        return answer

    def abort(self) -> None:
        """Ends the question that is being asked: it then raises `ServerFailed`."""
        self._is_aborted = True
        connection = self._http
        if connection is not None and connection.sock is not None:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Lets go of the connection; the next question makes a new one."""
        if self._http is not None:
            self._http.close()
        self._http = None

    def _asked(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> ServerAnswer:
        self._is_aborted = False
        try:
            return self._exchanged(method, path, body, headers)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise ServerFailed(_in_words(error)) from error
        except ServerFailed:
            self.close()
            raise

    def _exchanged(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> ServerAnswer:
        """A server may have closed a connection that rested: then once more, on a new one."""
        was_open = self._http is not None and self._http.sock is not None
        try:
            return self._once(method, path, body, headers)
        except _GONE:
            if not was_open or self._is_aborted:
                raise
            self.close()
            return self._once(method, path, body, headers)

    def _once(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> ServerAnswer:
        if self._http is None:
            self._http = self._opened()
        self._http.request(method, self._address.path + path, body, self._headers | headers)
        response = self._http.getresponse()
        return ServerAnswer(response.status, response.headers, _bounded(response))

    def _opened(self) -> http.client.HTTPConnection:
        self._headers = {"User-Agent": "latenzraum", **self._authorization()}
        host = self._address.host
        port = self._address.port
        if self._address.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
        context = _context(self._ca)
        return http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=context)

    def _authorization(self) -> dict[str, str]:
        """The token, read again for each connection. Raises `ServerFailed`."""
        path = self._token_file
        if not path.is_file():
            return {}
        try:
            token = files.read_bounded(path, _MOST_TOKEN_BYTES).decode("ascii").strip()
        except (OSError, ValueError) as error:
            raise ServerFailed(f"its token in {path} cannot be read") from error
        if not token.isprintable():
            raise ServerFailed(f"its token in {path} has signs that cannot be sent")
        if not self._address.is_private:
            raise ServerFailed("its token would cross the network unencrypted: write https://")
        return {"Authorization": f"Bearer {token}"}


def _context(ca: Path | None) -> ssl.SSLContext:
    """Raises `ServerFailed`."""
    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:
        is_read = isinstance(error, ssl.SSLError)
        words = "it holds no PEM certificates" if is_read else system_errors.words(error)
        raise ServerFailed(f"[inference] ca, {ca}, cannot be used ({words})") from error


def _bounded(response: http.client.HTTPResponse) -> bytearray:
    """All of it. Raises `ServerFailed` for more than can be a picture, and OSError."""
    length = response.length
    if length is None:
        return _unannounced(response)
    if length > MOST_BYTES:
        raise ServerFailed(f"its answer has {length >> 20} MB: {MOST_BYTES >> 20} MB are read")
    body = bytearray(length)
    rest = memoryview(body)
    while rest:
        count = response.readinto(rest)
        if not count:
            raise http.client.IncompleteRead(b"", len(rest))
        rest = rest[count:]
    response.read()  # nothing is left: the connection is free for the next question
    return body


def _unannounced(response: http.client.HTTPResponse) -> bytearray:
    """In pieces, where nobody says how many there are."""
    body = bytearray()
    while block := response.read(_BLOCK):
        body += block
        if len(body) > MOST_BYTES:
            raise ServerFailed(f"its answer does not end: {MOST_BYTES >> 20} MB are read")
    return body


def _check(answer: ServerAnswer) -> None:
    """Raises `ServerFailed` for a status that is none that helps."""
    if answer.status != _OK:
        raise ServerFailed(_refusal(answer))


def _refusal(answer: ServerAnswer) -> str:
    """Why it does not help."""
    status = answer.status
    if 300 <= status < 400:
        to = _short(answer.headers.get("Location", "nowhere"))
        return f"it sends us on to {to} ({status}), where nobody goes: name the right address"
    words = _short(_error_of(answer.body))
    told = f"{status}, {words}" if words else str(status)
    return _WORDS.get(status, _REFUSES).format(told)


def _error_of(body: bytearray) -> str:
    """What the protocol lets a server say of an error; empty where it says nothing in its form."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return str(told.get("error", "")) if isinstance(told, dict) else ""


def _short(text: str) -> str:
    """A stranger's words on one line, without what divides our own sentences."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.replace(";", ",").split())[:160]


def _in_words(error: Exception) -> str:
    """Why nothing came back."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message}): [inference] ca"
    if isinstance(error, ssl.SSLError):
        return f"the encryption fails ({_short(error.reason or str(error))})"
    if isinstance(error, socket.gaierror):
        return "the network does not know its name"
    if isinstance(error, TimeoutError):
        return "it does not answer"
    if isinstance(error, (ConnectionRefusedError, *_GONE)):
        return "no server answers there"
    if isinstance(error, http.client.IncompleteRead):
        return "its answer breaks off"
    if isinstance(error, OSError):
        return f"it cannot be reached ({_short(system_errors.words(error))})"
    return NO_SERVER
