"""The addresses of the page with all houses. Who may see it and ask is settled before, in the middleware."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from installation.console.actions import BadRequest
from installation.console.fleet_desk import FleetDesk

_WEB = Path(__file__).parent / "web"
_FILES = {
    "/fleet": "fleet.html",
    "/fleet.js": "fleet.js",
    "/fleet.css": "fleet.css",
}


class FleetEndpoints:
    """What each of them answers."""

    def __init__(self, desk: FleetDesk):
        self._desk = desk

    async def file(self, request: Request) -> Response:
        """A part of the page."""
        return FileResponse(_WEB / _FILES[request.url.path])

    async def houses(self, request: Request) -> Response:
        """All houses as JSON, or those that have changed since an earlier answer."""
        return JSONResponse(self._desk.as_json(request.query_params.get("since", "")))

    async def picture(self, request: Request) -> Response:
        """The screen of a house."""
        jpeg = self._desk.picture(request.path_params["house"])
        if not jpeg:
            return PlainTextResponse("no picture", 404)
        return Response(jpeg, media_type="image/jpeg")

    async def change(self, request: Request) -> Response:
        """Begins a change; 422 says what would do, 400 that it was none at all."""
        try:
            self._desk.ask(await request.body())
        except BadRequest as error:
            return PlainTextResponse(str(error), 422)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return PlainTextResponse("this is no change", 400)
        return PlainTextResponse("asked", 202)


def routes(desk: FleetDesk) -> list[Route]:
    """For the page's own table."""
    endpoints = FleetEndpoints(desk)
    return [
        *(Route(path, endpoints.file) for path in _FILES),
        Route("/fleet.json", endpoints.houses),
        Route("/fleet/{house:str}.jpg", endpoints.picture),
        Route("/fleet/change", endpoints.change, methods=["POST"]),
    ]
