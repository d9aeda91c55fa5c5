"""What a stranger's generator takes and gives.

It is read from the graph, and where that leaves a doubt, found by running it. Every guess
carries its reason, so that whoever made the model can contradict it.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from installation.packs.guess_inputs import TrialGraph
from installation.packs.guess_outputs import OutputGuess
from installation.packs.guess_table import Guess


def guess(path: Path, dimensions: int | None = None) -> Guess:
    """Of the generator in `path`; `dimensions` where somebody knows them. Raises `BrokenPack`."""
    found = Guess()
    found.set("file", path.name, "the file given")
    trial = TrialGraph(path, found, dimensions)
    OutputGuess(path, trial, found).look()
    return found


def as_json(folder: Path, file: str, dimensions: int | None) -> dict[str, Any]:
    """`guess` as a task for `quarantine.ask`: its answer in JSON values."""
    return asdict(guess(folder / file, dimensions))
