"""What the check makes of the rooms: it reads their state and their telemetry, never their sentences."""

import sys

import pytest

from installation.ipc.testing import fake_settings
from installation.service.health import room_checks
from installation.vocabulary import RoomName, RoomState, ScreenKind, Severity

pytestmark = pytest.mark.realtime


FAST = {"turn_ms": [60.0, 1.0, 2.0], "picture_ms": [30.0, 20.0, 40.0]}


def checked(name, known, state=RoomState.OK, message="", **sections):
    """The results of a house of one room, by what was looked at."""
    room = {"state": state, "message": message, "restarts": 0, "telemetry": known}
    status = {"rooms": {name: room}, "recent": FAST}
    results = room_checks.check(status, fake_settings(**sections))
    return {result.what: result.state for result in results}


@pytest.mark.parametrize("name", RoomName)
def test_a_room_that_is_down_is_bad_whatever_it_says(name):
    if name != RoomName.KIOSK:
        assert checked(name, {}, RoomState.DOWN, "all is well") == {name: Severity.BAD}


def test_an_unconfined_camera_room_is_bad_whatever_the_words_are():
    words = {"sandbox": "closed by everything there is", "is_confined": False}
    expected = Severity.BAD if sys.platform == "linux" else Severity.WARN
    assert checked(RoomName.VISION, words)["sandbox"] == expected
    words = {"sandbox": "open", "is_confined": True}
    assert checked(RoomName.VISION, words)["sandbox"] == Severity.OK
    assert checked(RoomName.VISION, {})["sandbox"] == Severity.BAD


@pytest.mark.parametrize(
    ("is_simulated", "expected"), [(True, Severity.OK), (False, Severity.WARN)]
)
def test_only_a_live_camera_has_to_keep_its_rate(is_simulated, expected):
    known = {"camera": "camera 0", "frame_rate_hz": 10.0, "is_simulated": is_simulated}
    assert checked(RoomName.VISION, known)["camera"] == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("auto", Severity.WARN), ("fullscreen", Severity.BAD), ("windowless", Severity.OK)],
)
def test_no_window_is_as_bad_as_the_configuration_asks_for_one(mode, expected):
    known = {"screen": "a picture for the page", "kind": ScreenKind.WINDOWLESS}
    results = checked(RoomName.DISPLAY, known, screen={"mode": mode})
    assert results == {"screen": expected, "texts": Severity.OK}


@pytest.mark.parametrize(
    ("device", "expected"),
    [("auto", Severity.WARN), ("Scarlett", Severity.BAD), ("none", Severity.OK)],
)
def test_silence_is_as_bad_as_the_configuration_asks_for_sound(device, expected):
    results = checked(RoomName.SOUND, {"is_silent": True}, sound={"device": device})
    assert results == {"sound": expected}
