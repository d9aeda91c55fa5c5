"""A new version on trial: judged by the one before it, which comes back by itself where the new one does not do well.

The judge is a unit of its own (kiosk-trial.service), started from `previous`: neither a closed terminal nor a power
cut keeps it from its verdict.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from installation.common import clock, state_folder, status_file, version_record
from installation.common.version_record import UpdateState, VersionRecord
from installation.faults import Fault
from installation.service.update import house_health
from installation.service.update.house_health import Status
from installation.service.update.service_control import ServiceControl
from installation.service.update.switching import switch
from installation.service.update.versions import Versions

Tell = Callable[[str], None]

MOST_RESTARTS = 5  # of one room: on a busy machine each may be late now and then
# Of one room, or new starts of the house: each may also be somebody's doing, or a power cut's
MOST_CRASHES = 2
_SILENT = "it says nothing; journalctl -u kiosk may say why"
_STEP_S = 1.0


class TrialWatch:
    """What was seen of a version; its verdict comes by itself."""

    def __init__(self, record: VersionRecord):
        self._record = record
        self._well_s = 0.0
        self._bad_s = 0.0
        self._restarts: Counter[str] = Counter()  # of each room
        self._crashes: Counter[str] = Counter()  # of each room
        self._house_starts = 0  # after the first one
        self._told: dict[tuple[str, str], int] = {}  # room, what is counted -> as last told
        self._pid = 0
        self._trouble = ""

    @property
    def is_proven(self) -> bool:
        """It played well for long enough."""
        return self._well_s >= self._record.judge_s

    @property
    def reason(self) -> str:
        """Why it has failed; empty as long as it has not."""
        if self._bad_s > self._record.patience_s:
            return self._trouble
        if self._house_starts > MOST_CRASHES:
            return self._with_trouble(f"the house was started again {self._house_starts} times")
        for name, count in self._crashes.items():
            if count > MOST_CRASHES:
                return self._with_trouble(f"{name} crashed {count} times")
        most = max(self._restarts.values(), default=0)
        if most > MOST_RESTARTS:
            return self._with_trouble(f"started again {most} times")
        return ""

    def _with_trouble(self, words: str) -> str:
        return f"{words}; {self._trouble}" if self._trouble else words

    def record(self, status: Status | None, dt: float) -> None:
        """The status as it is now, `dt` seconds after the last one."""
        if status is not None and status.get("version") != self._record.version:
            status = None
        if status is not None:
            self._count(status)
        trouble = house_health.trouble_in(status) if status is not None else _SILENT
        if status is not None and not trouble:
            trouble = house_health.worse_than(status, self._record.well_before)
        if trouble:
            self._trouble = house_health.more_telling(self._trouble, trouble)
            self._bad_s += dt
        elif status is not None and not house_health.is_asleep(status):
            self._bad_s = 0.0
            self._well_s += dt

    def _count(self, status: Status) -> None:
        is_same = status["pid"] == self._pid
        if not is_same:
            self._told.clear()
            self._house_starts += bool(self._pid)
        self._pid = status["pid"]
        for name, room in status["rooms"].items():
            grown = self._grown(name, room, "restarts")
            self._restarts[name] += grown
            self._crashes[name] += self._grown(name, room, "crashes")
            if grown and room["message"]:
                self._trouble = f"{name}: {room['message']}"

    def _grown(self, name: str, room: Status, what: str) -> int:
        now = room.get(what, 0)  # another version may not tell it
        before = self._told.get((name, what), 0)
        self._told[name, what] = now
        return max(0, now - before)


def judge(base: Path, tell: Tell) -> bool:
    """Watches the version on trial until there is a verdict, and follows it. False where it was taken back.

    Raises `Fault` where going back fails.
    """
    record = version_record.read()
    if record is None or record.state != UpdateState.ON_TRIAL:
        return True
    watch = TrialWatch(record)
    seen_ns = clock.now_ns()
    while not watch.is_proven and not watch.reason:
        clock.rest(_STEP_S)
        if version_record.read() != record:  # gone back by hand, or another update
            return True
        now_ns = clock.now_ns()
        watch.record(
            status_file.running(state=state_folder.folder()), clock.seconds(now_ns - seen_ns)
        )
        seen_ns = now_ns
    if watch.is_proven:
        version_record.write(_ended(record, UpdateState.PROVEN, ""))
        tell(f"version {record.version} is proven: it did well for {record.judge_s:g} s")
        return True
    _go_back(base, record, watch.reason, tell)
    return False


def _go_back(base: Path, record: VersionRecord, reason: str, tell: Tell) -> None:
    tell(f"version {record.version} is taken back: {reason}")
    versions = Versions(base)
    if not versions.python(record.before).exists():
        raise Fault(f"version {record.before} is not there any more: nothing to go back to")
    taken_back = _ended(record, UpdateState.TAKEN_BACK, reason)
    switch(versions, ServiceControl(base), record.before, "", taken_back, tell)
    versions.remove(record.version)  # few are kept: not this one in the place of one that plays


def _ended(record: VersionRecord, state: UpdateState, reason: str) -> VersionRecord:
    now = f"{clock.wall_now().astimezone():%Y-%m-%d %H:%M}"
    return dataclasses.replace(record, state=state, since=now, reason=reason)
