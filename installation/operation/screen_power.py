"""The screen switched off for the night: by the computer's signal (DPMS) and by the remote control of HDMI (CEC)."""

import os
import shutil
import subprocess
from collections.abc import Callable

_PATIENCE_S = 5  # the programs answer at once or not at all

# means -> (program, what makes it possible, arguments for off, arguments for on); a list of calls each
MEANS: dict[str, tuple[str, Callable[[], bool], list[list[str]], list[list[str]]]] = {
    "xset": (
        "dpms",
        lambda: bool(os.environ.get("DISPLAY")),
        [["+dpms"], ["dpms", "force", "off"]],
        [["dpms", "force", "on"], ["-dpms"], ["s", "off"]],
    ),
    "wlopm": ("dpms", lambda: bool(os.environ.get("WAYLAND_DISPLAY")), [["--off", "*"]], [["--on", "*"]]),
    "cec-ctl": (
        "cec",
        lambda: os.path.exists("/dev/cec0"),
        [["--playback", "--to", "0", "--standby"]],
        [["--playback", "--to", "0", "--image-view-on"]],
    ),
}


def switch(on: bool, wanted: str) -> str:
    """Switches the screen; `wanted` as [hours] screen_off. Returns what was done, or why it stays as it is, in words."""
    if wanted == "none":
        return "the screen stays on, black, as configured"
    done, failed = [], []
    for program, (kind, is_possible, off_calls, on_calls) in MEANS.items():
        if wanted in ("auto", kind) and is_possible() and shutil.which(program):
            trouble = _call(program, on_calls if on else off_calls)
            (failed if trouble else done).append(f"{program} {trouble}".strip())
    if done:
        return f"the screen is switched {'on' if on else 'off'} by {' and '.join(done)}"
    if failed:
        return f"the screen is not switched: {'; '.join(failed)}"
    return "the screen cannot be switched off here (no xset, wlopm or cec-ctl that reaches it): it stays on, black"


def _call(program: str, calls: list[list[str]]) -> str:
    """Why it failed, empty when all calls were done."""
    for arguments in calls:
        try:
            done = subprocess.run(
                [program, *arguments], capture_output=True, text=True, timeout=_PATIENCE_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"does not answer: {type(error).__name__}"
        trouble = (done.stderr or done.stdout).strip()
        if done.returncode or "unable" in trouble or "does not have" in trouble:
            return f"says: {' '.join(trouble.split())[:120]}"
    return ""
