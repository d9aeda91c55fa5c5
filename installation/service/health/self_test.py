"""The piece tried as it is configured: the one that runs is asked, else it is played for some seconds on the real devices."""

import os
import socket
import statistics
import subprocess
import sys
from pathlib import Path

from installation.common import clock, state_folder
from installation.common.check_result import BAD, OK, WARN, CheckResult

_UNTIL_S = 60.0  # the longest the rooms are waited for
_LOOK_S = 5.0  # of playing, after all rooms live
_STEP_S = 0.25
_SLOW, _FEW_PICTURES = 0.6, 12.0  # share of the rate asked for; pictures a second


def findings(path: Path | None, settings: dict) -> list[CheckResult]:
    """One for each room. `path` is the kiosk.toml that was named, `settings` what it says."""
    running = state_folder.running()
    if running and not running["is_stale"]:
        running = _averaged(_heard(running["pid"], _LOOK_S)) or running
        where = CheckResult(
            OK,
            "kiosk",
            f"it runs (process {running['pid']}): what follows it says itself; {running['house']['words']}",
        )
        return (
            [where]
            if running["house"]["state"] == "asleep"
            else [where, *judged(running, settings)]
        )
    said, words = _played(path, settings["assets"])
    if said is None:
        return [CheckResult(BAD, "rehearsal", words, "mend what it says and check again")]
    return [
        CheckResult(OK, "rehearsal", f"played for {_LOOK_S:g} s on the real devices"),
        *judged(said, settings),
    ]


def judged(said: dict, settings: dict) -> list[CheckResult]:
    """The rooms of a status as findings."""
    rooms, recent = said["rooms"], said["recent"]
    judges = {"vision": _camera, "display": _screen, "generator": _pack, "sound": _sound}
    found = []
    for name, room in rooms.items():
        if room["state"] == "DOWN":
            found.append(
                CheckResult(
                    BAD,
                    name,
                    room["words"] or "does not live",
                    "see the line; ./kiosk run --strict shows where",
                )
            )
        elif name in judges:
            found += judges[name](room, recent, settings)
        elif room["state"] == "DEGRADED":
            found.append(CheckResult(WARN, name, room["words"], "see docs/technician.md"))
        else:
            found.append(CheckResult(OK, name, room["words"] or "works"))
    return found


def _camera(room: dict, recent: dict, settings: dict) -> list[CheckResult]:
    facts, source = room["facts"], settings["camera"]["source"]
    rate, asked = facts.get("frame_rate_hz", 0.0), settings["camera"]["rate_hz"]
    words = f"{facts.get('camera', 'none')}, {rate:g} pictures a second"
    if room["state"] == "DEGRADED":
        level = WARN if source == "auto" else BAD
        camera = CheckResult(
            level, "camera", room["words"], "plug it in; ls /dev/v4l/by-id/; [camera] source"
        )
    elif rate < _SLOW * asked and source != "simulated" and not Path(source).is_file():
        camera = CheckResult(
            WARN,
            "camera",
            f"{words} of {asked:g} asked for",
            "more light, another USB port, smaller [camera] width_px",
        )
    else:
        camera = CheckResult(OK, "camera", words)
    return [camera, _sandbox(facts.get("sandbox", ""))]


def _sandbox(words: str) -> CheckResult:
    if words.startswith("closed"):
        return CheckResult(OK, "sandbox", words)
    if words.startswith("not enforced"):
        return CheckResult(
            WARN, "sandbox", words, "run it on Linux, where the camera's process can be closed"
        )
    return CheckResult(
        BAD,
        "sandbox",
        words or "nothing was said of it",
        "a kernel with Landlock and seccomp: Debian 12 has both",
    )


def _screen(room: dict, recent: dict, settings: dict) -> list[CheckResult]:
    mode, asked, facts = settings["screen"]["mode"], settings["screen"]["rate_hz"], room["facts"]
    rate, _, longest = recent.get("turn_ms", [0, 0, 0])
    screen = facts.get("screen", "none")
    words = f"{screen}, {rate:g} turns a second, the longest took {longest:g} ms"
    if screen.startswith("windowless") and mode != "windowless":
        level = WARN if mode == "auto" else BAD
        found = CheckResult(
            level,
            "screen",
            room["words"] or words,
            "start it where DISPLAY is set; connect the screen",
        )
    elif rate < _SLOW * asked:
        found = CheckResult(
            WARN,
            "screen",
            f"{words}; {asked:g} were asked for",
            "end other programs; a smaller [screen] size",
        )
    else:
        found = CheckResult(OK, "screen", words)
    return [found, *_texts(facts.get("complaints", []))]


def _texts(complaints: list[str]) -> list[CheckResult]:
    """What is missing, or had to be set small."""
    if not complaints:
        return [
            CheckResult(
                OK, "texts", "all there, in every language of [screen] languages, and large enough"
            )
        ]
    remedy = "assets/texts: say it, or say it shorter; [screen] viewing_distance_m; assets/type, assets/themes"
    return [CheckResult(WARN, "texts", "; ".join(complaints), remedy)]


def _pack(room: dict, recent: dict, settings: dict) -> list[CheckResult]:
    facts = room["facts"]
    rate, median, longest = recent.get("picture_ms", [0, 0, 0])
    size = "x".join(map(str, facts.get("size", []))) or "no size yet"
    words = (
        f"{facts.get('pack', settings['generator']['pack'])} by {facts.get('provider', 'nothing')}, {size}: "
        f"{rate:g} pictures a second, {median:g} ms each, {longest:g} ms the longest"
    )
    if room["state"] == "DEGRADED":
        return [
            CheckResult(
                WARN, "pack", room["words"], "choose another pack, or put it into models/ again"
            )
        ]
    if rate < _FEW_PICTURES:
        return [
            CheckResult(
                WARN,
                "pack",
                words,
                "smaller pictures: [generator] longest_side_px; end other programs",
            )
        ]
    return [CheckResult(OK, "pack", words)]


def _sound(room: dict, recent: dict, settings: dict) -> list[CheckResult]:
    device, facts = settings["sound"]["device"], room["facts"]
    if device == "none":
        return [CheckResult(OK, "sound", "none, as configured")]
    if room["state"] == "DEGRADED":
        level = WARN if device == "auto" else BAD
        return [
            CheckResult(
                level,
                "sound",
                room["words"],
                "connect a loudspeaker; the group audio; aplay -l shows what there is",
            )
        ]
    return [
        CheckResult(OK, "sound", f"{facts.get('sound_device')}, {facts.get('xruns', 0)} dropouts")
    ]


def _played(path: Path | None, assets: str) -> tuple[dict | None, str]:
    """The status of a kiosk that was started for this, after some seconds; or None, and what it said at its end."""
    command = [
        sys.executable,
        "-I",
        "-m",
        "installation",
        "run",
        "--open",
        "--port",
        str(_free_port()),
    ]
    command += ["--assets", assets]
    command += ["--config", str(path)] if path else []
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=os.environ
    ) as played:
        try:
            said = _watched(played)
        finally:
            played.terminate()
            _, words = played.communicate()
    if said is None:
        return None, (words.strip().splitlines() or ["the piece did not start"])[-1].removeprefix(
            "kiosk: "
        )
    return said, ""


def _watched(played: subprocess.Popen) -> dict | None:
    waited_s = 0.0
    while waited_s < _UNTIL_S and played.poll() is None:
        clock.rest(_STEP_S)
        waited_s += _STEP_S
        said = state_folder.running(pid=played.pid)
        if said and _all_live(said):
            break
    heard = _heard(played.pid, _LOOK_S)
    return _averaged(heard) if played.poll() is None else None


def _heard(pid: int, seconds: float) -> list[dict]:
    """The different things that process says of itself in the next seconds."""
    heard: dict[int, dict] = {}
    for _ in range(round(seconds / _STEP_S)):
        clock.rest(_STEP_S)
        if said := state_folder.running(pid=pid):
            heard[said["at_ns"]] = said
    return list(heard.values())


def _averaged(heard: list[dict]) -> dict | None:
    """The last of what was said, its rates and times over all of it."""
    if not heard:
        return None
    names = {name for said in heard for name in said["recent"]}
    return heard[-1] | {
        "recent": {
            name: _of_all([said["recent"].get(name, [0, 0, 0]) for said in heard]) for name in names
        }
    }


def _of_all(values: list[list[float]]) -> list[float]:
    rates, medians, greatest = zip(*values)
    return [
        round(statistics.mean(rates), 1),
        round(statistics.median(medians), 1),
        round(max(greatest), 1),
    ]


def _all_live(said: dict) -> bool:
    shows = "picture_ms" in said["recent"] and said["rooms"]["vision"]["facts"].get("camera")
    return bool(shows) and all(room["state"] != "DOWN" for room in said["rooms"].values())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
