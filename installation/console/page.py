"""The technician's page as a web application. It reads a `Board` and hands on commands; who may ask, the `Gate` decides."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from installation.console import actions, almanac, bundle, metrics
from installation.console.almanac import Almanac
from installation.console.board import Board
from installation.console.gate import Gate
from installation.console.guard import COOKIE, SESSION_S, Guard
from installation.operation import password
from installation.plumbing import clock

_HERE = Path(__file__).parent / "web"
# A fixed table, never a path from the address line.
_FILES = {
    "/": "page.html",
    "/page.js": "page.js",
    "/draw.js": "draw.js",
    "/words.js": "words.js",
    "/zones.js": "zones.js",
    "/page.css": "page.css",
    "/login.js": "login.js",
}
_DAYS = 28


@dataclass
class Desk:
    """What the page works with."""

    board: Board
    almanac: Almanac
    guard: Guard
    settings: object  # all of kiosk.toml, as the rooms have it
    state: Path
    choices: Callable[[], actions.Choices]
    send: Callable[[str, str], None]  # verb and value of a command
    _stamp: int | None = None  # of the password that the sessions know

    @property
    def asks_password(self) -> bool:
        """True while a password is set. Once it changes, nobody is known any more."""
        stamp = password.stamp(self.state)
        if stamp != self._stamp:
            self._stamp = stamp
            self.guard.end_all()
        return stamp is not None


def application(desk: Desk) -> Gate:
    """The page and what it is made of; every answer comes through the gate."""

    async def file(request: Request) -> Response:
        return FileResponse(_HERE / _FILES[request.url.path])

    async def live(request: Request) -> Response:
        if not desk.board.jpeg:
            return PlainTextResponse("no picture", 503)
        return Response(desk.board.jpeg, media_type="image/jpeg")

    async def status(request: Request) -> Response:
        choices = desk.choices()
        session = request.scope["session"]
        more = {
            "name": desk.settings.console.name,
            "token": session.token if session else desk.guard.open_token,
            "has_password": desk.asks_password,
            "choices": {"packs": choices.packs, "languages": choices.languages, "ways": choices.ways},
            "today": _summary(desk)["today"],
        }
        return JSONResponse(desk.board.as_json() | more)

    async def statistics(request: Request) -> Response:
        return JSONResponse(_summary(desk))

    async def table(request: Request) -> Response:
        since = clock.wall_now() - timedelta(days=desk.settings.statistics.keep_days + 1)
        return _download(almanac.as_csv(desk.almanac.rows(since)), "text/csv", "visits.csv")

    async def support(request: Request) -> Response:
        return _download(bundle.packed(desk.board, desk.settings), "application/zip", "latenzraum-support.zip")

    async def numbers(request: Request) -> Response:
        if not desk.settings.console.metrics:
            return PlainTextResponse("switched off: [console] metrics", 404)
        return Response(metrics.text(desk.board), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def command(request: Request) -> Response:
        try:
            asked = json.loads(await request.body())
            name, value = asked["action"], asked.get("value", "")
            if not isinstance(name, str) or not isinstance(value, str):
                raise actions.Unusable("an action and its value are text")
            desk.send(*actions.command(name, value, desk.choices()))
        except actions.Unusable as error:
            return PlainTextResponse(str(error), 422)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return PlainTextResponse("this is no action", 400)
        return PlainTextResponse("asked", 202)

    async def login(request: Request) -> Response:
        if request.method == "GET":
            return FileResponse(_HERE / "login.html")
        return await _log_in(desk, request)

    async def logout(request: Request) -> Response:
        desk.guard.end(request.scope["cookie"])
        answer = PlainTextResponse("")
        answer.delete_cookie(COOKIE, path="/")
        return answer

    routes = [
        *(Route(path, file) for path in _FILES),
        Route("/live.jpg", live),
        Route("/status.json", status),
        Route("/statistics.json", statistics),
        Route("/visits.csv", table),
        Route("/support.zip", support),
        Route("/metrics", numbers),
        Route("/command", command, methods=["POST"]),
        Route("/login", login, methods=["GET", "POST"]),
        Route("/logout", logout, methods=["POST"]),
    ]
    return Gate(Starlette(routes=routes), desk.guard, lambda: desk.asks_password)


async def _log_in(desk: Desk, request: Request) -> Response:
    now_s = clock.seconds(clock.now_ns())
    address = request.client.host if request.client else ""
    if pause_s := desk.guard.pause_s(address, now_s):
        return PlainTextResponse(str(round(pause_s)), 429, {"Retry-After": str(round(pause_s))})
    desk.guard.note_wrong(address, now_s)  # before the slow part, so that many at once are many tries
    word = (await request.body()).decode("utf-8", "replace")
    if not await asyncio.to_thread(password.fits, desk.state, word):
        return PlainTextResponse("wrong", 403)
    desk.guard.note_right(address)
    answer = PlainTextResponse("welcome")
    cookie = desk.guard.begin(now_s)
    answer.set_cookie(COOKIE, cookie, max_age=int(SESSION_S), path="/", httponly=True, samesite="strict")
    return answer


def _summary(desk: Desk) -> dict:
    now = clock.wall_now()
    return almanac.summary(desk.almanac.rows(now - timedelta(days=_DAYS + 1)), now, _DAYS)


def _download(content: str | bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
