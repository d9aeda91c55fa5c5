"""Parts of monitors, and several monitors: where each pixel of the frame goes, and how much light it has there."""

import numpy as np
import pygame
import pytest

from installation.config.schema import ScreenConfig
from installation.display.outputs.connectors import Connector, rightmost
from installation.display.outputs.monitors import Monitor, choose_all
from installation.display.outputs.present_software import SoftwarePresenter
from installation.display.outputs.wall import plan
from installation.faults import UnknownMonitor

LEFT = Monitor(1, "HDMI-1", 640, 400, 60)
RIGHT = Monitor(2, "HDMI-2", 640, 400, 60)
MOST = 1920 * 1080


class ShownWindow:
    """A window that nobody sees."""

    def __init__(self, monitor):
        self._surface = pygame.Surface((monitor.width, monitor.height), depth=32)

    def get_surface(self):
        return self._surface

    def flip(self):
        pass

    @property
    def pixels(self):
        """(h, w, 3) uint8 BGR."""
        return pygame.surfarray.array3d(self._surface).swapaxes(0, 1)[..., ::-1]


def shown(monitors, frame_of, rotate=0, **screen):
    """What is on each monitor, and its wall; `frame_of(height, width)` is the frame."""
    wall = plan(monitors, ScreenConfig(rotate=rotate, **screen), MOST)
    windows = [ShownWindow(view.monitor) for view in wall.views]
    presenter = SoftwarePresenter(windows, wall, rotate, False)
    pixels = presenter.pixels()
    pixels[..., :3] = frame_of(wall.height, wall.width)
    del pixels
    presenter.show()
    return [window.pixels for window in windows], wall


def noise(height, width):
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)


def white(height, width):
    return np.full((height, width, 3), 255, np.uint8)


@pytest.mark.parametrize("rotate", [0, 90])
def test_a_panel_shows_the_frame_pixel_by_pixel_and_all_around_it_is_black(rotate):
    (pixels,), wall = shown([LEFT], noise, rotate, part_px=[100, 50, 384, 192])
    frame = noise(wall.height, wall.width)
    assert wall.message == "" and sorted(frame.shape[:2]) == [192, 384]
    panel = pixels[50:242, 100:484].copy()
    np.testing.assert_array_equal(panel, np.rot90(frame, -rotate // 90))
    pixels[50:242, 100:484] = 0
    assert not pixels.any()


def test_a_part_that_is_not_on_the_monitor_is_cut_or_left_and_told():
    _, wall = shown([LEFT], noise, part_px=[500, 0, 384, 192])
    assert (wall.height, wall.width) == (192, 140) and wall.message.endswith("it is cut")
    _, wall = shown([LEFT], noise, part_px=[900, 0, 384, 192])
    assert (wall.height, wall.width) == (400, 640) and "the whole of it" in wall.message


def test_the_same_picture_keeps_its_shape_on_a_monitor_of_another():
    (first, second), _ = shown([LEFT, Monitor(2, "TV", 1280, 400, 60)], noise)
    np.testing.assert_array_equal(first, second[:, 320:960])
    assert not second[:, :320].any() and not second[:, 960:].any()


@pytest.mark.parametrize("gamma", [1.8, 2.2])
def test_projections_that_overlap_have_all_the_light_together(gamma):
    four = [Monitor(n, f"P{n}", 640, 400, 60) for n in range(1, 5)]
    pixels, wall = shown(
        four,
        white,
        several="joined",
        columns=2,
        overlap_px=90,
        overlap_down_px=60,
        blend_gamma=gamma,
    )
    light = np.zeros((740, 1190))
    for number, each in enumerate(pixels):
        top, left = 340 * (number // 2), 550 * (number % 2)
        light[top : top + 400, left : left + 640] += (each[..., 0] / 255) ** gamma
    assert (wall.height, wall.width) == light.shape
    np.testing.assert_allclose(light, 1, atol=0.02)


def test_an_overlap_of_more_than_half_a_monitor_is_cut_and_told():
    wall = plan([LEFT, RIGHT], ScreenConfig(several="joined", overlap_px=640), MOST)
    assert wall.width == 960
    assert "overlap_px = 640 is more than half of a monitor: 320 are taken" in wall.message


def test_a_wall_with_more_pixels_than_are_composed_is_stretched_and_still_one_picture():
    big = [Monitor(n, f"P{n}", 1920, 1080, 60) for n in range(1, 4)]
    wall = plan(big, ScreenConfig(several="joined", overlap_px=200), MOST)
    assert wall.height * wall.width <= 1.01 * MOST
    first, second, third = (view.part for view in wall.views)
    assert third.right == wall.width and second.left - first.left == third.left - second.left
    assert (first.right - second.left) / first.width == pytest.approx(200 / 1920, abs=1e-3)


def test_a_monitor_of_a_wall_that_is_away_leaves_the_others_where_they_are():
    chosen, message = choose_all([RIGHT], ["HDMI-1", "HDMI-2"])
    assert chosen == [None, RIGHT] and "'HDMI-1' is not there" in message
    wall = plan(chosen, ScreenConfig(several="joined"), MOST)
    assert wall.width == 1280 and [view.part.left for view in wall.views] == [640]


def test_all_or_several_monitors_are_named_and_none_of_them_twice():
    assert choose_all([LEFT, RIGHT], "all") == ([LEFT, RIGHT], "")
    assert choose_all([LEFT, RIGHT], ["2", "HDMI-1"]) == ([RIGHT, LEFT], "")
    for wish in (["2", "HDMI-2"], ["DP"]):
        with pytest.raises(UnknownMonitor, match="available: 1  HDMI-1"):
            choose_all([LEFT, RIGHT], wish)


def test_a_monitor_that_comes_stands_right_of_all_others():
    found = [Connector("A", "1280x720+1280+0"), Connector("B", "1280x720+0+0"), Connector("C")]
    assert rightmost(found) == "A"
