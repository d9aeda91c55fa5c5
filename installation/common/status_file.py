"""Where a running kiosk says how it fares to other programs of this machine: `kiosk status` reads it."""

import contextlib
import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any, Self

import psutil

from installation.common import clock, files, strict_json

SERVICE_RUN = Path("/run/latenzraum")
_MOST_BYTES = 1 << 20
_MOST_DIGITS = 9  # of a process
# what is read of it by any version
_FORM = {"at_ns": int, "since": str, "house": dict, "rooms": dict, "recent": dict}
STALE_S = 10.0  # a status older than this is no status


class StatusFile:
    """The file of this process. Where it cannot be written, the show goes on without it."""

    def __init__(self, about: dict[str, Any]) -> None:
        """`about` says which house it is: its version, configuration and state folder."""
        self._about = about
        self._path = run_folder() / f"{os.getpid()}.json"
        self._is_ours = False
        self._since = clock.wall_now().isoformat(timespec="seconds")

    def __enter__(self) -> Self:
        folder = self._path.parent
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o755, exist_ok=True)
            self._is_ours = _is_ours(folder)
        if self._is_ours:
            _remove_leftovers(folder)
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def write(
        self,
        rooms: dict[str, Any],
        house: dict[str, Any],
        recent: dict[str, Any],
        port: int | None,
    ) -> None:
        """How the rooms fare now; parts as in `messages.Status`."""
        if not self._is_ours:
            return
        status = self._about | {
            "at_ns": clock.now_ns(),
            "since": self._since,
            "port": port,
            "house": house,
            "rooms": rooms,
            "recent": recent,
        }
        with contextlib.suppress(OSError):
            text = json.dumps(status, ensure_ascii=False)
            # a file's name may be no text
            files.write_whole(self._path, text.encode("utf-8", "replace"), mode=0o644)


def run_folder() -> Path:
    """What is gone when the machine goes down: systemd names it, else it lies among temporary files."""
    return _named_folder() or _own_folder()


def running(
    port: int | None = None,
    pid: int | None = None,
    state: Path | None = None,
    config: Path | None = None,
    folder: Path | None = None,
) -> dict[str, Any] | None:
    """The status of the kiosk that runs on this machine, None without one: the newest, or that page's, or that
    process's, or the one that keeps its counts in this state folder, or follows this kiosk.toml. `folder`: looked for there alone."""
    named = folder or _named_folder()
    folders = (named,) if named else (SERVICE_RUN, _own_folder())
    found = [
        status
        for place in folders
        for status in _statuses(place)
        if port in (None, status["port"]) and pid in (None, status["pid"])
        if state is None or status.get("state") == str(state)
        if config is None or status.get("config") == str(config.absolute())
    ]
    return max(found, key=lambda status: status["since"], default=None)


def _named_folder() -> Path | None:
    named = os.environ.get("RUNTIME_DIRECTORY", "").split(":")[0]
    return Path(named) if named else None


def _own_folder() -> Path:
    return Path(tempfile.gettempdir()) / f"latenzraum-status-{os.getuid()}"


def _is_ours(folder: Path) -> bool:
    """False where somebody else made the folder before us, or laid a link there."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


def _remove_leftovers(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for path in folder.glob("*.json"):
            if path.stem.isdecimal() and not psutil.pid_exists(_pid(path)):
                path.unlink()


def _statuses(folder: Path) -> list[dict[str, Any]]:
    found = []
    with contextlib.suppress(OSError):
        for path in folder.glob("*.json"):
            status = _status(path)
            if status is not None:
                age_s = clock.seconds(clock.now_ns() - status["at_ns"])
                found.append(status | {"pid": _pid(path), "is_stale": age_s > STALE_S})
    return found


def _status(path: Path) -> dict[str, Any] | None:
    """What a process that lives says of itself; None for a file that no kiosk wrote, or not to its end."""
    if not psutil.pid_exists(_pid(path)):
        return None
    try:
        status = strict_json.parsed(files.read_bounded(path, _MOST_BYTES))
    except (OSError, ValueError):
        return None
    if not isinstance(status, dict) or "port" not in status:
        return None
    is_whole = all(isinstance(status.get(key), kind) for key, kind in _FORM.items())
    return status if is_whole else None


def _pid(path: Path) -> int:
    return int(path.stem[:_MOST_DIGITS]) if path.stem.isdecimal() else -1
