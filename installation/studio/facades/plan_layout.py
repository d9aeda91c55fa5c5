"""What is decided of a house, as numbers that a network can be told, and of which several houses have a mean.

Each choice has as many votes as options; a house gives its own option one. Among houses that are much alike
most choices are unanimous. Where they are not, the majority is raised, so that a choice is made nearly
everywhere: a house has five storeys or six, and not something between.

Of choices on which neighbours agree no more than strangers a majority would show everywhere what is most common,
and never a cloud: there the nearest house alone is asked.

Numbers are kept as normal scores, and a mean of them is stretched to the variance that a single house's has:
else the mean of many houses would be of middle size in everything. Of n independent scores with weights w the
mean has the variance of the sum of w squared; of scores that are alike by a correlation, so much more.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from installation.studio.facades.drawing import COLOURS
from installation.studio.facades.drawing.lots import Choice, Decisions

# the powers to which votes are raised, one after the other, each time made to be 1 together: at once no digits
# would be left of what is far from unanimous. 52 of 100 votes have 0.99 of the say; with 12 alone some
# choice is open on one of six pictures on the ways, so on one of twenty
RAISED = (12.0, 5.0)
NEAREST = 3.0  # the power to which shares of houses are raised, where only the nearest is asked
LEAST = 1e-12  # of all raised votes together, so that a choice that nobody made is none
NORMAL = NormalDist()
EXTREME = 0.005  # share of a number's range at either end, where normal scores would have no end
PAINT = 3 * len(COLOURS)  # numbers

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class StylePlans:
    """How the plans of one style's houses are laid out: the votes of all choices, then the numbers."""

    choices: tuple[tuple[str, int], ...]  # with the count of their options
    numbers: tuple[str, ...]
    focus: float = 1.0  # how many times more the nearer houses count than by their evidence; see plan_tuning.py
    alike: tuple[float, ...] = ()  # correlation of each number among houses that are shown together
    single: tuple[str, ...] = ()  # choices that only the nearest house makes

    @classmethod
    def of(cls, houses: Iterable[Decisions]) -> "StylePlans":
        """All that is decided in some of these houses."""
        choices: dict[str, int] = {}
        numbers: dict[str, None] = {}
        for decisions in houses:
            for name, decided in decisions.items():
                if isinstance(decided, Choice):
                    choices[name] = decided.options
                else:
                    numbers[name] = None
        return cls(tuple(sorted(choices.items())), tuple(sorted(numbers)))

    @property
    def votes(self) -> int:
        """How many votes a plan holds."""
        return sum(count for _, count in self.choices)

    @property
    def size(self) -> int:
        """How many numbers a plan has."""
        return self.votes + len(self.numbers)

    def plan(self, decisions: Decisions) -> Floats:
        """(size,): votes 0 or 1, numbers as normal scores; 0 for what is not decided in this house."""
        plan = np.zeros(self.size, np.float32)
        for name, start, _ in self.starts():
            decided = decisions.get(name)
            if isinstance(decided, Choice):
                plan[start + decided.option] = 1
        for k, name in enumerate(self.numbers):
            share = decisions.get(name)
            if share is not None and not isinstance(share, Choice):
                plan[self.votes + k] = NORMAL.inv_cdf(min(max(share, EXTREME), 1 - EXTREME))
        return plan

    def decisions(self, told: Floats) -> Decisions:
        """What is told of a house (size,): what most votes are for, and the numbers."""
        decisions: Decisions = {}
        for name, start, count in self.starts():
            option = int(told[start : start + count].argmax())
            decisions[name] = Choice(option, count)
        for k, name in enumerate(self.numbers):
            decisions[name] = float((told[self.votes + k] + 1) / 2)
        return decisions

    def rivals(self, told: Floats) -> dict[str, tuple[Choice, float]]:
        """For each choice the option that comes second, and its share of the first two's votes, 0..0.5."""
        rivals = {}
        for name, start, count in self.starts():
            votes = told[start : start + count]
            first = int(votes.argmax())
            others = votes.copy()
            others[first] = -1
            second = int(others.argmax())
            both = float(votes[first] + votes[second])
            share = float(votes[second]) / both if both else 0.0
            rivals[name] = (Choice(second, count), share)
        return rivals

    def told(self, weights: Floats, plans: Floats) -> Floats:
        """Of means of m houses, (n, m) and (m, size) -> (n, size): clear majorities, numbers in -1..1."""
        means = weights @ plans
        nearest = weights**NEAREST
        nearest = nearest / nearest.sum(1, keepdims=True)
        of_nearest = nearest @ plans[:, : self.votes]
        voted = np.where(self.is_single(), of_nearest, means[:, : self.votes])
        votes = voted.astype(np.float64)
        for power in RAISED:
            raised = votes**power
            votes = raised / (raised @ self.same_choice() + LEAST)
        squared = (weights.astype(np.float64) ** 2).sum(1, keepdims=True)
        alike = np.array(self.alike or np.zeros(len(self.numbers)))
        spread = np.sqrt(squared + alike * (1 - squared))
        numbers = 2 * np.vectorize(NORMAL.cdf, otypes=[float])(means[:, self.votes :] / spread) - 1
        return np.concatenate([votes, numbers], 1).astype(np.float32)

    def is_single(self) -> NDArray[np.bool_]:
        """(votes,): whether a vote belongs to a choice of the nearest house."""
        each = np.array([name in self.single for name, _ in self.choices], bool)
        return np.repeat(each, [count for _, count in self.choices])

    def same_choice(self) -> Floats:
        """(votes, votes): 1 where two votes belong to one choice."""
        owners = np.repeat(np.arange(len(self.choices)), [count for _, count in self.choices])
        return np.equal(owners[:, None], owners).astype(np.float32)

    def starts(self) -> Iterable[tuple[str, int, int]]:
        """The choices with the place of their first vote and the count of their options."""
        start = 0
        for name, count in self.choices:
            yield name, start, count
            start += count


@dataclass(frozen=True)
class PlanLayout:
    """Plans of all styles, side by side: what a network is told, before the colours."""

    styles: tuple[StylePlans, ...]

    @classmethod
    def of(cls, decisions: Sequence[Decisions], styles: NDArray[Any]) -> "PlanLayout":
        """Of houses (k,) with the numbers of their styles (k,), of which each is there."""
        return cls(
            tuple(
                StylePlans.of(
                    each for each, own in zip(decisions, styles, strict=True) if own == style
                )
                for style in np.unique(styles)
            )
        )

    @property
    def size(self) -> int:
        """Numbers that are told of a house, without its colours; each style has one more than its plans."""
        return sum(style.size + 1 for style in self.styles)

    @property
    def widest(self) -> int:
        """The longest plan."""
        return max(style.size for style in self.styles)

    def before(self, style: int) -> int:
        """Where a style's plan begins."""
        return sum(earlier.size + 1 for earlier in self.styles[:style])

    def told(self, style: int, own: Floats, colours: NDArray[Any]) -> Floats:
        """What is told of houses (n, size of the style) and colours (n, 9, 3) -> (n, size + PAINT)."""
        told = np.zeros((len(own), self.size + PAINT), np.float32)
        start = self.before(style)
        end = start + self.styles[style].size
        told[:, start:end] = own
        told[:, end] = 1
        told[:, self.size :] = colours.reshape(len(own), -1)
        return told

    def text(self) -> str:
        """For a file."""
        return json.dumps(
            [asdict(style) for style in self.styles],
        )

    @classmethod
    def from_text(cls, text: str) -> "PlanLayout":
        """Raises ValueError, KeyError and TypeError where the text is of something else."""
        styles = []
        for each in json.loads(text):
            choices = tuple((str(name), int(count)) for name, count in each["choices"])
            numbers = tuple(str(name) for name in each["numbers"])
            alike = tuple(float(number) for number in each["alike"])
            single = tuple(str(name) for name in each["single"])
            styles.append(StylePlans(choices, numbers, float(each["focus"]), alike, single))
        return cls(tuple(styles))
