"""The generator room on its real wires: it tells the journey how much each picture differs from the last, and the display
what goes on inside, while somebody looks."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from installation.cast import WIRES
from installation.config import schema
from installation.generator.process import Room
from installation.ipc.room import RoomContext
from installation.ipc.wire import WireEnds
from installation.messages import LatentPoint, Shown

FACADES = Path(__file__).resolve().parents[2] / "models" / "facades"
TURNS = 300


def test_a_change_names_the_two_points_between_whose_pictures_it_lies(tmp_path):
    screen = schema.Screen(width_px=160, height_px=90)
    settings = SimpleNamespace(
        pack_folder=str(FACADES),
        generation=0,
        studio=False,
        generator=schema.Generator(),
        screen=screen,
    )
    generator, journey = (WireEnds(WIRES, name, str(tmp_path)) for name in ("generator", "journey"))
    room = Room(RoomContext("generator", settings, {}, generator))
    points = np.random.default_rng(3).normal(size=(TURNS, 64))
    told = []
    for number in range(1, TURNS):
        journey.send(LatentPoint(number, 0, "wandering", 0.0, points[number]))
        room.turn()
        told.append(journey.take("change"))
        if told[-1]:
            break
    generator.close(), journey.close()
    assert told[-1] is not None
    assert 0 < told[-1].since_seq < told[-1].point_seq < TURNS
    assert 1 < told[-1].change < 100


HERE = Path(__file__).parent
MOODY = """
[pack]
name = "moody"
version = "1"
title = { en = "Moody" }
[generator]
file = "moody.onnx"
dimensions = 4
layers = ["hidden"]
"""


@pytest.fixture
def moody(tmp_path):
    """A room with the small models of these tests: `moody(classifier)` -> the room, its context, the wires of display and journey."""
    opened = []

    def start(classifier: bytes | None):
        (tmp_path / "pack.toml").write_text(MOODY)
        shutil.copy(HERE / "moody.onnx", tmp_path)
        if classifier is not None:
            (tmp_path / "classifier.onnx").write_bytes(classifier)
        screen = schema.Screen(width_px=64, height_px=64)
        settings = SimpleNamespace(
            pack_folder=str(tmp_path),
            generation=0,
            studio=False,
            generator=schema.Generator(rate_limit_hz=144.0),
            screen=screen,
        )
        opened.extend(
            WireEnds(WIRES, name, str(tmp_path)) for name in ("generator", "display", "journey")
        )
        context = RoomContext("generator", settings, {}, opened[0])
        return Room(context), context, opened[1], opened[2]

    yield start
    for ends in opened:
        ends.close()


def lived(room, display, journey, inside, until, point=(0.5, 0.5, 0.5, 0.5)):
    """Turns until `until(pictures, insights)`: what came."""
    pictures, insights = [], []
    for number in range(1, 30000):
        display.send(Shown(number, 0, 64, 64, inside, np.zeros(0)))
        journey.send(
            LatentPoint(number, 0, "looking-inside", 1.0, np.array(point) + number / 30000)
        )
        room.turn()
        pictures += [picture] if (picture := display.take("picture")) else []
        insights += [insight] if (insight := display.take("activations")) else []
        if until(pictures, insights):
            break
    return pictures, insights


def test_insight_comes_only_while_it_is_shown(moody):
    room, _, display, journey = moody((HERE / "classifier.onnx").read_bytes())
    shut = lived(room, display, journey, "", lambda pictures, insights: len(pictures) == 30)
    assert len(shut[0]) == 30 and shut[1] == []
    pictures, insights = lived(
        room, display, journey, "growth beliefs", lambda pictures, insights: len(insights) == 4
    )
    assert len(pictures) >= len(insights) == 4
    one = insights[-1]
    assert one.layers.shape[:2] == (1, 6) and one.layers.max() > one.layers.min()
    assert (
        one.seen.shape == (2, 72, 128, 3)
        and one.kernels.shape == (2, 4, 7, 7, 3)
        and one.features.shape[:2] == (2, 6)
    )
    np.testing.assert_allclose(one.scores.sum(1), 1, atol=1e-5)


@pytest.mark.parametrize(("inside", "layers", "ways"), [("growth", 1, 0), ("kept beliefs", 0, 2)])
def test_only_what_is_shown_is_computed(moody, inside, layers, ways):
    room, _, display, journey = moody((HERE / "classifier.onnx").read_bytes())
    _, insights = lived(
        room, display, journey, inside, lambda pictures, insights: len(insights) == 2
    )
    assert len(insights[-1].layers) == layers and len(insights[-1].scores) == ways


def test_a_broken_second_network_costs_its_pane_and_not_the_show(moody):
    room, context, display, journey = moody(b"<!doctype html>")
    pictures, insights = lived(
        room, display, journey, "growth beliefs", lambda pictures, insights: len(insights) == 1
    )
    assert pictures and len(insights[-1].scores) == 0 and len(insights[-1].layers) == 1
    assert "classifier.onnx" in context._words


@pytest.mark.parametrize("point", [(-5, 0, 0, 0), (0, -5, 0, 0)])
def test_a_picture_of_no_numbers_or_of_a_wrong_size_is_left_out_and_counted(moody, point):
    room, context, display, journey = moody(None)
    assert lived(room, display, journey, "", lambda pictures, insights: len(pictures) == 3)[0]
    lived(room, display, journey, "", lambda pictures, insights: room._bad == 5, point)
    assert "the last good picture stays" in context._words
    assert lived(room, display, journey, "", lambda pictures, insights: len(pictures) == 2)[0]
    assert context.facts["bad_pictures"] >= 5
