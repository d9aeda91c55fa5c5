"""A version played in quarantine: without a window, silent, with a simulated visitor, its own copy of the configuration,
and a state folder of its own. It speaks to nobody: no MQTT, no OSC, its page on this machine only."""

import contextlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installation.common import clock, status_file
from installation.config import edit
from installation.faults import Fault
from installation.service.update import box_change
from installation.service.update.house_health import Status, more_telling, trouble_in

# The longest that is waited for all rooms and the first picture. A house plays meanwhile and comes first: what takes a
# good machine ten seconds takes a busy one some minutes.
START_S = 600.0
MOST_RESTARTS = 5  # of one room; what is only slow is started again less often
_STEP_S = 0.5
_MOMENT_S = (
    5.0  # without a picture, on a machine where another house plays beside it, is no trouble
)
_READ_S = 120.0  # the longest that a version reads kiosk.toml
_MISTAKE = re.compile(r"^BAD +(kiosk\.toml .+)$", re.MULTILINE)  # a line of `kiosk check`
_USER = "kiosk"  # of the service
_NICE = "10"  # the house that plays beside it comes first
_QUIET: dict[str, dict[str, Any]] = {
    "mqtt": {"broker": ""},
    "exhibitera": {"hub": ""},
    "osc": {"listen_port": 0, "send_port": 0},
    "console": {"network": False},
    "screen": {"also": []},
}


@dataclass(frozen=True)
class Rehearsed:
    """The version that is tried, and what it is tried with."""

    folder: Path  # of the version
    before: Path  # of the version that runs
    data: Path  # with the house's models/ and assets/
    config: Path  # of the house; may be missing


def rehearse(asked: Rehearsed, lasting_s: float) -> None:
    """Plays it for `lasting_s` seconds. Raises `Fault` with what was not as it should be, `OSError`."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-", dir=asked.folder) as name:
        folder = Path(name)
        _furnish(folder, asked)
        user = _service_user()
        if user is not None:
            _give_to(folder, user)
        _read_configuration(asked, folder, user)
        with (folder / "said").open("wb") as said, _started(asked, folder, user, said) as process:
            try:
                _watch(process, folder, lasting_s)
            finally:
                _end(process)


def _furnish(folder: Path, asked: Rehearsed) -> None:
    """What the house will have once it is switched: its own, and what the new version brings."""
    for part in ("models", "assets"):
        if (asked.data / part).is_dir():
            shutil.copytree(asked.data / part, folder / part, symlinks=True)
    box_change.take_over(folder, asked.before, asked.folder, lambda _: None)
    for part in ("state", "run"):
        (folder / part).mkdir(mode=0o700)
    text = edit.read(asked.config)
    for section, keys in _QUIET.items():
        text = edit.edited(text, section, keys)
    (folder / "kiosk.toml").write_text(text, encoding="utf-8")


def _read_configuration(asked: Rehearsed, folder: Path, user: str | None) -> None:
    """The house's kiosk.toml as it stands: what is played is a copy, without what a rehearsal must not do.

    Raises `Fault` where the version does not accept a line of it.
    """
    command = [*_version(asked), "check", "--only-config", "--assets", str(folder / "assets")]
    if asked.config.exists():
        command += ["--config", str(asked.config)]
    try:
        done = subprocess.run(
            command,
            cwd="/",
            env=_environment(folder) | {"COLUMNS": "1000"},  # a mistake a line
            user=user,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_READ_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Fault(f"it has not read {asked.config.name} after {_READ_S:g} s") from error
    mistakes = [" ".join(line.split()) for line in _MISTAKE.findall(done.stdout)]
    if mistakes:
        raise Fault(f"it does not accept {'; '.join(mistakes)[:600]}")


def _version(asked: Rehearsed) -> list[str]:
    """Its command."""
    return [str(asked.folder / ".venv" / "bin" / "python"), "-I", "-m", "installation"]


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
        "STATE_DIRECTORY": str(folder / "state"),
        "RUNTIME_DIRECTORY": str(folder / "run"),
        "ORT_DISABLE_TELEMETRY": "1",
    }


def _started(
    asked: Rehearsed, folder: Path, user: str | None, said: Any
) -> subprocess.Popen[bytes]:
    command = ["nice", "-n", _NICE, *_version(asked), "run"]
    command += ["--config", str(folder / "kiosk.toml")]
    command += ["--models", str(folder / "models"), "--assets", str(folder / "assets")]
    command += ["--open", "--windowless", "--camera", "simulated", "--sound", "none"]
    command += ["--port", str(_free_port())]
    return subprocess.Popen(
        command,
        cwd="/",
        env=_environment(folder),
        user=user,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
    )


def _watch(process: subprocess.Popen[bytes], folder: Path, lasting_s: float) -> None:
    """Raises `Fault` where it ends, does not become well, or does not stay so."""
    waited_s = 0.0
    well_s = 0.0
    bad_s = 0.0
    told = "it does not start"
    while well_s < lasting_s:
        clock.rest(_STEP_S)
        waited_s += _STEP_S
        if process.poll() is not None:
            raise Fault(f"it ended by itself: {_last_words(folder)}")
        status = status_file.running(pid=process.pid, folder=folder / "run")
        trouble = trouble_in(status)
        told = more_telling(told, trouble) if trouble else told
        if _is_restless(status):
            raise Fault(told)
        well_s += 0.0 if trouble else _STEP_S
        bad_s = bad_s + _STEP_S if trouble else 0.0
        if bad_s > _MOMENT_S:
            well_s = 0.0
        if waited_s > START_S + lasting_s:
            raise Fault(told)


def _is_restless(status: Status | None) -> bool:
    """A room ends again and again: waiting longer will not mend it."""
    rooms = status["rooms"].values() if status is not None else ()
    return any(room["restarts"] > MOST_RESTARTS for room in rooms)


def _last_words(folder: Path) -> str:
    lines = (folder / "said").read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].removeprefix("kiosk: ")[:300] if lines else "it said nothing"


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


def _service_user() -> str | None:
    """As root it is tried as whom the service runs as."""
    if os.getuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(_USER).pw_name
    return None


def _give_to(folder: Path, user: str) -> None:
    known = pwd.getpwnam(user)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, known.pw_uid, known.pw_gid, follow_symlinks=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
