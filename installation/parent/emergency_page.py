"""The page of a service whose house cannot be built at all: one sentence, from the standard library alone.

The technician's page is a room, and a room needs wires, a state, a configuration. What is served here needs none.
"""

import contextlib
import html
import http.server
from http import HTTPStatus

from installation.common import clock

STAYS_S = 20.0  # then the next try begins
_TURN_S = 0.5
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Latenzraum</title>
<h1>Latenzraum</h1>
<p>The house cannot be started. It is tried again by itself.</p>
<p lang="de">Das Haus lässt sich nicht starten. Es wird von selbst wieder versucht.</p>
<pre>{}</pre>
"""


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answers everything with the sentence."""

    timeout = 2.0  # a browser that says nothing
    page = b""

    def do_GET(self) -> None:
        """The sentence, as a page that asks again."""
        self.send_response(HTTPStatus.SERVICE_UNAVAILABLE)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.page)))
        self.end_headers()
        with contextlib.suppress(OSError):  # whoever asked is gone
            self.wfile.write(self.page)

    def log_message(self, *_: object) -> None:
        """Nothing: who looked is nobody's business."""


def serve(port: int, sentence: str, stays_s: float = STAYS_S) -> None:
    """Says on this machine's `port` for so long why there is no house; where that is taken, waits no less."""
    page = _PAGE.format(html.escape(sentence)).encode("utf-8", "replace")
    handler = type("_Handler", (_Handler,), {"page": page})
    until_ns = clock.now_ns() + int(stays_s * clock.SECOND_NS)
    try:
        server = http.server.HTTPServer(("127.0.0.1", port), handler)
    except OSError:  # another house has it: the log alone tells
        clock.rest(stays_s)
        return
    with server:
        server.timeout = _TURN_S
        while clock.now_ns() < until_ns:
            server.handle_request()
