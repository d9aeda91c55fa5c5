"""Several houses at a real broker: nobody shares a topic by accident, and Home Assistant finds them all."""

import json
import re
import time

import pytest

from installation.common import arrivals, clock, house_id
from installation.common.arrivals import ArrivalKind
from installation.common.files import sha256
from installation.console import HouseNews
from installation.console.actions import REMOTE_ACTIONS, BadRequest, Choices
from installation.console.broker import fleet_watch, topic_claim
from installation.console.broker.discovery import Discovery
from installation.console.broker.file_offer import FileOffer, this_machine
from installation.console.broker.file_serving import FileServing
from installation.console.broker.fleet_watch import FleetWatch
from installation.console.fleet_desk import NO_BROKER, FleetDesk
from installation.console.mqtt import MqttCommunicator
from installation.console.readings import READINGS
from installation.ipc.testing import fake_settings
from installation.service import fleet_command
from installation.service.fleet_command import FleetWish
from tests.console.mosquitto import broker, heard, needs_mosquitto, say, say_file

pytestmark = [pytest.mark.realtime, needs_mosquitto]

KNOWN = {name: reading.kind() for name, reading in READINGS.items()}
JPEG = b"\xff\xd8 a picture"
CHOICES = Choices(
    packs=("facades", "letters"),
    languages=("de", "en"),
    rooms=("vision", "display"),
    steerings=("auto", "wander"),
)
NEWS = HouseNews(
    KNOWN | {"state": "OK", "pack": "letters", "languages": "en,de", "version": "9.8.7"},
    CHOICES,
    lambda: JPEG,
)
# The keys that Home Assistant documents for each platform, beside those of all: required, then optional
# (home-assistant.io/integrations/PLATFORM.mqtt; unknown keys are dropped there without a word).
SHARED = {"platform", "name", "unique_id", "entity_category", "device_class"}
PLATFORMS = {
    "sensor": ({"state_topic"}, {"value_template", "state_class", "unit_of_measurement"}),
    "binary_sensor": ({"state_topic"}, {"value_template"}),
    "button": ({"command_topic"}, {"payload_press"}),
    "select": ({"command_topic", "options"}, {"state_topic"}),
    "number": (
        {"command_topic"},
        {"state_topic", "min", "max", "step", "unit_of_measurement"},
    ),
    "switch": (
        {"command_topic"},
        {"state_topic", "payload_on", "payload_off", "state_on", "state_off"},
    ),
    "image": ({"image_topic"}, {"content_type"}),
}
CLASSES = {
    "sensor": {"frequency"},
    "binary_sensor": {"problem", "occupancy"},
}


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with broker(tmp_path_factory.mktemp("broker")) as port:
        yield port


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setattr(topic_claim, "ANSWER_S", 0.3)  # nobody is far away here
    houses = []
    yield houses
    for house in houses:
        house.close()


def house(made, port, state, name="", **mqtt):
    usual = {"broker": "127.0.0.1", "port": port, "every_s": 1.0, "commands": True}
    started = MqttCommunicator(
        fake_settings(mqtt=usual | mqtt, console={"name": name}, state=state)
    )
    started.start()
    made.append(started)
    return started


def until(houses, what, seconds=20):
    """Turns all of them until it is so."""
    limit_ns = clock.now_ns() + seconds * clock.SECOND_NS
    while clock.now_ns() < limit_ns:
        serve(houses)
        if what():
            return
    raise AssertionError(f"not within {seconds} s: {[each.message for each in houses]}")


def look(port, houses, what):
    """A look at all houses until it is as wanted."""
    watch = FleetWatch(houses[0]._settings.mqtt, houses[0]._settings.state, with_pictures=True)
    watch.open()

    def is_seen():
        watch.turn(clock.now_ns())
        return what(watch.view)

    try:
        until(houses, is_seen)
    finally:
        watch.close()
    return watch.view


def online(view):
    return sum(each.is_online for each in view.houses.values())


def test_two_houses_with_the_defaults_do_not_move_each_other(made, port, tmp_path):
    both = [house(made, port, tmp_path / name) for name in ("one", "two")]
    view = look(port, both, lambda view: online(view) == 2)
    first, second = (house_id.read(tmp_path / name).id for name in ("one", "two"))
    say(port, f"{view.houses[first].card.topic}/do/sleep", "")
    until(both, lambda: both[0].asked)
    assert both[0].asked == [("sleep", "")] and both[1].asked == []
    made[0].close()
    assert heard(port, f"latenzraum/{first}/online") == "0"
    assert heard(port, f"latenzraum/{second}/online") == "1"
    assert both[1].message == ""


def test_a_message_too_large_for_a_house_is_thrown_away_and_what_keeps_it_away_is_told(
    made, port, tmp_path, caplog
):
    """Incident: 60 MB to a house's topic took 180 MB of its memory, and nothing said why."""
    one = house(made, port, tmp_path / "one")
    view = look(port, [one], lambda view: online(view) == 1)
    topic = view.houses[house_id.read(tmp_path / "one").id].card.topic
    (tmp_path / "large").write_bytes(b"x" * 300_000)
    for _ in range(2):
        say_file(port, f"{topic}/do/pack", tmp_path / "large")
    say(port, f"{topic}/do/sleep", "")
    until([one], lambda: one.asked)
    assert one.asked == [("sleep", "")]
    (told,) = [line for line in caplog.messages if "message_size_limit" in line]
    assert "0.3 MB" in told and f"{topic}/do/pack" in told


def test_a_topic_that_another_house_has_is_left_to_it_and_the_clash_is_told(made, port, tmp_path):
    owner = house(made, port, tmp_path / "owner", "Foyer", topic="museum")
    look(port, [owner], lambda view: online(view) >= 1)
    second = house(made, port, tmp_path / "second", topic="museum")
    until([owner, second], lambda: "museum is that of the house Foyer" in second.message)
    own = f"latenzraum/{house_id.read(tmp_path / 'second').id}"
    look(port, [owner, second], lambda view: any(own == h.card.topic for h in view.houses.values()))
    say(port, "museum/do/wake", "")
    until([owner, second], lambda: owner.asked)
    assert second.asked == [] and owner.message == ""
    # whatever is said of it by somebody who left: a house that is there says so
    say(port, "museum/online", "0", "-r")
    until([owner, second], lambda: heard(port, "museum/online", 1) == "1")


def test_a_copied_state_folder_becomes_a_house_of_its_own(made, port, tmp_path):
    original = house(made, port, tmp_path / "original", "Foyer")
    look(port, [original], lambda view: online(view) >= 1)
    (tmp_path / "copy").mkdir()
    file = tmp_path / "copy" / house_id.FILE_NAME
    file.write_bytes((tmp_path / "original" / house_id.FILE_NAME).read_bytes())
    copy = house(made, port, tmp_path / "copy", "Cellar")
    until([original, copy], lambda: "one a copy of the other" in copy.message)
    assert house_id.read(tmp_path / "copy").id != house_id.read(tmp_path / "original").id
    view = look(port, [original, copy], lambda view: any(
        h.card.name == "Cellar" and h.is_online for h in view.houses.values()
    ))  # fmt: skip
    assert original.message == ""
    assert len({h.card.topic for h in view.houses.values()}) == len(view.houses)


def test_home_assistant_finds_every_reading_and_every_action(made, port, tmp_path):
    ours = house(made, port, tmp_path, "Foyer", discovery="homeassistant", picture_s=5.0)
    number = house_id.read(tmp_path).id
    look(port, [ours], lambda view: number in view.houses and view.houses[number].picture == JPEG)
    told = json.loads(heard(port, f"homeassistant/device/latenzraum_{number}/config"))
    root = f"latenzraum/{number}"
    assert told["device"]["identifiers"] == [f"latenzraum_{number}"]
    assert told["device"]["name"] == "Foyer" and told["device"]["sw_version"] == "9.8.7"
    assert told["origin"]["name"] and told["availability_topic"] == f"{root}/online"
    assert heard(port, f"{root}/online") == told["payload_available"]
    entities = told["components"]
    for entity in entities.values():
        check_entity(entity, root)
    numbers = [entity["unique_id"] for entity in entities.values()]
    assert len(set(numbers)) == len(numbers)
    shown = {e["state_topic"] for e in entities.values() if e["platform"] == "sensor"}
    assert shown == {f"{root}/{name}" for name in READINGS}
    asked = {e["command_topic"] for e in entities.values() if "command_topic" in e}
    assert asked == {f"{root}/do/{name}" for name in REMOTE_ACTIONS}
    assert "en,de" in entities["do_languages"]["options"]


def test_without_commands_home_assistant_is_offered_none():
    told = Discovery("aaaaaaaa", "Foyer", "museum").message(NEWS, False, False)
    assert {e["platform"] for e in told["components"].values()} == {"sensor", "binary_sensor"}


def check_entity(entity, root):
    required, optional = PLATFORMS[entity["platform"]]
    assert required <= entity.keys() <= required | optional | SHARED, entity
    assert re.fullmatch(r"[a-zA-Z0-9_-]+", entity["unique_id"])
    if "device_class" in entity:
        assert entity["device_class"] in CLASSES[entity["platform"]]
    for key in ("state_topic", "command_topic", "image_topic"):
        assert entity.get(key, root).startswith(root)
    assert entity.get("entity_category", "config") in ("config", "diagnostic")
    if entity["platform"] == "number":
        assert entity["min"] < entity["max"] and entity["step"] > 0


def test_a_terminal_lists_the_houses_and_changes_them_one_first(made, port, tmp_path, monkeypatch):
    houses = [
        house(made, port, tmp_path / name, name, commands=name != "Deaf")
        for name in ("Attic", "Barn", "Deaf")
    ]
    config = tmp_path / "kiosk.toml"
    config.write_text(f"[mqtt]\nbroker = '127.0.0.1'\nport = {port}\n")
    names = {house_id.read(tmp_path / each).id: each for each in ("Attic", "Barn", "Deaf")}
    look(port, houses, lambda view: names.keys() <= view.houses.keys() and online(view) >= 3)
    lines = []
    wish = FleetWish("motion", "reduced", tuple(names), 0.1)
    monkeypatch.setattr(fleet_watch, "FIRST_LOOK_S", 0.4)
    monkeypatch.setattr(clock, "rest", lambda _: serve(houses))  # the houses' turns, in ours
    assert fleet_command.run(config, FleetWish(None, "", (), 0), lines.append) in (0, 1)
    assert any("Attic" in line and "version 9.8.7" in line for line in lines)
    lines.clear()
    assert fleet_command.run(config, wish, lines.append) == 1
    assert lines[-1] == "2 of 3 houses took it"
    assert [each.asked for each in houses] == [[("motion", "reduced")]] * 2 + [[]]
    assert "takes no commands" in next(line for line in lines if "Deaf" in line)


def test_the_page_asks_for_what_may_be_asked_and_says_what_may_not(made, port, tmp_path):
    ours = house(made, port, tmp_path, "Foyer", picture_s=5.0)
    number = house_id.read(tmp_path).id
    desk = FleetDesk(ours._settings)

    def is_seen():
        desk.turn(clock.now_ns())
        return any(row["id"] == number and row["pictures"] for row in desk.as_json()["houses"])

    try:
        until([ours], is_seen)
        assert desk.picture(number) == JPEG and desk.picture("nobody") == b""
        for body in ('{"action": "zones", "value": "[]"}', '{"action": "wake", "houses": ["x"]}'):
            with pytest.raises(BadRequest):
                desk.ask(body.encode())
        desk.ask(json.dumps({"action": "wake", "houses": [number]}).encode())
        with pytest.raises(BadRequest, match="under way"):
            desk.ask(b'{"action": "wake"}')
        until([ours], lambda: is_seen() and ours.asked)
    finally:
        desk.close()
    assert FleetDesk(fake_settings()).as_json()["message"] == NO_BROKER


def test_a_release_goes_to_a_house_part_by_part_and_only_one_rollout_goes_on(made, port, tmp_path):
    ours = house(made, port, tmp_path / "state", "Foyer", updates=True)
    number = house_id.read(tmp_path / "state").id
    path = tmp_path / "sent.zip"
    path.write_bytes(bytes(range(256)) * 4321)
    more = {"size_bytes": path.stat().st_size, "sha256": sha256(path), "machine": this_machine()}
    serving = FileServing(path, FileOffer(ArrivalKind.RELEASE, "99.0", **more))
    watches = [FleetWatch(ours._settings.mqtt, tmp_path, name=name) for name in ("Attic", "Barn")]
    try:
        for watch in watches:
            watch.open()

        def turned():
            for watch in watches:
                watch.turn(clock.now_ns())
            return True

        def are_known():
            return turned() and all(
                number in w.view.houses and w.view.houses[number].is_online for w in watches
            )

        until([ours], are_known)
        for watch in watches:
            watch.send([number], serving, 1.0)
        wish = arrivals.wish_file(tmp_path / "state")
        until([ours], lambda: turned() and wish.exists() and watches[1].change.is_over)
        assert watches[1].change.reason == "another change is under way (Attic: send release 99.0)"
        assert not watches[0].change.is_over
        arrived = arrivals.folder(tmp_path / "state") / "99.0.zip"
        assert arrived.read_bytes() == path.read_bytes()
    finally:
        for watch in watches:
            watch.close()


def serve(houses):
    """One turn of each, which grants whatever is asked for."""
    time.sleep(0.01)
    for each in houses:
        each.publish(NEWS, clock.now_ns())
        requests = [each.decode(packet) for packet in each.poll()]
        each.asked = [*getattr(each, "asked", []), *((r.action, r.value) for r in requests)]
        for request in requests:
            each.answer(request, "")
