"""The screen at night, with programs that answer as the real ones did on a real machine."""

import pytest

from installation.parent import screen_power

pytestmark = pytest.mark.realtime


@pytest.fixture
def xset(tmp_path, monkeypatch):
    """Puts an `xset` with this answer in the place of all programs."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    def that_says(answer: str, code: int = 0):
        program = tmp_path / "xset"
        program.write_text(
            f'#!/bin/sh\necho "$*" >> {tmp_path}/asked\necho "{answer}" >&2\nexit {code}\n'
        )
        program.chmod(0o755)
        return tmp_path / "asked"

    return that_says


def test_it_goes_off_at_night_and_comes_back_and_stays(xset):
    asked = xset("")
    assert screen_power.switch(False, "dpms") == "the screen is switched off by xset"
    assert screen_power.switch(True, "dpms") == "the screen is switched on by xset"
    assert asked.read_text().splitlines() == [
        "+dpms",
        "dpms force off",
        "dpms force on",
        "-dpms",
        "s off",
    ]


@pytest.mark.parametrize(
    "answer", ["server does not have extension for +dpms option", "xset: unable to open display"]
)
def test_a_screen_that_does_not_obey_is_said_in_its_words(xset, answer):
    xset(answer)
    assert screen_power.switch(False, "dpms") == f"the screen is not switched: xset says: {answer}"


def test_where_nothing_reaches_it_that_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "cannot be switched off here" in screen_power.switch(False, "dpms")
    assert "as configured" in screen_power.switch(False, "none")
