"""Monitors that come late, go or change while the piece runs: under a bare X server nobody else looks after them."""

import os
import re
import shutil
import subprocess
import threading

_LOOK_S = 3.0
_PATIENCE_S = 10.0
_CONNECTED = re.compile(r"^\S+ connected (?:primary )?(\d+x\d+\+\d+\+\d+)?", re.MULTILINE)


class Hotplug:
    """Looks by itself, beside the loop. A monitor that was switched on after the computer is given its mode; where
    what is shown has become another size, `has_changed` says so."""

    def __init__(self) -> None:
        self.has_changed = False
        if os.environ.get("DISPLAY") and shutil.which("xrandr"):
            threading.Thread(target=self._watch, name="monitors", daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        shown = _shown()
        while not self.has_changed:
            pause.wait(_LOOK_S)
            now = _shown()
            if now == []:  # connected, and none of them shows anything
                _xrandr("--auto")
            elif now:
                shown = shown or now
                self.has_changed = now != shown


def _shown() -> list[str] | None:
    """Size and place of each connected monitor that shows something; None where there is none, or nobody can tell."""
    connected = [found[1] for found in _CONNECTED.finditer(_xrandr("--current"))]
    if not connected:
        return None
    return sorted(filter(None, connected))


def _xrandr(option: str) -> str:
    try:
        done = subprocess.run(
            ["xrandr", option],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
