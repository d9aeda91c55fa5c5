"""Who may ask the page for what: names, origins, passwords, sessions. Pure: the time is handed in.

Against: a page of another site that posts here (Origin, token, SameSite), a foreign name bent to our address
(Host), guessing (pauses that double), and a session that is forgotten on a borrowed machine (it ends).
"""

import hmac
import secrets
from dataclasses import dataclass, field

COOKIE = "latenzraum"
SESSION_S = 12 * 3600.0
MOST_SESSIONS = 50
FREE_TRIES = 5
PAUSE_S, LONGEST_PAUSE_S = 30.0, 900.0
_MOST_ADDRESSES = 1000
_HERE = ("localhost", "127.0.0.1", "[::1]")


def host_of(header: str) -> str:
    """The name in a Host header, without its port."""
    name, _, port = header.rpartition(":")
    return (name if name and port.isdecimal() else header).lower()


@dataclass
class Session:
    """Somebody who knew the password."""

    token: str  # has to come with every change
    until_s: float


@dataclass
class Guard:
    """Holds the sessions, and who guessed wrong."""

    hosts: tuple[str, ...] = ()  # besides this machine itself
    open_token: str = field(
        default_factory=lambda: secrets.token_urlsafe(24)
    )  # while no password is asked for
    _sessions: dict[str, Session] = field(default_factory=dict)
    _wrong: dict[str, tuple[int, float]] = field(
        default_factory=dict
    )  # address -> how often, closed until

    def knows_host(self, header: str) -> bool:
        """False for a name that is not ours."""
        return host_of(header) in (*_HERE, *(host.lower() for host in self.hosts))

    def is_same_origin(self, origin: str, host: str, site: str) -> bool:
        """True when a change was asked for by a page of ours; `site` is Sec-Fetch-Site, where the browser sends it."""
        return origin in (f"http://{host}", f"https://{host}") and site in ("", "same-origin")

    def begin(self, now_s: float) -> str:
        """A new session; returns what its cookie holds."""
        self._forget(now_s)
        cookie = secrets.token_urlsafe(32)
        self._sessions[cookie] = Session(secrets.token_urlsafe(24), now_s + SESSION_S)
        return cookie

    def end(self, cookie: str) -> None:
        """Logged out."""
        self._sessions.pop(cookie, None)

    def end_all(self) -> None:
        """The password has changed: nobody is known any more."""
        self._sessions.clear()

    def session(self, cookie: str, now_s: float) -> Session | None:
        """The session of a cookie, None when there is none any more."""
        found = self._sessions.get(cookie)
        return found if found and found.until_s > now_s else None

    def is_token(self, given: str, session: Session | None) -> bool:
        """True when a change carries the token of its session; without a password, that of this start."""
        wanted = session.token if session else self.open_token
        return hmac.compare_digest(given.encode(), wanted.encode())

    def pause_s(self, address: str, now_s: float) -> float:
        """How long this address has to wait before it may try a password again."""
        return max(0.0, self._wrong.get(address, (0, 0.0))[1] - now_s)

    def note_wrong(self, address: str, now_s: float) -> None:
        """A wrong password: the first few are free, then the pauses double."""
        if len(self._wrong) >= _MOST_ADDRESSES:
            self._wrong.pop(next(iter(self._wrong)))
        times = self._wrong.pop(address, (0, 0.0))[0] + 1
        pause = (
            min(LONGEST_PAUSE_S, PAUSE_S * 2 ** (times - FREE_TRIES))
            if times >= FREE_TRIES
            else 0.0
        )
        self._wrong[address] = times, now_s + pause

    def note_right(self, address: str) -> None:
        """The right one: all is forgiven."""
        self._wrong.pop(address, None)

    def _forget(self, now_s: float) -> None:
        self._sessions = {
            cookie: session for cookie, session in self._sessions.items() if session.until_s > now_s
        }
        while len(self._sessions) >= MOST_SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))
