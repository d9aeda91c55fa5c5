"""From visitors to the screen, with the default pack: the picture pauses rather than that a part of it is held."""

import numpy as np
import pytest

from installation.common.paths import ROOT
from installation.display.compositor import Compositor, Opening
from installation.display.overlay import Overlay
from installation.generator.frame_difference import FrameDifference
from installation.generator.scene_trail import SceneTrail
from installation.ipc.testing import fake_settings
from installation.journey.journey_scene import JourneyScene
from installation.journey.visit import Visit
from installation.messages import Change, Picture
from installation.packs import manifest
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene
from tests.journey.conftest import people

HEIGHT, WIDTH = 72, 128
PICTURES_HZ = 15
STEPS = 2  # of the journey, for each picture
NOON = 12.0
WALK = ((0.3, 2.0), (0.38, 3.0), (0.5, 2.0))  # where, and for how long
BOTH_S = 2.5
AFTER_S = 3.0
PAUSED = 0.2  # of the time, at most


def company():
    """Somebody walks along the letters, another one comes and goes."""
    for x, seconds in WALK:
        yield from [people(x, v=0.02)] * round(seconds * PICTURES_HZ)
    yield from [people(0.55, 0.8)] * round(BOTH_S * PICTURES_HZ)
    yield from [people(0.55)] * round(AFTER_S * PICTURES_HZ)


@pytest.mark.parametrize("rate", [30, 60])
def test_letters_change_without_meeting_the_limit_and_so_does_another_row(rate):
    folder = ROOT / "models" / "letters"
    pack = manifest.load(folder)
    screen = {"mode": "windowless", "width_px": WIDTH, "height_px": HEIGHT}
    settings = fake_settings(pack_folder=str(folder), screen=screen, assets=str(ROOT / "assets"))
    visit = Visit(pack, settings.journey)
    scene = JourneyScene(pack, settings, visit)
    runtime = Runtime(pack, 1, HEIGHT, WIDTH)
    difference = FrameDifference()
    trail = SceneTrail()
    opening = Opening((HEIGHT, WIDTH), None, is_restart=True)
    compositor = Compositor(opening, Overlay(settings, folder, (HEIGHT, WIDTH)), False, 0)
    frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    pauses = []
    for number, presence in enumerate(company()):
        since = visit.number
        visit.pause(compositor.is_paused)
        for _ in range(STEPS):
            dt = 1 / (STEPS * PICTURES_HZ)
            point = visit.tick(presence, dt, scene.look(presence))
            step = scene.tick(point, visit.speed, presence, NOON, dt)
        painted = Scene(step.points, step.spots, step.gestures)
        trail.record(painted)
        pixels = runtime.paint(painted, HEIGHT, WIDTH)
        change = difference.record(pixels) or 0.0
        visit.record(Change(number, 0, since, visit.number, change))
        compositor.receive(Picture(number + 1, 0, visit.number, pixels, cuts=trail.cuts))
        for _ in range(rate // PICTURES_HZ):
            compositor.compose(frame, 0, 1 / rate)
            pauses.append(compositor.is_paused)
    scene.close()
    assert trail.cuts == 2  # another row, and back
    assert compositor.limited_tiles == 0
    assert np.mean(pauses) < PAUSED
