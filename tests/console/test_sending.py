"""A pack or a release for all houses, over the broker: whole or not at all, one house first, and nothing unasked."""

import json
import os
import shutil
from collections import namedtuple

import pytest

from installation.common import arrivals, clock, version_record
from installation.common.arrivals import ArrivalKind, ArrivalVerdict
from installation.common.files import sha256
from installation.common.version_record import UpdateState, VersionRecord
from installation.console import HouseNews, taking
from installation.console.actions import Choices
from installation.console.broker import rollout_file
from installation.console.broker.connection import Packet
from installation.console.broker.file_fetch import PART_BYTES, PATIENCE_S, WINDOW, FileFetch
from installation.console.broker.file_offer import (
    Delivery,
    DeliveryState,
    FileOffer,
    this_machine,
)
from installation.console.broker.file_serving import FileServing
from installation.console.broker.fleet_rollout import MOST_AT_ONCE, FleetRollout
from installation.console.broker.fleet_view import FleetView
from installation.console.broker.house_card import HOUSES, HouseCard
from installation.console.broker.staged_change import Outcome, Stage
from installation.console.intake import Intake
from installation.ipc.testing import fake_settings
from installation.packs import sealing
from tests.packs.scene_pack import write_scene_pack

S = clock.SECOND_NS


def offered(path, kind=ArrivalKind.RELEASE, name="99.0", **more):
    machine = this_machine() if kind == ArrivalKind.RELEASE else ""
    known = {"size_bytes": path.stat().st_size, "sha256": sha256(path), "machine": machine}
    return FileServing(path, FileOffer(kind, name, **(known | more)))


@pytest.fixture
def release(tmp_path):
    """A file of some windows and a bit; nothing here opens it."""
    path = tmp_path / "release.zip"
    path.write_bytes(bytes(range(256)) * ((2 * WINDOW * PART_BYTES + 999) // 256))
    return offered(path)


# -- bytes on their way ----------------------------------------------------------------------------


def carry(fetch, serving, now_ns, is_lost=lambda offset: False):
    """One turn at both ends; says whether something was asked for."""
    wanted = fetch.turn(now_ns)
    for topic, part in serving.parts("t", wanted.encode()):
        offset = int(topic.rpartition("/")[2])
        if not is_lost(offset):
            fetch.hear(offset, part, now_ns)
    return bool(wanted)


def test_a_lost_part_is_asked_for_again_and_the_file_is_whole(tmp_path, release):
    fetch = FileFetch(release.offer, tmp_path / "arriving", S)
    carry(fetch, release, S, is_lost=lambda offset: offset == 3 * PART_BYTES)
    assert fetch.have == 3 * PART_BYTES and not carry(fetch, release, 2 * S)
    for second in (7, 8, 9, 10):
        carry(fetch, release, second * S)
    assert fetch.is_whole and fetch.is_right


def test_a_transfer_that_was_cut_off_goes_on_where_it_was(tmp_path, release):
    first = FileFetch(release.offer, tmp_path / "arriving", S)
    carry(first, release, S)
    again = FileFetch(release.offer, tmp_path / "arriving", 2 * S)
    assert again.turn(2 * S) == "" and again.have == first.have  # what is there is hashed first
    assert json.loads(again.turn(3 * S))["offset"] == first.have
    for second in range(9, 40, 6):
        carry(again, release, second * S)
    assert again.is_right and not again.is_silent(40 * S)
    assert again.is_silent(int((41 + PATIENCE_S) * S))


def test_nobody_is_sent_what_was_not_offered(release):
    endless = f'{{"key": "{release.offer.key}", "offset": 1e999, "parts": 1}}'
    for wish in ("", "[]", "x" * 600, '{"key": "0", "offset": 0, "parts": 1}', endless):
        assert release.parts("t", wish.encode()) == []
    beyond = {"key": release.offer.key, "offset": 1 << 40, "parts": 1}
    many = {"key": release.offer.key, "offset": 0, "parts": 1 << 40}
    assert release.parts("t", json.dumps(beyond).encode()) == []
    assert len(release.parts("t", json.dumps(many).encode())) == WINDOW


@pytest.mark.parametrize(
    "field, value",
    [("name", "../x"), ("size_bytes", 1 << 40), ("size_bytes", float("inf")), ("sha256", "")],
)
def test_an_offer_is_believed_in_nothing(release, field, value):
    known = json.loads(release.offer.encoded())
    assert FileOffer.decoded(json.dumps(known).encode()) == release.offer
    assert FileOffer.decoded(json.dumps(known | {field: value}).encode()) is None


# -- what a house takes ----------------------------------------------------------------------------


def settings(tmp_path, **mqtt):
    usual = {"packs": True, "updates": True}
    models = tmp_path / "models"
    models.mkdir(exist_ok=True)
    return fake_settings(mqtt=usual | mqtt, models=models, state=tmp_path / "state")


def answer(intake, now_ns):
    """The last that the house says of its delivery in this turn."""
    told = [payload for end, payload in intake.turn(now_ns) if end == "delivery"]
    return Delivery.decoded(told[-1].encode())


def ask(intake, offer, now_ns=S):
    intake.hear("offer", offer.encoded().encode(), now_ns)
    return answer(intake, now_ns)


def receive(intake, serving):
    """All of it; returns when the transfer is over."""
    ask(intake, serving.offer)
    for second in range(2, 60):
        for end, payload in intake.turn(second * S):
            if end == "want":
                for topic, part in serving.parts("t", payload.encode()):
                    intake.hear(topic.removeprefix("t/"), part, second * S)
            elif (told := Delivery.decoded(payload.encode())).state != DeliveryState.FETCHING:
                return told
    raise AssertionError("it does not arrive")


def test_a_house_takes_only_what_its_configuration_lets_in(tmp_path, release):
    closed = Intake(settings(tmp_path, updates=False))
    assert "[mqtt] updates" in ask(closed, release.offer).reason
    intake = Intake(settings(tmp_path))
    other = offered(release._path, machine="plan9 mips 2.7").offer
    assert "the release is for plan9" in ask(intake, other).reason
    assert "no older" in ask(intake, offered(release._path, name="0.0.1").offer).reason


def test_a_full_disk_is_said_before_a_byte_is_sent(tmp_path, release, monkeypatch):
    Usage = namedtuple("Usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(9 << 20))
    refused = ask(Intake(settings(tmp_path)), release.offer)
    assert refused.state == DeliveryState.REFUSED and "9 MB left" in refused.reason


def test_what_is_not_as_offered_is_thrown_away(tmp_path, release):
    wrong = offered(release._path, sha256="0" * 64)
    told = receive(Intake(settings(tmp_path)), wrong)
    assert told.state == DeliveryState.REFUSED and "checksum" in told.reason
    assert not list((tmp_path / "state/arriving").glob("*.zip"))


def test_a_house_takes_one_thing_at_a_time_and_names_it(tmp_path, release):
    intake = Intake(settings(tmp_path))
    assert ask(intake, release.offer).state == DeliveryState.FETCHING
    second = ask(intake, offered(release._path, sha256="1" * 64, name="98.0").offer)
    assert second.sha256 == "1" * 64 and "busy with release 99.0" in second.reason
    late = answer(intake, int((3 + PATIENCE_S) * S))
    assert late.state == DeliveryState.INTERRUPTED and late.sha256 == release.offer.sha256


def test_a_release_is_left_to_who_may_install_it_and_its_trial_is_told(
    tmp_path, release, monkeypatch
):
    monkeypatch.setattr(arrivals, "verdict", lambda: found)
    monkeypatch.setattr(version_record, "read", lambda: record)
    found = record = None
    intake = Intake(settings(tmp_path))
    assert receive(intake, release).state == DeliveryState.CHECKING
    wish = arrivals.take_wish(tmp_path / "state")
    assert (wish.kind, wish.name) == (ArrivalKind.RELEASE, "99.0")
    record = VersionRecord(UpdateState.ON_TRIAL, "99.0", "0.1.0", "today")
    assert answer(intake, 100 * S).state == DeliveryState.ON_TRIAL
    again = Intake(settings(tmp_path))  # the new version plays, and goes on with it
    record = VersionRecord(UpdateState.TAKEN_BACK, "99.0", "0.1.0", "today", "it makes no pictures")
    told = answer(again, 200 * S)
    assert told.state == DeliveryState.TAKEN_BACK and "it makes no pictures" in told.reason
    # and it is not tried again unasked
    assert ask(again, release.offer).state == DeliveryState.TAKEN_BACK


def test_a_refusal_of_who_installs_is_told_and_that_nobody_does(tmp_path, release, monkeypatch):
    monkeypatch.setattr(arrivals, "verdict", lambda: found)
    found = ArrivalVerdict("of another wish", "it was too large")
    intake = Intake(settings(tmp_path))
    receive(intake, release)
    assert answer(intake, 100 * S).state == DeliveryState.CHECKING
    found = ArrivalVerdict(arrivals.take_wish(tmp_path / "state").token, "not signed")
    assert answer(intake, 200 * S).reason == "not signed"
    assert not list((tmp_path / "state/arriving").glob("*"))
    receive(intake, release)
    monkeypatch.setattr(taking, "_NOBODY_S", -1.0)
    assert "sudo ./kiosk install" in answer(intake, 300 * S).reason


def test_a_pack_passes_quarantine_is_shown_and_then_chosen(tmp_path):
    (tmp_path / "scene").mkdir()
    folder = write_scene_pack(tmp_path / "scene")
    sealing.seal(folder)
    serving = rollout_file.prepared(folder, tmp_path / "sending")
    house = settings(tmp_path).model_copy(update={"studio": True})
    intake = Intake(house)
    assert receive(intake, serving).state == DeliveryState.CHECKING
    assert until(lambda now_ns: answer_or_none(intake, now_ns)).state == DeliveryState.TAKEN
    assert (house.models / "scene/pack.toml").exists()
    choices = Choices(("scene",), (), (), ())
    before = HouseNews({"pack": "letters"}, choices)
    shown = HouseNews({"pack": "scene"}, choices)
    assert [intake.chosen(news, at * S) for news, at in ((before, 1), (shown, 2), (shown, 9))] == [
        "",
        "",
        "",
    ]
    assert intake.chosen(shown, 99 * S) == "scene" and intake.chosen(shown, 200 * S) == ""
    # once more: it is there, and is only asked to be shown
    assert ask(intake, serving.offer).state == DeliveryState.TAKEN
    assert intake.chosen(before, 300 * S) == "scene"
    (house.models / "scene/pack.toml").write_text("another")
    assert "stays" in ask(intake, serving.offer).reason


def test_a_pack_that_came_is_the_house_s_own_after_a_restart_unless_another_was_chosen(
    tmp_path, release, monkeypatch
):
    """A release that followed within a minute left a house with the pack of its configuration."""
    monkeypatch.setattr(os, "access", lambda *_: False)  # who installs is another
    monkeypatch.setattr(arrivals, "verdict", lambda: found)
    found = None
    house = settings(tmp_path)
    record = house.state / "arriving/delivery.json"
    intake = Intake(house)
    receive(intake, offered(release._path, ArrivalKind.PACK, "scene"))
    found = ArrivalVerdict(arrivals.take_wish(house.state).token, "")
    choices = Choices(("scene",), (), (), ())
    news = {name: HouseNews({"pack": name, "house": "open"}, choices) for name in ("scene", "own")}
    assert Intake(house).chosen(news["own"], S) == "scene"  # it fell into the installing
    (house.models / "scene").mkdir()
    assert answer(intake, 100 * S).state == DeliveryState.TAKEN
    assert intake.chosen(news["scene"], 101 * S) == ""
    kept = record.read_text()
    assert Intake(house).chosen(news["own"], S) == "scene"  # and into the first minute
    record.write_text(kept)
    assert intake.chosen(news["own"], 102 * S) == "" and not record.exists()
    assert intake.chosen(news["scene"], 999 * S) == ""


def until(what, seconds=60):
    limit_ns = clock.now_ns() + seconds * S
    while clock.now_ns() < limit_ns:
        if (found := what(clock.now_ns())) is not None:
            return found
        clock.rest(0.02)
    raise AssertionError(f"not within {seconds} s")


def answer_or_none(intake, now_ns):
    told = [Delivery.decoded(payload.encode()) for _, payload in intake.turn(now_ns)]
    return next((each for each in told if each.state != DeliveryState.CHECKING), None)


# -- all of them -----------------------------------------------------------------------------------


def card(number, **more):
    usual = {"state": "OK", "commands": True, "packs": True, "updates": True, "pack": "letters"}
    return HouseCard(
        id=f"{number:08x}", name=f"House {number}", topic=f"t/{number}", **(usual | more)
    )


def tell(view, house, online="1"):
    view.hear(Packet(f"{HOUSES}/{house.id}", house.encoded().encode(), True))
    view.hear(Packet(f"{house.topic}/online", online.encode(), True))


@pytest.fixture
def view():
    made = FleetView()
    for number in range(7):
        tell(made, card(number))
    return made


class Rollout:
    """A rollout whose houses answer at once."""

    def __init__(self, view, serving, **more):
        self.view = view
        self.change = FleetRollout(view.chosen([]), serving, **more)
        self.offered = []
        self._serving = serving

    def at(self, second):
        requests = self.change.turn(self.view, second * S)
        self.offered += [int(topic.split("/")[1]) for topic, _ in requests]
        return self

    def say(self, numbers, state, reason="", have=0):
        told = Delivery(self._serving.offer.sha256, state, reason, have)
        for number in numbers:
            self.change.hear("delivery", f"t/{number}", told.encoded().encode())
        return self


def test_one_house_has_it_and_is_well_before_a_few_others_are_offered_it(view, release):
    tell(view, card(6, updates=False))
    rollout = Rollout(view, release, judge_s=10).at(1)
    assert rollout.offered == [0]
    rollout.say([0], DeliveryState.ON_TRIAL, "on trial").at(300)
    rollout.say([0], DeliveryState.TAKEN).at(301).at(305)
    assert rollout.change.of(Outcome.JUDGED)[0].reason == ""
    assert rollout.offered == [0] and rollout.change.stage == Stage.JUDGING
    rollout.at(312)
    assert rollout.offered == [0, *range(1, MOST_AT_ONCE + 1)]
    rollout.say([1], DeliveryState.REFUSED, "its disk is full").at(313)
    assert rollout.offered[-1] == 5
    rollout.say(range(2, 6), DeliveryState.TAKEN).at(314).at(325).at(326)
    assert rollout.change.stage == Stage.DONE
    assert {(part.name, part.reason) for part in rollout.change.of(Outcome.REFUSED)} == {
        ("House 1", "its disk is full"),
        ("House 6", "takes no updates from the broker: [mqtt] updates"),
    }


def test_a_version_that_one_house_takes_back_reaches_no_other(view, release):
    rollout = Rollout(view, release).at(1).say([0], DeliveryState.ON_TRIAL).at(2)
    rollout.say([0], DeliveryState.TAKEN_BACK, "it makes no pictures").at(3).at(400)
    assert rollout.change.stage == Stage.STOPPED and rollout.offered == [0]
    assert rollout.change.reason == "House 0: it makes no pictures"
    assert len(rollout.change.of(Outcome.WAITS)) == 6


def test_what_the_first_house_found_unfit_when_all_of_it_was_there_reaches_no_other(view, release):
    """A release that failed its rehearsal was sent to one house after the other, to fail there too."""
    rollout = Rollout(view, release).at(1).say([0], DeliveryState.REFUSED, "its disk is full").at(2)
    assert rollout.offered == [0, 1]
    size = release.offer.size_bytes
    rollout.say([1], DeliveryState.CHECKING, have=size).at(3)
    assert "rehearsed" in rollout.change.of(Outcome.ASKED)[0].reason
    rollout.say([1], DeliveryState.REFUSED, "it failed its rehearsal", have=size).at(4).at(400)
    assert rollout.change.reason == "House 1: it failed its rehearsal"
    assert rollout.offered == [0, 1] and len(rollout.change.of(Outcome.WAITS)) == 5


def test_a_house_that_falls_ill_later_stops_those_that_are_still_fetching(view, release):
    rollout = Rollout(view, release, judge_s=1).at(1).say([0], DeliveryState.TAKEN).at(2).at(4)
    rollout.say([1, 2, 4], DeliveryState.FETCHING).say([3], DeliveryState.TAKEN).at(5)
    wish = json.dumps({"key": release.offer.key, "offset": 0, "parts": 1}).encode()
    assert rollout.change.wants("t/1", wish) and not rollout.change.wants("t/6", wish)
    tell(view, card(3, state="DEGRADED", troubles="no pictures"))
    rollout.at(6).say([1, 2, 4], DeliveryState.FETCHING, have=1).at(130)
    rollout.at(190)
    assert rollout.change.reason == "House 3: no pictures"
    assert not rollout.change.wants("t/1", wish)
    assert len(rollout.change.of(Outcome.WAITS)) == 5


@pytest.mark.parametrize("is_first", [True, False])
def test_a_house_that_is_off_is_named_and_only_the_first_one_stops_it(view, release, is_first):
    rollout = Rollout(view, release, judge_s=1).at(1)
    if not is_first:
        rollout.say([0], DeliveryState.TAKEN).at(2).at(4)
        rollout.say([1, 2, 4], DeliveryState.TAKEN).at(5).at(7)
        rollout.say([5, 6], DeliveryState.TAKEN).at(8).at(10)
    rollout.at(40)
    silent = rollout.change.of(Outcome.SILENT)
    assert [(part.id[-1], part.reason) for part in silent] == [
        ("0" if is_first else "3", "does not answer")
    ]
    assert rollout.change.stage == (Stage.STOPPED if is_first else Stage.DONE)


def test_a_pack_has_to_be_on_the_screen_and_a_sleeping_house_is_no_measure(view, release):
    pack = offered(release._path, ArrivalKind.PACK, "facades")
    tell(view, card(0, house="asleep"))
    rollout = Rollout(view, pack, judge_s=1).at(1)
    assert rollout.offered == [1]
    rollout.say([1], DeliveryState.TAKEN).at(2).at(10)
    assert rollout.change.of(Outcome.JUDGED)[0].reason == "does not show facades"
    tell(view, card(1, pack="facades"))
    rollout.at(11).at(13).say([0], DeliveryState.TAKEN)
    for number in range(2, 7):
        tell(view, card(number, pack="facades"))
        rollout.say([number], DeliveryState.TAKEN)
    for second in range(14, 20):
        rollout.at(second)
        rollout.say([0], DeliveryState.TAKEN)
    asleep = next(part for part in rollout.change.of(Outcome.TAKEN) if part.id == "00000000")
    assert asleep.reason.startswith("sleeps") and rollout.change.stage == Stage.DONE


def test_a_seal_is_the_same_for_the_same_files():
    assert sealing.checksum({}) == ""
    assert sealing.checksum({"a": "1", "b": "2"}) == sealing.checksum({"b": "2", "a": "1"})
