"""The technician's page as a web application: it reads a `Snapshot` and hands on commands."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from installation.common import clock, house_id, strict_json
from installation.config.settings import Settings
from installation.console import (
    actions,
    fleet_pages,
    form_endpoints,
    metrics,
    password,
    support_bundle,
    visit_summary,
)
from installation.console.auth import COOKIE, SESSION_S, Auth
from installation.console.fleet_desk import FleetDesk
from installation.console.middleware import SecurityMiddleware
from installation.console.page_settings import PageSettings
from installation.console.signed_picture import SignedPicture
from installation.console.snapshot import Snapshot
from installation.console.visit_store import VisitStore
from installation.vocabulary import PaneName, Verb

_WEB = Path(__file__).parent / "web"
# A fixed table, never a path from the address line.
_FILES = {
    "/": "page.html",
    "/page.js": "page.js",
    "/draw.js": "draw.js",
    "/sentences.js": "sentences.js",
    "/show.js": "show.js",
    "/words.js": "words.js",
    "/zones.js": "zones.js",
    "/settings.js": "settings.js",
    "/settings_words.js": "settings_words.js",
    "/year.js": "year.js",
    "/assistant.js": "assistant.js",
    "/page.css": "page.css",
    "/login.js": "login.js",
}
_DAYS = 28


@dataclass
class AppContext:
    """What the page works with."""

    snapshot: Snapshot
    signed_picture: SignedPicture
    visit_store: VisitStore
    auth: Auth
    settings: Settings
    form: PageSettings
    choices: Callable[[], actions.Choices]
    send: Callable[[Verb, str], None]  # verb and value of a command
    fleet: FleetDesk  # of all houses at the broker
    _password_stamp: int | None = None  # of the password that the sessions know

    def asks_password(self) -> bool:
        """True while a password is set. When it has changed, everybody is logged out."""
        stamp = password.stamp(self.settings.state)
        if stamp != self._password_stamp:
            self._password_stamp = stamp
            self.auth.end_all()
        return stamp is not None

    def name(self) -> str:
        """Of the house, as it is set now."""
        console = self.snapshot.settings.get("console", {})
        return str(console.get("name", self.settings.console.name))

    def visits(self) -> dict[str, Any]:
        """The summary of the last four weeks."""
        now = clock.wall_now()
        rows = self.visit_store.rows(now - timedelta(days=_DAYS + 1))
        return visit_summary.summary(rows, now, _DAYS)


class Endpoints:
    """What each address answers, and does."""

    def __init__(self, context: AppContext):
        self._context = context

    async def file(self, request: Request) -> Response:
        """A part of the page."""
        return FileResponse(_WEB / _FILES[request.url.path])

    async def live(self, request: Request) -> Response:
        """The screen as a JPEG; 503 while there is no picture."""
        jpeg = self._context.snapshot.jpeg
        if not jpeg:
            return PlainTextResponse("no picture", 503)
        return Response(self._context.signed_picture.of(jpeg), media_type="image/jpeg")

    async def status(self, request: Request) -> Response:
        """All that the page shows, as JSON."""
        session = request.scope["session"]
        more = {
            "name": self._context.name(),
            "token": session.token if session else self._context.auth.open_token,
            "has_password": self._context.asks_password(),
            "choices": _as_json(self._context.choices()),
            "today": self._context.visits()["today"],
        }
        return JSONResponse(self._context.snapshot.as_json() | more)

    async def statistics(self, request: Request) -> Response:
        """The visits of the last four weeks, as JSON."""
        return JSONResponse(self._context.visits())

    async def spreadsheet(self, request: Request) -> Response:
        """All visits that are kept, as CSV."""
        days = self._context.settings.statistics.keep_days + 1
        rows = self._context.visit_store.rows(clock.wall_now() - timedelta(days=days))
        return _download(visit_summary.as_csv(rows), "text/csv", "visits.csv")

    async def support(self, request: Request) -> Response:
        """The support bundle."""
        bundle = support_bundle.packed(self._context.snapshot, self._context.settings)
        return _download(bundle, "application/zip", "latenzraum-support.zip")

    async def metrics(self, request: Request) -> Response:
        """The numbers for Prometheus; 404 while they are switched off."""
        if not self._context.settings.console.metrics:
            return PlainTextResponse("switched off: [console] metrics", 404)
        settings = self._context.settings
        known = house_id.read(settings.state)
        text = metrics.text(self._context.snapshot, settings.console.name, known.id)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    async def command(self, request: Request) -> Response:
        """Does what is asked for; 422 says what would do, 400 that it was no action at all."""
        try:
            asked = strict_json.parsed(await request.body())
            name = asked["action"]
            value = asked.get("value", "")
            if not isinstance(name, str) or not isinstance(value, str):
                raise actions.BadRequest("an action and its value are text")
            verb, checked = actions.command(name, value, self._context.choices())
        except actions.BadRequest as error:
            return PlainTextResponse(str(error), 422)
        except (ValueError, KeyError, TypeError, AttributeError):
            return PlainTextResponse("this is no action", 400)
        self._context.send(verb, checked)
        return PlainTextResponse("asked", 202)

    async def login(self, request: Request) -> Response:
        """The form, and what comes from it."""
        if request.method == "POST":
            return await _log_in(self._context, request)
        return FileResponse(_WEB / "login.html")

    async def logout(self, request: Request) -> Response:
        """Ends the session."""
        self._context.auth.end(request.scope["cookie"])
        answer = PlainTextResponse("")
        answer.delete_cookie(COOKIE, path="/")
        return answer


def application(context: AppContext) -> SecurityMiddleware:
    """The page and what it is made of; every request passes the middleware."""
    endpoints = Endpoints(context)
    routes = [
        *(Route(path, endpoints.file) for path in _FILES),
        Route("/live.jpg", endpoints.live),
        Route("/status.json", endpoints.status),
        Route("/statistics.json", endpoints.statistics),
        Route("/visits.csv", endpoints.spreadsheet),
        Route("/support.zip", endpoints.support),
        Route("/metrics", endpoints.metrics),
        Route("/command", endpoints.command, methods=["POST"]),
        *form_endpoints.routes(context.form, context.send),
        Route("/login", endpoints.login, methods=["GET", "POST"]),
        Route("/logout", endpoints.logout, methods=["POST"]),
        *fleet_pages.routes(context.fleet),
    ]
    return SecurityMiddleware(Starlette(routes=routes), context.auth, context.asks_password)


async def _log_in(context: AppContext, request: Request) -> Response:
    if password.problem(context.settings.state):
        # whatever is typed would be wrong: nobody is locked out for it
        return PlainTextResponse("the password cannot be read", 503)
    now_s = clock.seconds(clock.now_ns())
    address = request.client.host if request.client else ""
    pause_s = context.auth.pause_s(address, now_s)
    if pause_s:
        seconds = str(round(pause_s))
        return PlainTextResponse(seconds, 429, {"Retry-After": seconds})
    # before the slow part, so that many at once are many tries
    context.auth.record_wrong(address, now_s)
    given = (await request.body()).decode("utf-8", "replace")
    if not await asyncio.to_thread(password.fits, context.settings.state, given):
        return PlainTextResponse("wrong", 403)
    context.auth.record_right(address)
    answer = PlainTextResponse("welcome")
    answer.set_cookie(
        COOKIE,
        context.auth.begin(now_s),
        max_age=int(SESSION_S),
        path="/",
        httponly=True,
        samesite="strict",
    )
    return answer


def _as_json(choices: actions.Choices) -> dict[str, Any]:
    """What the page offers."""
    return {
        "packs": choices.packs,
        "languages": choices.languages,
        "ways": choices.steerings,
        "panes": (*PaneName, actions.ALL_PANES),
        "motions": actions.MOTIONS,
        "rotations": actions.ROTATIONS,
    }


def _download(content: str | bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
