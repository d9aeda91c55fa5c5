"""Monitors that come late, go or change while the piece runs: under a bare X server nobody else looks after them."""

import os
import shutil
import subprocess
import threading
from collections.abc import Sequence

from installation.display.outputs.connectors import Connector, connectors, rightmost
from installation.display.outputs.monitors import ALL

_LOOK_S = 3.0
_PATIENCE_S = 10.0
# A monitor is asked anew what it can, which halts the X server for a moment: every so many looks, and later seldom.
_ASK_LOOKS = 7
_OFTEN = 30
_SELDOM_LOOKS = 100


class Hotplug:
    """Looks by itself, beside the loop. A monitor that was switched on after the computer is given its mode, and one
    that came with a wrong mode its own, as soon as that is on offer; where what is shown has become another size,
    `has_changed` says so."""

    def __init__(self, wanted: Sequence[str] = (), known: dict[str, str] | None = None):
        """`wanted` are the monitors that are waited for; `known` is what an earlier life knew."""
        self.has_changed = False
        self.message = ""  # for the technician: which one is away, or does not show its own mode
        self.known = ModeMemory(known)
        self._wanted = wanted
        self._asks = 0
        self._looks = 0
        if os.environ.get("DISPLAY") and shutil.which("xrandr"):
            threading.Thread(target=self._watch, name="monitors", daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        shown = _shown(connectors(_xrandr("--current")))
        while not self.has_changed:
            said = _xrandr("--current")
            now = connectors(said)
            self._mend(now)
            self.message = self._told(now) if said else ""
            if _shown(now):
                shown = shown or _shown(now)
                self.has_changed = _shown(now) != shown
            pause.wait(_LOOK_S)

    def _mend(self, found: list[Connector]) -> None:
        """Gives monitors the modes that they should have."""
        if found and not _shown(found):
            _xrandr("--auto")
            return
        for each in found:
            if not each.place and self._is_wanted(each.name):
                _xrandr("--output", each.name, "--auto", "--right-of", rightmost(found))
        for each in self.known.look(found):
            _xrandr("--output", each.name, "--preferred")
        if self._wrong(found):
            self._ask()

    def _told(self, found: list[Connector]) -> str:
        """Of one that is away where another shows the picture nothing is said, unless it is for all of them."""
        away = self.known.away(found) if ALL in self._wanted or not found else []
        words = [
            f"monitor {name} is away: it is used when it comes (is it on, and the cable firm?)"
            for name in away
        ]
        words += [
            f"monitor {each.name} shows {each.mode}, which is not its own mode: that is taken when"
            " the monitor offers it (is it on, and the cable firm?)"
            for each in self._wrong(found)
        ]
        return "; ".join(words)

    def _wrong(self, found: list[Connector]) -> list[Connector]:
        return [each for each in found if each.place and self.known.is_wrong(each)]

    def _is_wanted(self, name: str) -> bool:
        """A number may be that of any monitor that does not show anything yet."""
        return any(
            wish == ALL or wish.isdecimal() or wish.lower() in name.lower() for wish in self._wanted
        )

    def _ask(self) -> None:
        """The X server learns what monitors can by being asked."""
        self._looks += 1
        if self._looks % (_ASK_LOOKS if self._asks < _OFTEN else _SELDOM_LOOKS) == 0:
            self._asks += 1
            _xrandr("--query")


class ModeMemory:
    """Of each monitor what it showed: whoever chose another mode than its own is not overruled."""

    OWN = "own"
    TRIES = 5  # to give a monitor its own mode; then it is left alone

    def __init__(self, values: dict[str, str] | None = None):
        """`values`: of an earlier life."""
        # name -> `OWN`, or the own mode that was on offer when another one was found or chosen
        self.values = dict(values or {})
        self._last: dict[str, Connector] = {}  # that showed something
        self._tries: dict[str, int] = {}

    def look(self, found: list[Connector]) -> list[Connector]:
        """Those that should get their own mode.

        It is theirs when they showed it before and were away meanwhile, or when it has come on offer only now.
        """
        showing = [each for each in found if each.place]
        self._move(showing, self.away(found))
        wrong = [each for each in showing if self._wants_own(each)]
        self._last = {each.name: each for each in showing}
        return wrong

    def away(self, found: list[Connector]) -> list[str]:
        """Those that showed something before and are not connected now."""
        names = {each.name for each in found}
        return [name for name in self.values if name not in names]

    def _move(self, showing: list[Connector], away: list[str]) -> None:
        """One that comes while another is away is that one, in another socket."""
        newcomers = [each for each in showing if each.name not in self.values]
        for _, name in zip(newcomers, away, strict=False):
            del self.values[name]

    def is_wrong(self, found: Connector) -> bool:
        """True while it does not show its own mode, and has before."""
        return self.values.get(found.name) == self.OWN and found.mode != found.preferred

    def _wants_own(self, found: Connector) -> bool:
        name = found.name
        if found.preferred and found.mode == found.preferred:
            self.values[name] = self.OWN
            self._tries[name] = 0
            return False
        if self._was_chosen(found) or self._tries.get(name, 0) >= self.TRIES:
            self.values[name] = found.preferred
            return False
        known = self.values.setdefault(name, found.preferred)
        if not found.preferred or known == found.preferred:
            return False
        self._tries[name] = self._tries.get(name, 0) + 1
        return True

    def _was_chosen(self, found: Connector) -> bool:
        """True where it showed its own mode just now, and still could: somebody changed it."""
        last = self._last.get(found.name)
        return last is not None and last.mode == last.preferred == found.preferred != ""


def _shown(found: list[Connector]) -> list[str]:
    """Size and place of each monitor that shows something."""
    return sorted(each.place for each in found if each.place)


def _xrandr(*options: str) -> str:
    try:
        done = subprocess.run(
            ["xrandr", *options],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
