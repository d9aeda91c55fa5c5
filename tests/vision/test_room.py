"""The vision room: presence on the wire, a message for the technician, a next life that goes on."""

import pytest

from installation.common import clock
from installation.faults import UnknownCamera
from installation.ipc import codec

pytestmark = pytest.mark.realtime


def test_a_turn_sends_one_presence_that_the_wire_accepts(solo):
    alone = solo()
    alone.turn_until(lambda: len(alone.wires.sent) == 5)
    for sent in alone.wires.sent:
        received = codec.decode(codec.encode(sent))
        assert received.light_ns <= clock.now_ns()
    assert [sent.seq for sent in alone.wires.sent] == [1, 2, 3, 4, 5]
    assert alone.message == ""


def test_telemetry_tells_what_is_open_and_who_is_there(solo):
    alone = solo(rate_hz=120.0)
    alone.turn_until(lambda: alone.telemetry.people == 1, 1200)
    assert alone.telemetry.camera == "simulated"
    assert alone.telemetry.is_simulated
    assert alone.telemetry.camera_s > 0
    assert alone.telemetry.frame_rate_hz > 0
    assert alone.wires.sent[-1].count == 1


def test_without_a_camera_the_simulated_visitor_stands_in_and_it_is_said(solo, monkeypatch):
    monkeypatch.setattr("installation.vision.sources.devices", list)
    alone = solo(source="auto")
    alone.turn_until(lambda: len(alone.wires.sent) > 2)
    assert "no camera was found" in alone.message
    assert "simulated visitor" in alone.message
    assert alone.telemetry.camera == "simulated"
    assert alone.telemetry.is_simulated


@pytest.mark.parametrize("source", ["/dev/video97", "97", "http://127.0.0.1:9/stream"])
def test_a_named_camera_that_is_away_gets_a_stand_in_too(solo, source):
    alone = solo(source=source)
    alone.turn_until(lambda: len(alone.wires.sent) > 2)
    assert "simulated visitor" in alone.message


def test_a_camera_that_cannot_be_meant_is_refused(solo):
    with pytest.raises(UnknownCamera):
        solo(source="cam")


def test_nothing_is_kept_before_it_works_and_then_numbers_only(solo):
    alone = solo()
    assert not alone.context.was_restarted
    alone.turn_until(lambda: alone.wires.sent)
    kept = alone.context.checkpoint
    assert all(isinstance(value, int | float | str) for value in kept.values())
    assert len(kept["view"]) < 1000


def test_the_next_life_goes_on_in_the_film_and_with_the_count(solo, clips):
    clip = str(clips / "one-by-one.mp4")
    begun_ns = clock.now_ns() - 72 * clock.SECOND_NS
    checkpoint = {"visitors": 3, "epoch_ns": begun_ns, "view": ""}
    alone = solo(checkpoint, source=clip)
    alone.turn_until(lambda: alone.wires.sent)
    assert alone.wires.sent[0].camera_s == pytest.approx(72, abs=1.0)
    assert alone.wires.sent[0].visitors == 3
    assert alone.telemetry.camera == "one-by-one.mp4"
    assert alone.telemetry.is_simulated is False
    assert alone.telemetry.is_film
