"""The vision room is confined before the first frame, the confinement is tried at each start, and no picture gets out."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import psutil
import pytest

from installation.cast import WIRES
from installation.faults import UnknownCamera
from installation.ipc import codec
from installation.ipc.wire import WireEnds
from installation.sandbox import calls
from installation.vision import sources
from installation.vision.confinement import Confinement
from tests.vision.cameras import settings
from tests.vision.canary import film, tap, traces
from tests.vision.seeded import ESCAPES

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux'"),
]
ROOT = Path(__file__).resolve().parent.parent.parent
# what is seen counts here, not what is shown
LIGHT = ("--windowless", "--size", "320x180", "--pack", "colours", "--sound", "none")


# -- the probe -------------------------------------------------------------------------------------


def found_with(escape: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-m", "tests.vision.seeded", escape],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_a_confined_process_has_no_escape():
    assert found_with("none") == ""


@pytest.mark.parametrize("escape", ESCAPES)
def test_the_probe_finds_the_escape_where_one_rule_is_left_out(escape):
    _, words = ESCAPES[escape]
    assert words in found_with(escape)


def test_a_thread_that_has_not_come_to_run_yet_is_waited_for(tmp_path):
    """ZeroMQ's reaper found itself confined when it began, once in 14 starts on a busy machine, and ended the room."""
    ends = WireEnds(WIRES, "kiosk", str(tmp_path))
    line = [sys.executable, "-m", "tests.vision.late_thread", str(tmp_path)]
    answer = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=30)
    ends.close()
    assert answer.stdout == "['allowed'] ()\n", answer.stderr


def test_a_room_that_finds_an_escape_does_not_open_the_camera_and_says_why(solo):
    confinement = Confinement("open", escapes=("make a file in /tmp",))
    alone = solo(source="/no/such/film.mp4", confinement=confinement)
    alone.turn_until(lambda: alone.wires.sent)
    assert "the camera stays closed: this room could still make a file in /tmp" in alone.message
    assert alone.telemetry.camera == "simulated"
    assert alone.telemetry.is_confined is False


def test_where_it_cannot_be_enforced_that_is_said(solo):
    complaint = "only its code holds the vision room back"
    alone = solo(confinement=Confinement("not enforced: darwin", complaint=complaint))
    alone.turn_until(lambda: alone.wires.sent)
    assert alone.message == complaint
    assert alone.telemetry.sandbox.startswith("not enforced")
    assert alone.telemetry.is_confined is False


def test_the_numbers_of_system_calls_are_the_kernels():
    headers = (
        Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        Path("/usr/include/asm-generic/unistd.h"),
    )
    if not all(header.exists() for header in headers):
        pytest.skip("the kernel's headers are not installed")
    for place, header in enumerate(headers):
        pairs = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\b", header.read_text())
        known = {name: int(number) for name, number in pairs}
        known["newfstatat"] = known.get("newfstatat", known.get("fstatat"))
        for name, numbers in calls.NUMBERS.items():
            assert numbers[place] in (None, known.get(name)), name


# -- what a camera needs ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "ports", "names"),
    [
        ("simulated", (), False),
        ("/dev/video3", (), False),
        ("http://10.0.0.7/stream", (80,), False),
        ("https://[fe80::1]:8443/stream", (8443,), False),
        ("rtsp://guard:secret@camera.local/1", (554,), True),
    ],
)
def test_only_a_camera_on_the_network_leaves_a_port_open_and_only_a_name_the_asking(
    source, ports, names
):
    needs = sources.needs(settings(source))
    assert (needs.ports, needs.names) == (ports, names)
    assert needs.devices == (("/dev/video3",) if source.startswith("/dev") else ())


def test_an_address_with_an_impossible_port_is_refused():
    with pytest.raises(UnknownCamera, match="http://camera:99999"):
        sources.needs(settings("http://camera:99999/stream"))


def test_a_device_that_was_plugged_in_again_is_opened_by_the_rooms_next_life(house):
    device = Path("/dev/shm/test-camera")
    other = Path("/dev/shm/test-camera-again")
    device.touch()
    try:
        kiosk = house("--camera", str(device), *LIGHT)
        kiosk.until(
            lambda s: (
                "test-camera is in use or gives no pictures" in s["rooms"]["vision"]["message"]
            )
        )
        other.touch()
        other.replace(device)
        kiosk.until(
            lambda s: (
                s["rooms"]["vision"]["restarts"] == 1
                and s["rooms"]["vision"]["state"] == "DEGRADED"
            )
        )
        words = "was plugged in; vision starts again to open it"
        kiosk.until(lambda _: any(words in line for line in kiosk.lines))
    finally:
        device.unlink()


# -- the room as it runs ---------------------------------------------------------------------------


@pytest.fixture
def canary(tmp_path):
    """(film, tile)"""
    (tmp_path / "film").mkdir()
    path = tmp_path / "film" / "canary.avi"
    return path, film(path)


def threads_of(process: psutil.Process) -> list[str]:
    return [(task / "status").read_text() for task in Path(f"/proc/{process.pid}/task").iterdir()]


def test_every_thread_of_the_room_is_held_and_rooms_that_die_find_its_wires_again(
    house, one_by_one
):
    kiosk = house("--camera", one_by_one, "--windowless")
    kiosk.until(lambda s: s["presence"] and s["report"]["camera"] == "one-by-one.mp4")
    vision = kiosk.room("vision")
    for status in threads_of(vision):
        assert "Seccomp:\t2\n" in status and "NoNewPrivs:\t1\n" in status
    lost = [kiosk.room(name) for name in ("journey", "display", "console")]
    for room in lost:
        room.kill()
    psutil.wait_procs(lost, timeout=5)
    kiosk.until(
        lambda s: (
            s["presence"]
            and s["presence"]["age_ms"] < 1000
            and s["visit"].get("state") == "following"
        )
    )
    assert kiosk.room("vision").pid == vision.pid
    assert kiosk.end() == 0


def test_a_picture_is_found_nowhere_outside_the_room_not_even_when_it_crashes(
    house, canary, tmp_path, monkeypatch
):
    path, tile = canary
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    kiosk = house("--camera", str(path), *LIGHT)
    kiosk.until(
        lambda s: (
            s["presence"]
            and s["report"]["camera"] == "canary.avi"
            and s["report"]["first_picture_s"]
        )
    )
    vision = kiosk.room("vision")
    ends = tap(vision)
    said = []
    for _ in range(40):
        ends.wait(0.5, "presence")
        if (presence := ends.take("presence")) is not None:
            said.append(codec.encode(presence))
    ends.close()
    said += [kiosk.get("/status.json"), kiosk.live()]
    vision.send_signal(signal.SIGABRT)
    kiosk.until(lambda s: (room := kiosk.room("vision")) and room.pid != vision.pid)
    assert kiosk.end() == 0
    files = [
        file for place in (work, Path("/dev/shm")) for file in place.rglob("*") if file.is_file()
    ]
    assert len(said) > 10 and not [file for file in files if file.name.startswith("core")]
    kept = [*said, "\n".join(kiosk.lines).encode(), *(file.read_bytes() for file in files)]
    assert not any(trace in content for trace in traces(tile) for content in kept)
    assert any(trace in cv2.VideoCapture(str(path)).read()[1].tobytes() for trace in traces(tile))


def test_a_camera_on_the_network_is_reached_by_a_confined_room(house, server):
    kiosk = house("--camera", server.url.replace("127.0.0.1", "localhost"), *LIGHT)
    kiosk.until(lambda s: s["presence"] and s["report"]["camera"].startswith("http://localhost"))
    server.mode = "close"
    kiosk.until(lambda s: "simulated visitor" in s["rooms"]["vision"]["message"])
    server.mode = "run"
    kiosk.until(lambda s: s["rooms"]["vision"]["state"] == "OK")
    assert kiosk.end() == 0
    assert kiosk.report()["rooms"]["vision"]["restarts"] == 0
