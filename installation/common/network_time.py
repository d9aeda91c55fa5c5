"""Whether the network has set the clock of this machine, whoever does it: systemd-timesyncd, chrony, ntpd.

The kernel knows, and systemd-timedated says what it says: a service without rights over the clock may not ask the kernel
itself.
"""

import os
import subprocess
from pathlib import Path

from installation.common import clock

ASK = ("timedatectl", "show", "--property=NTPSynchronized", "--value")
ASK_EVERY_S = 300.0
PATIENCE_S = 10.0  # the machine's bus may have to start who answers
# of systemd-timesyncd alone, for a machine where nobody answers
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")


class NetworkTime:
    """Asks now and then, in a process of its own; `look` never waits."""

    def __init__(self) -> None:
        self.is_answered = False  # nothing was said yet, or not since the clock leapt
        self.has_set = False
        self._child: subprocess.Popen[str] | None = None
        self._asked_ns = 0

    @property
    def child_pid(self) -> int | None:
        """Of who is being asked; None while nobody is."""
        return None if self._child is None else self._child.pid

    def look(self) -> None:
        """To be called now and then."""
        if self._child is not None:
            self._hear(self._child)
        elif not self.is_answered or self._age_s() > ASK_EVERY_S:
            self._ask()

    def ask_again(self) -> None:
        """What was said before a leap of the clock proves nothing about it."""
        self.close()
        self.is_answered = False
        self.has_set = False

    def close(self) -> None:
        """Nobody waits for the answer any more."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _age_s(self) -> float:
        return clock.seconds(clock.now_ns() - self._asked_ns)

    def _ask(self) -> None:
        self._asked_ns = clock.now_ns()
        try:
            self._child = subprocess.Popen(
                ASK,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=_environment(),
            )
        except OSError:
            self._take(None)

    def _hear(self, child: subprocess.Popen[str]) -> None:
        if child.poll() is not None:
            words, _ = child.communicate()
            self._child = None
            self._take(words if child.returncode == 0 else None)
        elif self._age_s() > PATIENCE_S:
            self.close()
            self._take(None)

    def _take(self, words: str | None) -> None:
        self.is_answered = True
        self.has_set = _meaning(words)


def has_set() -> bool:
    """The same for a command, which may wait."""
    try:
        done = subprocess.run(
            ASK,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
            env=_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return _meaning(None)
    return _meaning(done.stdout if done.returncode == 0 else None)


def _environment() -> dict[str, str]:
    """Without the service's own line to systemd, into which timedatectl would tell its failures."""
    return {name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"}


def _meaning(words: str | None) -> bool:
    """Of what was answered; None where nobody did."""
    return SYNCHRONISED.exists() if words is None else words.strip() == "yes"
