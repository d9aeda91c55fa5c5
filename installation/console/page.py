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

from installation.common import clock
from installation.console import actions, metrics, password, support_bundle, visit_store
from installation.console.auth import COOKIE, SESSION_S, Guard
from installation.console.middleware import Gate
from installation.console.snapshot import Board
from installation.console.visit_store import Almanac

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
    visit_store: Almanac
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


class Answers:
    """What each address says, and does."""

    def __init__(self, desk: Desk):
        self._desk = desk

    async def file(self, request: Request) -> Response:
        return FileResponse(_HERE / _FILES[request.url.path])

    async def live(self, request: Request) -> Response:
        if not self._desk.board.jpeg:
            return PlainTextResponse("no picture", 503)
        return Response(self._desk.board.jpeg, media_type="image/jpeg")

    async def status(self, request: Request) -> Response:
        choices = self._desk.choices()
        session = request.scope["session"]
        more = {
            "name": self._desk.settings.console.name,
            "token": session.token if session else self._desk.guard.open_token,
            "has_password": self._desk.asks_password,
            "choices": {
                "packs": choices.packs,
                "languages": choices.languages,
                "ways": choices.ways,
            },
            "today": _summary(self._desk)["today"],
        }
        return JSONResponse(self._desk.board.as_json() | more)

    async def statistics(self, request: Request) -> Response:
        return JSONResponse(_summary(self._desk))

    async def table(self, request: Request) -> Response:
        since = clock.wall_now() - timedelta(days=self._desk.settings.statistics.keep_days + 1)
        return _download(
            visit_store.as_csv(self._desk.almanac.rows(since)), "text/csv", "visits.csv"
        )

    async def support(self, request: Request) -> Response:
        return _download(
            support_bundle.packed(self._desk.board, self._desk.settings),
            "application/zip",
            "latenzraum-support.zip",
        )

    async def numbers(self, request: Request) -> Response:
        if not self._desk.settings.console.metrics:
            return PlainTextResponse("switched off: [console] metrics", 404)
        return Response(
            metrics.text(self._desk.board), media_type="text/plain; version=0.0.4; charset=utf-8"
        )

    async def command(self, request: Request) -> Response:
        try:
            asked = json.loads(await request.body())
            name, value = asked["action"], asked.get("value", "")
            if not isinstance(name, str) or not isinstance(value, str):
                raise actions.Unusable("an action and its value are text")
            self._desk.send(*actions.command(name, value, self._desk.choices()))
        except actions.Unusable as error:
            return PlainTextResponse(str(error), 422)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return PlainTextResponse("this is no action", 400)
        return PlainTextResponse("asked", 202)

    async def login(self, request: Request) -> Response:
        if request.method == "GET":
            return FileResponse(_HERE / "login.html")
        return await _log_in(self._desk, request)

    async def logout(self, request: Request) -> Response:
        self._desk.guard.end(request.scope["cookie"])
        answer = PlainTextResponse("")
        answer.delete_cookie(COOKIE, path="/")
        return answer


def application(desk: Desk) -> Gate:
    """The page and what it is made of; every answer comes through the gate."""
    answers = Answers(desk)
    routes = [
        *(Route(path, answers.file) for path in _FILES),
        Route("/live.jpg", answers.live),
        Route("/status.json", answers.status),
        Route("/statistics.json", answers.statistics),
        Route("/visits.csv", answers.table),
        Route("/support.zip", answers.support),
        Route("/metrics", answers.numbers),
        Route("/command", answers.command, methods=["POST"]),
        Route("/login", answers.login, methods=["GET", "POST"]),
        Route("/logout", answers.logout, methods=["POST"]),
    ]
    return Gate(Starlette(routes=routes), desk.guard, lambda: desk.asks_password)


async def _log_in(desk: Desk, request: Request) -> Response:
    now_s = clock.seconds(clock.now_ns())
    address = request.client.host if request.client else ""
    if pause_s := desk.guard.pause_s(address, now_s):
        return PlainTextResponse(str(round(pause_s)), 429, {"Retry-After": str(round(pause_s))})
    desk.guard.note_wrong(
        address, now_s
    )  # before the slow part, so that many at once are many tries
    word = (await request.body()).decode("utf-8", "replace")
    if not await asyncio.to_thread(password.fits, desk.state, word):
        return PlainTextResponse("wrong", 403)
    desk.guard.note_right(address)
    answer = PlainTextResponse("welcome")
    cookie = desk.guard.begin(now_s)
    answer.set_cookie(
        COOKIE, cookie, max_age=int(SESSION_S), path="/", httponly=True, samesite="strict"
    )
    return answer


def _summary(desk: Desk) -> dict:
    now = clock.wall_now()
    return visit_store.summary(desk.almanac.rows(now - timedelta(days=_DAYS + 1)), now, _DAYS)


def _download(content: str | bytes, kind: str, name: str) -> Response:
    return Response(
        content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
