"""Has `kiosk alert` look once a minute, in a process of its own; where systemd runs the house, its timer does that."""

import logging
import subprocess
import sys
from pathlib import Path

from installation.common import alert_files, clock, files, system_errors, systemd
from installation.common.paths import PYTHON
from installation.config.schema import AlertsConfig

LOOK_EVERY_S = 60.0
_READ_EVERY_S = 5.0

log = logging.getLogger(__name__)


class AlertRunner:
    """`tick` never waits."""

    def __init__(self, config: Path | None, state: Path):
        """`config` is the house's kiosk.toml, None where none is followed."""
        self.message = ""  # why the last message was not taken; empty when all is well
        self._config = config
        self._state = state
        self._is_ours = not systemd.is_listening()
        self._process: subprocess.Popen | None = None
        self._looked_ns = clock.now_ns()
        self._read_ns = 0

    def tick(self, alerts: AlertsConfig) -> None:
        """Starts what is due. `alerts` is what holds now."""
        now = clock.now_ns()
        if clock.seconds(now - self._read_ns) > _READ_EVERY_S:
            self._read_ns = now
            self._read(alerts)
        is_over = self._process is None or self._process.poll() is not None
        if not (self._is_ours and alerts.is_wanted and is_over):
            return
        is_due = clock.seconds(now - self._looked_ns) > LOOK_EVERY_S
        if is_due or files.is_file(alert_files.wish(self._state)):
            self._looked_ns = now
            self._process = self._started()

    def _read(self, alerts: AlertsConfig) -> None:
        failure = alert_files.remembered(self._state).get("failure", "")
        wanted = bool(failure) and alerts.is_wanted
        self.message = f"{alert_files.TROUBLE}{failure}" if wanted else ""

    def _started(self) -> subprocess.Popen | None:
        config = ("--config", str(self._config)) if self._config is not None else ()
        command = ["nice", "-n", "19", PYTHON, "-I", "-m", "installation", "alert", "--look"]
        try:
            return subprocess.Popen(
                [*command, *config], stdin=subprocess.DEVNULL, stdout=sys.stderr
            )
        except OSError as error:
            log.warning("nobody can be told of trouble: %s", system_errors.words(error))
            return None
