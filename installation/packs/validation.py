"""The check of a pack that is to be shown, in a process of its own: nobody waits for it."""

import json
import subprocess
from pathlib import Path

from installation.common import clock
from installation.common.paths import PYTHON
from installation.vocabulary import Severity

_PATIENCE_S = 150.0


class Validation:
    """Begins when it is made.

    A zip that passes is unpacked into `models`, and then arrives as a folder. It never takes the
    place of a pack that is there.
    """

    def __init__(self, subject: Path, models: Path, studio: bool):
        """Starts the check of a pack's folder in `models`, or of a zip.

        `studio`: its metadata need not be complete.
        """
        self._began_ns = clock.now_ns()
        self._process = subprocess.Popen(
            _command(subject, models, studio),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def refusal(self) -> str | None:
        """Why the pack is not to be shown; "" when it may be, None while that is not known yet."""
        code = self._process.poll()
        if code is None:
            if clock.seconds(clock.now_ns() - self._began_ns) < _PATIENCE_S:
                return None
            self._process.kill()
        answer, errors = self._process.communicate()
        if code == 0:
            return ""
        return _reason(answer, errors)

    def kill(self) -> None:
        """Ends it without an answer."""
        self._process.kill()
        self._process.communicate()


def _command(subject: Path, models: Path, studio: bool) -> list[str]:
    """`kiosk pack install` for a zip, `kiosk pack check` for a folder."""
    command = [PYTHON, "-I", "-m", "installation", "pack"]
    if subject.suffix == ".zip":
        command += ["install", str(subject)]
    else:
        command += ["check", "--quick", subject.name]
    command += ["--json", "--models", str(models)]
    if studio:
        command.append("--studio")
    return command


def _reason(answer: bytes, errors: bytes) -> str:
    """The first result that is BAD, else the last line of what the command complained of."""
    try:
        for result in json.loads(answer):
            if result["state"] == Severity.BAD:
                return result["said"]
    except (ValueError, KeyError, TypeError):  # it ended before it could answer
        pass
    lines = errors.decode(errors="replace").strip().splitlines()
    if lines:
        return lines[-1].removeprefix("kiosk: ")
    return f"its check did not end within {_PATIENCE_S:g} s"
