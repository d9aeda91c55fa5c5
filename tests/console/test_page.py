"""The technician's page: on this machine only, nothing of the camera on it, and every button does what it says."""

import contextlib
import io
import json
import shutil
import socket
import struct
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

from installation.console import support_bundle
from installation.console.snapshot import Snapshot
from installation.ipc.testing import fake_settings
from tests.console.asking import ask, do, post
from tests.house import House, free_port

pytestmark = pytest.mark.realtime


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    config = folder / "kiosk.toml"
    listen_port = free_port()
    send_port = free_port()
    config.write_text(
        f"[console]\nmetrics = true\n[osc]\nlisten_port = {listen_port}\nsend_port = {send_port}\n"
    )
    kiosk = House(folder, ("--windowless", "--camera", "simulated", "--config", config), {})
    kiosk.config = config
    kiosk.osc_listen_port = listen_port
    kiosk.osc_send_port = send_port
    kiosk.until(
        lambda status: status["presence"] and status["log"] and status["report"]["first_picture_s"]
    )
    yield kiosk
    kiosk.kill()


@pytest.fixture
def port(house):
    return house.port


# -- what is served --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/page.js", "javascript"), ("/show.js", "javascript"), ("/words.js", "javascript"), ("/page.css", "text/css"),
     ("/settings.js", "javascript"), ("/settings_words.js", "javascript"), ("/year.js", "javascript"), ("/assistant.js", "javascript"),
     ("/settings.json", "application/json"),
     ("/live.jpg", "image/jpeg"), ("/status.json", "application/json"), ("/visits.csv", "text/csv")],
)  # fmt: skip
def test_what_the_page_is_made_of_is_served_with_strict_headers(port, path, kind):
    answer, body = ask(port, path)
    assert answer.status == 200 and kind in answer.headers["content-type"] and body
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "path", ["/../cli.py", "/..%2f..%2fcli.py", "/web/page.html", "/camera.jpg", "/live.jpg/x"]
)
def test_nothing_else_is_served(port, path):
    assert ask(port, path)[0].status == 404


def test_the_page_has_no_script_or_style_of_its_own_inline(port):
    body = ask(port, "/")[1].decode()
    assert "<style" not in body and "style=" not in body and "onclick" not in body
    assert body.count("<script") == body.count("<script src=")


def test_the_support_bundle_holds_no_image_and_no_secret(port):
    archive = zipfile.ZipFile(io.BytesIO(ask(port, "/support.zip")[1]))
    assert set(archive.namelist()) == {
        "status.json",
        "report.json",
        "configuration.json",
        "machine.json",
        "log.txt",
    }
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert (
        b"silhouette" not in everything
        and b"\xff\xd8" not in everything
        and b"token" not in everything
    )
    assert "sound: DEGRADED the piece is silent" in archive.read("log.txt").decode()


def test_no_address_of_a_camera_and_no_name_at_a_broker_is_in_the_bundle():
    settings = fake_settings(
        camera={"source": "rtsp://eye:secret@10.0.0.7/1?key=secret"},
        mqtt={"username": "secret"},
    )
    packed = support_bundle.packed(Snapshot(), settings)
    kept = json.loads(zipfile.ZipFile(io.BytesIO(packed)).read("configuration.json"))
    assert kept["camera"]["source"].startswith("rtsp://") and "secret" not in str(kept)


def test_prometheus_finds_nothing_to_complain_of(port):
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed")
    body = ask(port, "/metrics")[1]
    assert b'latenzraum_room_state{room="display"} 2' in body
    assert (
        subprocess.run(["promtool", "check", "metrics"], input=body, capture_output=True).returncode
        == 0
    )


# -- who may ask -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["museum.example", "127.0.0.1.museum.example", "localhost:80:80", "", "[::2]"]
)
def test_a_foreign_name_bent_to_this_machine_is_turned_away(port, name):
    assert ask(port, "/status.json", Host=name)[0].status == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": "http://museum.example"},
        {"Origin": "http://127.0.0.1"},
        {"X_Token": None},
        {"X_Token": "guessed"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
)
def test_a_change_that_another_site_asks_for_is_refused(port, headers):
    assert do(port, "sleep", **headers)[0].status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_is_changed_by_other_means(port, method):
    assert ask(port, "/command", method)[0].status == 405


def test_a_body_that_is_too_long_is_refused_and_so_are_heads(port):
    assert do(port, "x" * 20_000)[0].status == 413
    assert ask(port, "/", X_Long="x" * 30_000)[0].status == 431


def test_a_body_without_end_is_cut_off(port):
    with socket.create_connection(("127.0.0.1", port), 20) as visitor:
        head = "POST /login HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        visitor.sendall(head.encode() + (b"400\r\n" + b"x" * 1024 + b"\r\n") * 40)
        assert b" 413 " in visitor.recv(100)


def test_a_hundred_who_never_finish_asking_keep_nobody_out_for_long(house):
    waiting = [socket.create_connection(("127.0.0.1", house.port), 20) for _ in range(100)]
    for each in waiting:
        each.sendall(b"GET / HTTP/1.1\r\nHost: local")
    house.until(lambda status: True)
    for each in waiting:
        each.close()


def test_a_thousand_connections_are_not_held_and_fill_no_journal(house):
    """Incident: none could be let in any more, for ever, and asyncio wrote 11,000 lines of it."""
    waiting = []
    for _ in range(1000):
        with contextlib.suppress(OSError):  # some are closed before they are open
            waiting.append(socket.create_connection(("127.0.0.1", house.port), 20))
    lines = len(house.lines)
    status = house.until(lambda status: True)
    for each in waiting:
        each.close()
    assert status["rooms"]["console"]["restarts"] == 0 and len(house.lines) - lines < 5
    assert house.room("console").num_fds() < 300


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "{}", "7", '{"action": 7}', '{"action": {}}', "[" * 9000, "\x00"]
)
def test_what_is_no_action_is_refused(port, body):
    origin = f"http://127.0.0.1:{port}"
    token = json.loads(ask(port, "/status.json")[1])["token"]
    assert ask(port, "/command", "POST", body, Origin=origin, X_Token=token)[0].status in (400, 422)


@pytest.mark.parametrize(
    ("action", "value", "word"),
    [("dance", "", "volume"), ("pack", "../facades", "colours"), ("languages", "de,de", "once"), ("languages", "xx", "de"),
     ("volume", "nan", "LUFS"), ("volume", "+inf", "LUFS"), ("volume", "1e999", "LUFS"), ("restart", "kiosk", "display"), ("steering", "", "wander"), ("look", "cellar", "growth"),
     ("zones", "[[0, 0, 1]]", "width"), ("zones", "7", "width"), ("zones", f"[[1{'0' * 400}, 0, 1, 1]]", "width"), ("rotate", "45", "90"), ("noise_dba", "loud", "dB(A)")],
)  # fmt: skip
def test_an_action_that_cannot_be_is_answered_with_what_can(port, action, value, word):
    answer, said = do(port, action, value)
    assert answer.status == 422 and word in said.decode()


# -- what it does ----------------------------------------------------------------------------------


def test_the_picture_opens_at_the_pane_that_is_asked_for_and_closes(house):
    do(house.port, "look", "where")
    house.until(lambda status: status["rooms"]["display"]["telemetry"]["inside"] == "where")
    do(house.port, "back")
    house.until(lambda status: status["rooms"]["display"]["telemetry"]["inside"] == "")


def test_another_pack_is_shown_and_stands_in_the_file(house):
    assert do(house.port, "pack", "colours")[0].status == 202
    house.until(lambda status: status["rooms"]["generator"]["telemetry"].get("pack") == "colours")
    assert tomllib.loads(house.config.read_text())["generator"]["pack"] == "colours"


def test_settings_of_the_page_hold_at_once_or_say_what_is_wrong_and_stand_in_the_file(house):
    before = house.room("console").pid
    wrong = post(house.port, "/settings", {"mqtt": {"port": 0}, "hours": {"monday": "10-18"}})
    assert wrong[0].status == 422
    assert json.loads(wrong[1]).keys() == {"mqtt.port", "hours.monday"}
    wanted = {"osc": {"rate_hz": 9.0}, "hours": {"holidays": ["12-25"]}, "console": {"name": "F"}}
    assert post(house.port, "/settings", wanted)[0].status == 202
    house.until(lambda status: status["name"] == "F")
    kept = tomllib.loads(house.config.read_text())
    assert kept["osc"]["rate_hz"] == 9.0 and kept["hours"] == {"holidays": ["12-25"]}
    assert json.loads(ask(house.port, "/settings.json")[1])["values"]["osc"]["rate_hz"] == 9.0
    assert house.room("console").pid == before
    assert json.loads(ask(house.port, "/devices.json")[1]).keys() == {
        "cameras",
        "monitors",
        "loudspeakers",
    }


def test_a_room_begins_anew_and_it_does_not_count_as_a_fault(house):
    before = house.room("journey").pid
    do(house.port, "restart", "journey")
    status = house.until(lambda status: (room := house.room("journey")) and room.pid != before)
    assert status["rooms"]["journey"]["restarts"] == 0


def test_zones_of_the_camera_are_kept_and_the_room_that_sees_begins_anew_with_them(house):
    before = house.room("vision").pid
    do(house.port, "zones", "[[0.0, 0.25, 0.125, 1.5]]")
    house.until(lambda status: (room := house.room("vision")) and room.pid != before)
    assert tomllib.loads(house.config.read_text())["camera"]["ignore"] == [[0.0, 0.25, 0.125, 1.0]]
    house.until(lambda status: status["rooms"]["vision"]["state"] == "OK")


def test_loudness_and_motion_follow_at_once_without_a_new_life_and_come_into_the_file(house):
    before = [house.room(name).pid for name in ("sound", "display", "journey")]
    do(house.port, "volume", "-41.5")
    do(house.port, "motion", "reduced")
    chosen = house.until(lambda status: status["house"]["chosen"]["reduced_motion"])["house"][
        "chosen"
    ]
    house.until(
        lambda status: (
            tomllib.loads(house.config.read_text()).get("screen", {}).get("reduced_motion")
        )
    )
    assert (
        chosen["target_lufs"]
        == tomllib.loads(house.config.read_text())["sound"]["target_lufs"]
        == -41.5
    )
    assert [house.room(name).pid for name in ("sound", "display", "journey")] == before


@pytest.mark.skipif(shutil.which("oscsend") is None, reason="liblo-tools are not installed")
def test_a_fader_that_sends_too_fast_is_obeyed_where_it_came_to_rest(house):
    message = b"/latenzraum/volume\0\0,f\0\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for count in range(200):
            sender.sendto(
                message + struct.pack(">f", -30 - count / 10), ("127.0.0.1", house.osc_listen_port)
            )
    house.until(lambda status: status["house"]["chosen"]["target_lufs"] == -49.9)


@pytest.mark.skipif(shutil.which("oscsend") is None, reason="liblo-tools are not installed")
def test_what_sets_the_room_up_is_not_asked_for_by_wire(house):
    subprocess.run(
        ["oscsend", "127.0.0.1", str(house.osc_listen_port), "/latenzraum/noise_dba", "f", "30"],
        check=True,
    )
    told = house.until(
        lambda status: (
            "no action 'noise_dba'" in status["rooms"]["console"]["telemetry"].get("refused", "")
        )
    )
    assert told["rooms"]["console"]["state"] == "OK"


@pytest.mark.skipif(shutil.which("oscsend") is None, reason="liblo-tools are not installed")
def test_oscsend_commands_and_oscdump_hears(house):
    with subprocess.Popen(
        ["oscdump", "-L", str(house.osc_send_port)], stdout=subprocess.PIPE, text=True
    ) as listener:
        assert "/latenzraum/" in listener.stdout.readline()
        listener.kill()
    subprocess.run(
        ["oscsend", "127.0.0.1", str(house.osc_listen_port), "/latenzraum/volume", "f", "-99"],
        check=True,
    )
    house.until(lambda status: status["house"]["chosen"]["target_lufs"] == -60)
    subprocess.run(
        ["oscsend", "127.0.0.1", str(house.osc_listen_port), "/latenzraum/pack", "s", "facades"],
        check=True,
    )
    house.until(lambda status: status["rooms"]["generator"]["telemetry"].get("pack") == "facades")


def test_a_flood_of_garbage_over_osc_changes_nothing(house):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for count in range(3000):
            sender.sendto(
                bytes([count % 256]) * (count % 1600), ("127.0.0.1", house.osc_listen_port)
            )
    status = house.until(
        lambda status: "OSC" in status["rooms"]["console"]["telemetry"].get("refused", "")
    )
    assert status["house"]["state"] == "open" and status["rooms"]["console"]["restarts"] == 0


def test_a_bad_edit_is_told_on_the_page_and_by_status_and_changes_nothing(house):
    good = house.config.read_text()
    house.config.write_text(good.replace("metrics = true", "metrix = true"))
    house.until(
        lambda status: (
            "console.metrix is unknown; did you mean metrics?" in status["house"]["config"]
        )
    )
    told = house.command("status")
    assert told.stdout.startswith("DEGRADED kiosk:") and "did you mean metrics?" in told.stdout
    house.config.write_text(good)
    house.until(lambda status: not status["house"]["config"])


def test_a_pack_that_does_not_come_to_life_gives_way_to_the_last_good_one(house):
    models = Path(__file__).resolve().parent.parent.parent / "models"
    broken = models / "test-broken-later"
    shutil.copytree(models / "facades", broken)
    shown = house.status()["rooms"]["generator"]["telemetry"]["pack"]
    file = house.config.read_text()
    try:
        (broken / "generator.onnx").write_bytes(b"<html>")
        house.until(lambda status: "test-broken-later" in status["choices"]["packs"])
        do(house.port, "pack", "test-broken-later")
        house.until(lambda status: "what held before holds again" in status["house"]["config"])
    finally:
        shutil.rmtree(broken)
    house.until(lambda status: status["rooms"]["generator"]["state"] != "DOWN")
    assert (
        house.status()["rooms"]["generator"]["telemetry"]["pack"] == shown
        and house.config.read_text() == file
    )


def test_status_has_a_line_a_room_and_its_first_word_is_the_state(house):
    do(house.port, "steering", "wander")  # a good choice ends what was said of a bad one
    house.until(
        lambda s: (
            not s["house"]["config"]
            and all(room["state"] != "DOWN" for room in s["rooms"].values())
        )
    )
    for _ in range(20):  # it reads what the parent wrote last, which may be a moment old
        told = house.command("status")
        if told.returncode == 0:
            break
    words = [line.split() for line in told.stdout.splitlines()]
    assert told.returncode == 0 and words[0][:2] == ["OK", "kiosk:"]
    assert {line[1] for line in words[1:]} == {f"{name}:" for name in house.status()["rooms"]}
    assert all(line[0] in ("OK", "DEGRADED", "DOWN") for line in words)


def test_a_browser_shows_it_in_german_with_every_room(house, tmp_path):
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    quiet = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
    command = [
        "chromium",
        *quiet.split(),
        f"--user-data-dir={tmp_path / 'profile'}",
        "--accept-lang=de",
        "--lang=de",
    ]
    command += ["--virtual-time-budget=4000", "--dump-dom", f"http://127.0.0.1:{house.port}/"]
    page = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": "/usr/bin:/bin", "LANGUAGE": "de"},
    )
    for word in (
        'lang="de"',
        "Räume",
        "Anzeige",
        "Sehen",
        "Begrenzer",
        "data:image/jpeg",
        "Neu starten",
    ):
        assert word in page.stdout, page.stdout[:3000]


def test_asleep_no_room_but_the_console_runs_and_it_wakes_again(house):
    do(house.port, "sleep")
    house.until(lambda status: status["house"]["state"] == "asleep" and len(house.rooms()) == 1)
    assert house.command("status").returncode == 0
    assert ask(house.port, "/live.jpg")[0].status == 503
    do(house.port, "wake")
    house.until(
        lambda status: (
            status["house"]["state"] == "open" and ask(house.port, "/live.jpg")[0].status == 200
        )
    )
