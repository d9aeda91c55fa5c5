"""Messages when the house is in trouble: once, again when it is well, never too often, never with a secret in them."""

import argparse
import errno
import itertools
import json
import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from installation.common import alert_files, clock, files
from installation.common.paths import PYTHON
from installation.common.status_file import StatusFile
from installation.config.schema import AlertsConfig
from installation.faults import BadConfig, Fault
from installation.ipc.testing import fake_settings
from installation.parent.alert_runner import AlertRunner
from installation.parent.state_watch import StateWatch
from installation.service import upkeep_commands
from installation.service.alerts.alert_policy import AlertKind, AlertRecord
from installation.service.alerts.alert_round import AlertRound, troubles_of
from installation.vocabulary import RoomState
from tests.house import free_port
from tests.service.mail_server import certificate, served

# -- when ------------------------------------------------------------------------------------------


def told(course, **rules):
    """[minute, kind] of all that is told in a `course` of troubles, one a minute."""
    record = AlertRecord()
    found = []
    for minute, troubles in enumerate(course):
        now_s = 1e9 + 60 * minute
        record.note(troubles, now_s)
        kind = record.due(AlertsConfig(**rules), now_s)
        if kind is not None:
            record.note_sent(kind, now_s, "", True)
            found.append((minute, str(kind)))
    return found


BAD, GOOD = ["camera: away"], []


def test_trouble_is_told_once_when_it_has_lasted_and_then_that_it_is_over():
    course = [BAD] * 9 + [GOOD] + [BAD] * 200 + [GOOD] * 10
    assert told(course, after_min=10) == [(20, "trouble"), (212, "well")]


def test_a_house_that_comes_and_goes_is_told_no_more_often_than_set():
    course = ([BAD] * 15 + [GOOD] * 15) * 40
    minutes = [minute for minute, _ in told(course, after_min=5, pause_min=120)]
    assert len(minutes) > 5
    assert min(b - a for a, b in itertools.pairwise(minutes)) >= 120


def test_trouble_before_a_night_without_power_is_not_counted_through_the_night():
    record = AlertRecord()
    record.note(BAD, 1e9)
    record.note(BAD, 1e9 + 8 * 3600)
    assert record.due(AlertsConfig(), 1e9 + 8 * 3600) is None


def test_a_message_that_nobody_took_is_tried_again_but_not_at_once():
    record = AlertRecord()
    for minute in range(11):
        record.note(BAD, 1e9 + 60 * minute)
    now_s = 1e9 + 600
    record.note_sent(AlertKind.TROUBLE, now_s, "no way", False)
    assert record.due(AlertsConfig(), now_s + 240) is None
    assert record.due(AlertsConfig(), now_s + 300) == AlertKind.TROUBLE


# -- what ------------------------------------------------------------------------------------------


def status(state, troubles=()):
    room = {"state": state, "message": "gone"}
    return {"is_stale": False, "rooms": {"vision": room}, "house": {"troubles": list(troubles)}}


def test_what_counts_as_trouble_is_set_and_a_message_that_failed_is_none():
    usual = AlertsConfig()
    only_down = AlertsConfig(about="down")
    assert troubles_of(None, only_down) == ["the house does not run"]
    assert troubles_of(status(RoomState.DOWN), only_down) == ["vision: gone"]
    assert troubles_of(status(RoomState.DEGRADED), only_down) == []
    assert troubles_of(status(RoomState.DEGRADED, ["kiosk.toml: x"]), usual) == [
        "vision: gone",
        "kiosk.toml: x",
    ]
    failed = f"{alert_files.TROUBLE}the e-mail was not sent"
    assert troubles_of(status(RoomState.OK, [failed]), usual) == []


# -- to whom ---------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A house that does not run; `desk(keys)` is its next look."""
    state = tmp_path / "state"
    state.mkdir()
    monkeypatch.setenv("STATE_DIRECTORY", str(state))
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / "run"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path)))

    def look(text):
        config = tmp_path / "kiosk.toml"
        config.write_text(f"[console]\nname = 'Foyer'\n[alerts]\n{text}")
        return AlertRound(config, state)

    look.folder = tmp_path
    look.state = state
    return look


def mail_keys(server, security):
    return (
        f"mail_to = ['a@museum.example']\nmail_server = '127.0.0.1'\nmail_port = {server.port}\n"
        f"mail_security = '{security}'\nmail_username = 'kiosk'\nlanguage = 'de'\n"
    )


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_email_goes_out_encrypted_and_logged_in(desk, security):
    (desk.state / "mail-password").write_text("right\n")
    with served("mail", security=security, certificate=desk.folder / "server.pem") as server:
        assert desk(mail_keys(server, security)).test() == "test: told by e-mail"
    assert server.logins == [("kiosk", "right", True)]
    assert "To: a@museum.example" in server.letters[0]
    assert "Subject: Foyer: eine Probenachricht" in server.letters[0]


def test_a_name_and_a_password_with_umlauts_log_in(desk):
    """They ended in a mistake of the program, and no other way was tried."""
    (desk.state / "mail-password").write_text("Schlüssel\n", encoding="utf-8-sig")
    with served("mail", security="tls", certificate=desk.folder / "server.pem") as server:
        keys = mail_keys(server, "tls").replace("'kiosk'", "'hüterin'")
        with pytest.raises(Fault, match="does not take this name and password"):
            desk(keys).test()
    assert server.logins == [("hüterin", "Schlüssel", True)]


def test_a_wrong_password_is_told_without_it_and_without_encryption_none_is_given(desk, capsys):
    (desk.state / "mail-password").write_text("secret-word")
    certified = {"security": "tls", "certificate": desk.folder / "server.pem"}
    with served("mail", **certified) as server, pytest.raises(Fault) as refused:
        desk(mail_keys(server, "tls")).test()
    assert "does not take this name and password" in str(refused.value)
    with served("mail", security="none") as server:
        desk(mail_keys(server, "none")).test()
    assert server.logins == [] and len(server.letters) == 1
    kept = alert_files.record(desk.state).read_text()
    assert "secret-word" not in kept + str(refused.value) + capsys.readouterr().err


def test_a_server_that_nobody_vouches_for_gets_neither_name_nor_letter(desk, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    (desk.state / "mail-password").write_text("right")
    own = {"security": "starttls", "certificate": desk.folder / "server.pem"}
    with served("mail", **own) as server, pytest.raises(Fault, match="the encryption fails"):
        desk(mail_keys(server, "starttls")).test()
    assert server.logins == [] and server.letters == []


def test_the_password_may_come_from_a_credential_of_systemd(desk, monkeypatch):
    (desk.folder / "mail-password").write_text("right")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(desk.folder))
    with served("mail", security="tls", certificate=desk.folder / "server.pem") as server:
        desk(mail_keys(server, "tls")).test()
    assert server.logins[0][1] == "right"


def test_a_house_that_is_down_calls_the_webhook_once_and_again_when_it_is_well(desk, monkeypatch):
    with served("hook") as server:
        keys = f"webhook = 'http://127.0.0.1:{server.port}/in?key=7'\npause_min = 1\n"
        alert_round = desk(keys)
        minutes = iter(range(100))

        def look():
            now = datetime.fromtimestamp(1e9 + 60 * next(minutes), UTC)
            monkeypatch.setattr(clock, "wall_now", lambda: now)
            return alert_round.look()

        assert [bool(look()) for _ in range(13)] == [False] * 10 + [True] + [False] * 2
        with StatusFile({"state": str(desk.state)}) as running:
            running.write({}, {"troubles": []}, {}, 1)
            assert [bool(look()) for _ in range(5)] == [False, False, True, False, False]
    path, kind, body = server.posts[0]
    said = json.loads(body)
    assert path == "/in?key=7" and kind.startswith("application/json")
    assert said["kind"] == "trouble" and said["troubles"] == ["the house does not run"]
    assert said["house"] == "Foyer" and json.loads(server.posts[1][2])["kind"] == "well"


def test_a_house_that_plays_keeps_no_message_from_being_sent(desk):
    """Incident: a house locks its state folder as long as it lives, and every look waited for that to end."""
    house = StateWatch(desk.state)
    house.look()
    with served("hook") as server:
        desk(f"webhook = 'http://127.0.0.1:{server.port}/in'\n")
        command = [PYTHON, "-I", "-m", "installation", "alert", "--test", "--config"]
        subprocess.run([*command, desk.folder / "kiosk.toml"], check=True, timeout=60)
        assert len(server.posts) == 1
    house.look()
    assert house.message == ""


def test_a_full_disk_does_not_keep_its_own_message_and_it_is_told_once(desk, monkeypatch):
    """What cannot be remembered is not sent, and a full disk took no second file to remember it in."""

    def refuse(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with served("hook") as server:
        alert_round = desk(f"webhook = 'http://127.0.0.1:{server.port}/'\nafter_min = 1\n")
        alert_round.look()
        monkeypatch.setattr(files, "write_whole", refuse)
        for minute in range(1, 9):
            now = clock.wall_now() + timedelta(minutes=minute)
            monkeypatch.setattr(clock, "wall_now", lambda now=now: now)
            alert_round.look()
    assert len(server.posts) == 1


@pytest.mark.parametrize(
    "content",
    ["[" * 50_000, '{"looked_s": "yesterday"}', '{"told_since_s": 1e300}', '{"sent_s": NaN}'],
)
def test_a_record_that_cannot_be_used_is_put_aside_and_who_waits_is_told_all_the_same(
    desk, content
):
    """Each look ended with a mistake in the program, and nobody was told of anything any more."""
    alert_files.record(desk.state).write_text(content)
    alert_files.wish(desk.state).touch()
    with served("hook") as server:
        desk(f"webhook = 'http://127.0.0.1:{server.port}/'\n").look()
    assert len(server.posts) == 1
    assert alert_files.record(desk.state).with_suffix(".broken").read_text() == content


def test_who_does_not_take_it_is_told_by_the_house_and_holds_nobody_up(desk):
    with served("hook", answer=500) as server:
        keys = f"webhook = 'http://127.0.0.1:{server.port}/secret'\n"
        with pytest.raises(Fault, match="answers 500"):
            desk(keys).test()
    runner = AlertRunner(None, desk.state)
    runner.tick(AlertsConfig(webhook="http://127.0.0.1/"))
    assert runner.message.startswith(alert_files.TROUBLE) and "secret" not in runner.message


def test_a_port_where_nobody_listens_is_named(desk):
    keys = f"mail_to = ['a@museum.example']\nmail_server = '127.0.0.1'\nmail_port = {free_port()}\n"
    with pytest.raises(Fault, match="cannot be reached: nothing listens there"):
        desk(keys).test()


def test_a_wish_of_the_page_is_a_test_message_at_the_next_look(desk):
    alert_files.wish(desk.state).touch()
    with served("hook") as server:
        desk(f"webhook = 'http://127.0.0.1:{server.port}/'\n").look()
        desk(f"webhook = 'http://127.0.0.1:{server.port}/'\n").look()
    assert [json.loads(body)["kind"] for _, _, body in server.posts] == ["test"]


def test_a_file_that_cannot_be_read_is_named_and_not_a_copy_that_there_is_not(desk):
    with pytest.raises(BadConfig, match=r"line 4: .*hook"):
        desk("hook = 1\n")


def test_without_a_word_in_the_configuration_nothing_is_sent_and_nothing_started(desk):
    words = argparse.Namespace(config=desk.folder / "kiosk.toml", test=False, look=True)
    desk("")
    assert upkeep_commands.alert(words) == 0
    assert not alert_files.record(desk.state).exists()
    runner = AlertRunner(None, desk.state)
    alert_files.wish(desk.state).touch()
    runner.tick(fake_settings().alerts)
    assert runner._process is None
