"""A component of Exhibitera's Hub, against a Hub that answers as its Core API says (API.md of Exhibitera 6)."""

import json
import queue
import threading
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from installation.console import HouseNews, exhibitera
from installation.console.actions import BadRequest, Choices
from installation.console.exhibitera import Component, ExhibiteraCommunicator
from installation.ipc.testing import fake_settings
from tests.house import free_port

CHOICES = Choices((), (), (), ())
SEEN = HouseNews({"attention": 0.9, "visitors": 3}, CHOICES)
ON_FILM = HouseNews({"attention": 0.9}, CHOICES)


class Hub(HTTPServer):
    """Its one address that a component needs, POST /core/ping."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Ping)
        self.pings = queue.Queue()
        self.commands = []  # for the next component that asks
        self.answer = None  # code and body instead of what is right

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/"


class Ping(BaseHTTPRequestHandler):
    def do_POST(self):
        ping = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        commands, self.server.commands = self.server.commands, []
        right = {"success": True, "commands": commands, "definition": None}
        code, body = self.server.answer or (200, json.dumps(right))
        self.send_response(code if self.path == "/core/ping" else 404)
        self.end_headers()
        self.wfile.write(body.encode())
        self.server.pings.put(ping)

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture
def hub():
    with Hub() as made:
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def ours(hub, tmp_path):
    asked = {"hub": hub.address, "commands": True}
    made = ExhibiteraCommunicator(
        fake_settings(exhibitera=asked, console={"name": "Foyer"}, state=tmp_path)
    )
    made.component = Component("6f11", "Foyer", made._settings.exhibitera)
    yield made
    made.close()


def test_it_reports_by_itself_and_takes_what_the_hub_has_for_it(hub, ours, monkeypatch):
    monkeypatch.setattr(exhibitera, "PING_S", 0.01)
    hub.commands = ["sleep_display", "wake_display", "refresh_page"]
    ours.publish(SEEN, 0)
    ours.start()
    first = hub.pings.get(timeout=20)
    hub.pings.get(timeout=20)  # the answer to the first was read
    assert [ours.decode(each).action for each in ours.poll()] == ["sleep", "wake", "back"]
    assert uuid.UUID(first.pop("uuid")).version == 4
    assert first == {
        "id": "Foyer",
        "current_interaction": True,
        "permissions": {
            "audio": False,
            "refresh": True,
            "restart": False,
            "shutdown": False,
            "sleep": True,
        },
    }


def test_the_house_is_the_same_component_at_each_start_and_no_other_house_is():
    ids = [exhibitera.component_id(house) for house in ("0a1b2c3d", "0a1b2c3d", "0a1b2c3e")]
    assert ids[0] == ids[1] != ids[2]


def test_visitors_on_film_are_nobody(hub, ours):
    for news in (ON_FILM, SEEN):
        ours.publish(news, 0)
        ours.tell(ours.component)
    assert [hub.pings.get()["current_interaction"] for _ in range(2)] == [False, True]


def test_without_leave_the_hub_is_told_so_and_not_obeyed(hub, ours):
    asked = ours.component.asked.model_copy(update={"commands": False})
    hub.commands = ["sleep_display"]
    ours.tell(Component("6f11", "Foyer", asked))
    assert not any(hub.pings.get()["permissions"].values()) and not list(ours.poll())


@pytest.mark.parametrize("command", ["restart", "shutdown", "dance", ""])
def test_what_it_cannot_do_is_refused_in_words(ours, command):
    with pytest.raises(BadRequest, match=r"technician|available: refresh_page"):
        ours.decode(command)


@pytest.mark.parametrize(
    ("code", "body", "words"),
    [
        (404, "", "it answers 404"),
        (200, "<html>", "it is no Hub: its answer is no JSON"),
        (200, "[" * 5000, "it is no Hub: its answer is no JSON"),
        (200, "[]", "it did not take the report"),
        (200, '{"success": false, "reason": "no uuid"}', "it did not take the report: no uuid"),
    ],
)
def test_a_hub_that_answers_strangely_is_told_until_it_does_better(hub, ours, code, body, words):
    hub.answer = (code, body)
    ours.tell(ours.component)
    assert f"Exhibitera: 127.0.0.1:{hub.server_port}: {words}" in ours.message
    hub.answer = None
    ours.tell(ours.component)
    assert ours.message == ""


def test_a_hub_that_is_away_is_told(ours):
    asked = ours.component.asked.model_copy(update={"hub": f"http://127.0.0.1:{free_port()}"})
    ours.tell(Component("6f11", "Foyer", asked))
    assert (
        "nothing listens there: is it running, and is the port right?; trying again" in ours.message
    )


def test_switched_off_it_asks_nobody(tmp_path):
    ExhibiteraCommunicator(fake_settings(state=tmp_path)).start()
    assert not any(thread.name == "Exhibitera" for thread in threading.enumerate())
