"""A screen on another machine: it gets the house's frames if it has a key, and keeps the last one."""

import os
import socket
import threading

import cv2
import numpy as np
import pytest

from installation.config.schema import ScreenConfig
from installation.display.far_screen import AWAY_S, FarScreen, HouseWatch
from installation.display.outputs.far_screens import FAREWELL, FarScreens, frame_in
from installation.display.outputs.output_group import FurtherOutput
from installation.display.shown_memory import ShownMemory
from installation.faults import BadConfig
from installation.ipc.far_keys import KeyRing, ScreenKey
from installation.ipc.far_wire import FarReader
from tests.display.rooms import ROOT

SIZE = (90, 160)
WINDOWLESS = ScreenConfig(mode="windowless", width_px=160, height_px=90)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def house(tmp_path):
    """The house's end, and what makes a screen's end with a key of this name."""
    ring = KeyRing(tmp_path / "state")
    for name in ("foyer", "stranger"):
        ring.admit(name, tmp_path / f"{name}.key")
    ring.remove("stranger")
    port = free_port()
    output = FarScreens("127.0.0.1", port, ring, rate_hz=60, bits_per_s=1e8)
    readers = []

    def reader(name):
        key = ScreenKey.read(tmp_path / f"{name}.key")
        readers.append(FarReader("127.0.0.1", port, key.house, key.public, key.secret))
        return readers[-1]

    yield output, reader
    for each in readers:
        each.close()
    output.close()


def until(found, seconds=20.0):
    """What it finds, looked for again and again."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.01)):
        thing = found()
        if thing is not None:
            return thing
        pause.wait(0.01)
    raise TimeoutError


def frame_of(colour):
    return np.full((*SIZE, 4), colour, np.uint8)


def test_a_screen_with_a_key_gets_the_frames_and_one_whose_key_was_taken_gets_none(house):
    output, reader = house
    stranger, foyer = reader("stranger"), reader("foyer")
    frame = frame_of((200, 90, 30, 0))

    def shown():
        output.present(frame)
        assert stranger.take() is None
        message = foyer.take()
        return frame_in(message) if message else None

    got = until(shown)
    assert np.abs(got.astype(int) - frame[..., :3]).max() <= 4
    output.close()

    def said():
        message = foyer.take()
        return message if message == FAREWELL else None

    assert until(said) == FAREWELL


def test_it_shows_them_and_keeps_the_last_one_with_a_word_when_the_house_is_away(house):
    output, reader = house
    far = FarScreen(reader("foyer"), WINDOWLESS, ROOT / "assets", ROOT / "none")
    pixels = far._keeper.output.pixels()
    bright = frame_of((90, 120, 150, 0))

    def has_come():
        output.present(bright)
        far.turn()
        return True if abs(int(pixels[80, 5, 1]) - 120) <= 4 else None

    until(has_come)
    far.watch.tick(None, AWAY_S + 1)
    far._draw_plate()
    far._show(0.1)
    assert "last picture stays" in far.watch.message
    assert abs(int(pixels[80, 5, 1]) - 120) <= 4
    assert pixels[:40].std() > 10  # the words
    far.close()


def test_a_screen_that_was_killed_begins_with_what_it_showed_also_while_the_house_is_away(house):
    _, reader = house
    memory = os.memfd_create("screen")
    shown = frame_of((90, 120, 150, 0))
    ShownMemory(memory).hold(shown)
    far = FarScreen(
        reader("foyer"), WINDOWLESS, ROOT / "assets", ROOT / "none", ShownMemory(memory)
    )
    for _ in range(3):
        far.turn()
        assert (far._keeper.output.pixels() == shown).all()
    far.close()
    os.close(memory)


def test_what_is_no_picture_is_none():
    _, jpeg = cv2.imencode(".jpg", np.zeros((9, 16, 3), np.uint8))
    assert frame_in(jpeg.tobytes()).shape == (9, 16, 3)
    assert frame_in(b"no picture") is None and frame_in(jpeg.tobytes()[:40]) is None


def test_a_house_that_ends_its_show_is_not_away():
    watch = HouseWatch()
    assert not watch.tick(b"jpeg", 0.1) and not watch.tick(FAREWELL, 0.1)
    assert not watch.tick(None, 1000.0) and not watch.is_away
    watch.tick(b"jpeg", 0.1)
    assert watch.tick(None, AWAY_S + 0.1) and watch.is_away
    assert watch.tick(b"jpeg", 0.1) and not watch.is_away


def test_without_a_screen_that_may_listen_the_house_does_not_listen_and_says_how_to_add_one(
    tmp_path,
):
    with pytest.raises(OSError, match="kiosk screens --add"):
        FarScreens("127.0.0.1", free_port(), KeyRing(tmp_path), 25, 1e7)


def test_a_damaged_key_shuts_out_its_own_screen_alone_and_is_told(tmp_path):
    ring = KeyRing(tmp_path / "state")
    for name in ("foyer", "shop"):
        ring.admit(name, tmp_path / f"{name}.key")
    (tmp_path / "state" / "screens" / "shop.screen").write_text("{")
    port = free_port()
    house = FurtherOutput("screens", lambda: FarScreens("127.0.0.1", port, ring, 60, 1e8))
    key = ScreenKey.read(tmp_path / "foyer.key")
    foyer = FarReader("127.0.0.1", port, key.house, key.public, key.secret)

    def got():
        house.present(frame_of(90))
        return foyer.take()

    assert until(got)
    assert "screens with a damaged key get no picture (shop)" in house.message
    foyer.close()
    house.close()


def test_keys_are_for_their_owner_only_and_what_is_none_is_said(tmp_path):
    ring = KeyRing(tmp_path / "state")
    ring.admit("foyer", tmp_path / "foyer.key")
    files = [tmp_path / "foyer.key", *(tmp_path / "state" / "screens").iterdir()]
    assert len(files) == 3 and {file.stat().st_mode & 0o777 for file in files} == {0o600}
    for name in ("foyer", "../foyer", ""):
        with pytest.raises(BadConfig):
            ring.admit(name, tmp_path / "other.key")
    (tmp_path / "letter").write_text('{"house": "x"}')
    with pytest.raises(BadConfig, match="is no key of a screen"):
        ScreenKey.read(tmp_path / "letter")
