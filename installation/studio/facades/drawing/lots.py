"""What is left to chance in a drawing: each decision has a name and is noted, and can be taken as it was noted."""

import json
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np

Option = TypeVar("Option")


class Choice(NamedTuple):
    """One of some options."""

    option: int
    options: int  # how many there are


# name -> a number's place between its lowest (0) and its highest (1), or what was chosen
Decisions = dict[str, float | Choice]


def as_text(decisions: Decisions) -> str:
    """For a file; numbers with five digits, far less than a pixel."""
    plain = {
        name: decided if isinstance(decided, Choice) else round(decided, 5)
        for name, decided in decisions.items()
    }
    return json.dumps(plain, separators=(",", ":"))


def from_text(text: str) -> Decisions:
    """What `as_text` wrote."""
    decisions: Decisions = {}
    for name, decided in json.loads(text).items():
        decisions[name] = Choice(*decided) if isinstance(decided, list) else float(decided)
    return decisions


class Lots:
    """Decisions by lot."""

    def __init__(self, rng: np.random.Generator, decisions: Decisions):
        """`decisions`: where they are noted."""
        self.rng = rng
        self.decisions = decisions

    def number(self, name: str, low: float, high: float) -> float:
        """A number between two."""
        share = self._share(name)
        return low + (high - low) * share

    def pick(self, name: str, *options: Option, weights: Sequence[float] | None = None) -> Option:
        """One of the options; equal chances unless `weights` are given."""
        return options[self._choice(name, len(options), weights)]

    def happens(self, name: str, chance: float) -> bool:
        """Whether something happens that has this chance."""
        return bool(self._outcome(name, chance))

    def _share(self, name: str) -> float:
        share = float(self.rng.random())
        self.decisions[name] = share
        return share

    def _outcome(self, name: str, chance: float) -> int:
        outcome = int(self.rng.random() < chance)
        self.decisions[name] = Choice(outcome, 2)
        return outcome

    def _choice(self, name: str, count: int, weights: Sequence[float] | None) -> int:
        chances = None
        if weights is not None:
            chances = np.asarray(weights, float) / np.sum(weights)
        option = int(self.rng.choice(count, p=chances))
        self.decisions[name] = Choice(option, count)
        return option


class DecidedLots(Lots):
    """Decisions as they were noted."""

    def __init__(self, decisions: Decisions):
        super().__init__(np.random.default_rng(0), decisions)

    def _share(self, name: str) -> float:
        share = self.decisions[name]
        if isinstance(share, Choice):
            raise TypeError(f"{name} is a choice")
        return share

    def _outcome(self, name: str, chance: float) -> int:
        return self._choice(name, 2, None)

    def _choice(self, name: str, count: int, weights: Sequence[float] | None) -> int:
        choice = self.decisions[name]
        if not isinstance(choice, Choice):
            raise TypeError(f"{name} is a number")
        return choice.option
