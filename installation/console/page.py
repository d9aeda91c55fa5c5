"""The technician's page as a web application. It reads a `Board`, which the room keeps up to date."""

from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

_HERE = Path(__file__).parent / "web"
# A fixed table, never a path from the address line.
_FILES = {"/": "page.html", "/page.js": "page.js", "/page.css": "page.css"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# A page of another site whose name was bent to this address (DNS rebinding) is turned away.
_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


@dataclass
class Board:
    """The newest of everything, as the page shows it."""

    jpeg: bytes = b""
    rooms: dict = field(default_factory=dict)
    report: dict = field(default_factory=dict)
    presence: dict = field(default_factory=dict)
    visit: dict = field(default_factory=dict)
    level: dict = field(default_factory=dict)

    def as_json(self) -> dict:
        """All but the picture."""
        parts = ("rooms", "report", "presence", "visit", "level")
        return {name: getattr(self, name) for name in parts}


def application(board: Board) -> Starlette:
    """The page: /, /live.jpg (the screen, never the camera) and /status.json."""

    async def live(request: Request) -> Response:
        if not board.jpeg:
            return Response("no picture yet", 503, _HEADERS)
        return Response(board.jpeg, 200, _HEADERS, "image/jpeg")

    async def status(request: Request) -> Response:
        return JSONResponse(board.as_json(), 200, _HEADERS)

    async def file(request: Request) -> Response:
        return FileResponse(_HERE / _FILES[request.url.path], headers=_HEADERS)

    routes = [Route("/live.jpg", live), Route("/status.json", status), *(Route(path, file) for path in _FILES)]
    return Starlette(routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS)])
