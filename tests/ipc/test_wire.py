"""Wires: newest wins, every arrives, and either end may die."""

import numpy as np
import pytest

from installation.cast import Wire, WireKind
from installation.common import clock
from installation.ipc.wire import WireEnds
from installation.messages import Beat, LatentPoint

pytestmark = pytest.mark.realtime


WIRES = (
    Wire("point", LatentPoint, WireKind.LATEST, ("journey",), ("generator", "sound"), 60),
    Wire("beat", Beat, WireKind.EVERY, ("journey", "sound"), ("kiosk",), 10),
)


@pytest.fixture
def ends(tmp_path):
    opened = []

    def open_(room):
        opened.append(WireEnds(WIRES, room, str(tmp_path)))
        return opened[-1]

    yield open_
    for each in opened:
        each.close()


def point(seq):
    return LatentPoint(seq, 0, "wandering", 0.0, np.zeros(3))


def beat(room, turn):
    return Beat(room, 1, turn, "OK", "", {}, {}, {})


def joined(writer, reader):
    """Sends until the first message arrives: joining takes a moment."""
    for seq in range(1000):
        writer.send(point(-seq))
        reader.wait(0.02, "point")
        if reader.take("point"):
            return
    raise AssertionError("the wire was never joined")


def newest(reader, seq):
    """Takes until the message with this number came; returns the numbers seen."""
    seen = []
    for _ in range(1000):
        reader.wait(0.02, "point")
        if (message := reader.take("point")) is not None:
            seen.append(message.seq)
            if message.seq == seq:
                return seen
    raise AssertionError(f"{seq} never came: {seen}")


def test_a_slow_reader_gets_the_newest_and_no_queue(ends):
    writer, reader = ends("journey"), ends("generator")
    joined(writer, reader)
    for seq in range(1, 501):
        writer.send(point(seq))
    assert len(newest(reader, 500)) < 50
    assert reader.take("point") is None


def test_a_reader_goes_on_when_its_writer_was_killed_and_came_back(ends):
    writer, reader = ends("journey"), ends("generator")
    joined(writer, reader)
    writer.close()
    writer = ends("journey")
    joined(writer, reader)


def test_a_writer_goes_on_when_its_reader_was_killed_and_came_back(ends):
    writer, reader = ends("journey"), ends("generator")
    joined(writer, reader)
    reader.close()
    joined(writer, ends("generator"))


def test_every_beat_of_every_room_arrives(ends):
    parent, rooms = ends("kiosk"), [ends("journey"), ends("sound")]
    for turn in range(100):
        rooms[0].send(beat("journey", turn))
        rooms[1].send(beat("sound", turn))
    seen = set()
    for _ in range(1000):
        parent.wait(0.02, "beat")
        while (message := parent.take("beat")) is not None:
            seen.add((message.room, message.turn))
        if len(seen) == 200:
            break
    assert len(seen) == 200


def test_nobody_waits_for_a_reader_that_is_away(ends):
    writer = ends("sound")
    for turn in range(5000):
        writer.send(beat("sound", turn))


def test_the_newest_message_counts_until_it_is_stale(ends, monkeypatch):
    """Ten periods of its wire, at least a second and a half: the same for all rooms."""
    writer, reader = ends("journey"), ends("generator")
    joined(writer, reader)
    writer.send(point(7))
    assert newest(reader, 7)
    assert reader.take("point") is None
    assert reader.newest("point").seq == 7
    now_ns = clock.now_ns()
    monkeypatch.setattr(clock, "now_ns", lambda: now_ns + int(1.4 * clock.SECOND_NS))
    assert reader.newest("point").seq == 7
    monkeypatch.setattr(clock, "now_ns", lambda: now_ns + int(1.6 * clock.SECOND_NS))
    assert reader.newest("point") is None


@pytest.mark.parametrize(("rate_hz", "stale_s"), [(60, 1.5), (5, 2.0), (0, None)])
def test_how_long_a_message_counts_follows_from_the_rate(rate_hz, stale_s):
    assert Wire("point", LatentPoint, WireKind.LATEST, ("a",), ("b",), rate_hz).stale_s == stale_s
