"""One pack at one size: bare graph, house, bare graph, house looked into, bare graph, plain loop. In turn."""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import Any

from installation.bench import child
from installation.bench.house_run import HousePlan, run_house
from installation.bench.machine_load import LoadWatch, Surroundings
from installation.common.room_environment import ENVIRONMENT

BARE = "installation.bench.bare_graph"
PLAIN = "installation.bench.plain_loop"
NO_WINDOW = {"SDL_VIDEODRIVER": "dummy"}
BARE_SHARE = 0.3  # of the time that a house is watched
LEAST_S = 2.0


@dataclass(frozen=True)
class CaseResult:
    """What was found."""

    pack: str
    width: int
    height: int
    bare: list[dict[str, float]]  # before, between and after the houses
    closed: dict[str, Any]  # the house's reports
    opened: dict[str, Any]
    plain: dict[str, Any]
    surroundings: Surroundings

    @property
    def bare_hz(self) -> float:
        """The median of its runs."""
        return median(run["pictures_hz"] for run in self.bare)

    @property
    def bare_cpu_ms(self) -> float:
        """The median of its runs."""
        return median(run["cpu_ms"] for run in self.bare)

    @property
    def bare_at_once(self) -> int:
        """How many pictures the house paints at a time."""
        return int(self.bare[0]["at_once"])

    @property
    def bare_at_once_hz(self) -> float:
        """The median of its runs, so many at a time."""
        return median(run["at_once_hz"] for run in self.bare)

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return asdict(self)


def measure(plan: HousePlan, threads: int, tell: Callable[[str], None]) -> CaseResult:
    """Says what it is at. Raises `Refused`."""
    watch = LoadWatch()
    name = f"{plan.pack} {plan.width}x{plan.height}"
    bare: list[dict[str, float]] = []
    reports: list[dict[str, Any]] = []
    for is_open in (False, True):
        tell(f"{name}: bare graph")
        bare.append(_bare(plan, threads))
        tell(f"{name}: the house{', looked into' if is_open else ''}")
        reports.append(run_house(replace(plan, is_open=is_open)))
    tell(f"{name}: bare graph, plain loop")
    bare.append(_bare(plan, threads))
    plain = _plain(plan)
    closed, opened = reports
    return CaseResult(
        plan.pack, plan.width, plan.height, bare, closed, opened, plain, watch.surroundings()
    )


def _bare(plan: HousePlan, threads: int) -> dict[str, float]:
    asked = _asked(plan) | {"threads": threads}
    found: dict[str, float] = child.ask(BARE, asked, asked["seconds"], ENVIRONMENT)
    return found


def _plain(plan: HousePlan) -> dict[str, Any]:
    asked = _asked(plan) | {"film": plan.camera}
    env = {"PYGAME_HIDE_SUPPORT_PROMPT": "1", "OPENCV_LOG_LEVEL": "SILENT"}
    if not plan.has_window:
        env |= NO_WINDOW
    found: dict[str, Any] = child.ask(PLAIN, asked, asked["seconds"], env)
    return found


def _asked(plan: HousePlan) -> dict[str, Any]:
    return {
        "pack": os.fspath(plan.models / plan.pack),
        "width": plan.width,
        "height": plan.height,
        "seconds": max(LEAST_S, BARE_SHARE * plan.seconds),
    }
