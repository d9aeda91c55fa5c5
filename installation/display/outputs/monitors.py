"""Which monitor the picture is shown on: by its number or a part of its name. Values in, values out."""

from dataclasses import dataclass

from installation.faults import UnknownMonitor

AUTO = "auto"


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
    raise UnknownMonitor(f"[screen] monitor = {wish!r} {reason}; there are: {there}")
