"""What stands before the page: every request passes here first, in plain ASGI, whatever route it is for."""

import asyncio
from http.cookies import CookieError, SimpleCookie

from installation.common import clock
from installation.console.auth import COOKIE, Guard

LONGEST_BODY = LONGEST_HEAD = 16_384
BODY_S = 5.0
OPEN_PATHS = frozenset(
    ("/login", "/login.js", "/page.css", "/metrics")
)  # without a session; /metrics only where it is on
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


class Gate:
    """Wraps an ASGI application."""

    def __init__(self, app, guard: Guard, asks_password):
        """`asks_password()` is true while a password is set."""
        self._app, self._guard, self._asks_password = app, guard, asks_password

    async def __call__(self, scope, receive, send) -> None:
        """Answers what may not pass; else hands it on, with the session in `scope["session"]`."""
        if scope["type"] != "http":
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        asks_password = self._asks_password()  # first: a changed password ends all sessions
        session = self._guard.session(_cookie(headers), clock.seconds(clock.now_ns()))
        scope["session"], scope["cookie"] = session, _cookie(headers)
        refusal = self._refusal(scope, headers, session, asks_password)
        if refusal is None:
            try:
                body = await asyncio.wait_for(_read(receive), BODY_S)
            except TimeoutError:
                refusal = 408, "too slow"
            else:
                refusal = (413, "too much") if body is None else None
        if refusal:
            await _answer(send, *refusal)
        else:
            await self._app(scope, _again(body, receive), _with_headers(send))

    def _refusal(
        self, scope, headers: dict, session, asks_password: bool
    ) -> tuple[int, str] | None:
        host, path = headers.get("host", ""), scope["path"]
        if not self._guard.knows_host(host):
            return 400, "this name is not in [console] hosts"
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, "not here"
        if sum(len(name) + len(value) for name, value in headers.items()) > LONGEST_HEAD:
            return 431, "too much"
        if (
            not headers.get("content-length", "0").isdecimal()
            or int(headers.get("content-length", "0")) > LONGEST_BODY
        ):
            return 413, "too much"
        if scope["method"] == "POST":
            if not self._guard.is_same_origin(
                headers.get("origin", ""), host, headers.get("sec-fetch-site", "")
            ):
                return 403, "changes are asked for from the page itself"
            if path != "/login" and not self._guard.is_token(headers.get("x-token", ""), session):
                return 403, "the page is an old one: load it again"
        if asks_password and session is None and path not in OPEN_PATHS:
            return (303, "/login") if path == "/" else (401, "log in first")
        return None


def _cookie(headers: dict) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")[:4096]).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


async def _read(receive) -> bytes | None:
    """The body, None when it is too long."""
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


def _again(body: bytes, receive):
    """The body once more, and then what really comes: some answers wait for the browser to go."""
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_part():
        return parts.pop() if parts else await receive()

    return next_part


def _with_headers(send):
    extra = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

    async def wrapped(message):
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *extra]
        await send(message)

    return wrapped


async def _answer(send, code: int, words: str) -> None:
    send = _with_headers(send)
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    if code == 303:
        headers.append((b"location", words.encode()))
        words = ""
    await send({"type": "http.response.start", "status": code, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
