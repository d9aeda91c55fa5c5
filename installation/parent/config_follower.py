"""kiosk.toml while it runs, and what the technician is told of it."""

import logging

from installation.common import clock
from installation.config.readers import Place
from installation.config.watcher import ConfigWatcher

log = logging.getLogger(__name__)


class ConfigFollower:
    """The watched file, and what the technician is told of it: once when it is not followed."""

    PASSING_S = 300.0  # a choice that was not taken over is told for so long

    def __init__(self, watcher: ConfigWatcher):
        self.poll = watcher.poll
        self.choose = watcher.choose
        self.prove = watcher.prove
        self.take_back = watcher.take_back
        self.followed_text = watcher.followed_text
        self._watcher = watcher
        self._reported = ""
        self._reported_ns = 0

    @property
    def unproved(self) -> set[Place]:
        """Keys whose values have not proved themselves yet."""
        return self._watcher.unproved

    @property
    def message(self) -> str:
        """Why the file, or the newest choice, is not followed; empty when all is well."""
        return self._watcher.problem.message

    @property
    def is_passing(self) -> bool:
        """True where nothing is left to mend."""
        return self._watcher.problem.is_passing

    def report(self) -> None:
        """Logs a new problem once, and drops one that has passed."""
        problem = self._watcher.problem
        age_s = clock.seconds(clock.now_ns() - self._reported_ns)
        if problem.message and problem.message != self._reported:
            log.warning("kiosk.toml: %s", problem.message)
            self._reported_ns = clock.now_ns()
        elif problem.message and problem.is_passing and age_s > self.PASSING_S:
            problem.message = ""
        self._reported = problem.message
