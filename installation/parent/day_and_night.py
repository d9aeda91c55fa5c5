"""The opening hours: who sleeps when, and when the screen is switched."""

import logging
from datetime import datetime

from installation.common import clock, scarcity
from installation.config.settings import Settings
from installation.parent import screen_power
from installation.parent.schedule import Schedule
from installation.parent.supervisor import Supervisor
from installation.vocabulary import HouseState, RoomName, ScreenKind

log = logging.getLogger(__name__)


class DayAndNight:
    """`tick` is called about twice a second; it never waits."""

    def __init__(self, supervisor: Supervisor, settings: Settings):
        """A house that starts outside its hours sleeps from the first moment."""
        self._supervisor = supervisor
        self._settings = settings
        self._schedule = Schedule(settings.hours)
        self._ticked_ns = clock.now_ns()
        # to be switched on or off, as soon as that can be begun
        self._screen_left: bool | None = None
        if self._schedule.tick(clock.wall_now(), 0.0) == HouseState.CLOSING:
            self._schedule.tick(clock.wall_now(), settings.hours.fade_s)
            self._sleep()

    @property
    def state(self) -> HouseState:
        """Of the house."""
        return self._schedule.state

    @property
    def message(self) -> str:
        """The same in words."""
        return self._schedule.message(clock.wall_now())

    @property
    def next_change(self) -> datetime | None:
        """When it opens or closes; None where that never happens."""
        return self._schedule.next_change

    def choose(self, open_now: bool) -> None:
        """By hand, until the hours say something else."""
        self._schedule.choose(open_now, clock.wall_now())

    def follow(self, settings: Settings) -> None:
        """Other settings hold from now on."""
        if settings.hours != self._settings.hours:
            self._schedule.follow(settings.hours)
        self._settings = settings

    def tick(self) -> None:
        """Follows the clock."""
        now = clock.now_ns()
        passed_s = clock.seconds(now - self._ticked_ns)
        self._ticked_ns = now
        before = self._schedule.state
        has_screen = self._supervisor.processes[RoomName.DISPLAY].is_running
        after = self._schedule.tick(clock.wall_now(), passed_s, has_screen)
        if after != before:
            self._enter(after)
        if self._screen_left is not None:
            self._switch_screen(self._screen_left)

    def _enter(self, state: HouseState) -> None:
        log.info("the house is %s", self.message)
        if state == HouseState.ASLEEP:
            self._sleep()
        elif state == HouseState.OPEN:
            self._switch_screen(True)
            self._supervisor.wake(self._sleepers())

    def _sleep(self) -> None:
        """No camera, no model, no sound, no window until it opens: what does not run can be woken by nobody.

        When it wakes, nobody sits at a terminal any more.
        """
        unattended = self._supervisor.settings.model_copy(update={"may_refuse": False})
        self._supervisor.settings = unattended
        self._supervisor.rest(self._sleepers())
        self._switch_screen(False)

    def _sleepers(self) -> list[str]:
        return [name for name in self._supervisor.processes if name != RoomName.CONSOLE]

    def _switch_screen(self, on: bool) -> None:
        """Beside our own loop: a screen may take seconds to answer. Where no thread can be had, at a later tick."""
        if self._settings.screen.mode == ScreenKind.WINDOWLESS:
            return
        wanted = self._settings.hours.screen_off

        def switch() -> None:
            log.info("%s", screen_power.switch(on, wanted))

        is_begun = scarcity.begin_thread("screen", switch) is not None
        self._screen_left = None if is_begun else on
