"""`kiosk camera`: what a technician sets while looking, and how it comes into kiosk.toml."""

import os
import shutil
import subprocess
import sys
import time
import tomllib

import mss
import pytest

from installation.config import schema
from installation.config.edit import edited
from installation.faults import BadConfig
from installation.service.camera_setup.view_drawing import area_of
from installation.service.camera_setup.view_settings import MOST_ZONES, CameraView, save
from tests.house import STARTS_WITHIN_S

pytestmark = pytest.mark.realtime


DOOR = (0.1, 0.2, 0.3, 0.4)
SET = CameraView(False, 90, (DOOR,))


# -- the view --------------------------------------------------------------------------------------


def test_zones_stay_on_the_same_part_of_the_room_however_the_view_is_turned_and_mirrored():
    for view in (CameraView(False, 0, (DOOR,)), CameraView(True, 90, (DOOR,))):
        assert view.mirrored().mirrored() == view
        assert view.turned().turned().turned().turned() == view
        assert (
            view.mirrored().turned().mirrored() == view.turned()
        )  # the camera hangs as it hangs, mirror or not


def test_a_quarter_turn_takes_a_zone_at_the_top_left_to_the_top_right():
    assert CameraView(False, 0, ((0.0, 0.0, 0.2, 0.1),)).turned().ignore == ((0.9, 0.0, 0.1, 0.2),)


def test_zones_are_drawn_in_any_direction_cut_at_the_edges_and_taken_away_again():
    empty = CameraView(True, 0, ())
    drawn = empty.with_zone((0.5, 0.6), (-0.2, 0.1))
    assert drawn.ignore == ((0.0, 0.1, 0.5, 0.5),)
    assert empty.with_zone((0.5, 0.5), (0.51, 0.9)) == empty  # a slip of the hand
    assert drawn.without_zone_at(0.9, 0.9) == drawn
    assert drawn.without_zone_at(0.2, 0.2) == empty
    for _ in range(2 * MOST_ZONES):
        drawn = drawn.with_zone((0, 0), (1, 1))
    assert len(drawn.ignore) == MOST_ZONES
    assert schema.CameraConfig(**drawn.as_keys()).ignore


# -- kiosk.toml ------------------------------------------------------------------------------------

WRITTEN = """# our kiosk
[screen]
languages = ["de"]   # one is enough

[camera] # by the door
source = "0"
mirror = true            # as in a mirror
ignore = [
    [0.0, 0.0, 0.1, 1.0],  # the door
]
# the end of the camera

[journey]
hold_s = 3.0
"""


def test_only_the_keys_that_were_set_change_and_every_comment_stays():
    lines = edited(WRITTEN, "camera", SET.as_keys()).splitlines()
    assert "mirror = false            # as in a mirror" in lines
    assert "ignore = [[0.1, 0.2, 0.3, 0.4]]" in lines and "rotate = 90" in lines
    untouched = [
        line
        for line in WRITTEN.splitlines()
        if not line.startswith(("mirror", "ignore", "    [", "]"))
    ]
    assert [line for line in lines if line in untouched] == untouched
    assert tomllib.loads("\n".join(lines))["camera"] == {"source": "0", **SET.as_keys()}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[screen]\nrate_hz = 60.0",
        "[camera]",
        "[camera]\n\n[sound]\n",
        "# nothing\n",
        "camera = {mirror = true}\n",
        "camera.mirror = true\n",
        'note = """\n[camera]\nmirror = true\n"""\n',
    ],
)
def test_the_table_is_made_or_changed_however_it_is_written(text):
    read = tomllib.loads(edited(text, "camera", SET.as_keys()))
    assert read == tomllib.loads(text) | {"camera": SET.as_keys()}
    assert edited(edited(text, "camera", SET.as_keys()), "camera", SET.as_keys()) == edited(
        text, "camera", SET.as_keys()
    )


def test_what_cannot_be_changed_is_left_alone_and_the_lines_to_write_are_told():
    with pytest.raises(BadConfig, match=r"rotate = 90, ignore = \[\[0.1, 0.2, 0.3, 0.4\]\]"):
        edited("[camera\n", "camera", SET.as_keys())


def test_a_file_that_cannot_be_kept_is_not_touched(tmp_path):
    path = tmp_path / "kiosk.toml"
    path.write_text("[camera]\nmirror = true\nsorce = '0'\n")  # a mistake that the kiosk refuses
    with pytest.raises(BadConfig, match="sorce"):
        save(SET, path)
    assert path.read_text() == "[camera]\nmirror = true\nsorce = '0'\n"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_saved_is_what_the_kiosk_reads(tmp_path):
    path = tmp_path / "kiosk.toml"
    path.write_text(WRITTEN)
    path.chmod(0o640)
    save(SET, path)
    assert CameraView.of(schema.load(path, {}).camera) == SET
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "ignore", ["[[0.1, 0.2, 0.3]]", "[[0, 0, 2, 1]]", "[0, 0, 1, 1]", '"door"']
)
def test_a_zone_that_is_none_is_refused_by_line(tmp_path, ignore):
    path = tmp_path / "kiosk.toml"
    path.write_text(f"[camera]\nignore = {ignore}\n")
    with pytest.raises(BadConfig, match=r"line 2: camera\.ignore"):
        schema.load(path, {})


# -- the command -----------------------------------------------------------------------------------


def command(*options) -> list[str]:
    return [
        sys.executable,
        "-I",
        "-m",
        "installation",
        "camera",
        "--camera",
        "simulated",
        *map(str, options),
    ]


def test_without_a_screen_what_is_kept_is_written_as_text():
    clean = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    answer = subprocess.run(
        command("--for", 1), capture_output=True, text=True, timeout=90, env=clean
    )
    assert answer.returncode == 0, answer.stderr
    assert "no screen" in answer.stderr
    assert "simulated" in answer.stdout and "sandbox: closed by" in answer.stdout
    assert "|" + 32 * " " + "|" in answer.stdout or "#" in answer.stdout


def test_in_the_window_zones_are_drawn_the_view_is_turned_and_saved(screen, tmp_path):
    if shutil.which("xdotool") is None:
        pytest.skip("xdotool is not installed")
    path = tmp_path / "kiosk.toml"
    path.write_text("[camera]\nmirror = true\nwidth_px = 320\nheight_px = 240\n")
    seen = dict(os.environ, DISPLAY=screen.name)
    kiosk = subprocess.Popen(command("--config", path), env=seen, stderr=subprocess.PIPE)
    try:
        hand = Hand(screen.name, kiosk)
        area = area_of(0, 320, 240)
        hand.drag(area.pixel_at(0.25, 0.25), area.pixel_at(0.5, 0.75))
        hand.press("m")
        hand.press("s")
        limit = time.monotonic() + STARTS_WITHIN_S
        while "ignore" not in path.read_text():
            assert time.monotonic() < limit and kiosk.poll() is None
        hand.press("Escape")
        assert kiosk.wait(30) == 0
    finally:
        kiosk.kill()
    set_ = schema.load(path, {}).camera
    assert not set_.mirror and set_.width_px == 320
    assert set_.ignore[0] == pytest.approx(
        [0.5, 0.25, 0.25, 0.5], abs=0.01
    )  # mirrored with the view


class Hand:
    """Mouse and keys on a virtual screen without a window manager: they go to the window under the pointer."""

    def __init__(self, screen: str, kiosk: subprocess.Popen):
        """Waits until something is drawn on the screen."""
        self._environment = dict(os.environ, DISPLAY=screen)
        limit = time.monotonic() + STARTS_WITHIN_S
        with mss.MSS(display=screen) as eye:
            while not any(eye.grab((640, 360, 641, 361)).rgb):
                assert time.monotonic() < limit and kiosk.poll() is None
        place = self._do("mousemove", "640", "360", "getmouselocation", "--shell")
        self._window = dict(line.split("=") for line in place.split())["WINDOW"]

    def drag(self, since: tuple, to: tuple) -> None:
        at, there = ([str(round(value)) for value in point] for point in (since, to))
        self._do("mousemove", "--window", self._window, *at, "mousedown", "1")
        self._do("mousemove", "--window", self._window, *there, "mouseup", "1")

    def press(self, key: str) -> None:
        self._do("key", key)

    def _do(self, *words: str) -> str:
        command_ = ["xdotool", *words]
        return subprocess.run(
            command_, env=self._environment, capture_output=True, text=True, check=True, timeout=30
        ).stdout
