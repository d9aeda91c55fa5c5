"""A communicator from outside: its own class and a row of the table are all that it takes."""

import contextlib
import json
import re
import socket
from pathlib import Path

import cv2
import numpy as np
import pytest

from installation.common import clock
from installation.common.paths import ROOT
from installation.config import page_form
from installation.console import HouseNews, RemoteRequest, communicators, metrics, readings
from installation.console.actions import BadRequest, Choices
from installation.console.osc import OscCommunicator
from installation.console.process import Room
from installation.console.snapshot import Snapshot
from installation.ipc.testing import FakeContext, fake_settings
from installation.marks import content_credentials
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE, Presence, Status
from installation.telemetry import DisplayTelemetry, VisionTelemetry, encoded
from installation.vocabulary import HouseState, RoomName, RoomState, Verb
from tests.house import free_port

NOW_NS = 1_000 * clock.SECOND_NS
NO_NEWS = HouseNews({}, Choices((), (), (), ()))


class ListCommunicator:
    """Writes readings into a list, and asks for what it is told to."""

    name = "List"
    requests_hz = 10.0
    message = ""

    def __init__(self, settings=None):
        self.published = []
        self.pictures = []
        self.packets = []
        self.answers = []
        self.is_open = False

    def start(self):
        self.is_open = True

    def publish(self, news, now_ns):
        self.published.append(dict(news.readings))
        self.pictures.append(news.picture())

    def poll(self):
        while self.packets:
            yield self.packets.pop(0)

    def decode(self, packet):
        if packet == "garbage":
            raise BadRequest("a packet that cannot be read")
        return RemoteRequest(*packet)

    def answer(self, request, refusal):
        self.answers.append((request.action, refusal))

    def close(self):
        self.is_open = False


@pytest.fixture
def communicator(monkeypatch):
    ours = ListCommunicator()
    table = (*communicators.COMMUNICATORS, lambda settings: ours)
    monkeypatch.setattr(communicators, "COMMUNICATORS", table)
    return ours


@pytest.fixture
def context(tmp_path):
    settings = fake_settings(
        console={"port": free_port()},
        models=ROOT / "models",
        assets=ROOT / "assets",
        state=tmp_path,
    )
    unread = {"status": [status()], "presence": [presence()]}
    sources = {
        "status": lambda: unread["status"].pop() if unread["status"] else None,
        "presence": lambda: unread["presence"].pop() if unread["presence"] else None,
    }
    return FakeContext(RoomName.CONSOLE, settings, sources=sources)


@pytest.fixture
def room(context, communicator):
    made = Room(context)
    yield made
    made.close()


def presence():
    """Nobody in view any more, of five that came."""
    return Presence(
        seq=1,
        light_ns=0,
        camera_s=0.0,
        visitors=5,
        places=np.zeros((0, 8), np.float32),
        flow=np.zeros(2, np.float32),
        motion=np.zeros(MOTION_SHAPE, np.float32),
        silhouette=np.zeros(SILHOUETTE_SHAPE, np.uint8),
    )


def room_status(telemetry):
    return {
        "state": RoomState.OK,
        "message": "",
        "restarts": 0,
        "crashes": 0,
        "telemetry": encoded(telemetry),
    }


def status(is_film=False):
    vision = VisionTelemetry(is_simulated=False, is_film=is_film)
    return Status(
        seq=1,
        rooms={
            RoomName.DISPLAY: room_status(DisplayTelemetry(inside="where")),
            RoomName.VISION: room_status(vision),
        },
        report={"visitors": 5},
        recent={"turn_ms": [60.0, 2.0, 4.0]},
        house={"state": HouseState.OPEN},
        log=[],
    )


def test_readings_reach_a_communicator_of_one_s_own(room, communicator):
    room.turn()
    assert communicator.published[-1] == {
        "state": "OK",
        "house": "open",
        "inside": "where",
        "people": 0,
        "visitors": 5,
        "screen_hz": 60.0,
    }


@pytest.mark.skipif(not content_credentials.is_here(), reason="no c2pa-python here")
def test_the_picture_for_other_machines_is_signed(room, communicator):
    """Incident: the picture that went to the broker had no content credentials, that of the page had."""
    room.turn()
    assert communicator.pictures[-1] == b""
    plain = cv2.imencode(".jpg", np.zeros((36, 64, 3), np.uint8))[1].tobytes()
    room._snapshot.jpeg = plain
    room.turn()
    signed = communicator.pictures[-1]
    assert len(signed) > len(plain) and b"c2pa" in signed


def test_what_a_silent_camera_room_said_of_visitors_holds_no_longer(
    room, communicator, context, monkeypatch
):
    room.turn()
    monkeypatch.setattr(context.wires, "newest", lambda name: None)
    room.turn()
    assert not {"people", "visitors"} & communicator.published[-1].keys()


@pytest.mark.parametrize("is_film", [True, False])
def test_whom_a_film_shows_are_no_visitors_to_other_machines(is_film):
    """Incident: visitors of the film that a house was tried out with stood in the museum's numbers."""
    snapshot = Snapshot()
    snapshot.record_status(status(is_film))
    snapshot.record_presence(presence())
    assert ("visitors" in readings.read(snapshot)) is not is_film
    assert ("visitors_total 5" in metrics.text(snapshot)) is not is_film


def test_who_reads_that_something_is_wrong_reads_what():
    """`state` was DEGRADED for a camera with damaged pictures, and `troubles` was empty."""
    snapshot = Snapshot()
    snapshot.record_status(status())
    snapshot.house = {"troubles": ["kiosk.toml: the last good configuration stays"]}
    snapshot.rooms["vision"] |= {
        "state": RoomState.DEGRADED,
        "message": "the camera sees the screen",
    }
    known = readings.read(snapshot)
    assert known["state"] == "DEGRADED"
    assert known["troubles"] == (
        "kiosk.toml: the last good configuration stays; vision: the camera sees the screen"
    )


def test_what_it_asks_for_becomes_a_command(room, communicator, context):
    communicator.packets.append(("pack", "colours"))
    communicator.packets.append(("volume", "-99"))
    room.turn()
    commands = [(command.verb, command.value) for command in context.wires.sent]
    pack = json.dumps({"generator": {"pack": "colours"}})
    assert commands == [(Verb.SET, pack), (Verb.VOLUME, "-60.0")]


def test_other_settings_of_osc_and_mqtt_are_followed_without_a_new_life(
    context, communicator, monkeypatch
):
    made = []
    real = communicators.COMMUNICATORS[0]
    table = (lambda settings: made.append(settings.osc.send_port) or real(settings),)
    monkeypatch.setattr(communicators, "COMMUNICATORS", table)
    links = communicators.Links(context.settings, lambda request: None)
    for sections in ({"osc": {}}, {"osc": {"send_port": 9000}}, {}, {"osc": {"send_port": 9000}}):
        links.follow(sections | {"camera": {}})
        if links._closer is not None:
            links._closer.join()
        links.turn(NO_NEWS, 0)
    links.close()
    assert made == [0, 9000]


@pytest.mark.parametrize("rate_hz", [10, 60])
def test_reports_come_as_often_as_asked_although_turns_are_uneven(rate_hz):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.setblocking(False)
        asked = fake_settings(osc={"send_port": ear.getsockname()[1], "rate_hz": rate_hz})
        links = communicators.Links(asked, lambda request: None)
        news = HouseNews({"people": 1}, NO_NEWS.choices)
        now_ns = heard = 0
        while now_ns < 10 * clock.SECOND_NS:
            now_ns += int((links.turn_s + 0.004) * clock.SECOND_NS)  # and the work of a turn
            links.turn(news, now_ns)
            with contextlib.suppress(BlockingIOError):
                heard += bool(ear.recv(100))
        links.close()
    assert abs(heard - 10 * rate_hz) <= 2


def test_what_only_kiosk_toml_can_set_of_mqtt_holds_also_while_the_page_follows_it():
    asked = fake_settings(mqtt={"picture_s": 5.0, "packs": True, "discovery": "homeassistant"})
    links = communicators.Links(asked, lambda request: None)
    links.follow(page_form.followed(asked))
    assert links._closer is None and links._settings == asked
    links.close()


def test_it_is_opened_and_closed_with_the_room(context, communicator):
    room = Room(context)
    assert communicator.is_open
    room.close()
    assert not communicator.is_open


# -- what all communicators have in common -----------------------------------------------------------


@pytest.fixture
def granted():
    return []


@pytest.fixture
def link(granted):
    def grant(request):
        if request.action == "dance":
            raise BadRequest("there is no action 'dance'")
        granted.append(request.value)

    ours = ListCommunicator()
    made = communicators.Link(ours, grant)
    made.packets = ours.packets
    made.answers = ours.answers
    return made


def test_of_what_comes_too_fast_the_newest_waits(link, granted):
    link.packets.extend(("volume", str(count)) for count in range(100))
    link.turn(NO_NEWS, NOW_NS)
    assert granted == [str(count) for count in range(10)]
    link.turn(NO_NEWS, NOW_NS + clock.SECOND_NS // 5)
    assert granted[10:] == ["99"]


@pytest.mark.parametrize("packet", ["garbage", ("dance", "")])
def test_a_request_that_is_refused_is_told_for_a_minute_or_until_the_next_good_one(link, packet):
    link.packets.append(packet)
    link.turn(NO_NEWS, NOW_NS)
    assert link.refusal.startswith("List: ")
    link.turn(NO_NEWS, NOW_NS + 59 * clock.SECOND_NS)
    assert link.refusal.startswith("List: ")
    link.turn(NO_NEWS, NOW_NS + 61 * clock.SECOND_NS)
    assert link.refusal == ""


def test_a_good_request_ends_what_was_said_of_a_bad_one(link):
    link.packets.extend([("dance", ""), ("volume", "-30")])
    link.turn(NO_NEWS, NOW_NS)
    assert link.refusal == ""


def test_one_that_makes_a_mistake_is_told_and_rests_for_a_minute(link, monkeypatch):
    """Incident: the console ended at each turn, and with it the page and all alerts."""
    tries = []

    def slip(news, now_ns):
        tries.append(now_ns)
        raise KeyError("tempo")

    monkeypatch.setattr(ListCommunicator, "publish", lambda self, *given: slip(*given))
    for second in range(61):
        link.turn(NO_NEWS, NOW_NS + second * clock.SECOND_NS)
        assert link.message.startswith("List has made a mistake and is not used: 'tempo' (KeyError")
    assert len(tries) == 2
    monkeypatch.undo()
    link.turn(NO_NEWS, NOW_NS + 121 * clock.SECOND_NS)
    assert link.message == ""


def test_one_that_cannot_be_made_leaves_the_others(monkeypatch, context):
    class Unmade:
        def __init__(self, settings):
            raise OSError("no such device")

    ours = ListCommunicator()
    monkeypatch.setattr(communicators, "COMMUNICATORS", (Unmade, lambda settings: ours))
    links = communicators.Links(context.settings, lambda request: None)
    links.turn(NO_NEWS, NOW_NS)
    assert ours.published
    assert re.fullmatch(
        r"Unmade has made a mistake and is not used: no such device"
        r" \(OSError in test_communicator\.py, line \d+\)",
        links.message,
    )


def test_who_asks_is_answered_with_what_became_of_it(link):
    link.packets.extend([("volume", "-30"), ("dance", ""), "garbage"])
    link.turn(NO_NEWS, NOW_NS)
    assert link.answers == [("volume", ""), ("dance", "there is no action 'dance'")]


def test_all_communicators_are_in_the_table_and_no_other_file_names_them():
    package = Path(communicators.__file__).parent
    for module in ("osc", "mqtt", "exhibitera"):
        statement = f"from installation.console.{module} import"
        users = [path.name for path in package.glob("*.py") if statement in path.read_text()]
        assert users == ["communicators.py"]


def test_osc_that_goes_out_again_is_no_trouble_any_more():
    """A network that was away for a moment was told until the next start."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        osc = OscCommunicator(fake_settings(osc={"send_port": port}))
        osc.start()
        osc.publish(HouseNews({"troubles": "x" * 70_000}, NO_NEWS.choices), NOW_NS)
        assert osc.message == "OSC is not sent to 127.0.0.1: Message too long"
        osc.publish(HouseNews({"troubles": ""}, NO_NEWS.choices), NOW_NS + clock.SECOND_NS)
        assert osc.message == "" and listener.recv(100).startswith(b"/latenzraum/troubles")
        osc.close()


def test_osc_reaches_a_whole_network_by_its_broadcast_address():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("0.0.0.0", 0))
        listener.settimeout(5)
        port = listener.getsockname()[1]
        osc = OscCommunicator(
            fake_settings(osc={"send_address": "127.255.255.255", "send_port": port})
        )
        osc.start()
        osc.publish(HouseNews({"people": 1}, NO_NEWS.choices), NOW_NS)
        assert osc.message == ""
        assert listener.recv(100).startswith(b"/latenzraum/people")
        osc.close()


def test_a_house_does_not_obey_its_own_readings():
    """With one port for both ways each reading that is an action as well, such as the pack, was asked for."""
    port = free_port()
    osc = OscCommunicator(fake_settings(osc={"listen_port": port, "send_port": port}))
    osc.start()
    osc.publish(HouseNews({"pack": "facades", "people": 1}, NO_NEWS.choices), NOW_NS)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as another:
        another.sendto(LOOK, ("127.0.0.1", port))
    heard = [osc.decode(packet).action for packet in osc.poll()]
    osc.close()
    assert heard == ["look"]
    assert osc.message.startswith("OSC to 127.0.0.1 is heard by the house itself")


def _typed(address: bytes, value: bytes) -> bytes:
    """A message of OSC with one text."""
    return _padded(address) + b",s\0\0" + _padded(value)


def _padded(text: bytes) -> bytes:
    return text + bytes(4 - len(text) % 4)


def _bundle(*parts: bytes) -> bytes:
    return b"#bundle\0" + bytes(7) + b"\1" + b"".join(len(p).to_bytes(4, "big") + p for p in parts)


LOOK = _typed(b"/latenzraum/look", b"growth")
BACK = _padded(b"/latenzraum/back")  # without type tags, as older programs send it


@pytest.mark.parametrize(
    ("packet", "asked"),
    [
        (LOOK, [("look", "growth")]),
        (BACK, [("back", "")]),
        (_bundle(LOOK), [("look", "growth")]),
        (
            _bundle(LOOK, _bundle(BACK, LOOK)),
            [("look", "growth"), ("back", ""), ("look", "growth")],
        ),
        (_bundle(), []),
        (_bundle(LOOK)[:-30], ["cannot be read"]),
        (_bundle(LOOK, b""), [("look", "growth"), "cannot be read"]),
        (_bundle(LOOK) + b"\xff\xff", [("look", "growth"), "cannot be read"]),
    ],
)
def test_osc_is_taken_in_bundles_and_without_type_tags(packet, asked):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("127.0.0.1", 0))
        port = free_port()
        osc = OscCommunicator(fake_settings(osc={"listen_port": port}))
        osc.start()
        sender.sendto(packet, ("127.0.0.1", port))
        heard = []
        for part in osc.poll():
            try:
                request = osc.decode(part)
                heard.append((request.action, request.value))
            except BadRequest as error:
                heard.append("cannot be read" if "cannot be read" in str(error) else str(error))
        osc.close()
    assert heard == asked
