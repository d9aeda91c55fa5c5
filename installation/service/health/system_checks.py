"""The machine itself: clock, disk, memory, temperature, what we are permitted, what the screen does."""

import grp
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from installation.common import clock, network_time, state_folder, system_errors
from installation.common.check_result import CheckResult
from installation.common.files import make_folder
from installation.config.schema import KioskConfig
from installation.parent.schedule import EARLIEST
from installation.vocabulary import ScreenKind, Severity

GB = 1e9
LEAST_DISK = 0.2 * GB
ENOUGH_DISK = 1 * GB
ENOUGH_MEMORY = 1.5 * GB
WARM_C = 75
HOT_C = 88
REALTIME_PRIORITY = 5  # the highest that a room asks for: the sound's
GROUPS = {"video": "the camera", "audio": "the loudspeaker"}
SAVER_TIMEOUT = re.compile(r"timeout:\s*(\d+)")  # of xset q, seconds


def check(settings: KioskConfig) -> list[CheckResult]:
    """One result or more for each thing looked at."""
    return [
        _check_clock(),
        *_check_disk(),
        _check_memory(),
        _check_swap(),
        _check_temperature(),
        _check_groups(),
        _check_realtime(),
        _check_screen_saver(settings),
    ]


def _check_clock() -> CheckResult:
    now = clock.wall_now()
    shown = f"{now.astimezone():%Y-%m-%d %H:%M %Z}"
    if now < EARLIEST:
        remedy = "set it: sudo timedatectl set-time '2026-11-21 10:00'"
        return CheckResult(Severity.BAD, "clock", f"it shows {shown}", remedy)
    if not network_time.has_set():
        words = f"{shown}; nothing on the network sets it"
        remedy = "look at it twice a year, or: sudo timedatectl set-ntp true"
        return CheckResult(Severity.WARN, "clock", words, remedy)
    return CheckResult(Severity.OK, "clock", f"{shown}, set by the network")


def _check_disk() -> list[CheckResult]:
    folder = state_folder.folder()
    try:
        _try_to_write(folder)
    except OSError as error:
        words = f"{folder} cannot be written: {system_errors.words(error)}"
        user = os.environ.get("USER", os.getuid())
        remedy = (
            f"let the user {user} write there, or make room; counts and choices are lost until then"
        )
        return [CheckResult(Severity.WARN, "state folder", words, remedy)]
    return [
        CheckResult(Severity.OK, "state folder", f"{folder} can be written"),
        _check_room_on_disk(folder),
    ]


def _try_to_write(folder: Path) -> None:
    make_folder(folder, 0o700)
    with tempfile.TemporaryFile(dir=folder) as trial:
        trial.write(b"kiosk check")


def _check_room_on_disk(folder: Path) -> CheckResult:
    free = shutil.disk_usage(folder).free
    words = f"{free / GB:.1f} GB free"
    if free >= ENOUGH_DISK:
        return CheckResult(Severity.OK, "disk", words)
    severity = Severity.BAD if free < LEAST_DISK else Severity.WARN
    remedy = "make room: sudo journalctl --vacuum-size=200M; df -h"
    return CheckResult(severity, "disk", words, remedy)


def _check_memory() -> CheckResult:
    memory = psutil.virtual_memory()
    words = f"{memory.available / GB:.1f} of {memory.total / GB:.1f} GB available"
    if memory.available < ENOUGH_MEMORY:
        remedy = "end other programs; the piece takes about 0.7 GB"
        return CheckResult(Severity.WARN, "memory", words, remedy)
    return CheckResult(Severity.OK, "memory", words)


def _check_swap() -> CheckResult:
    size = psutil.swap_memory().total
    if not size:
        return CheckResult(Severity.OK, "swap", "none: memory does not come to the disk")
    words = f"{size / GB:.1f} GB: memory, camera frames too, could come to the disk"
    remedy = (
        "sudo swapoff -a, for good in /etc/fstab; "
        "the service (kiosk install) does without by itself"
    )
    return CheckResult(Severity.WARN, "swap", words, remedy)


def _check_temperature() -> CheckResult:
    hottest = _hottest_c()
    if hottest is None:
        words = "this machine has no sensor that can be read"
        return CheckResult(Severity.OK, "temperature", words)
    words = f"{hottest:.0f} °C at the hottest sensor"
    if hottest <= WARM_C:
        return CheckResult(Severity.OK, "temperature", words)
    severity = Severity.BAD if hottest > HOT_C else Severity.WARN
    remedy = "give it air: dust, fan, a closed cabinet"
    return CheckResult(severity, "temperature", words, remedy)


def _hottest_c() -> float | None:
    """Degrees Celsius; None without a sensor."""
    if not hasattr(psutil, "sensors_temperatures"):  # of Linux alone
        return None
    groups = psutil.sensors_temperatures().values()
    values = [sensor.current for group in groups for sensor in group if sensor.current]
    return max(values, default=None)


def _check_groups() -> CheckResult:
    if os.getuid() == 0:
        words = "we are root, who may do everything"
        remedy = "the service runs as user kiosk: sudo ./kiosk install"
        return CheckResult(Severity.WARN, "permissions", words, remedy)
    ours = _group_names()
    missing = [name for name in GROUPS if name not in ours]
    if missing:
        things = " and ".join(GROUPS[name] for name in missing)
        words = f"not in the group {', '.join(missing)}: {things} may stay closed"
        remedy = f"sudo usermod -aG {','.join(missing)} $USER, and log in anew"
        return CheckResult(Severity.WARN, "permissions", words, remedy)
    return CheckResult(Severity.OK, "permissions", "in the groups of camera and loudspeaker")


def _group_names() -> set[str]:
    """Of this process; a group may have a number alone."""
    names = set()
    for number in {os.getgid(), *os.getgroups()}:
        try:
            names.add(grp.getgrgid(number).gr_name)
        except KeyError:
            continue
    return names


def _check_realtime() -> CheckResult:
    if _may_run_in_real_time():
        words = "screen and sound may run in real time"
        return CheckResult(Severity.OK, "precedence", words)
    words = "screen and sound get no real time here"
    remedy = "start it as a service: sudo ./kiosk install grants it"
    return CheckResult(Severity.WARN, "precedence", words, remedy)


def _may_run_in_real_time() -> bool:
    """Elsewhere than on Linux nothing is asked for."""
    if sys.platform != "linux" or os.getuid() == 0:
        return True
    granted, _ = resource.getrlimit(resource.RLIMIT_RTPRIO)
    return granted >= REALTIME_PRIORITY


def _check_screen_saver(settings: KioskConfig) -> CheckResult:
    """Whether something will switch the screen off by day."""
    if settings.screen.mode == ScreenKind.WINDOWLESS:
        return CheckResult(Severity.OK, "screen saver", "no screen is asked for")
    if not os.environ.get("DISPLAY") or not shutil.which("xset"):
        words = "not X11, or no xset here: not looked at"
        return CheckResult(Severity.OK, "screen saver", words)
    if _darkens():
        words = "X11 will darken the screen when nobody touches it"
        remedy = "xset s off -dpms (kiosk install sets it)"
        return CheckResult(Severity.WARN, "screen saver", words, remedy)
    return CheckResult(Severity.OK, "screen saver", "X11 leaves the screen on")


def _darkens() -> bool:
    """As the X server says itself."""
    command = ["xset", "q"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    timeout = SAVER_TIMEOUT.search(done.stdout)
    has_saver = timeout is not None and timeout[1] != "0"
    return has_saver or "DPMS is Enabled" in done.stdout
