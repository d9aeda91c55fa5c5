"""A picture that would flash waits as a whole and is clear all the while, and the point waits with it."""

import numpy as np
import pytest

from installation.cast import WIRES
from installation.common.paths import ROOT
from installation.display.compositor import Compositor, Opening
from installation.display.overlay import Overlay
from installation.display.process import Room
from installation.ipc.room_context import RoomContext
from installation.ipc.testing import fake_settings
from installation.ipc.wire import WireEnds
from installation.messages import Picture
from installation.vocabulary import RoomName
from tests.display.rooms import HEIGHT, WIDTH, small_screen
from tests.display.troubles import measured, turns_a_second

BAR_PX = 30
STEP_PX = 9  # of the bars, from picture to picture: tiles of ten pixels turn ten times a second


def composed() -> Compositor:
    """A screen that shows nothing yet."""
    opening = Opening((HEIGHT, WIDTH), Picture(1, 0, 0, bars(0)), is_restart=True)
    folder = ROOT / "models" / "colours"
    screen = {"mode": "windowless", "width_px": WIDTH, "height_px": HEIGHT}
    settings = fake_settings(pack_folder=str(folder), screen=screen, assets=str(ROOT / "assets"))
    return Compositor(opening, Overlay(settings, folder, (HEIGHT, WIDTH)), False, 0)


def bars(step: int) -> np.ndarray:
    """Black and white ones (h, w, 3) uint8, so many steps on their way."""
    columns = np.arange(WIDTH) + STEP_PX * step
    row = 255 * (columns // BAR_PX % 2).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (HEIGHT, WIDTH, 3)))


@pytest.mark.parametrize("rate_hz", [30, 60])
def test_nothing_of_it_is_held_and_it_goes_on_as_soon_as_it_may(rate_hz):
    compositor = composed()
    frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    shown = []
    steps = 0
    waited = 0
    for turn in range(2 * rate_hz):
        steps += not compositor.is_paused
        compositor.receive(Picture(turn + 2, 0, 0, bars(steps)))
        compositor.compose(frame, 0, 1 / rate_hz)
        waited += compositor.is_paused
        shown.append(measured(frame))
    assert compositor.limited_tiles == 0
    assert waited > 0 and steps > 5
    assert turns_a_second(np.array(shown), rate_hz, 0.1, 0) <= 3


def test_what_flashes_by_itself_is_left_to_the_limiter_in_the_end():
    compositor = composed()
    frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    rate_hz = 30
    shown = []
    waits = []
    for turn in range(20 * rate_hz):
        compositor.receive(Picture(turn + 2, 0, 0, bars(turn)))
        compositor.compose(frame, 0, 1 / rate_hz)
        waits.append(compositor.is_paused)
        shown.append(measured(frame))
    assert 0.1 < np.mean(waits[12 * rate_hz :]) < 0.5
    assert compositor.limited_tiles > 0
    assert turns_a_second(np.array(shown), rate_hz, 0.1, 0) <= 3


def test_red_that_is_saturated_at_one_turn_and_not_at_the_next_pauses_nothing():
    """Incident: the mean of a tile of a red palette crossed that border all the time, and the picture stood for seconds."""
    compositor = composed()
    frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    paused = []
    for turn in range(120):
        red = np.full((HEIGHT, WIDTH, 3), (204, 74, 84 if turn % 8 < 4 else 76), np.uint8)
        compositor.receive(Picture(turn + 2, 0, 0, red))
        compositor.compose(frame, 0, 1 / 30)
        paused.append(compositor.is_paused)
    assert compositor.limited_tiles > 0  # it does cross it
    assert not any(paused[60:])


@pytest.fixture
def ends(tmp_path):
    """Of a room's wires: `ends(name)`."""
    opened = []

    def open_one(name):
        opened.append(WireEnds(WIRES, name, str(tmp_path)))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


def test_the_point_is_told_at_once_that_the_picture_waits_and_that_it_goes_on(ends):
    generator = ends(RoomName.GENERATOR)
    journey = ends(RoomName.JOURNEY)
    room = Room(RoomContext(RoomName.DISPLAY, small_screen("colours"), {}, ends(RoomName.DISPLAY)))
    told = []
    for turn in range(240):
        generator.send(Picture(turn + 1, 0, 0, bars(turn // 2)))
        room.turn()
        pause = journey.take("pause")
        if pause is not None and (not told or pause.is_on != told[-1][1]):
            told.append((turn, pause.is_on))
    assert [is_on for _, is_on in told[:4]] == [False, True, False, True]
    lasted = np.diff([turn for turn, _ in told])
    assert min(lasted) < 12  # sooner than it is told anyway
