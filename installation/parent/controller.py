"""What the parent does besides keeping rooms alive: it follows kiosk.toml and the opening hours, and obeys the console."""

import json
import logging
from collections.abc import Callable
from typing import Any

from installation import __version__
from installation.common.network_time import NetworkTime
from installation.common.version_record import UpdateNews
from installation.config import page_form
from installation.config.page_form import PAGE_PLACES
from installation.config.readers import LANGUAGES, PACK, Place, readers_of_changes, restarts
from installation.config.settings import Settings
from installation.config.watcher import ConfigWatcher
from installation.messages import Command
from installation.parent.alert_runner import AlertRunner
from installation.parent.clock_watch import ClockWatch
from installation.parent.config_follower import ConfigFollower
from installation.parent.day_and_night import DayAndNight
from installation.parent.disk_version import DiskVersion
from installation.parent.hot_swap import HotSwap
from installation.parent.kept_config import KeptConfig
from installation.parent.live_values import LiveValues
from installation.parent.state_watch import StateWatch
from installation.parent.supervisor import Supervisor
from installation.vocabulary import HouseState, Motion, RoomName, Verb

# What may be set from the console: the rest of kiosk.toml is the technician's at the machine.
CHANGEABLE: frozenset[Place] = PAGE_PLACES | {
    PACK,
    LANGUAGES,
    ("journey", "steering"),
    ("camera", "ignore"),
    ("camera", "mirror"),
    ("camera", "rotate"),
    ("sound", "noise_dba"),
    ("sound", "limit_dba"),
}
# What the console is told of the settings, beside the pack.
SHOWN: tuple[Place, ...] = (
    LANGUAGES,
    ("journey", "steering"),
    ("screen", "reduced_motion"),
    ("sound", "target_lufs"),
    ("sound", "noise_dba"),
    ("sound", "limit_dba"),
    ("camera", "ignore"),
    ("camera", "mirror"),
    ("camera", "rotate"),
)
# Commands that rooms obey while they run: verb -> the key that has to remember it, and its value there.
LIVE: dict[str, tuple[Place, Callable[[str], Any]]] = {
    Verb.VOLUME: (("sound", "target_lufs"), float),
    Verb.MOTION: (("screen", "reduced_motion"), lambda value: value == Motion.REDUCED),
}

log = logging.getLogger(__name__)


class Controller:
    """`tick` is called about twice a second; it never waits."""

    def __init__(
        self,
        supervisor: Supervisor,
        hot_swap: HotSwap,
        settings: Settings,
        watcher: ConfigWatcher | None,
    ):
        """`watcher` is the file that `settings` come from, where it is to be followed."""
        self._supervisor = supervisor
        self._hot_swap = hot_swap
        self._settings = settings
        self._day_and_night = DayAndNight(supervisor, settings)
        self._config = ConfigFollower(watcher) if watcher is not None else None
        self._on_trial: set[str] = set()  # rooms that have to prove new settings
        self._live = LiveValues()
        self._kept_config = KeptConfig(settings.state)
        self._state_watch = StateWatch(settings.state)
        self._clock_watch = ClockWatch(settings.state, NetworkTime())
        self._asked_pack = ""  # while the run goes on, by the file or by hand
        self._update_news = UpdateNews()
        config = watcher.path.absolute() if watcher is not None else None
        self._alerts = AlertRunner(config, settings.state)
        self._disk_version = DiskVersion()

    @property
    def is_asleep(self) -> bool:
        """True while the screen is meant to be dark."""
        return self._day_and_night.state == HouseState.ASLEEP

    def house(self) -> dict[str, Any]:
        """For the console: see `messages.Status`."""
        sections = self._settings.model_dump(mode="json")
        chosen = {key: sections[section][key] for section, key in SHOWN}
        next_change = self._day_and_night.next_change
        certain_time = self._clock_watch.certain_time
        return {
            "state": self._day_and_night.state,
            "message": self._day_and_night.message,
            "fade_s": self._settings.hours.fade_s,
            "next": next_change.isoformat() if next_change else "",
            "certain_time": certain_time.isoformat() if certain_time else "",
            "config": self._config.message if self._config else "",
            "version": __version__,
            "update": self._update_news.message,
            "troubles": self._troubles(),
            "chosen": {"pack": self._hot_swap.name} | chosen,
        }

    def page_settings(self) -> dict[str, dict[str, Any]]:
        """For the console: what holds of what can be set there, and of its connections."""
        return page_form.followed(self._settings)

    def _troubles(self) -> list[str]:
        """What is wrong with the house itself and has to be mended by somebody; a wish that was refused is none."""
        found = []
        if self._config is not None and self._config.message and not self._config.is_passing:
            found.append(f"kiosk.toml: {self._config.message}")
        watches = (self._state_watch, self._clock_watch, self._disk_version)
        found += [watch.message for watch in watches if watch.message]
        if self._update_news.is_bad:
            found.append(self._update_news.message)
        if self._alerts.message:
            found.append(self._alerts.message)
        return found

    def hear(self, command: Command) -> None:
        """Does what the console asks of the parent; what is meant for a room is left to it."""
        if command.verb in (Verb.SLEEP, Verb.WAKE):
            self._day_and_night.choose(command.verb == Verb.WAKE)
            log.info("by hand: %s", command.verb)
        elif command.verb == Verb.RESTART and command.value in self._supervisor.processes:
            log.info("by hand: %s restarts", command.value)
            self._supervisor.renew([command.value])
        elif command.verb == Verb.SET:
            self._set(command.value)
        elif command.verb in LIVE:
            place, value_of = LIVE[command.verb]
            self._live.record(place, value_of(command.value))

    def tick(self) -> None:
        """Follows the file and the clock."""
        self._update_news.look()
        self._alerts.tick(self._settings.alerts)
        self._state_watch.look()
        self._clock_watch.look()
        self._disk_version.look()
        if self._config is not None:
            settings = self._config.poll()
            if settings is not None:
                log.info("kiosk.toml was changed and is valid")
                self._apply(settings)
            self._remember_live(self._config)
            self._judge_trial(self._config)
            self._judge_pack(self._config)
            self._config.report()
            self._keep_config(self._config)
        self._day_and_night.tick()

    def _keep_config(self, config: ConfigFollower) -> None:
        """What is shown without trouble."""
        display = self._supervisor.processes[RoomName.DISPLAY]
        is_good = display.is_running and not self._on_trial and not config.message
        self._kept_config.tend(is_good, config.followed_text)

    def _set(self, value: str) -> None:
        """Keys of kiosk.toml, all or none of them: see `Verb.SET`."""
        changes = json.loads(value)
        places = [(section, key) for section, keys in changes.items() for key in keys]
        words = page_form.in_words(changes)
        if self._config is None or not CHANGEABLE.issuperset(places):
            log.warning("by hand: %s cannot be changed here", words)
            return
        log.info("by hand: %s", words)
        settings = self._config.choose(changes)
        if settings is None:
            return
        self._apply(settings)
        if PACK in places:  # also where the file names it already: another came by hand since
            self._request(settings.generator.pack)

    def _request(self, pack: str) -> None:
        self._asked_pack = pack
        self._hot_swap.request(pack)

    def _remember_live(self, config: ConfigFollower) -> None:
        """What rooms obeyed already goes into the file."""
        for (section, key), value in self._live.take_settled():
            if config.choose({section: {key: value}}) is None:
                continue
            log.info("by hand: %s.%s = %s", section, key, json.dumps(value))
            # this key alone: what else was saved meanwhile is followed when the file is read
            part = getattr(self._settings, section).model_copy(update={key: value})
            self._settings = self._settings.model_copy(update={section: part})
            self._supervisor.settings = self._with_active_pack(self._settings)

    def _apply(self, settings: Settings) -> None:
        before = self._settings
        self._settings = settings
        self._supervisor.settings = self._with_active_pack(settings)
        if settings.generator.pack != before.generator.pack:
            self._request(settings.generator.pack)
        self._day_and_night.follow(settings)
        names = readers_of_changes(before, settings)
        if names:
            log.info("with the new configuration: %s", ", ".join(sorted(names)))
            self._supervisor.renew(sorted(names))
            self._on_trial |= names

    def _with_active_pack(self, settings: Settings) -> Settings:
        """Whatever the file says, rooms are told of a pack when it has proved itself."""
        active = self._supervisor.settings
        return settings.model_copy(
            update={
                "pack_folder": active.pack_folder,
                "generation": active.generation,
                "may_refuse": active.may_refuse,
            }
        )

    def _judge_pack(self, config: ConfigFollower) -> None:
        """A pack that was asked for and cannot be shown is taken out of the file again."""
        failure = self._hot_swap.news.take_failure()
        wanted = self._settings.generator.pack
        if wanted == self._hot_swap.name and not self._hot_swap.is_on_trial:
            config.prove([PACK])
        if failure is None or self._asked_pack != wanted:  # else it is what the run began with
            return
        if failure.name == wanted != self._hot_swap.name:
            self._asked_pack = ""
            self._apply(config.take_back(failure.message, [PACK]))

    def _judge_trial(self, config: ConfigFollower) -> None:
        """A room that does not start with new settings takes back what it reads of them."""
        on_trial = [self._supervisor.processes[name] for name in self._on_trial]
        failed = next((managed for managed in on_trial if managed.failed_starts), None)
        if failed is not None:
            self._on_trial.discard(failed.name)
            read = {place for place in config.unproved if failed.name in restarts(*place)}
            if read:
                reason = failed.last_words or "did not start"
                self._apply(config.take_back(f"{failed.name}: {reason}", read))
        elif all(managed.is_running for managed in on_trial):
            self._on_trial = set()
            config.prove(config.unproved - {PACK})
