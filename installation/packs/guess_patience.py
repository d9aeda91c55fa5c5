"""How often a stranger's model is tried: one that takes seconds for a picture, only a few times."""

from typing import Any, Protocol

import numpy as np

from installation.common import clock
from installation.packs.guess_table import Guess
from installation.packs.speed import SLOWEST_MS

SAMPLES = 16  # pictures the statistics are made of
FEWEST = 2
AFTERWARDS = 2  # pictures more, by which it is told what a point means
TRYING_S = 50.0  # of work for all of them
FOR_A_SERVER_S = 3.0  # for a picture: what takes longer no machine like this one shows
SLOWEST_S = 35.0  # what takes longer is not tried again
PATIENCE_S = 300.0  # for four of the slowest, and loading it


class Paints(Protocol):
    """What can be tried."""

    def run(self, given: np.ndarray, /) -> dict[str, np.ndarray]:
        """All that it gives, by name. Raises `BrokenPack`."""


def first_answer(
    trial: Paints, given: np.ndarray, guess: Guess
) -> tuple[dict[str, np.ndarray], float]:
    """What it gives, and how many seconds of work that took.

    Raises `BrokenPack`, also where waiting for others would lead nowhere.
    """
    began_ns = clock.worked_ns()
    answer = trial.run(given)
    took_s = clock.seconds(clock.worked_ns() - began_ns)
    if took_s > SLOWEST_S:
        raise guess.refusal(
            f"{too_slow_in_words(took_s)}: export a smaller picture (256 instead of 1024) or fewer "
            "channels, or have a machine with a graphics card paint it (docs/inference.md)"
        )
    return answer, took_s


def samples_in_time(took_s: float) -> int:
    """How many pictures to try, the first one included."""
    fitting = int(TRYING_S / max(took_s, 1e-3)) - AFTERWARDS
    return max(FEWEST, min(SAMPLES, fitting))


def leave_to_a_server(took_s: float, guess: Guess) -> None:
    """The papers of a model that an inference server paints: they name no file."""
    guess.set("file", "", "an inference server paints it")
    guess.notes.append(
        f"{too_slow_in_words(took_s)}: so these are papers without a model, for an inference server "
        "(docs/inference.md). It loads the model's file under the pack's name, and kiosk.toml "
        "names server and pack under [inference]."
    )


def too_slow_in_words(took_s: float) -> str:
    """What a picture takes, and what it may take."""
    return (
        f"One picture takes {took_s:.0f} s of this machine's work, and {SLOWEST_MS / 1000:g} s is "
        "the most that can be shown"
    )


def is_for_a_server(fields: dict[str, Any]) -> bool:
    """Whether the papers name no file."""
    return fields["file"] == ""
