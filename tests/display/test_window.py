"""A real window on a virtual X server, its pixels read back."""

import contextlib
import ctypes
import functools
import os
import shutil
import subprocess
import sys
import threading

import mss
import numpy as np
import pytest

from installation.display.input import Key
from tests.conftest import Screen

pytestmark = pytest.mark.realtime
needs_xdotool = pytest.mark.skipif(
    shutil.which("xdotool") is None, reason="xdotool is not installed"
)


def pixels(screen: str) -> np.ndarray:
    """What is on the screen: (h, w, 3) uint8 BGR."""
    with mss.MSS(display=screen) as camera:
        return np.asarray(camera.grab(camera.monitors[0]))[..., :3]


@pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not installed")
def test_the_whole_screen_is_filled_and_moves_whatever_keys_a_visitor_presses(house, screen):
    kiosk = house("--camera", "simulated", DISPLAY=screen.name)
    kiosk.shows_pictures()
    kiosk.until(lambda s: pixels(screen.name).mean() > 30)
    for key in ("Escape", "q"):
        _press(screen.name, key)
    before = kiosk.status()["report"]
    kiosk.until(lambda s: s["report"]["seconds"] > before["seconds"] + 1)
    assert before["screen"] == "fullscreen 1280x720"
    first = pixels(screen.name)
    assert first.shape == (720, 1280, 3)
    columns = first.mean(axis=(0, 2))
    assert columns.min() > 8, "a dark bar at a side"
    kiosk.until(lambda s: np.abs(pixels(screen.name).astype(int) - first).mean() > 1)


QUARTERS = np.uint8([[10, 70], [130, 190]])
HANGING = """
import sys, cv2, numpy as np
from installation.config.schema import ScreenConfig
from installation.display.outputs.window import Window
for line in sys.stdin:
    rotate, mirror = line.split()
    screen = ScreenConfig(rotate=int(rotate), mirror=mirror == "True", graphics=sys.argv[1])
    window = Window("fullscreen", screen)
    assert bool(window.graphics_card) == (sys.argv[1] == "card"), window.message
    height, width = window.size
    pixels = window.pixels()
    pixels[...] = cv2.resize(np.uint8([[10, 70], [130, 190]]), (width, height), interpolation=cv2.INTER_NEAREST)[..., None]
    del pixels
    window.flip()
    print(height, width, flush=True)
    sys.stdin.readline()  # somebody has looked
    window.close()
"""


class Hanging:
    """A screen, and a process whose windows on it hang one way after another."""

    def __init__(self, size: str, graphics: str):
        self._screen = Screen(size)
        self._process = subprocess.Popen(
            [sys.executable, "-c", HANGING, graphics],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"DISPLAY": self._screen.name},
        )  # fmt: skip

    def shown(self, rotate: int, mirror: bool) -> tuple[list[int], np.ndarray]:
        """Height and width of what is drawn, and what is on the screen."""
        print(rotate, mirror, file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        while line and not line[:1].isdigit():  # pygame says who it is
            line = self._process.stdout.readline()
        seen = pixels(self._screen.name)
        print(file=self._process.stdin, flush=True)
        return [int(side) for side in line.split()], seen

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._screen.kill()


@pytest.fixture(scope="module")
def hanging():
    """`hanging(size, graphics)`: the same one each time it is asked for."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    with contextlib.ExitStack() as opened:

        @functools.cache
        def open_(size: str, graphics: str) -> Hanging:
            return opened.enter_context(contextlib.closing(Hanging(size, graphics)))

        yield open_


WAYS = [(0, False), (0, True), (90, False), (180, True), (270, False)]


OTHERS = [(size, *way) for size in ("720x1280", "3840x2160") for way in WAYS[::2]]


@pytest.mark.parametrize(
    "size, rotate, mirror, graphics",
    [("1280x720", *way, graphics) for graphics in ("processor", "card") for way in WAYS]
    + [
        (*other, graphics)
        for other, graphics in zip(OTHERS, 3 * ("processor", "card"), strict=True)
    ],
)
def test_every_corner_is_where_it_belongs_however_the_screen_hangs(
    hanging, size, rotate, mirror, graphics
):
    """On monitors on their side, behind a projection, and where the screen is larger than what is drawn."""
    if graphics == "card":
        pytest.importorskip("moderngl")
    drawn, shown = hanging(size, graphics).shown(rotate, mirror)
    height, width = shown.shape[:2]
    found = shown[height // 4 :: height // 2, width // 4 :: width // 2, 1]
    turned = np.rot90(QUARTERS, -rotate // 90)
    np.testing.assert_array_equal(found, turned[:, ::-1] if mirror else turned)
    assert drawn[0] * drawn[1] <= 1920 * 1080 and (drawn[0] < drawn[1]) == (
        (height < width) != (rotate in (90, 270))
    )


OPENED = """
import sys
from installation.config.schema import ScreenConfig
from installation.display.outputs.window import Window
window = Window("fullscreen", ScreenConfig(graphics=sys.argv[1]))
assert bool(window.graphics_card) == (sys.argv[1] == "card"), window.message
for line in sys.stdin:
    pixels = window.pixels()
    pixels[...] = int(line)
    del pixels
    window.flip()
    print("shown", flush=True)
"""


class Screenful:
    """A window of its own process that shows one grey after another."""

    def __init__(self, screen: str, graphics: str):
        self.process = subprocess.Popen(
            [sys.executable, "-c", OPENED, graphics],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"DISPLAY": screen},
        )  # fmt: skip

    def shows(self, grey: int) -> None:
        print(grey, file=self.process.stdin, flush=True)
        while self.process.stdout.readline() != "shown\n":  # pygame says who it is
            pass


@pytest.mark.parametrize("graphics", ["processor", "card"])
def test_a_window_shows_what_was_there_until_it_has_something_to_show(screen, graphics):
    """pygame paints a window black as it opens it: for some milliseconds a killed display was a dark one."""
    if graphics == "card":
        pytest.importorskip("moderngl")
    killed, next_life = Screenful(screen.name, graphics), None
    try:
        killed.shows(120)
        killed.process.kill()
        next_life, dark = Screenful(screen.name, graphics), []
        shown = threading.Thread(target=next_life.shows, args=(70,))
        shown.start()
        while shown.is_alive():
            dark.append(pixels(screen.name).mean() < 60)
        assert pixels(screen.name).mean() == 70 and not any(dark)
    finally:
        for life in filter(None, (killed, next_life)):
            life.process.kill()
            life.process.communicate()


def test_a_monitor_that_was_switched_off_is_used_again_and_filled_whatever_its_mode_is_then(
    house, x_server
):
    """Under a bare X x_server nobody switches a monitor on that comes after the computer."""
    kiosk = house("--camera", "simulated", DISPLAY=x_server.name)
    assert kiosk.shows_pictures()["report"]["screen"] == "fullscreen 1280x720"
    x_server.switch("--off")

    def is_back(status) -> bool:
        try:
            shown = pixels(x_server.name)
        except mss.ScreenShotError:  # its size changed meanwhile
            return False
        return shown.shape == (720, 1280, 3) and shown.mean() > 30

    kiosk.until(is_back)
    x_server.switch("--mode", "1920x1440")  # drawn smaller, and stretched
    kiosk.until(lambda s: s["report"]["screen"] == "fullscreen 1663x1247")

    def is_filled(status) -> bool:
        try:
            return pixels(x_server.name)[-10:, -10:].mean() > 8
        except mss.ScreenShotError:  # as above
            return False

    kiosk.until(is_filled)


def killed(kiosk, screen: str, times: int) -> None:
    """Kills the display room and waits until it is back; meanwhile the screen is never dark."""
    kiosk.room("display").kill()
    dark = []

    def is_back(status):
        dark.append(pixels(screen).mean() < 10)
        return (room := status["rooms"]["display"])["restarts"] == times and room["state"] != "DOWN"

    kiosk.until(is_back, seconds=20)
    assert not any(dark)


def test_a_graphics_driver_that_crashes_costs_the_card_and_not_the_picture(house, screen, tmp_path):
    """Xlib ends a process whose driver asks for the impossible: here, as no driver is where it is looked for."""
    pytest.importorskip("moderngl")
    config = tmp_path / "kiosk.toml"
    config.write_text('[screen]\ngraphics = "card"\n')
    kiosk = house(
        "--camera",
        "simulated",
        "--config",
        config,
        DISPLAY=screen.name,
        LIBGL_DRIVERS_PATH="/nonexistent",
    )
    assert kiosk.shows_pictures()["report"]["screen"] == "fullscreen 1280x720"
    status = kiosk.until(lambda s: pixels(screen.name).mean() > 30)
    assert "without a graphics card" in status["rooms"]["display"]["message"]
    assert status["rooms"]["display"]["restarts"] == 0


def test_a_graphics_card_with_which_it_ends_too_often_is_left_alone(house, screen, tmp_path):
    """Drivers hang and crash; here one that is none stands for the card, as far as windows go."""
    pytest.importorskip("moderngl")
    config = tmp_path / "kiosk.toml"
    config.write_text('[screen]\ngraphics = "card"\n')
    kiosk = house("--camera", "simulated", "--config", config, DISPLAY=screen.name)
    status = kiosk.shows_pictures()
    kiosk.until(lambda s: pixels(screen.name).mean() > 30)
    assert status["report"]["screen"].startswith("fullscreen 1280x720, ")
    for times in (1, 2):
        killed(kiosk, screen.name, times)
        kiosk.until(lambda s: s["report"]["screen"].startswith("fullscreen 1280x720, "))
    killed(kiosk, screen.name, 3)
    kiosk.until(lambda s: s["report"]["screen"] == "fullscreen 1280x720")
    kiosk.until(lambda s: "graphics card" in s["rooms"]["display"]["message"])


def test_when_the_x_server_goes_the_show_goes_on_without_a_window(house, screen):
    kiosk = house("--camera", "simulated", DISPLAY=screen.name)
    kiosk.shows_pictures()
    generator = kiosk.room("generator").pid
    screen.kill()
    kiosk.until(lambda s: (s["report"]["screen"] or "").startswith("windowless"), seconds=20)
    assert kiosk.room("generator").pid == generator
    assert kiosk.end() == 0


@needs_xdotool
def test_at_work_in_a_window_esc_ends_it_cleanly_and_soon(house, screen):
    kiosk = house("--windowed", "--size", "640x360", DISPLAY=screen.name)
    kiosk.shows_pictures()
    _press(screen.name, "Escape")
    assert kiosk.ended(seconds=5) == 0


LEAVING = """
from installation.config.schema import ScreenConfig
from installation.common import clock
from installation.display.outputs.window import Window
window = Window("windowed", ScreenConfig(width_px=640, height_px=360, graphics="processor"))
window.flip()
print("shown", flush=True)
while not (keys := window.pressed_keys()):
    clock.rest(0.01)
print(*keys, flush=True)
"""


@needs_xdotool
@pytest.mark.parametrize("way", ["q", "the cross"])
def test_a_window_at_work_hears_q_and_its_cross_as_esc(screen, way):
    with subprocess.Popen(
        [sys.executable, "-c", LEAVING],
        stdout=subprocess.PIPE, text=True, env=os.environ | {"DISPLAY": screen.name},
    ) as shows:  # fmt: skip
        while shows.stdout.readline() != "shown\n":  # pygame says who it is
            assert shows.poll() is None
        if way == "q":
            _press(screen.name, way)
        else:
            place = _xdotool(screen.name, "mousemove", "640", "360", "getmouselocation", "--shell")
            window = dict(line.split("=") for line in place.split())["WINDOW"]
            _ask_to_close(screen.name, int(window))
        assert shows.communicate(timeout=30)[0] == f"{Key.END}\n"


def _press(screen: str, key: str) -> None:
    """Without a window manager keys go to the window under the pointer."""
    _xdotool(screen, "mousemove", "640", "360", "key", key)


def _xdotool(screen: str, *words: str) -> str:
    environment = {"DISPLAY": screen, "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        ["xdotool", *words], env=environment, check=True, timeout=10, capture_output=True, text=True
    ).stdout


class _ClientMessage(ctypes.Structure):
    """XClientMessageEvent of Xlib.h, padded to the size of an XEvent."""

    _fields_ = [
        ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("padding", ctypes.c_long * 24),
    ]  # fmt: skip


def _ask_to_close(screen: str, window: int) -> None:
    """What a window manager sends when somebody clicks on the cross."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x11.XOpenDisplay(screen.encode()))
    message = _ClientMessage(type=33, window=window, format=32)  # 33: ClientMessage
    message.message_type = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
    message.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
    x11.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message))
    x11.XSync(display, 0)
    x11.XCloseDisplay(display)
