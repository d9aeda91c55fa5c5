"""The whole house as a real `kiosk run`, with a state, a configuration and a port of its own."""

import contextlib
import json
import os
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installation.bench.child import last_line
from installation.common import clock
from installation.common.paths import PYTHON
from installation.faults import Refused
from installation.vocabulary import RoomName, Verb, VisitState

# left out of the report after the first picture, unless a plan says otherwise: the loudspeaker is given plenty to hold
# until the house has been at work for 16 s
SETTLES_S = 20.0
STARTS_S = 240.0  # until the first picture, at most
ENDS_S = 10.0  # after it was asked to
LOOK_EVERY_S = 0.5
ANSWERS_S = 2.0  # the page
NEVER = 0.0  # of seconds in [journey]
LONGEST_LOOK_S = 3600.0


@dataclass(frozen=True)
class HousePlan:
    """One run of the house."""

    models: Path
    pack: str
    width: int
    height: int
    seconds: float
    camera: str
    seed: int  # of the simulated visitor
    sound: Mapping[str, Any]  # keys of [sound]
    has_window: bool
    is_open: bool  # looked inside all the time
    settles_s: float = SETTLES_S


def run_house(plan: HousePlan) -> dict[str, Any]:
    """Its report, see `RunReport`. Raises `Refused` where it does not run to its end."""
    with tempfile.TemporaryDirectory(prefix="latenzraum-bench-") as name:
        folder = Path(name)
        config = folder / "kiosk.toml"
        config.write_text(_toml(plan), encoding="utf-8")
        port = _free_port()
        house = _start(plan, folder, port)
        try:
            said = _watch(house, plan, port)
        finally:
            house.kill()
            house.wait()
        if house.returncode:
            raise Refused(f"the house of pack {plan.pack} did not run: {last_line(said)}")
        return dict(json.loads((folder / "report.json").read_text(encoding="utf-8")))


def _start(plan: HousePlan, folder: Path, port: int) -> subprocess.Popen[str]:
    command = [PYTHON, "-I", "-m", "installation", "run", "--config", str(folder / "kiosk.toml")]
    command += ["--models", str(plan.models), "--port", str(port), "--open"]
    command += ["--report-after", str(plan.settles_s)]
    command += ["--report", str(folder / "report.json")]
    own = {"STATE_DIRECTORY": str(folder / "state"), "RUNTIME_DIRECTORY": str(folder / "run")}
    return subprocess.Popen(
        command, env=os.environ | own, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def _watch(house: subprocess.Popen[str], plan: HousePlan, port: int) -> str:
    """Until the house has ended; what it said. Looks inside again and again where that is wanted."""
    limit_ns = clock.now_ns() + int(STARTS_S * clock.SECOND_NS)
    is_ready = False  # pictures come, and it is looked into where that is wanted
    while clock.now_ns() < limit_ns:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return house.communicate(timeout=LOOK_EVERY_S)[1]  # it ended by itself
        status = _status(port)
        is_shown = bool(status.get("report", {}).get("first_picture_s"))
        is_open = is_shown and plan.is_open and _look_inside(port, status)
        if not is_ready and is_shown and is_open == plan.is_open:
            is_ready = True
            limit_ns = clock.now_ns() + int((plan.settles_s + plan.seconds) * clock.SECOND_NS)
    if not is_ready:
        wanted = "was not looked into" if plan.is_open else "showed no picture"
        raise Refused(f"the house of pack {plan.pack} {wanted} within {STARTS_S:g} s")
    house.terminate()
    return house.communicate(timeout=ENDS_S)[1]


def _status(port: int) -> dict[str, Any]:
    """What the page says; {} while there is none."""
    with contextlib.suppress(OSError, ValueError):
        address = f"http://127.0.0.1:{port}/status.json"
        with urllib.request.urlopen(address, timeout=ANSWERS_S) as answer:
            return dict(json.loads(answer.read()))
    return {}


def _look_inside(port: int, status: dict[str, Any]) -> bool:
    """As a technician does at the page. True where the house looks inside already."""
    with contextlib.suppress(OSError, KeyError):  # a room is still starting
        if status["rooms"][RoomName.JOURNEY]["telemetry"]["state"] == VisitState.LOOKING:
            return True
        page = f"http://127.0.0.1:{port}"
        body = json.dumps({"action": Verb.LOOK, "value": ""}).encode()
        headers = {"Origin": page, "X-Token": status["token"]}
        request = urllib.request.Request(f"{page}/command", body, headers)
        urllib.request.urlopen(request, timeout=ANSWERS_S).close()
    return False


def _toml(plan: HousePlan) -> str:
    """The pictures are as large as the screen, and it opens to look inside only when it is told to."""
    sections: dict[str, Mapping[str, Any]] = {
        "camera": {"source": plan.camera, "seed": plan.seed},
        "journey": {"stand_s": NEVER, "alone_s": NEVER, "look_s": LONGEST_LOOK_S},
        "generator": {"pack": plan.pack, "longest_side_px": max(plan.width, plan.height)},
        "screen": {
            "mode": "windowed" if plan.has_window else "windowless",
            "width_px": plan.width,
            "height_px": plan.height,
        },
        "sound": plan.sound,
    }
    lines: list[str] = []
    for section, values in sections.items():
        lines.append(f"[{section}]")
        # strings, numbers and lists of them are written alike in JSON and TOML
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
