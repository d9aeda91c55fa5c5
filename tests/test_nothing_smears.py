"""From visitors to the screen, with the default pack: its own changes are paced so that the flash limiter has nothing to hold."""

import numpy as np
import pytest

from installation.common.paths import ROOT
from installation.display.blend import Blender
from installation.display.flash_limiter import FlashLimiter
from installation.display.flash_tiles import COLUMNS, ROWS
from installation.generator.frame_difference import FrameDifference
from installation.generator.scene_trail import SceneTrail
from installation.ipc.testing import fake_settings
from installation.journey.journey_scene import JourneyScene
from installation.journey.visit import Visit
from installation.messages import Change
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
HELD = 2e-4  # of all tiles shown, at most, while letters change; it was twenty times as many


def company():
    """Somebody walks along the letters, another one comes and goes."""
    for x, seconds in WALK:
        yield from [people(x, v=0.02)] * round(seconds * PICTURES_HZ)
    yield from [people(0.55, 0.8)] * round(BOTH_S * PICTURES_HZ)
    yield from [people(0.55)] * round(AFTER_S * PICTURES_HZ)


@pytest.fixture(scope="module")
def pictures():
    """Each with the number of cuts so far."""
    folder = ROOT / "models" / "letters"
    pack = manifest.load(folder)
    settings = fake_settings(pack_folder=str(folder))
    visit = Visit(pack, settings.journey)
    scene = JourneyScene(pack, settings, visit)
    runtime = Runtime(pack, 1, HEIGHT, WIDTH)
    difference = FrameDifference()
    trail = SceneTrail()
    shown = []
    for presence in company():
        since = visit.number
        for _ in range(STEPS):
            dt = 1 / (STEPS * PICTURES_HZ)
            point = visit.tick(presence, dt, scene.look(presence))
            step = scene.tick(point, visit.speed, presence, NOON, dt)
        painted = Scene(step.points, step.spots, step.gestures)
        trail.record(painted)
        pixels = runtime.paint(painted, HEIGHT, WIDTH)
        change = difference.record(pixels) or 0.0
        visit.record(Change(len(shown), 0, since, visit.number, change))
        shown.append((pixels, trail.cuts))
    scene.close()
    return shown


@pytest.mark.parametrize("rate", [30, 60])
def test_letters_change_without_meeting_the_limit_and_so_does_another_row(pictures, rate):
    assert pictures[-1][1] == 2  # another row, and back
    blender = Blender(pictures[0][0])
    limiter = FlashLimiter()
    frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    held = []
    taken = -1
    cuts = 0
    for turn in range(round(len(pictures) / PICTURES_HZ * rate)):
        newest = int(turn / rate * PICTURES_HZ)
        if newest != taken:
            pixels, cuts_now = pictures[newest]
            blender.receive(pixels, is_cut=cuts_now != cuts)
            cuts = cuts_now
            taken = newest
        frame[..., :3] = blender.tick(1 / rate)
        before = limiter.limited
        limiter.apply(frame, 1 / rate)
        held.append((cuts, limiter.limited - before))
    assert limiter.limited <= HELD * ROWS * COLUMNS * len(held)
    assert sum(tiles for cuts_so_far, tiles in held if cuts_so_far) == 0
