"""The generator room on its real wires: it tells the journey how much each picture differs from the last, and the display
what goes on inside, while somebody looks."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from installation.cast import WIRES
from installation.generator import picture_size, size_notes
from installation.generator.process import Room
from installation.ipc.room_context import RoomContext
from installation.ipc.testing import fake_settings
from installation.ipc.wire import WireEnds
from installation.messages import LatentPoint, Shown
from installation.vocabulary import PaneName, RoomName, VisitState

FACADES = Path(__file__).resolve().parents[2] / "models" / "facades"
HERE = Path(__file__).parent
TURNS = 30000
WIRED = (RoomName.GENERATOR, RoomName.DISPLAY, RoomName.JOURNEY)
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
BOTH_PANES = f"{PaneName.GROWTH} {PaneName.BELIEFS}"


def test_a_change_names_the_two_points_between_whose_pictures_it_lies(tmp_path):
    screen = {"width_px": 160, "height_px": 90}
    settings = fake_settings(pack_folder=str(FACADES), screen=screen)
    generator = WireEnds(WIRES, RoomName.GENERATOR, str(tmp_path))
    journey = WireEnds(WIRES, RoomName.JOURNEY, str(tmp_path))
    room = Room(RoomContext(RoomName.GENERATOR, settings, {}, generator))
    points = np.random.default_rng(3).normal(size=(TURNS, 64))
    change = None
    for number in range(1, TURNS):
        journey.send(LatentPoint(number, 0, VisitState.WANDERING, 0.0, points[number]))
        room.turn()
        change = journey.take("change")
        if change:
            break
    generator.close()
    journey.close()
    assert change is not None
    assert 0 < change.since_seq < change.point_seq < TURNS
    assert 1 < change.change < 100


@pytest.mark.parametrize(("enough_hz", "width"), [(0.001, 1920), (1e6, 1280)])
def test_a_large_screen_gets_full_hd_where_that_is_fast_enough_and_both_is_told(
    tmp_path, monkeypatch, enough_hz, width
):
    monkeypatch.setattr(picture_size, "SETTLING", 2)
    monkeypatch.setattr(picture_size, "TRIAL", 2)
    monkeypatch.setattr(picture_size, "ENOUGH_HZ", enough_hz)
    settings = fake_settings(pack_folder=str(FACADES), state=str(tmp_path))
    ends = [WireEnds(WIRES, name, str(tmp_path)) for name in WIRED]
    generator, display, journey = ends
    context = RoomContext(RoomName.GENERATOR, settings, {}, generator)
    room = Room(context)
    widths = []  # in which it paints; on a busy machine pictures may be overtaken before the display takes them
    for number in range(1, TURNS):
        display.send(Shown(number, 0, 1920, 1080, "", np.zeros(0)))
        journey.send(LatentPoint(number, 0, VisitState.WANDERING, 0.0, np.full(64, 0.01 * number)))
        room.turn()
        display.take("picture")
        widths.append(room._painter.size[1])
        if context.telemetry.full_hd_hz is not None:
            break
    room.turn()
    for end in ends:
        end.close()
    assert widths[0] == 1280
    assert 1920 in widths
    assert context.telemetry.full_hd_hz > 0
    assert context.telemetry.is_full_hd == (width == 1920)
    assert room._painter.size[1] == width
    assert (tmp_path / size_notes.FILE).is_file()


@pytest.fixture
def moody(tmp_path):
    """A room with the small models of these tests: `moody(classifier)` -> the room, its context, the wires of display and journey."""
    opened = []

    def start(classifier: bytes | None):
        (tmp_path / "pack.toml").write_text(MOODY)
        shutil.copy(HERE / "moody.onnx", tmp_path)
        if classifier is not None:
            (tmp_path / "classifier.onnx").write_bytes(classifier)
        settings = fake_settings(
            pack_folder=str(tmp_path),
            generator={"rate_limit_hz": 144.0},
            screen={"width_px": 64, "height_px": 64},
        )
        for name in WIRED:
            opened.append(WireEnds(WIRES, name, str(tmp_path)))
        generator, display, journey = opened
        context = RoomContext(RoomName.GENERATOR, settings, {}, generator)
        return Room(context), context, display, journey

    yield start
    for ends in opened:
        ends.close()


def lived(room, display, journey, inside, until, point=(0.5, 0.5, 0.5, 0.5)):
    """Turns until `until(pictures, activations)`: what came."""
    pictures = []
    activations = []
    for number in range(1, 30000):
        display.send(Shown(number, 0, 64, 64, inside, np.zeros(0)))
        values = np.array(point) + number / 30000
        journey.send(LatentPoint(number, 0, VisitState.LOOKING, 1.0, values))
        room.turn()
        picture = display.take("picture")
        if picture:
            pictures.append(picture)
        inner = display.take("activations")
        if inner:
            activations.append(inner)
        if until(pictures, activations):
            break
    return pictures, activations


def test_activations_come_only_while_they_are_shown(moody):
    room, context, display, journey = moody((HERE / "classifier.onnx").read_bytes())
    shut = lived(room, display, journey, "", lambda pictures, activations: len(pictures) == 30)
    assert len(shut[0]) == 30
    assert shut[1] == []
    pictures, activations = lived(
        room,
        display,
        journey,
        BOTH_PANES,
        lambda pictures, activations: len(activations) == 4,
    )
    assert len(pictures) >= len(activations) == 4
    one = activations[-1]
    assert one.layers.shape[:2] == (1, 6)
    assert one.layers.max() > one.layers.min()
    assert one.seen.shape == (2, 72, 128, 3)
    assert one.kernels.shape == (2, 4, 7, 7, 3)
    assert one.features.shape[:2] == (2, 6)
    np.testing.assert_allclose(one.scores.sum(1), 1, atol=1e-5)
    assert context.telemetry.activations == 4


@pytest.mark.parametrize(
    ("inside", "layers", "ways"),
    [(str(PaneName.GROWTH), 1, 0), (f"{PaneName.KEPT} {PaneName.BELIEFS}", 0, 2)],
)
def test_only_what_is_shown_is_computed(moody, inside, layers, ways):
    room, _, display, journey = moody((HERE / "classifier.onnx").read_bytes())
    _, activations = lived(
        room,
        display,
        journey,
        inside,
        lambda pictures, activations: len(activations) == 2,
    )
    assert len(activations[-1].layers) == layers
    assert len(activations[-1].scores) == ways


def test_a_broken_second_network_costs_its_pane_and_not_the_show(moody):
    room, context, display, journey = moody(b"<!doctype html>")
    pictures, activations = lived(
        room,
        display,
        journey,
        BOTH_PANES,
        lambda pictures, activations: len(activations) == 1,
    )
    assert pictures
    assert len(activations[-1].scores) == 0
    assert len(activations[-1].layers) == 1
    assert "classifier.onnx" in context.message


@pytest.mark.parametrize("point", [(-5, 0, 0, 0), (0, -5, 0, 0)])
def test_a_picture_of_no_numbers_or_of_a_wrong_size_is_left_out_and_counted(moody, point):
    room, context, display, journey = moody(None)

    def painted(pictures, activations):
        return len(pictures) == 3

    def failed(pictures, activations):
        return context.telemetry.bad_pictures == 5

    assert lived(room, display, journey, "", painted)[0]
    lived(room, display, journey, "", failed, point)
    assert "the last good picture stays" in context.message
    assert lived(room, display, journey, "", painted)[0]
    assert context.telemetry.bad_pictures >= 5
