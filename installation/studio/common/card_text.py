"""A pack's model card: the tables of its pack.toml and its licence."""

import json
import platform
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import torch

LICENCE = """{name}: drawings, network weights and papers of this folder
Author: Latenzraum

To the extent possible under law, the author has waived all copyright and related or neighbouring
rights to this work under CC0 1.0 Universal (SPDX: CC0-1.0).
The legal text: https://creativecommons.org/publicdomain/zero/1.0/legalcode
"""


class Titles(NamedTuple):
    """A name in both languages."""

    de: str
    en: str


class NamedDrawing(NamedTuple):
    """A place worth visiting: its title, and the number of the drawing (of seed 1) that lies there."""

    de: str
    en: str
    drawing: int


class CardGesture(NamedTuple):
    """An input of the graph that visitors drive directly."""

    name: str  # of the input
    source: str  # what drives it; see docs/artist.md
    reach: tuple[float, float]
    rest: float
    smoothing_s: float


def gesture_tables(gestures: Iterable[CardGesture]) -> list[str]:
    """The tables [[gesture]]."""
    parts = []
    for gesture in gestures:
        rows = {
            "input": gesture.name,
            "from": gesture.source,
            "range": list(gesture.reach),
            "rest": gesture.rest,
            "smoothing_s": gesture.smoothing_s,
        }
        parts.append(table("[[gesture]]", rows))
    return parts


def table(head: str, rows: Mapping[str, Any]) -> str:
    """A table of TOML; its strings, numbers and lists are written as those of JSON."""
    lines = [head]
    for key, value in rows.items():
        lines.append(f"{key} = {as_toml(value)}")
    return "\n".join(lines) + "\n"


def as_toml(value: Any) -> str:
    """A string, a number or a list as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)


def training_numbers(program: str, steps: int, elapsed_s: float, cores: str = "") -> dict[str, Any]:
    """The table [training]; time counts as it passed, pauses of a busy machine included.

    `cores` is added to the processor's name where there is no graphics card.
    """
    hardware = f"{platform.machine()} CPU{cores}"
    if torch.cuda.is_available():
        hardware = torch.cuda.get_device_name()
    return {
        "program": program,
        "date": date.today().isoformat(),
        "hardware": hardware,
        "hours": round(elapsed_s / 3600, 2),
        "steps": steps,
    }


def licence(name: str) -> str:
    """The content of LICENSE."""
    return LICENCE.format(name=name)
