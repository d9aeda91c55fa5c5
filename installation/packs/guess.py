"""What a stranger's generator takes and gives.

It is read from the graph, and where that leaves a doubt, found by running it. Every guess
carries its reason, so that whoever made the model can contradict it.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from installation.packs.guess_inputs import TrialGraph
from installation.packs.guess_outputs import OutputGuess
from installation.packs.guess_source import ImageTrial
from installation.packs.guess_table import Guess, Told


def guess(path: Path, told: Told | None = None) -> Guess:
    """Of the generator in `path`; `told` is what somebody knows of it. Raises `BrokenPack`."""
    found = Guess()
    found.set("file", path.name, "the file given")
    told = told or Told()
    kind = TrialGraph if told.source is None else ImageTrial
    trial = kind(path, found, told)
    OutputGuess(path, trial, found, told).look()
    return found


def as_json(folder: Path, file: str, told: dict[str, Any]) -> dict[str, Any]:
    """`guess` as a task for `quarantine.ask`: its answer in JSON values."""
    return asdict(guess(folder / file, Told(**told)))
