"""Where the kiosk keeps what it must not forget, and where it says how it fares to other programs of this machine."""

import contextlib
import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Self

import psutil

from installation.common import clock
from installation.common.paths import ROOT

SERVICE_RUN, SERVICE_STATE = Path("/run/latenzraum"), Path("/var/lib/latenzraum")
STALE_S = 10.0  # a status older than this is no status


def folder() -> Path:
    """What lasts: statistics, password. systemd names it, an installed service has one; else it lies beside the program."""
    named = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    return Path(named or (SERVICE_STATE if SERVICE_STATE.exists() else ROOT / "state")).absolute()


def prepare() -> None:
    """Makes the folder where it can be made; who writes there says what is wrong with it."""
    with contextlib.suppress(OSError):
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)


def run_folder() -> Path:
    """What is gone when the machine goes down: the status of a running kiosk."""
    return _named_run_folder() or _own_run_folder()


def _named_run_folder() -> Path | None:
    named = os.environ.get("RUNTIME_DIRECTORY", "").split(":")[0]
    return Path(named) if named else None


def _own_run_folder() -> Path:
    return Path(tempfile.gettempdir()) / f"latenzraum-status-{os.getuid()}"


class StatusFile:
    """The file that `kiosk status` reads. Where it cannot be written, the show goes on without it."""

    def __init__(self):
        self._path = run_folder() / f"{os.getpid()}.json"
        self._is_ours = False
        self._since = clock.wall_now().isoformat(timespec="seconds")

    def __enter__(self) -> Self:
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o755, exist_ok=True)
            self._is_ours = _is_ours(self._path.parent)
        with contextlib.suppress(OSError):
            for left in self._path.parent.glob("*.json"):
                if self._is_ours and not psutil.pid_exists(_pid(left)):
                    left.unlink()
        return self

    def __exit__(self, *_) -> None:
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def write(self, rooms: dict, house: dict, recent: dict, port: int | None) -> None:
        """How the rooms fare now; parts as in `messages.Status`."""
        if not self._is_ours:
            return
        at = {"at_ns": clock.now_ns(), "since": self._since, "port": port}
        said = at | {"house": house, "rooms": rooms, "recent": recent}
        part = self._path.with_suffix(".part")
        with contextlib.suppress(OSError):
            part.touch(0o644)
            part.write_text(json.dumps(said), encoding="utf-8")
            part.chmod(0o644)
            part.replace(self._path)


def _is_ours(place: Path) -> bool:
    """False where somebody else made the folder before us, or laid a link there."""
    there = place.lstat()
    return stat.S_ISDIR(there.st_mode) and there.st_uid == os.getuid()


def running(port: int | None = None, pid: int | None = None) -> dict | None:
    """The status of the kiosk that runs on this machine, None without one: the newest, or that page's, or that process's."""
    named = _named_run_folder()
    places = (named,) if named else (SERVICE_RUN, _own_run_folder())
    found = [said for place in places for said in _living(place)]
    found = [said for said in found if port in (None, said["port"]) and pid in (None, said["pid"])]
    return max(found, key=lambda said: said["since"], default=None)


def _living(place: Path) -> list[dict]:
    found = []
    with contextlib.suppress(OSError):
        for path in place.glob("*.json"):
            with contextlib.suppress(OSError, ValueError):
                said = json.loads(path.read_text(encoding="utf-8"))
                age_s = clock.seconds(clock.now_ns() - said["at_ns"])
                if psutil.pid_exists(_pid(path)):
                    found.append(said | {"pid": _pid(path), "is_stale": age_s > STALE_S})
    return found


def _pid(path: Path) -> int:
    return int(path.stem) if path.stem.isdecimal() else -1
