"""Which monitors the picture is shown on: by their numbers or parts of their names. Values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass

from installation.faults import UnknownMonitor

AUTO = "auto"
ALL = "all"


@dataclass(frozen=True)
class Monitor:
    """A monitor as it is plugged in now."""

    number: int  # 1 is the first
    name: str
    width: int  # pixels
    height: int
    rate_hz: int  # 0 where it is not known

    def __str__(self) -> str:
        rate = f" at {self.rate_hz} Hz" if self.rate_hz > 0 else ""
        return f"{self.number}  {self.name}  {self.width}x{self.height}{rate}"


def wishes(wish: str | Sequence[str]) -> list[str]:
    """One after another, of what `[screen] monitor` names."""
    return [wish] if isinstance(wish, str) else list(wish)


def choose_all(
    monitors: list[Monitor], wish: str | Sequence[str]
) -> tuple[list[Monitor | None], str]:
    """The monitors that are wished for in their order, None for one that is away; and what is to be said of it.

    Raises `UnknownMonitor` where none of them is there, and where one is wished for twice.
    """
    if isinstance(wish, str):
        return (list(monitors), "") if wish == ALL else ([choose(monitors, wish)], "")
    found: list[Monitor | None] = []
    faults: list[UnknownMonitor] = []
    for each in wish:
        try:
            found.append(choose(monitors, each))
        except UnknownMonitor as fault:
            found.append(None)
            faults.append(fault)
    there = [each for each in found if each]
    if not there:
        raise faults[0]
    if len(set(there)) < len(there):
        words = "; ".join(str(each) for each in monitors)
        raise UnknownMonitor(f"[screen] monitor = {list(wish)} names one twice; available: {words}")
    return found, "; ".join(f"{fault}; the others go on until it comes" for fault in faults)


def choose(monitors: list[Monitor], wish: str) -> Monitor:
    """The monitor that is wished for: auto (the first), a number, or a part of a name.

    Raises `UnknownMonitor` that lists those there are.
    """
    if wish == AUTO:
        return monitors[0]
    if wish.isdecimal():
        fitting = [each for each in monitors if each.number == int(wish)]
    else:
        fitting = [each for each in monitors if wish.lower() in each.name.lower()]
    if len(fitting) == 1:
        return fitting[0]
    reason = f"fits {len(fitting)} of them" if fitting else "is not there"
    there = "; ".join(str(each) for each in monitors)
    raise UnknownMonitor(f"[screen] monitor = {wish!r} {reason}; available: {there}")
