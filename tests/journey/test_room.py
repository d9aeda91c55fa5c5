"""The journey room on its real wires: it answers light, hears commands, and says what it cannot do."""

from types import SimpleNamespace

import pytest

from installation.cast import WIRES
from installation.config import schema
from installation.ipc.room import RoomContext
from installation.ipc.wire import WireEnds
from installation.journey.process import Room
from installation.messages import Command
from tests.journey.conftest import people, settings

PACK = """
[pack]
name = "test"
version = "1"
title = { en = "Test" }
[generator]
dimensions = 3
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
        given = SimpleNamespace(
            pack_folder=str(tmp_path),
            generation=0,
            journey=settings(**journey),
            screen=schema.Screen(),
        )
        context = RoomContext("journey", given, {}, ends("journey"))
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
    vision, generator, points = ends("vision"), ends("generator"), []

    def answered():
        points.append(generator.take("point"))
        return points[-1] is not None and points[-1].light_ns == 1

    until(journey, answered, lambda: vision.send(people(0.5)))


def test_a_command_closes_and_opens_the_visit(room):
    journey, context, ends = room()
    console = ends("console")
    until(
        journey,
        lambda: context.facts["state"] == "closed",
        lambda: console.send(Command(1, "close", "")),
    )
    until(
        journey,
        lambda: context.facts["state"] == "wandering",
        lambda: console.send(Command(1, "open", "")),
    )


def test_a_mirror_without_an_encoder_is_told_to_the_technician(room):
    _, context, _ = room(steering="mirror")
    assert context._state == "DEGRADED" and "has no encoder.onnx" in context._words
