"""The screen switched off for the night: by the computer's signal (DPMS) and by the remote control of HDMI (CEC)."""

import glob
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator

_PATIENCE_S = 5  # the programs answer at once or not at all
_UNPLUGGED = "f.f.f.f"  # the address of a CEC adapter without a cable
_ADDRESS = re.compile(r"Physical Address\s*:\s*([0-9a-f](?:\.[0-9a-f]){3})")
# how these programs say in words that it did not work, some of them with exit code 0
_NOT_DONE = re.compile(r".*(?:unable|does not have|Not Acknowledged|Failed to).*")


def switch(on: bool, wanted: str) -> str:
    """Switches the screen; `wanted` as [hours] screen_off. Returns what was done, or why it stays as it is, in words."""
    if wanted == "none":
        return "the screen stays on, black, as configured"
    done: list[str] = []
    failed: list[str] = []
    for kind, means in _MEANS:
        if wanted not in ("auto", kind):
            continue
        for name, trouble in means(on):
            if trouble:
                failed.append(f"{name} {trouble}")
            else:
                done.append(name)
    if done:
        return f"the screen is switched {'on' if on else 'off'} by {' and '.join(done)}"
    if failed:
        return f"the screen is not switched: {'; '.join(failed)}"
    return "the screen cannot be switched off here (no xset, wlopm or cec-ctl that reaches it): it stays on, black"


def _by_x(on: bool) -> Iterator[tuple[str, str]]:
    if os.environ.get("DISPLAY") and shutil.which("xset"):
        calls = ("dpms force on", "-dpms", "s off") if on else ("+dpms", "dpms force off")
        yield "xset", _trouble([["xset", *call.split()] for call in calls])


def _by_wayland(on: bool) -> Iterator[tuple[str, str]]:
    if os.environ.get("WAYLAND_DISPLAY") and shutil.which("wlopm"):
        yield "wlopm", _trouble([["wlopm", "--on" if on else "--off", "*"]])


def _by_hdmi(on: bool) -> Iterator[tuple[str, str]]:
    """Through every socket of the computer with a cable in it. To be seen again, a television is woken and told whose
    picture to show: One Touch Play and System Standby of HDMI-CEC 1.4, CEC 13.1 and 13.3."""
    if not shutil.which("cec-ctl"):
        return
    for adapter in sorted(glob.glob("/dev/cec*")):
        speak = ["cec-ctl", "-d", adapter, "--playback"]
        words, trouble = _call(speak)
        address = found[1] if (found := _ADDRESS.search(words)) else ""
        if address == _UNPLUGGED:
            continue
        calls = [[*speak, "--to", "0", "--image-view-on" if on else "--standby"]]
        if on and address:
            calls.append([*speak, "--active-source", f"phys-addr={address}"])
        yield f"cec-ctl ({adapter})", trouble or _trouble(calls)


_MEANS: tuple[tuple[str, Callable[[bool], Iterator[tuple[str, str]]]], ...] = (
    ("dpms", _by_x),
    ("dpms", _by_wayland),
    ("cec", _by_hdmi),
)


def _trouble(calls: list[list[str]]) -> str:
    """Why it failed, empty when all calls were done."""
    return next((trouble for call in calls if (trouble := _call(call)[1])), "")


def _call(command: list[str]) -> tuple[str, str]:
    """What the program said, and why it failed, empty when it did not."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", f"does not answer: {type(error).__name__}"
    words = f"{done.stderr}\n{done.stdout}".strip()
    complaint = _NOT_DONE.search(words)
    if done.returncode or complaint:
        return words, f"says: {' '.join((complaint[0] if complaint else words).split())[:120]}"
    return words, ""
