"""The machine itself, as the doctor sees it: clock, disk, memory, temperature, what we are permitted, what the screen does."""

import grp
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import psutil

from installation.common import clock, state_folder
from installation.common.check_result import BAD, OK, WARN, CheckResult
from installation.parent import schedule

_GB = 1e9
_LEAST_DISK, _ENOUGH_DISK = 0.2 * _GB, 1 * _GB
_ENOUGH_MEMORY = 1.5 * _GB
_WARM_C, _HOT_C = 75, 88
_REAL_TIME = 5  # the highest priority that a room asks for: the sound's
_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
_GROUPS = {"video": "the camera", "audio": "the loudspeaker"}


def findings(settings: dict) -> list[CheckResult]:
    """One for each thing looked at."""
    return [
        _clock(),
        *_disk(),
        _memory(),
        _hot_swap(),
        _temperature(),
        _groups(),
        _precedence(),
        _saver(settings),
    ]


def _clock() -> CheckResult:
    now = clock.wall_now()
    shown = f"{now.astimezone():%Y-%m-%d %H:%M %Z}"
    if now < schedule.MADE:
        return CheckResult(
            BAD,
            "clock",
            f"it shows {shown}",
            "set it: sudo timedatectl set-time '2026-11-21 10:00'",
        )
    if not _SYNCHRONISED.exists():
        return CheckResult(
            WARN,
            "clock",
            f"{shown}; nothing on the network sets it",
            "look at it twice a year, or: sudo timedatectl set-ntp true",
        )
    return CheckResult(OK, "clock", f"{shown}, set by the network")


def _disk() -> list[CheckResult]:
    folder = state_folder.folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        trial = folder / ".trial"
        trial.write_text("kiosk check", encoding="utf-8")
        trial.unlink()
    except OSError as error:
        remedy = f"let the user {os.environ.get('USER', os.getuid())} write there, or make room; counts and choices are lost until then"
        return [
            CheckResult(
                WARN, "state folder", f"{folder} cannot be written: {error.strerror}", remedy
            )
        ]
    free = shutil.disk_usage(folder).free
    level = BAD if free < _LEAST_DISK else WARN if free < _ENOUGH_DISK else OK
    remedy = "" if level == OK else "make room: sudo journalctl --vacuum-size=200M; df -h"
    return [
        CheckResult(OK, "state folder", f"{folder} can be written"),
        CheckResult(level, "disk", f"{free / _GB:.1f} GB free", remedy),
    ]


def _memory() -> CheckResult:
    memory = psutil.virtual_memory()
    words = f"{memory.available / _GB:.1f} of {memory.total / _GB:.1f} GB available"
    if memory.available < _ENOUGH_MEMORY:
        return CheckResult(
            WARN, "memory", words, "end other programs; the piece takes about 0.7 GB"
        )
    return CheckResult(OK, "memory", words)


def _hot_swap() -> CheckResult:
    size = psutil.swap_memory().total
    if size:
        remedy = "sudo swapoff -a, for good in /etc/fstab; the service (kiosk install) does without by itself"
        return CheckResult(
            WARN,
            "swap",
            f"{size / _GB:.1f} GB: memory, camera frames too, could come to the disk",
            remedy,
        )
    return CheckResult(OK, "swap", "none: memory does not come to the disk")


def _temperature() -> CheckResult:
    sensors = getattr(psutil, "sensors_temperatures", dict)()
    values = [sensor.current for group in sensors.values() for sensor in group if sensor.current]
    if not values:
        return CheckResult(OK, "temperature", "this machine has no sensor that can be read")
    hottest = max(values)
    level = BAD if hottest > _HOT_C else WARN if hottest > _WARM_C else OK
    remedy = "" if level == OK else "give it air: dust, fan, a closed cabinet"
    return CheckResult(level, "temperature", f"{hottest:.0f} °C at the hottest sensor", remedy)


def _groups() -> CheckResult:
    if os.getuid() == 0:
        return CheckResult(
            WARN,
            "permissions",
            "we are root, who may do everything",
            "the service runs as user kiosk: sudo ./kiosk install",
        )
    ours = {
        grp.getgrgid(number).gr_name
        for number in {os.getgid(), *os.getgroups()}
        if _is_known(number)
    }
    missing = [name for name in _GROUPS if name not in ours]
    if missing:
        why = " and ".join(_GROUPS[name] for name in missing)
        remedy = f"sudo usermod -aG {','.join(missing)} $USER, and log in anew"
        return CheckResult(
            WARN,
            "permissions",
            f"not in the group {', '.join(missing)}: {why} may stay closed",
            remedy,
        )
    return CheckResult(OK, "permissions", "in the groups of camera and loudspeaker")


def _is_known(number: int) -> bool:
    try:
        return bool(grp.getgrgid(number))
    except KeyError:
        return False


def _precedence() -> CheckResult:
    if (
        sys.platform != "linux"
        or os.getuid() == 0
        or resource.getrlimit(resource.RLIMIT_RTPRIO)[0] >= _REAL_TIME
    ):
        return CheckResult(OK, "precedence", "screen and sound may run in real time")
    return CheckResult(
        WARN,
        "precedence",
        "screen and sound get no real time here",
        "start it as a service: sudo ./kiosk install grants it",
    )


def _saver(settings: dict) -> CheckResult:
    """Whether something will switch the screen off by day."""
    if settings["screen"]["mode"] == "windowless":
        return CheckResult(OK, "screen saver", "no screen is asked for")
    if not os.environ.get("DISPLAY") or not shutil.which("xset"):
        return CheckResult(OK, "screen saver", "not X11, or no xset here: not looked at")
    said = subprocess.run(
        ["xset", "q"], capture_output=True, text=True, timeout=5, check=False
    ).stdout
    saver = re.search(r"timeout:\s*(\d+)", said)
    if (saver and saver[1] != "0") or "DPMS is Enabled" in said:
        return CheckResult(
            WARN,
            "screen saver",
            "X11 will darken the screen when nobody touches it",
            "xset s off -dpms (kiosk install sets it)",
        )
    return CheckResult(OK, "screen saver", "X11 leaves the screen on")
