"""Several houses on one broker: nobody moves another, a copy is noticed, and one change goes to all of them in stages."""

import json

import pytest

from installation.common import clock, house_id
from installation.console.broker import house_card
from installation.console.broker.connection import Packet
from installation.console.broker.fleet_change import FleetChange
from installation.console.broker.fleet_view import FleetView
from installation.console.broker.house_card import HOUSES, HouseCard
from installation.console.broker.staged_change import PATIENCE_S, Outcome, Stage
from installation.console.broker.topic_claim import ANSWER_S, Claimant, ClaimState, TopicClaim

S = clock.SECOND_NS


# -- whose topic it is -----------------------------------------------------------------------------


def claim(run, house="aaaaaaaa", machine="m1"):
    made = TopicClaim(Claimant(house, f"house {run}", machine, run))
    made.ask(0)
    return made


def test_a_topic_that_nobody_claims_is_taken_after_a_moment():
    ours = claim("1")
    assert not ours.turn(int(ANSWER_S * S) - 1) and ours.turn(int(ANSWER_S * S))
    assert ours.state == ClaimState.OWNER


def test_a_newcomer_yields_to_the_house_that_plays_even_when_disk_and_id_are_the_same():
    owner = claim("1")
    owner.turn(3 * S)
    newcomer = claim("2")
    assert owner.hear_ask(newcomer.ours)
    assert not newcomer.hear_claim(owner.ours)
    assert newcomer.state == ClaimState.LOST and newcomer.other == owner.ours
    assert owner.state == ClaimState.OWNER


def test_of_houses_that_ask_at_once_exactly_one_stays():
    first, second = claim("1"), claim("2")
    # the second asked before the first could hear: only the first ask is heard
    assert not second.hear_ask(first.ours)
    assert second.state == ClaimState.LOST and first.turn(3 * S)


def test_a_house_never_quarrels_with_itself():
    ours = claim("1")
    assert not ours.hear_ask(ours.ours) and not ours.hear_claim(ours.ours)
    assert ours.turn(3 * S)


# -- which house it is -----------------------------------------------------------------------------


@pytest.fixture
def machine(tmp_path):
    def write(name):
        path = tmp_path / name
        path.write_text(f"{name}\n")
        return path

    return write


def test_the_id_stays_and_a_folder_from_another_machine_is_noticed_once(tmp_path, machine):
    made = house_id.read(tmp_path, machine("one"))
    assert house_id.read(tmp_path, machine("one")) == made and not made.moved_from
    moved = house_id.read(tmp_path, machine("two"))
    assert moved.id == made.id and moved.moved_from == made.machine
    assert house_id.renew(tmp_path, machine("two")).id != made.id


@pytest.mark.parametrize("content", ["", "[]", '{"id": "../../x", "machine": ""}', "\x00", "1"])
def test_a_damaged_id_is_made_anew(tmp_path, machine, content):
    (tmp_path / house_id.FILE_NAME).write_text(content)
    made = house_id.read(tmp_path, machine("one"))
    assert len(made.id) == 8 and house_id.read(tmp_path, machine("one")) == made


def test_without_a_folder_to_write_in_the_id_is_the_same_at_each_start(tmp_path, machine):
    nowhere = machine("one") / "below-a-file"
    assert house_id.read(nowhere, machine("one")) == house_id.read(nowhere, machine("one"))


# -- all of them -----------------------------------------------------------------------------------


def said(view, topic, payload):
    payload = payload if isinstance(payload, bytes) else payload.encode()
    return view.hear(Packet(topic, payload, True))


def card(number, **more):
    usual = {"state": "OK", "pack": "letters", "commands": True, "name": f"House {number}"}
    return HouseCard(id=f"{number:08x}", topic=f"latenzraum/{number:08x}", **(usual | more))


@pytest.fixture
def view():
    made = FleetView()
    for number in range(4):
        tell(made, card(number))
    return made


def tell(view, house, online="1"):
    said(view, f"{HOUSES}/{house.id}", house.encoded())
    said(view, f"{house.topic}/online", online)


def test_the_houses_that_need_somebody_come_first(view):
    tell(view, card(3), online="0")
    assert [row["name"] for row in view.rows()] == ["House 3", "House 0", "House 1", "House 2"]
    assert view.rows()[0]["state"] == "DOWN"


def test_a_page_is_told_only_of_what_has_changed_since_it_asked_last(view):
    seen = view.revision
    assert len(view.rows()) == 4 and view.rows(seen) == []
    tell(view, card(2, troubles="no pictures"))
    assert [row["name"] for row in view.rows(seen)] == ["House 2"]


def test_a_card_is_believed_in_nothing(view):
    for payload in (
        "",
        "[]",
        "{}",
        "1",
        "x" * 5000,
        card(9).encoded().replace("latenzraum/", "#/"),
        card(9, visitors=3).encoded().replace(": 3", ": 1e999"),
        card(9).encoded().replace("House 9", "\\ud800"),
    ):
        assert not said(view, f"{HOUSES}/00000009", payload)
    long = card(9, troubles="x" * 2000, name="<script>")
    assert said(view, f"{HOUSES}/00000009", long.encoded()) == long.topic
    assert len(view.houses["00000009"].card.troubles) == 300
    said(view, f"{HOUSES}/00000009", json.dumps(vars(card(9, name="a\n\x1b[2J\u202eb"))))
    assert view.houses["00000009"].card.name == "a [2J b"  # a terminal does as it is told
    assert not said(view, f"{HOUSES}/0000000a", long.encoded())  # another's
    said(view, f"{long.topic}/picture", b"no jpeg")
    assert view.houses["00000009"].picture == b""


def test_a_card_survives_its_journey():
    assert house_card.decoded(card(1, visitors=3).encoded().encode()) == card(1, visitors=3)


# -- one change for all ----------------------------------------------------------------------------


def answer(change, house, refusal=""):
    told = {"action": change.action, "value": change.value, "refusal": refusal}
    change.hear("answer", house.topic, json.dumps(told).encode())


def test_the_others_are_asked_when_the_first_is_well_with_it_and_who_refuses_is_named(view):
    tell(view, card(3, commands=False))
    change = FleetChange(view.chosen([]), "pack", "facades", judge_s=10)
    assert change.turn(view, S) == [("latenzraum/00000000/do/pack", "facades")]
    answer(change, card(0))
    assert change.turn(view, 2 * S) == [] and change.stage == Stage.JUDGING
    assert change.turn(view, 20 * S) == []  # it does not show it yet
    tell(view, card(0, pack="facades"))
    assert change.turn(view, 21 * S) == [] and change.turn(view, 30 * S) == []
    rest = change.turn(view, 31 * S)
    assert [topic for topic, _ in rest] == [f"latenzraum/{n:08x}/do/pack" for n in (1, 2)]
    answer(change, card(1), refusal="there is no pack 'facades'")
    change.turn(view, 60 * S)
    assert change.is_over and change.stage == Stage.DONE
    assert [(part.name, part.reason) for part in change.of(Outcome.REFUSED)] == [
        ("House 1", "there is no pack 'facades'"),
        ("House 3", "takes no commands: [mqtt] commands"),
    ]
    assert [part.name for part in change.of(Outcome.SILENT)] == ["House 2"]


def test_a_first_house_that_refuses_is_not_the_measure(view):
    change = FleetChange(view.chosen([]), "pack", "facades")
    change.turn(view, S)
    answer(change, card(0), refusal="there is no pack 'facades'")
    assert change.turn(view, 2 * S) == [("latenzraum/00000001/do/pack", "facades")]


@pytest.mark.parametrize(
    "after",
    [
        lambda view: tell(view, card(0, state="DEGRADED")),
        lambda view: tell(view, card(0), online="0"),
        lambda view: said(view, f"{HOUSES}/00000000", b""),
    ],
)
def test_the_others_stay_as_they_are_when_the_first_is_not_well_with_it(view, after):
    change = FleetChange(view.chosen([]), "motion", "reduced")
    change.turn(view, S)
    answer(change, card(0))
    change.turn(view, 2 * S)
    after(view)
    assert change.turn(view, 3 * S) == []
    assert change.turn(view, int((PATIENCE_S + 4) * S)) == []
    assert change.stage == Stage.STOPPED and change.reason.startswith("House 0")
    assert len(change.of(Outcome.WAITS)) == 3


def test_a_first_house_that_does_not_answer_stops_the_change(view):
    change = FleetChange(view.chosen([]), "motion", "reduced")
    change.turn(view, S)
    change.turn(view, 30 * S)
    assert change.stage == Stage.STOPPED and len(change.of(Outcome.WAITS)) == 3


def test_a_house_that_was_unwell_before_may_stay_so(view):
    tell(view, card(0, state="DEGRADED"))
    change = FleetChange(view.chosen(["House 0"]), "motion", "reduced", judge_s=1)
    change.turn(view, S)
    answer(change, card(0))
    for second in (2, 3, 5, 6):
        change.turn(view, second * S)
    assert change.stage == Stage.DONE


def test_a_house_that_there_is_not_is_said(view):
    with pytest.raises(KeyError, match="Foyer"):
        view.chosen(["House 1", "Foyer"])


def test_that_visitors_come_and_go_is_told_now_and_then_and_all_else_at_once():
    said = card(1, visitors=3, people=1)
    assert house_card.is_news(said, None, 0) and not house_card.is_news(said, said, 99)
    counted = card(1, visitors=4, people=0)
    assert not house_card.is_news(counted, said, 5) and house_card.is_news(counted, said, 60)
    assert house_card.is_news(card(1, visitors=4, troubles="no pictures"), said, 0)
