"""The artist's panel: sliders hold the point, the mouse is a visitor, a place is saved into the papers."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from installation.common import pointer_visitor
from installation.config import schema
from installation.display.latent_sliders import Hold
from installation.display.overlay import Furniture
from installation.display.panel import Panel, Pointer
from installation.display.studio_panel import SAVE, Atelier
from installation.messages import Axes, LatentPoint, Presence, Status
from installation.packs import directions, manifest

ROOT = Path(__file__).resolve().parents[2]
SIZE = 720, 1280
DT = 1 / 60


@pytest.fixture
def pack(tmp_path):
    """A pack of its own that may be written into."""
    return Path(shutil.copytree(ROOT / "models" / "colours", tmp_path / "colours"))


def furniture(folder):
    settings = SimpleNamespace(screen=schema.Screen(), assets=str(ROOT / "assets"), studio=True)
    return Furniture(settings, str(folder), SIZE)


def axes(dimensions, count=4):
    return Axes(1, 0, np.eye(dimensions, dtype=np.float32)[:count], np.full(count, 0.5, np.float32))


def test_free_the_sliders_follow_the_point_and_held_the_point_follows_the_sliders():
    hold, point = Hold(axes(8)), np.arange(8) / 10
    hold.note(LatentPoint(1, 0, "wandering", 0.0, point))
    assert hold.hand(np.zeros((0, 8))).point.size == 0
    np.testing.assert_allclose(hold.values, point[:4] / 0.5)
    hold.pull(1, 2.0)
    hold.note(LatentPoint(2, 0, "wandering", 0.0, np.zeros(8)))
    np.testing.assert_allclose(hold.hand(np.zeros((0, 8))).point, [0.0, 1.0, *point[2:]], atol=1e-6)
    hold.free()
    assert hold.hand(np.zeros((0, 8))).point.size == 0


def test_a_slider_is_moved_by_the_mouse_and_a_place_is_gone_to(pack):
    made = furniture(pack)
    panel, hold = Panel(made.kit, *SIZE), Hold(axes(made.kit.pack.dimensions))
    panel.draw(np.zeros((*SIZE, 4), np.uint8), hold, None, "", 1.0)
    row = panel._rows[0]
    for x in (row.left + row.width // 2, row.left + row.width):
        panel.turn(Pointer(x, row.top + row.height // 2, True), hold, DT)
    assert hold.held and hold.values[0] == 3.0
    place = panel._rows["place", 2]
    panel.turn(Pointer(0, 0, False), hold, DT)
    panel.turn(Pointer(place.left + 3, place.top + 3, True), hold, DT)
    np.testing.assert_allclose(hold.point, made.kit.pack.places[2], atol=1e-5)


def test_the_mouse_on_the_picture_is_a_visitor_for_those_who_hear_of_visitors(pack):
    panel, hold = Panel(furniture(pack).kit, *SIZE), Hold(axes(8))
    assert len(panel.visitors()) == 0
    for x in range(700, 900, 10):
        panel.turn(Pointer(x, 400, True), hold, DT)
    places = panel.visitors()
    assert places.shape == (1, 8) and places[0, 5] > 0.1
    alone = pointer_visitor.joined(None, places, 7)
    assert (alone.count, alone.light_ns, alone.silhouette.any()) == (1, 7, True)
    camera = Presence(
        3, 5, 0.0, 1, np.ones((1, 8)), np.zeros(2), np.zeros((9, 16)), np.zeros((18, 32), np.uint8)
    )
    assert pointer_visitor.joined(camera, places, 7).count == 2
    panel.turn(Pointer(900, 400, False), hold, DT)
    assert (
        len(panel.visitors()) == 0 and pointer_visitor.joined(camera, panel.visitors(), 7) is camera
    )


def test_a_key_saves_where_the_point_is_as_a_place_of_the_pack(pack):
    before, made = manifest.load(pack), furniture(pack)
    atelier = Atelier(SIZE)
    atelier.place(made)
    point = np.linspace(-1, 1, before.dimensions).astype(np.float32)
    atelier.do(SAVE, LatentPoint(1, 0, "wandering", 0.0, point))
    after = manifest.load(pack)
    assert len(after.places) == len(before.places) + 1
    np.testing.assert_allclose(after.places[-1], point, atol=1e-4)


def test_faults_are_shown_as_they_are_and_the_whole_picture_beside_the_panel(pack):
    atelier, shots = Atelier(SIZE), []
    atelier.place(furniture(pack))
    for words in ("", "stopped: ValueError\n  File x.py, line 3"):
        rooms = {"generator": {"state": "DOWN", "words": words}}
        atelier.note(axes(16), Status(1, rooms, {}, {}, {}, []))
        pixels = np.full((*SIZE, 4), 90, np.uint8)
        pixels[:20, :20, :3] = 0, 255, 0  # the picture's own corner
        atelier.draw(pixels, 1.0)
        shots.append(pixels)
        assert (pixels[:, 330:, :3] == (0, 255, 0)).all(2).any()
    red = [((shot[..., 2] > 180) & (shot[..., 1] < 140)).sum() for shot in shots]
    assert red[0] < 10 and red[1] > 50


def test_the_directions_found_are_those_along_which_pictures_differ():
    colours = SimpleNamespace(dimensions=5, generator=SimpleNamespace(truncation=1.0))

    def paint(point):
        """The third coordinate darkens the left, the first a little the right."""
        picture = np.full((18, 32, 3), 128.0)
        picture[:, :16] += 30 * point[2]
        picture[:, 16:] += 5 * point[0]
        return np.clip(picture, 0, 255).astype(np.uint8)

    found = directions.of_pictures(colours, paint)
    assert np.abs(found.axes[0]).argmax() == 2 and np.abs(found.axes[1]).argmax() == 0
    assert np.abs(found.axes[0][2]) > 0.95
