"""Who may ask the page for what: names, origins, passwords, sessions. Pure: the time is handed in.

Against: a page of another site that posts here (Origin, token, SameSite), a foreign name that points at our
address (Host, DNS rebinding), guessing (pauses that double), and a session left open on a borrowed machine (it
expires).
"""

import hmac
import secrets
from dataclasses import dataclass

COOKIE = "latenzraum"
SESSION_S = 12 * 3600.0
MOST_SESSIONS = 50
FREE_TRIES = 5
PAUSE_S = 30.0
LONGEST_PAUSE_S = 900.0
_MOST_ADDRESSES = 1000
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


def host_of(header: str) -> str:
    """The name in a Host header, without its port."""
    name, _, port = header.rpartition(":")
    if name and port.isdecimal():
        return name.lower()
    return header.lower()


@dataclass(frozen=True)
class Session:
    """Somebody who knew the password."""

    token: str  # has to come with every change
    until_s: float


@dataclass(frozen=True)
class WrongTries:
    """How often an address had the password wrong, and until when it has to wait."""

    count: int = 0
    until_s: float = 0.0


class Auth:
    """Keeps the sessions, and who guessed wrong."""

    def __init__(self, hosts: tuple[str, ...] = ()):
        """`hosts` are the names of this machine besides the local ones."""
        self.open_token = secrets.token_urlsafe(24)  # while no password is asked for
        self._hosts = (*_LOCAL_NAMES, *(host.lower() for host in hosts))
        self._sessions: dict[str, Session] = {}  # by cookie, oldest first
        self._wrong: dict[str, WrongTries] = {}  # by address, oldest first

    def knows_host(self, header: str) -> bool:
        """False for a name that is not ours."""
        return host_of(header) in self._hosts

    def is_same_origin(self, origin: str, host: str, site: str) -> bool:
        """True when a change was asked for by a page of ours; `site` is Sec-Fetch-Site, where the browser sends it."""
        ours = (f"http://{host}", f"https://{host}")
        return origin in ours and site in ("", "same-origin")

    def begin(self, now_s: float) -> str:
        """A new session; returns the content of its cookie."""
        self._forget_some(now_s)
        cookie = secrets.token_urlsafe(32)
        self._sessions[cookie] = Session(
            token=secrets.token_urlsafe(24),
            until_s=now_s + SESSION_S,
        )
        return cookie

    def end(self, cookie: str) -> None:
        """Logs out."""
        self._sessions.pop(cookie, None)

    def end_all(self) -> None:
        """Logs everybody out: the password has changed."""
        self._sessions.clear()

    def session(self, cookie: str, now_s: float) -> Session | None:
        """The session of a cookie; None when there is none, or none any more."""
        session = self._sessions.get(cookie)
        if session is None or session.until_s <= now_s:
            return None
        return session

    def is_token(self, given: str, session: Session | None) -> bool:
        """True when a change carries the token of its session; without a password, that of this start."""
        wanted = session.token if session else self.open_token
        return hmac.compare_digest(given.encode(), wanted.encode())

    def pause_s(self, address: str, now_s: float) -> float:
        """How long this address has to wait before it may try a password again."""
        tries = self._wrong.get(address, WrongTries())
        return max(0.0, tries.until_s - now_s)

    def record_wrong(self, address: str, now_s: float) -> None:
        """A wrong password: the first few are free, then the pauses double."""
        if len(self._wrong) >= _MOST_ADDRESSES:
            self._wrong.pop(next(iter(self._wrong)))
        count = self._wrong.pop(address, WrongTries()).count + 1
        self._wrong[address] = WrongTries(count, now_s + _pause_after(count))

    def record_right(self, address: str) -> None:
        """The right password: the wrong ones are forgotten."""
        self._wrong.pop(address, None)

    def _forget_some(self, now_s: float) -> None:
        """Sessions that have expired; then the oldest, until one more fits."""
        for cookie, session in list(self._sessions.items()):
            if session.until_s <= now_s:
                self._sessions.pop(cookie)
        while len(self._sessions) >= MOST_SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))


def _pause_after(count: int) -> float:
    if count < FREE_TRIES:
        return 0.0
    return min(LONGEST_PAUSE_S, PAUSE_S * 2 ** (count - FREE_TRIES))
