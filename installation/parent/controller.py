"""What the parent does besides keeping rooms alive: it follows kiosk.toml and the opening hours, and obeys the console."""

import json
import threading

from installation.common import clock
from installation.config.watcher import ConfigWatcher
from installation.messages import Command
from installation.parent import schedule, screen_power
from installation.parent.hot_swap import HotSwap
from installation.parent.schedule import Day
from installation.parent.supervisor import Supervisor

# Which rooms begin anew when a part of the settings changed. What is not named here the parent itself follows.
READERS = {
    "camera": ("vision",),
    "journey": ("journey",),
    "generator": ("generator",),
    "screen": ("display",),
    "sound": ("sound",),
    "seed": ("journey", "sound"),
    "console": ("console",),
    "statistics": ("console",),
    "osc": ("console",),
    "mqtt": ("console",),
}
# The pack that is shown: changed by the swap, which lets nobody begin anew.
PACK = ("generator", "pack")
SHOWN = ("pack_folder", "generation")
# The single keys that a room reads of a section that is not its own.
KEY_READERS = {("screen", "reduced_motion"): ("journey",), ("journey", "look_s"): ("display",)}
# What may be set from the console: the rest of kiosk.toml is the technician's at the machine.
CHANGEABLE = {
    ("generator", "pack"), ("screen", "languages"), ("journey", "steering"), ("camera", "ignore"),
    ("camera", "mirror"), ("camera", "rotate"), ("sound", "noise_dba"), ("sound", "limit_dba"),
}  # fmt: skip
PASSING_S = 300.0  # a choice that was not taken over is told for so long
# Commands that rooms obey while they live: verb -> the key that has to remember it, and its value there.
LIVE = {
    "volume": (("sound", "target_lufs"), float),
    "motion": (("screen", "reduced_motion"), lambda value: value == "reduced"),
}


class Controller:
    """`turn` is called about twice a second; it never waits."""

    def __init__(
        self,
        supervisor: Supervisor,
        swap: HotSwap,
        settings: dict,
        following: ConfigWatcher | None,
        awake: str,
        tell,
    ):
        """`awake` is the room that does not sleep; `tell(text)` takes a line for the technician."""
        self._supervisor, self._hot_swap, self._following, self._tell = (
            supervisor,
            swap,
            following,
            tell,
        )
        self._settings = settings
        self._sleepers = [name for name in supervisor.processes if name != awake]
        self._day = Day(settings["hours"])
        self._turned_ns = clock.now_ns()
        self._trial: set[str] = set()  # rooms that have to prove new settings
        self._told, self._told_ns = "", 0
        self._heard: dict[tuple[str, str], object] = {}  # of the live commands, not yet in the file
        self._hearing: dict[tuple[str, str], object] = {}  # the same, since the last turn
        if self._day.turn(clock.wall_now(), 0.0) == schedule.CLOSING:
            self._day.turn(clock.wall_now(), settings["hours"]["fade_s"])
            self._sleep()

    @property
    def is_asleep(self) -> bool:
        """True while the screen is meant to be dark."""
        return self._day.state == schedule.ASLEEP

    def house(self) -> dict:
        """For the console."""
        chosen = {
            "pack": self._hot_swap.name,
            "languages": self._settings["screen"]["languages"],
            "steering": self._settings["journey"]["steering"],
            "reduced_motion": self._settings["screen"]["reduced_motion"],
            **{
                key: self._settings["sound"][key]
                for key in ("target_lufs", "noise_dba", "limit_dba")
            },
            **{key: self._settings["camera"][key] for key in ("ignore", "mirror", "rotate")},
        }
        next_change = self._day.next_change
        return {
            "state": self._day.state,
            "words": self._day.words(clock.wall_now()),
            "next": next_change.isoformat() if next_change else "",
            "config": self._following.words if self._following else "",
            "chosen": chosen,
        }

    def hear(self, command: Command) -> None:
        """Does what the console asks of the parent; what is meant for a room is left to it."""
        if command.verb in ("sleep", "wake"):
            self._day.choose(command.verb == "wake", clock.wall_now())
            self._tell(f"by hand: {command.verb}")
        elif command.verb == "restart" and command.value in self._supervisor.processes:
            self._tell(f"by hand: {command.value} begins anew")
            self._supervisor.renew([command.value])
        elif command.verb == "set":
            self._set(command.value)
        elif command.verb in LIVE:
            place, value_of = LIVE[command.verb]
            self._hearing[place] = value_of(command.value)

    def turn(self) -> None:
        """Follows the file and the clock."""
        if self._following and (settings := self._following.poll()):
            self._tell("kiosk.toml was changed and is good")
            self._apply(settings)
        self._remember()
        self._judge_trial()
        self._judge_pack()
        self._say_config()
        now = clock.now_ns()
        before, passed = self._day.state, clock.seconds(now - self._turned_ns)
        self._turned_ns = now
        after = self._day.turn(clock.wall_now(), passed)
        if after != before:
            self._enter(after)

    def _set(self, value: str) -> None:
        section, key, wanted = json.loads(value)
        if self._following is None or (section, key) not in CHANGEABLE:
            self._tell(f"by hand: {section}.{key} cannot be changed here")
            return
        self._tell(f"by hand: {section}.{key} = {json.dumps(wanted, ensure_ascii=False)}")
        if settings := self._following.choose(section, key, wanted):
            self._apply(settings)
            if (
                section,
                key,
            ) == PACK:  # also where the file named it already, and another one came by hand since
                self._hot_swap.wish(wanted)

    def _remember(self) -> None:
        """What rooms obeyed already comes into the file once it rests: a fader sends many values."""
        if self._hearing:
            self._heard |= self._hearing
            self._hearing = {}
            return
        for (section, key), wanted in self._heard.items():
            if self._following and self._following.choose(section, key, wanted):
                self._tell(f"by hand: {section}.{key} = {json.dumps(wanted)}")
                # this key alone: what else was saved meanwhile is followed when the file is read
                self._settings = self._settings | {section: self._settings[section] | {key: wanted}}
                self._supervisor.settings = self._settings | self._shown()
        self._heard = {}

    def _readers(self, changed: list[str], settings: dict) -> set[str]:
        """The rooms that read what changed."""
        if settings["generator"] | {"pack": ""} == self._settings["generator"] | {"pack": ""}:
            changed = [key for key in changed if key != "generator"]
        names = {name for key in changed for name in READERS.get(key, ())}
        for (section, key), readers in KEY_READERS.items():
            if settings[section][key] != self._settings[section][key]:
                names.update(readers)
        return names

    def _apply(self, settings: dict) -> None:
        changed = [key for key in settings if settings[key] != self._settings.get(key)]
        names = self._readers(changed, settings)
        another = settings["generator"]["pack"] != self._settings["generator"]["pack"]
        self._settings = settings
        self._supervisor.settings = settings | self._shown()
        if another:
            self._hot_swap.wish(settings["generator"]["pack"])
        if "hours" in changed:
            self._day.follow(settings["hours"])
        if names:
            self._tell(f"with the new configuration: {', '.join(sorted(names))}")
            self._supervisor.renew(sorted(names))
            self._trial = names

    def _shown(self) -> dict:
        """What the rooms are told of the pack, whatever the file says: it is shown when it has proved itself."""
        return {key: self._supervisor.settings[key] for key in SHOWN}

    def _judge_pack(self) -> None:
        """A pack that was asked for and cannot be shown is taken out of the file again."""
        name, why = self._hot_swap.take_failure()
        if (
            name
            and name == self._settings["generator"]["pack"] != self._hot_swap.name
            and self._following
        ):
            self._apply(self._following.take_back(why))

    def _judge_trial(self) -> None:
        """A room that does not come to life with new settings takes them back for all."""
        processes = [self._supervisor.processes[name] for name in self._trial]
        if failed := next((managed for managed in processes if managed.failed_starts), None):
            self._trial = set()
            words = failed.beat.words if failed.beat and failed.beat.turn < 0 else "did not start"
            self._apply(self._following.take_back(f"{failed.member.name}: {words}"))
            self._trial = set()
        elif all(managed.beaten_ns is not None and not managed.wish for managed in processes):
            self._trial = set()

    def _say_config(self) -> None:
        """Once when kiosk.toml is not followed."""
        words = self._following.words if self._following else ""
        if words and words != self._told:
            self._tell(f"kiosk.toml: {words}")
            self._told_ns = clock.now_ns()
        elif (
            words
            and self._following.is_passing
            and clock.seconds(clock.now_ns() - self._told_ns) > PASSING_S
        ):
            words = self._following.words = ""
        self._told = words

    def _enter(self, state: str) -> None:
        self._tell(f"the house is {self._day.words(clock.wall_now())}")
        if state == schedule.ASLEEP:
            self._sleep()
        elif state == schedule.OPEN:
            self._switch(True)
            self._supervisor.wake(self._sleepers)

    def _sleep(self) -> None:
        """No camera, no model, no sound, no window until it opens: what does not run can be woken by nobody."""
        self._supervisor.rest(self._sleepers)
        self._switch(False)

    def _switch(self, on: bool) -> None:
        """Beside our own turns: a screen may take seconds to answer."""
        wanted = self._settings["hours"]["screen_off"]
        if self._settings["screen"]["mode"] == "windowless":
            return
        threading.Thread(
            target=lambda: self._tell(screen_power.switch(on, wanted)), name="screen", daemon=True
        ).start()
