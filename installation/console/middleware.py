"""What stands before the page: every request passes here first, in plain ASGI, whatever route it is for."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, NamedTuple

from installation.common import clock
from installation.console.auth import COOKIE, Auth, Session

LONGEST_BODY = 16_384  # bytes, as the next
LONGEST_HEAD = 16_384
BODY_S = 5.0
_LONGEST_COOKIE = 4096
_METHODS = ("GET", "HEAD", "POST")
# Without a session; /metrics only where it is switched on.
OPEN_PATHS = frozenset(("/login", "/login.js", "/words.js", "/page.css", "/metrics"))
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
_RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class Refusal(NamedTuple):
    """Why a request goes no further; with 303 the text is where to go instead."""

    code: int
    text: str


class SecurityMiddleware:
    """Wraps an ASGI application: refuses what may not pass, and adds the strict headers."""

    def __init__(self, app: AsgiApp, auth: Auth, asks_password: Callable[[], bool]):
        """`asks_password()` is true while a password is set."""
        self._app = app
        self._auth = auth
        self._asks_password = asks_password

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers what may not pass; hands on the rest, with the session in `scope["session"]`."""
        if scope["type"] != "http":
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        asks_password = self._asks_password()  # first: a changed password ends all sessions
        cookie = _cookie(headers)
        session = self._auth.session(cookie, clock.seconds(clock.now_ns()))
        scope["session"] = session
        scope["cookie"] = cookie
        refusal = (
            self._refuse_form(scope, headers)
            or self._refuse_change(scope, headers, session)
            or _refuse_stranger(scope, session, asks_password)
        )
        if refusal:
            await _answer(send, refusal)
            return
        try:
            body = await asyncio.wait_for(_read(receive), BODY_S)
        except TimeoutError:
            await _answer(send, Refusal(408, "too slow"))
            return
        if body is None:
            await _answer(send, Refusal(413, "too much"))
            return
        await self._app(scope, _replay(body, receive), _with_headers(send))

    def _refuse_form(self, scope: Scope, headers: dict[str, str]) -> Refusal | None:
        """What no page of ours would send."""
        if not self._auth.knows_host(headers.get("host", "")):
            return Refusal(400, "this name is not in [console] hosts")
        if scope["method"] not in _METHODS:
            return Refusal(405, "not here")
        head_bytes = sum(len(name) + len(value) for name, value in headers.items())
        if head_bytes > LONGEST_HEAD:
            return Refusal(431, "too much")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            return Refusal(413, "too much")
        return None

    def _refuse_change(
        self,
        scope: Scope,
        headers: dict[str, str],
        session: Session | None,
    ) -> Refusal | None:
        """A change that another site asks for, or a page of an earlier start."""
        if scope["method"] != "POST":
            return None
        origin = headers.get("origin", "")
        site = headers.get("sec-fetch-site", "")
        if not self._auth.is_same_origin(origin, headers.get("host", ""), site):
            return Refusal(403, "changes are only accepted from the page itself")
        token = headers.get("x-token", "")
        if scope["path"] != "/login" and not self._auth.is_token(token, session):
            return Refusal(403, "the page is out of date: reload it")
        return None


def _refuse_stranger(
    scope: Scope,
    session: Session | None,
    asks_password: bool,
) -> Refusal | None:
    """Somebody who has not logged in."""
    if not asks_password or session is not None or scope["path"] in OPEN_PATHS:
        return None
    if scope["path"] == "/":
        return Refusal(303, "/login")
    return Refusal(401, "log in first")


def _cookie(headers: dict[str, str]) -> str:
    try:
        cookies = SimpleCookie(headers.get("cookie", "")[:_LONGEST_COOKIE])
    except CookieError:
        return ""
    if COOKIE not in cookies:
        return ""
    return cookies[COOKIE].value


async def _read(receive: Receive) -> bytes | None:
    """The body; None when it is too long."""
    body = b""
    while True:
        part = await receive()
        if part["type"] == "http.disconnect":
            return body
        body += part.get("body", b"")
        if len(body) > LONGEST_BODY:
            return None
        if not part.get("more_body"):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once more, then what really comes: some answers wait for the browser to go."""
    parts: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_part() -> Message:
        if parts:
            return parts.pop()
        return await receive()

    return next_part


def _with_headers(send: Send) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *_RAW_HEADERS]
        await send(message)

    return wrapped


async def _answer(send: Send, refusal: Refusal) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    body = refusal.text.encode()
    if refusal.code == 303:
        headers.append((b"location", body))
        body = b""
    send = _with_headers(send)
    await send({"type": "http.response.start", "status": refusal.code, "headers": headers})
    await send({"type": "http.response.body", "body": body})
