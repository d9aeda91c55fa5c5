"""Look inside and the greeting come and go without meeting the flash limiter."""

import cv2
import numpy as np
import pytest

from installation.common.paths import ROOT
from installation.display.compositor import Compositor, Opening
from installation.display.input import Key
from installation.display.inside_movement import LONGEST_WAIT_S, InsideMovement
from installation.display.overlay import Overlay
from installation.display.panes.kit import Seen
from installation.ipc.testing import fake_settings
from installation.messages import Picture, Status
from installation.vocabulary import HouseState

HEIGHT = 360
WIDTH = 640
RATE_HZ = 30
SECONDS = 2.5  # longer than a theme takes to open
SWING = 3.0  # radians a second of a light that goes and comes back


def composed(pack="colours") -> tuple[Compositor, np.ndarray]:
    """A screen with a hard-edged letter, and its frame."""
    letter = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    cv2.putText(letter, "EM", (80, 290), cv2.FONT_HERSHEY_DUPLEX, 9, (255, 240, 220), 29)
    opening = Opening((HEIGHT, WIDTH), Picture(1, 0, 0, letter), is_restart=True)
    folder = ROOT / "models" / pack
    screen = {"mode": "windowless", "width_px": WIDTH, "height_px": HEIGHT}
    settings = fake_settings(pack_folder=str(folder), screen=screen, assets=str(ROOT / "assets"))
    overlay = Overlay(settings, folder, (HEIGHT, WIDTH))
    return Compositor(opening, overlay, False, 0), np.zeros((HEIGHT, WIDTH, 4), np.uint8)


@pytest.mark.parametrize("rate_hz", [30, 60])
def test_nothing_is_held_while_it_opens_and_closes_on_a_hard_edged_picture(rate_hz):
    compositor, frame = composed()
    for is_open in (False, True, False):
        for _ in range(round(SECONDS * rate_hz)):
            compositor.overlay.inside.tick(is_open, Seen(), 1 / rate_hz)
            compositor.compose(frame, 0, 1 / rate_hz)
        assert compositor.overlay.inside.share == is_open
    assert compositor.limited_tiles == 0


@pytest.mark.parametrize("rate_hz", [30, 60])
def test_nothing_is_held_while_it_opens_and_closes_and_the_picture_changes_much(rate_hz):
    """Incident: visitors walked away and back, the light with them, and what was beside the picture smeared."""
    compositor, frame = composed()
    letter = frame.copy()
    compositor.compose(letter, 0, 0)
    turn = 0
    for is_open, seconds in ((False, 1.0), (True, 3.5), (False, 3.5)):
        for step in range(round(seconds * rate_hz)):
            if step % (rate_hz // 15) == 0:
                light = 0.6 + 0.4 * np.cos(min(SWING * step / rate_hz, 2 * np.pi))
                lit = (letter[..., 2::-1] * (light if turn >= rate_hz else 1)).astype(np.uint8)
                compositor.receive(Picture(turn + 2, 0, 0, lit))
            compositor.look_inside(is_open, Seen(), 1 / rate_hz)
            compositor.compose(frame, 0, 1 / rate_hz)
            turn += 1
        assert compositor.overlay.inside.share == is_open
    assert compositor.limited_tiles == 0


def test_a_movement_that_has_begun_goes_on_to_its_end():
    movement = InsideMovement(1.0)
    shares = []
    for turn in range(8):
        movement.tick(turn < 2, may_begin=True, dt=0.25)
        shares.append(movement.share)
    assert shares == [0.25, 0.5, 0.75, 1.0, 0.75, 0.5, 0.25, 0.0]


def test_a_movement_waits_until_it_may_begin_but_not_for_long():
    movement = InsideMovement(1.0)
    movement.tick(True, may_begin=False, dt=0.1)
    assert movement.share == 0 and movement.is_moving
    for _ in range(round(LONGEST_WAIT_S / 0.1) + 1):
        movement.tick(True, may_begin=False, dt=0.1)
    assert movement.share > 0


def test_nothing_is_held_while_one_pane_gives_way_to_all_and_back():
    """Incident: the picture slid to its other place, and letters smeared."""
    compositor, frame = composed("facades")
    inside = compositor.overlay.inside
    views = set()
    for what in ("1", Key.ALL, "2"):
        inside.choose(what)
        for _ in range(round(SECONDS * RATE_HZ)):
            inside.tick(True, Seen(), 1 / RATE_HZ)
            compositor.compose(frame, 0, 1 / RATE_HZ)
            views.add(inside.view())
    assert len(views) == 2
    assert compositor.limited_tiles == 0


def test_nothing_is_held_while_a_figure_moves_in_the_greeting():
    compositor, frame = composed()
    before = None
    moved = 0
    for turn in range(round(9 * RATE_HZ)):
        compositor.compose(frame, 1, 1 / RATE_HZ)
        if turn % RATE_HZ == 0 and 0 < turn < 8 * RATE_HZ:
            figure = frame[HEIGHT // 2 :, : WIDTH // 8].copy()
            moved += before is not None and bool((figure != before).any())
            before = figure
    assert moved >= 5
    assert compositor.limited_tiles == 0


def test_a_house_that_closes_leaves_a_black_screen_and_one_that_opens_again_a_bright_one():
    """Its last picture stood there all night, where nothing could switch the screen off."""
    compositor, frame = composed()
    light = []
    for state in (HouseState.OPEN, HouseState.CLOSING, HouseState.OPEN):
        house = {"state": state, "fade_s": SECONDS}
        compositor.follow_house(Status(1, {}, {}, {}, house, []))
        for _ in range(round(SECONDS * RATE_HZ)):
            compositor.compose(frame, 0, 1 / RATE_HZ)
        light.append(frame[..., :3].mean())
    assert light[0] > 1 and light[1] == 0 and light[2] == pytest.approx(light[0], rel=0.1)
    assert compositor.limited_tiles == 0
