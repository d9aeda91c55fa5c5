"""The piece tried as it is configured: the running one is asked, else it is played for some seconds on the real devices."""

import os
import socket
import statistics
import subprocess
from pathlib import Path
from typing import Any

from installation.common import clock
from installation.common.check_result import CheckResult
from installation.common.paths import PYTHON
from installation.common.status_file import running
from installation.config.settings import Settings
from installation.service.health import room_checks
from installation.vocabulary import HouseState, RoomName, RoomState, Severity

START_S = 60.0  # the longest that is waited for the rooms
WATCH_S = 5.0  # of playing, after all rooms live
STEP_S = 0.25
REMEDY = "mend what it says and check again"

Status = dict[str, Any]  # as `common.status_file` reads it


def check(path: Path | None, settings: Settings) -> list[CheckResult]:
    """One result or more for each room. `path` is the kiosk.toml that was named, `settings` what it says."""
    found = running(config=path)  # a file that was named is tried, whatever else runs here
    if found is not None and not found["is_stale"]:
        return _check_running(found, settings)
    status, last_words = _play(path, settings.assets)
    if status is None:
        return [CheckResult(Severity.BAD, "rehearsal", last_words, REMEDY)]
    words = f"played for {WATCH_S:g} s on the real devices"
    played = CheckResult(Severity.OK, "rehearsal", words)
    return [played, *room_checks.check(status, settings)]


def _check_running(found: Status, settings: Settings) -> list[CheckResult]:
    """The kiosk that is at work on this machine."""
    status = _averaged(_watch(found["pid"])) or found
    house = status["house"]
    words = f"it runs (process {status['pid']}): what follows it says itself; {house['message']}"
    kiosk = CheckResult(Severity.OK, "kiosk", words)
    if house["state"] == HouseState.ASLEEP:
        return [kiosk]
    return [kiosk, *room_checks.check(status, settings)]


def _play(path: Path | None, assets: Path) -> tuple[Status | None, str]:
    """The status of a kiosk that is started for this, after some seconds; or None, and its last words."""
    command = [PYTHON, "-I", "-m", "installation", "run", "--open"]
    command += ["--port", str(_free_port())]
    command += ["--assets", str(assets)]
    if path is not None:
        command += ["--config", str(path)]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env=os.environ,
    ) as process:
        try:
            status = _status_of(process)
        finally:
            process.terminate()
            _, said = process.communicate()
    if status is not None:
        return status, ""
    lines = said.strip().splitlines() or ["the piece did not start"]
    return None, lines[-1].removeprefix("kiosk: ")


def _status_of(process: subprocess.Popen[str]) -> Status | None:
    """Of some seconds of playing, after all rooms live; None where it ended by itself."""
    waited_s = 0.0
    while waited_s < START_S and process.poll() is None:
        clock.rest(STEP_S)
        waited_s += STEP_S
        status = running(pid=process.pid)
        if status is not None and _all_live(status):
            break
    watched = _watch(process.pid)
    if process.poll() is not None:
        return None
    return _averaged(watched)


def _watch(pid: int) -> list[Status]:
    """The different statuses of this process in the next seconds."""
    watched: dict[int, Status] = {}  # by their time
    for _ in range(round(WATCH_S / STEP_S)):
        clock.rest(STEP_S)
        status = running(pid=pid)
        if status is not None:
            watched[status["at_ns"]] = status
    return list(watched.values())


def _averaged(watched: list[Status]) -> Status | None:
    """The last status, its measurements over all of them; None where there is none."""
    if not watched:
        return None
    names = {name for status in watched for name in status["recent"]}
    recent = {name: _average(name, watched) for name in names}
    return watched[-1] | {"recent": recent}


def _average(name: str, watched: list[Status]) -> room_checks.Rates:
    """Of one measurement."""
    rates = [room_checks.Rates(*status["recent"].get(name, ())) for status in watched]
    return room_checks.Rates(
        rate_hz=round(statistics.mean(one.rate_hz for one in rates), 1),
        median=round(statistics.median(one.median for one in rates), 1),
        greatest=round(max(one.greatest for one in rates), 1),
    )


def _all_live(status: Status) -> bool:
    """Every room has come up, the camera gives frames, and pictures are made."""
    rooms = room_checks.reports(status)
    if any(room.state == RoomState.DOWN for room in rooms):
        return False
    has_camera = any(room.name == RoomName.VISION and room.telemetry.camera for room in rooms)
    return has_camera and "picture_ms" in status["recent"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
