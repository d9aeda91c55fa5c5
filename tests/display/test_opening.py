"""Look inside comes and goes without meeting the flash limiter."""

import cv2
import numpy as np
import pytest

from installation.common.paths import ROOT
from installation.display.compositor import Compositor, Opening
from installation.display.overlay import Overlay
from installation.display.panes.kit import Seen
from installation.ipc.testing import fake_settings
from installation.messages import Picture

HEIGHT = 270
WIDTH = 480
SECONDS = 2.5  # longer than a theme takes to open


@pytest.mark.parametrize("rate_hz", [30, 60])
def test_nothing_is_held_while_it_opens_and_closes_on_a_hard_edged_picture(rate_hz):
    letter = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    cv2.putText(letter, "EM", (60, 220), cv2.FONT_HERSHEY_DUPLEX, 7, (255, 240, 220), 22)
    opening = Opening((HEIGHT, WIDTH), Picture(1, 0, 0, letter), "", is_restart=True)
    folder = ROOT / "models" / "colours"
    screen = {"mode": "windowless", "width_px": WIDTH, "height_px": HEIGHT}
    settings = fake_settings(pack_folder=str(folder), screen=screen, assets=str(ROOT / "assets"))
    overlay = Overlay(settings, folder, (HEIGHT, WIDTH))
    compositor = Compositor(opening, overlay, False, 0)
    frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    for is_open in (False, True, False):
        for _ in range(round(SECONDS * rate_hz)):
            overlay.inside.tick(is_open, Seen(), 1 / rate_hz)
            compositor.compose(frame, 0, 1 / rate_hz)
    assert compositor.limited_tiles == 0
