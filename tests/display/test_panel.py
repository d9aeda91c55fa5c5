"""The artist's panel: sliders hold the point, the mouse is a visitor, a place is saved into the pack."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from installation.common import pointer_visitor
from installation.display.input import Key, Pointer
from installation.display.latent_sliders import LatentSliders
from installation.display.overlay import Overlay
from installation.display.panel import Panel
from installation.display.panel_drawing import FAULT, PlaceButton
from installation.display.studio_panel import StudioPanel
from installation.ipc.testing import fake_settings
from installation.messages import Axes, LatentPoint, Presence, Status
from installation.packs import directions, manifest
from installation.vocabulary import VisitState

ROOT = Path(__file__).resolve().parents[2]
SIZE = (720, 1280)
DT = 1 / 60
NOBODY = np.zeros((0, 8))


@pytest.fixture
def pack(tmp_path):
    """A pack of its own that may be written into."""
    return Path(shutil.copytree(ROOT / "models" / "colours", tmp_path / "colours"))


def overlay(folder):
    settings = fake_settings(assets=str(ROOT / "assets"), studio=True)
    return Overlay(settings, folder, SIZE)


def axes(dimensions, count=4):
    return Axes(1, 0, np.eye(dimensions, dtype=np.float32)[:count], np.full(count, 0.5, np.float32))


def wandering(point):
    return LatentPoint(1, 0, VisitState.WANDERING, 0.0, point)


def test_free_the_sliders_follow_the_point_and_held_the_point_follows_the_sliders():
    sliders = LatentSliders(axes(8))
    point = np.arange(8) / 10
    sliders.follow(wandering(point))
    assert sliders.hand(NOBODY).point.size == 0
    np.testing.assert_allclose(sliders.values, point[:4] / 0.5)
    sliders.pull(1, 2.0)
    sliders.follow(wandering(np.zeros(8)))
    np.testing.assert_allclose(sliders.hand(NOBODY).point, [0.0, 1.0, *point[2:]], atol=1e-6)
    sliders.let_go()
    assert sliders.hand(NOBODY).point.size == 0


def test_a_slider_is_moved_by_the_mouse_and_a_place_is_gone_to(pack):
    kit = overlay(pack).kit
    panel = Panel(kit, *SIZE)
    sliders = LatentSliders(axes(kit.pack.dimensions))
    panel.draw(np.zeros((*SIZE, 4), np.uint8), sliders, None, "", 1.0)
    row = panel.rows[0]
    for x in (row.left + row.width // 2, row.right):
        panel.tick(Pointer(x, row.top + row.height // 2, True), sliders, DT)
    assert sliders.is_held and sliders.values[0] == 3.0
    place = panel.rows[PlaceButton(2)]
    panel.tick(Pointer(0, 0, False), sliders, DT)
    panel.tick(Pointer(place.left + 3, place.top + 3, True), sliders, DT)
    np.testing.assert_allclose(sliders.point, kit.pack.places[2], atol=1e-5)


def test_the_mouse_on_the_picture_is_a_visitor_for_those_who_hear_of_visitors(pack):
    panel = Panel(overlay(pack).kit, *SIZE)
    sliders = LatentSliders(axes(8))
    assert len(panel.visitors()) == 0
    for x in range(700, 900, 10):
        panel.tick(Pointer(x, 400, True), sliders, DT)
    places = panel.visitors()
    assert places.shape == (1, 8) and places[0, 5] > 0.1
    alone = pointer_visitor.joined(None, places, 7)
    assert (alone.count, alone.light_ns, alone.silhouette.any()) == (1, 7, True)
    camera = Presence(
        3, 5, 0.0, 1, np.ones((1, 8)), np.zeros(2), np.zeros((9, 16)), np.zeros((18, 32), np.uint8)
    )
    assert pointer_visitor.joined(camera, places, 7).count == 2
    panel.tick(Pointer(900, 400, False), sliders, DT)
    assert len(panel.visitors()) == 0
    assert pointer_visitor.joined(camera, panel.visitors(), 7) is camera


def test_a_key_saves_where_the_point_is_as_a_place_of_the_pack(pack):
    before = manifest.load(pack)
    studio = StudioPanel(overlay(pack), *SIZE)
    point = np.linspace(-1, 1, before.dimensions).astype(np.float32)
    studio.press(Key.SAVE_PLACE, wandering(point))
    after = manifest.load(pack)
    assert len(after.places) == len(before.places) + 1
    np.testing.assert_allclose(after.places[-1], point, atol=1e-4)


def test_faults_are_shown_as_they_are_and_the_whole_picture_beside_the_panel(pack):
    studio = StudioPanel(overlay(pack), *SIZE)
    shots = []
    for message in ("", "stopped: ValueError\n  File x.py, line 3"):
        rooms = {"generator": {"state": "DOWN", "message": message}}
        studio.receive(axes(16), Status(1, rooms, {}, {}, {}, []))
        frame = np.full((*SIZE, 4), 90, np.uint8)
        frame[:20, :20, :3] = 0, 255, 0  # the picture's own corner
        studio.draw(frame, 1.0)
        shots.append(frame)
        assert (frame[:, 330:, :3] == (0, 255, 0)).all(2).any()
    far = [np.abs(shot[..., 2::-1].astype(int) - FAULT).max(-1) for shot in shots]
    said = [(distance < 12).sum() for distance in far]
    assert said[0] == 0 and said[1] > 50


def test_a_fault_that_names_what_the_typeface_lacks_is_told_without_boxes(pack):
    drawn = []
    for words in ("no Chinese (北 京 ...): it would do", "no Chinese : it would do"):
        studio = StudioPanel(overlay(pack), *SIZE)
        rooms = {"display": {"state": "OK", "message": words}}
        studio.receive(None, Status(1, rooms, {}, {}, {}, []))
        frame = np.full((*SIZE, 4), 90, np.uint8)
        studio.draw(frame, 1.0)
        drawn.append(frame)
    np.testing.assert_array_equal(*drawn)


def test_the_directions_found_are_those_along_which_pictures_differ():
    colours = SimpleNamespace(dimensions=5, generator=SimpleNamespace(truncation=1.0))

    def paint(scene, height, width):
        """The third coordinate darkens the left, the first a little the right."""
        (point,) = scene.points
        picture = np.full((height, width, 3), 128.0)
        picture[:, : width // 2] += 30 * point[2]
        picture[:, width // 2 :] += 5 * point[0]
        return np.clip(picture, 0, 255).astype(np.uint8)

    found = directions.of_pictures(colours, SimpleNamespace(paint=paint))
    assert np.abs(found.axes[0]).argmax() == 2 and np.abs(found.axes[1]).argmax() == 0
    assert np.abs(found.axes[0][2]) > 0.95
