"""The addresses behind the settings of the page: what can be set, and setting it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from installation.common import strict_json
from installation.console import actions, device_list, page_settings
from installation.console.page_settings import PageSettings
from installation.vocabulary import Verb

Send = Callable[[Verb, str], None]  # verb and value of a command


def routes(form: PageSettings, send: Send) -> list[Route]:
    """All of them."""
    endpoints = FormEndpoints(form, send)
    return [
        Route("/settings.json", endpoints.form),
        Route("/devices.json", endpoints.devices),
        Route("/settings", endpoints.set, methods=["POST"]),
        Route("/secret", endpoints.secret, methods=["POST"]),
        Route("/calendar", endpoints.calendar, methods=["POST"]),
        Route("/note", endpoints.note, methods=["POST"]),
    ]


class FormEndpoints:
    """What each of these addresses answers, and does."""

    def __init__(self, form: PageSettings, send: Send):
        self._form = form
        self._send = send

    async def form(self, request: Request) -> Response:
        """What can be set: fields and what holds."""
        return JSONResponse(self._form.as_json())

    async def set(self, request: Request) -> Response:
        """Sets keys of kiosk.toml, all or none: 422 says of each what is wrong with it."""

        def set_all(asked: Any) -> Response:
            found = self._form.mistakes(asked)
            if found:
                return JSONResponse(found, 422)
            self._send(Verb.SET, json.dumps(asked))
            return PlainTextResponse("asked", 202)

        return await _answer_to(request, set_all)

    async def secret(self, request: Request) -> Response:
        """Keeps a password that nobody is shown again."""

        def keep(asked: Any) -> Response:
            self._form.keep_secret(str(asked["name"]), str(asked["value"]))
            return PlainTextResponse("kept", 202)

        return await _answer_to(request, keep)

    async def calendar(self, request: Request) -> Response:
        """The days of a year by hours that need not hold."""
        return await _answer_to(request, lambda asked: JSONResponse(page_settings.calendar(asked)))

    async def note(self, request: Request) -> Response:
        """A wish that concerns no room: a test message, or no more assistant."""

        def take(asked: Any) -> Response:
            wishes = {
                "test-message": self._form.wish_for_message,
                "set-up": self._form.note_set_up,
            }
            wishes[asked["wish"]]()
            return PlainTextResponse("asked", 202)

        return await _answer_to(request, take)

    async def devices(self, request: Request) -> Response:
        """What of cameras, monitors and loudspeakers there is; that takes a moment."""
        return JSONResponse(await asyncio.to_thread(device_list.found))


async def _answer_to(request: Request, answer: Callable[[Any], Response]) -> Response:
    """`answer(asked)` to the JSON that was sent; 422 with words, 400 where it is something else altogether."""
    try:
        return answer(strict_json.parsed(await request.body()))
    except actions.BadRequest as error:
        return PlainTextResponse(str(error), 422)
    except (ValueError, KeyError, TypeError, AttributeError):
        return PlainTextResponse("this cannot be read", 400)
