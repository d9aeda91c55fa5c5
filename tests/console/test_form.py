"""Settings on the page: checked by the rules of the file, beside each field; no password comes out again."""

import json
import tomllib

import pytest

from installation.common import alert_files
from installation.config import edit, page_form
from installation.config.schema import KioskConfig
from installation.console.actions import BadRequest, Choices
from installation.console.page_settings import SECRETS, PageSettings, calendar
from installation.console.snapshot import Snapshot
from installation.parent.controller import CHANGEABLE


@pytest.fixture
def form(tmp_path):
    choices = Choices(packs=(), languages=("de", "en"), rooms=(), steerings=())
    snapshot = Snapshot()
    snapshot.settings = page_form.values(KioskConfig())
    made = PageSettings(snapshot, tmp_path, lambda: choices)
    made.state = tmp_path
    made.snapshot = snapshot
    return made


def test_every_field_can_be_set_and_its_own_value_is_without_mistake(form):
    offered = form.as_json()
    places = {(field["section"], field["key"]) for field in offered["fields"]}
    assert places == page_form.PAGE_PLACES <= CHANGEABLE
    assert form.mistakes(offered["values"]) == {}
    assert all(offered["values"][section].keys() for section in offered["values"])


@pytest.mark.parametrize(
    ("section", "key", "value", "kind", "word"),
    [
        ("mqtt", "port", 0, "greater_than_equal", "at least 1"),
        ("osc", "senders", ["a b"], "string_pattern_mismatch", "signs"),
        ("mqtt", "username", "a\x00b", "string_pattern_mismatch", "signs"),
        ("hours", "monday", "10-18", "value_error", "time span"),
        ("hours", "exceptions", ["2026-13-01 closed"], "value_error", "calendar"),
        ("alerts", "mail_to", ["nobody"], "value_error", "name@museum"),
        ("screen", "rotate", 45, "literal_error", "90"),
        ("screen", "languages", ["xx"], "languages", "de, en"),
        ("console", "network", True, "unknown", "cannot be set here"),
        ("generator", "threads", 2, "unknown", "cannot be set here"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(form, section, key, value, kind, word):
    found = form.mistakes({section: {key: value}})
    assert found.keys() == {f"{section}.{key}"}
    assert found[f"{section}.{key}"]["kind"] == kind and word in str(found)


@pytest.mark.parametrize("asked", [[], "x", {"mqtt": 1}, None, {"mqtt": [1]}])
def test_what_are_no_settings_is_refused(form, asked):
    with pytest.raises(BadRequest):
        form.mistakes(asked)


def test_a_password_is_kept_for_its_owner_and_never_told(form):
    form.keep_secret("mail", "horse battery")
    path = form.state / SECRETS["mail"]
    assert path.read_text() == "horse battery\n" and path.stat().st_mode & 0o777 == 0o600
    told = form.as_json()
    assert told["secrets"] == {"mqtt": False, "mail": True} and "horse" not in json.dumps(told)
    form.keep_secret("mail", "")
    assert not path.exists()
    for name, text in (("password", "x"), ("mail", "two\nlines"), ("mail", "x" * 201)):
        with pytest.raises(BadRequest):
            form.keep_secret(name, text)


def test_an_address_of_a_camera_is_shown_without_its_password_and_the_log_names_it_alone(form):
    source = "rtsp://eye:secret@10.0.0.7/1"
    form.snapshot.settings = page_form.values(KioskConfig(camera={"source": source}))
    assert form.as_json()["values"]["camera"]["source"] == "rtsp://•••@10.0.0.7/1"
    words = page_form.in_words({"camera": {"source": source}, "mqtt": {"port": 1}})
    assert words == "camera.source = ..., mqtt.port = 1"


def test_a_wish_for_a_message_and_the_assistant_are_remembered(form):
    assert not form.as_json()["is_set_up"]
    form.wish_for_message()
    form.note_set_up()
    told = form.as_json()
    assert told["is_set_up"] and told["alert"]["is_waiting"]
    alert_files.wish(form.state).unlink()
    assert not form.as_json()["alert"]["is_waiting"]


def test_the_calendar_shows_a_year_by_hours_that_do_not_hold_yet():
    hours = {
        "monday": "closed",
        "holidays": ["12-25"],
        "holiday": "12:00-14:00",
        "exceptions": ["2028-02-28..2028-02-29 closed"],
    }
    days = calendar({"year": 2028, "hours": hours})["days"]
    assert len(days) == 366
    assert days[2] == ("weekday", ()) and days[3][1] == ((0, 1440),)  # a Monday, and a Tuesday
    assert days[59] == ("exception", ())
    assert days[-7] == ("holiday", ((720, 840),))
    for asked in ({}, {"year": 1, "hours": {}}, {"year": 2028, "hours": {"monday": "x"}}, 7):
        with pytest.raises(BadRequest):
            calendar(asked)


def test_several_keys_of_several_sections_come_into_the_file_with_its_comments():
    text = "# ours\n[mqtt]\nport = 1883  # as usual\n\n[hours]\nmonday = 'closed'  # always\n"
    for section, keys in {"mqtt": {"broker": "b", "port": 1884}, "osc": {"rate_hz": 5.0}}.items():
        text = edit.edited(text, section, keys)
    known = tomllib.loads(text)
    assert known["mqtt"] == {"port": 1884, "broker": "b"} and known["osc"] == {"rate_hz": 5.0}
    assert "# ours" in text and "# as usual" in text and "# always" in text
