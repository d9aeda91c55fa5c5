"""What became of the newest update: a file beside the versions, written by who updates, read by the house."""

import dataclasses
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from installation.common import files, strict_json
from installation.common.paths import ROOT, VERSIONS

_MOST_BYTES = 1 << 16
PATH = ROOT / VERSIONS / "update.json"


class UpdateState(StrEnum):
    """How far it came."""

    ON_TRIAL = "on trial"  # it runs, and is judged
    PROVEN = "proven"
    TAKEN_BACK = "taken back"  # by itself
    ROLLED_BACK = "rolled back"  # by hand


@dataclass(frozen=True)
class VersionRecord:
    """One update."""

    state: UpdateState
    version: str  # the new one
    before: str  # the one it took the place of
    since: str  # of this state, ISO 8601
    reason: str = ""  # why it was taken back
    judge_s: float = 600.0  # seconds of playing well after which it is proven
    patience_s: float = 120.0  # seconds of trouble after which it is taken back
    well_before: tuple[str, ...] = ()  # rooms that worked well in the version before

    @property
    def is_whole(self) -> bool:
        """False where a file held something else."""
        words = (self.version, self.before, self.since, self.reason, *self.well_before)
        times = (self.judge_s, self.patience_s)
        are_times = all(isinstance(time, int | float) and time >= 0 for time in times)
        return are_times and all(isinstance(word, str) for word in words)

    @property
    def message(self) -> str:
        """For the technician; empty when there is nothing to tell."""
        if self.state == UpdateState.ON_TRIAL:
            return f"version {self.version} is on trial since {self.since}; {self.before} comes back by itself if it does not do well"
        if self.state == UpdateState.TAKEN_BACK:
            return f"version {self.version} was taken back on {self.since}, {self.before} runs again: {self.reason}"
        return ""


def read(path: Path = PATH) -> VersionRecord | None:
    """The newest update; None where there was none, or it cannot be read."""
    try:
        known = strict_json.parsed(files.read_bounded(path, _MOST_BYTES))
        names = {each.name for each in dataclasses.fields(VersionRecord)}
        values = {name: value for name, value in known.items() if name in names}
        values["state"] = UpdateState(values["state"])
        values["well_before"] = tuple(values.get("well_before", ()))
        record = VersionRecord(**values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record if record.is_whole else None


def write(record: VersionRecord, path: Path = PATH) -> None:
    """Raises `OSError`."""
    files.write_whole(path, json.dumps(dataclasses.asdict(record), indent=1) + "\n", mode=0o644)


def numbers(version: str) -> tuple[int, ...]:
    """To compare versions by; what stands behind a plus names a commit and no order."""
    return tuple(map(int, re.findall(r"[0-9]{1,9}", version.partition("+")[0])))


class UpdateNews:
    """What there is to tell of the newest update; read again when the file has changed."""

    def __init__(self, path: Path = PATH):
        self.message = ""
        self.is_bad = False  # it was taken back: somebody has to look at it
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self.look()

    def look(self) -> None:
        """May be called often."""
        stamp = files.stamp(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        record = read(self._path)
        self.message = record.message if record is not None else ""
        self.is_bad = record is not None and record.state == UpdateState.TAKEN_BACK
