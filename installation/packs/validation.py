"""The proof of a pack that wants to be shown, in a process of its own: who asked never waits."""

import json
import subprocess
import sys
from pathlib import Path

from installation.common import clock

_PATIENCE_S = 150.0


class Proof:
    """Begun when it is made. A zip is taken out into `models` when it passes, and then arrives as a folder."""

    def __init__(self, subject: Path, models: Path, studio: bool):
        """`subject`: a pack's folder in `models`, or a zip; `studio`: papers that are not complete are no hindrance."""
        self.subject = subject
        self._begun_ns = clock.now_ns()
        of_zip = subject.suffix == ".zip"
        command = (
            ["install", "--replace", str(subject)] if of_zip else ["check", "--quick", subject.name]
        )
        options = ["--json", *(["--studio"] if studio else []), "--models", str(models)]
        line = [sys.executable, "-I", "-m", "installation", "pack", *command, *options]
        self._process = subprocess.Popen(
            line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def refusal(self) -> str | None:
        """Why the pack is not to be shown, empty when nothing speaks against it; None while that is not known yet."""
        code = self._process.poll()
        if code is None and clock.seconds(clock.now_ns() - self._begun_ns) < _PATIENCE_S:
            return None
        if code is None:
            self._process.kill()
        said, complaint = self._process.communicate()
        return "" if code == 0 else _reason(said, complaint)

    def kill(self) -> None:
        """Ends it without an answer."""
        self._process.kill()
        self._process.communicate()


def _reason(said: bytes, complaint: bytes) -> str:
    """The first finding that says no, else what the command complained of."""
    try:
        return next(finding["words"] for finding in json.loads(said) if finding["state"] == "bad")
    except (ValueError, KeyError, TypeError, StopIteration):
        lines = complaint.decode(errors="replace").strip().splitlines()
        return (
            lines[-1].removeprefix("kiosk: ")
            if lines
            else f"its proof did not end within {_PATIENCE_S:g} s"
        )
