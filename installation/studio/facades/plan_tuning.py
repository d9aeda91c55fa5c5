"""How plans are averaged, made for what a journey sees: a few houses at a time, and sizes of all kinds."""

from dataclasses import replace

import numpy as np

from installation.studio.facades.plan_layout import LEAST, Floats, StylePlans

AROUND = 10.0  # houses that are shown together, in the median of the places that are visited
HIGHEST_FOCUS = 20.0
HALVINGS = 20
AGREED = 0.3  # correlation of a choice among houses at a place from which the majority counts


def tuned(style: StylePlans, evidence: Floats, plans: Floats) -> StylePlans:
    """The same with its focus and with how alike numbers are.

    `evidence`: logarithms (n, m), how well each of the m houses of the style explains each of n places that
    may be visited; `plans` (m, size) are theirs.
    """
    low, high = 1.0, HIGHEST_FOCUS
    for _ in range(HALVINGS):
        focus = (low * high) ** 0.5
        weights = shares(focus * evidence)
        if np.median(perplexity(weights)) > AROUND:
            low = focus
        else:
            high = focus
    squared = float((weights**2).sum(1).mean())
    numbers = plans[:, style.votes :]
    variance = (weights @ numbers).var(0) / np.maximum(numbers.var(0), LEAST)
    alike = np.clip((variance - squared) / max(1 - squared, LEAST), 0, 1)
    return replace(
        style,
        focus=round(focus, 3),
        alike=tuple(round(float(each), 3) for each in alike),
        single=_single(style, weights, plans),
    )


def _single(style: StylePlans, weights: Floats, plans: Floats) -> tuple[str, ...]:
    """Choices on which the houses at a place agree hardly more than any houses."""
    squared = float((weights**2).sum(1).mean())
    single = []
    for name, start, count in style.starts():
        votes = plans[:, start : start + count]
        chances = votes.sum(0) / max(votes.sum(), LEAST)
        by_chance = float((chances**2).sum())
        seen = weights @ votes
        seen = seen / np.maximum(seen.sum(1, keepdims=True), LEAST)
        agreed = float((seen**2).sum(1).mean())
        alike = ((agreed - squared) / max(1 - squared, LEAST) - by_chance) / max(
            1 - by_chance, LEAST
        )
        if alike < AGREED:
            single.append(name)
    return tuple(single)


def shares(evidence: Floats) -> Floats:
    """(n, m) logarithms -> shares that are together 1."""
    raised = np.exp(evidence - evidence.max(1, keepdims=True))
    together: Floats = raised / raised.sum(1, keepdims=True)
    return together


def perplexity(weights: Floats) -> Floats:
    """(n, m) shares -> (n,) among how many houses a choice by lot would be as open."""
    logarithms = np.log(np.maximum(weights, 1e-12))
    open_: Floats = np.exp(-(weights * logarithms).sum(1))
    return open_
