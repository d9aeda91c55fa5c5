"""The journey room on its real wires: it answers light, takes commands, and says what it cannot do."""

import numpy as np
import pytest

from installation.cast import WIRES
from installation.common import clock
from installation.ipc.room_context import RoomContext
from installation.ipc.testing import FakeContext, fake_settings
from installation.ipc.wire import WireEnds
from installation.journey.process import ALONE_HZ, LEAST_ALONE_HZ, Room
from installation.messages import ActivePack, Change, Command, Pause
from installation.vocabulary import RoomName, RoomState, Verb, VisitState
from tests.journey.conftest import people
from tests.letter_pack import write_letter_pack

PACK = """
[pack]
name = "test"
version = "1"
title = { en = "Test" }
[generator]
dimensions = 3
"""
GESTURE = """
[[gesture]]
input = "light_x"
from = "place"
range = [-1.0, 1.0]
rest = 0.5
smoothing_s = 0.0
"""
TURNS = 200


@pytest.fixture
def room(tmp_path):
    """Starts a journey room of a pack without encoder; `room(steering=...)` -> the room, its context, `ends(name)`."""
    (tmp_path / "pack.toml").write_text(PACK)
    (tmp_path / "generator.onnx").write_bytes(b"never opened here")
    opened = []

    def ends(name):
        opened.append(WireEnds(WIRES, name, str(tmp_path)))
        return opened[-1]

    def start(**journey):
        settings = fake_settings(pack_folder=str(tmp_path), journey=journey)
        context = RoomContext(RoomName.JOURNEY, settings, {}, ends(RoomName.JOURNEY))
        return Room(context), context, ends

    yield start
    for each in opened:
        each.close()


def until(room, done, before_each=lambda: None):
    """Turns until `done()`; fails when it does not come."""
    for _ in range(TURNS):
        before_each()
        room.turn()
        if done():
            return
    raise AssertionError(f"not within {TURNS} turns")


def test_the_light_of_a_presence_is_in_the_next_point(room):
    journey, _, ends = room()
    vision = ends(RoomName.VISION)
    generator = ends(RoomName.GENERATOR)

    def answered():
        point = generator.take("point")
        return point is not None and point.light_ns == 1

    until(journey, answered, lambda: vision.send(people(0.5)))


def test_fewer_points_while_nobody_is_there_and_each_step_for_who_comes(tmp_path):
    (tmp_path / "pack.toml").write_text(PACK)
    (tmp_path / "generator.onnx").write_bytes(b"never opened here")
    visitors = []
    sources = {"presence": lambda: people(*visitors)}
    context = FakeContext(RoomName.JOURNEY, fake_settings(pack_folder=str(tmp_path)), {}, sources)
    journey = Room(context)
    began_ns = clock.now_ns()
    while len(context.wires.sent) < 6:
        journey.turn()
    assert clock.seconds(clock.now_ns() - began_ns) >= 5 / ALONE_HZ - 0.02
    visitors.append(0.5)
    alone = len(context.wires.sent)
    for _ in range(3):
        journey.turn()
    assert len(context.wires.sent) - alone == 3
    assert context.wires.sent[alone].state == VisitState.GREETING


def test_still_fewer_points_where_a_picture_is_dear(tmp_path):
    (tmp_path / "pack.toml").write_text(PACK)
    (tmp_path / "generator.onnx").write_bytes(b"never opened here")
    dear = Change(1, 0, 0, 0, 0.1, took_s=0.05)
    sources = {"presence": people, "change": lambda: dear}
    context = FakeContext(RoomName.JOURNEY, fake_settings(pack_folder=str(tmp_path)), {}, sources)
    journey = Room(context)
    journey.turn()
    began_ns = clock.now_ns()
    first = len(context.wires.sent)
    while len(context.wires.sent) < first + 5:
        journey.turn()
    assert clock.seconds(clock.now_ns() - began_ns) >= 4 / LEAST_ALONE_HZ - 0.02


def test_the_point_waits_while_the_picture_does(tmp_path):
    (tmp_path / "pack.toml").write_text(PACK)
    (tmp_path / "generator.onnx").write_bytes(b"never opened here")
    pauses = []
    sources = {
        "presence": lambda: people(0.8, v=0.5),
        "pause": lambda: pauses.pop() if pauses else None,
    }
    context = FakeContext(RoomName.JOURNEY, fake_settings(pack_folder=str(tmp_path)), {}, sources)
    journey = Room(context)
    ways = []
    for is_on in (False, True, False):
        pauses.append(Pause(1, 0, is_on))
        journey.turn()
        for _ in range(10):
            journey.turn()
        points = [message.point for message in context.wires.sent[-10:]]
        ways.append(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())
    assert ways[0] > 0 and ways[1] == 0 and ways[2] > 0


def test_a_command_closes_and_opens_the_visit(room):
    journey, context, ends = room()
    console = ends(RoomName.CONSOLE)
    until(
        journey,
        lambda: context.telemetry.state == VisitState.CLOSED,
        lambda: console.send(Command(1, Verb.CLOSE, "")),
    )
    until(
        journey,
        lambda: context.telemetry.state == VisitState.WANDERING,
        lambda: console.send(Command(1, Verb.OPEN, "")),
    )


def test_a_mirror_without_an_encoder_is_told_to_the_technician(room):
    _, context, _ = room(steering="mirror")
    assert context.state == RoomState.DEGRADED
    assert "has no encoder.onnx" in context.message


def test_each_visitor_has_a_point_on_the_wire_also_after_the_papers_are_saved(tmp_path):
    folder = write_letter_pack(tmp_path / "letters").folder
    papers = folder / "pack.toml"
    papers.write_text(papers.read_text(encoding="utf-8") + GESTURE, encoding="utf-8")
    saved = []
    sources = {
        "presence": lambda: people(0.9, 0.3),
        "active_pack": lambda: saved.pop() if saved else None,
    }
    context = FakeContext(RoomName.JOURNEY, fake_settings(pack_folder=str(folder)), {}, sources)
    journey = Room(context)
    for _ in range(20):
        journey.turn()
    before = context.wires.sent[-1]
    assert before.points.shape == (2, 15)
    assert before.spots[0, 0] < before.spots[1, 0]
    np.testing.assert_array_equal(before.points[1], before.point)  # who came first stands right
    assert before.gestures == pytest.approx([0.2], abs=0.1)
    saved.append(ActivePack(0, str(folder), papers=1))
    journey.turn()
    np.testing.assert_allclose(context.wires.sent[-1].spots, before.spots, atol=0.1)
