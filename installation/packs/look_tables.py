"""[look] of pack.toml: values for inputs of the graph, in tables of which one is shown.

Here they become numbers; whether they fit the graph, `look_inputs` finds out.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

_SHOW = "show"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_GREATEST = 2**53
_DEEPEST = 4  # lists within lists
_WANTED = 'a number, a colour "#rrggbb", or a list of them'

InputValues = dict[str, np.ndarray]  # input of the graph -> its numbers


@dataclass(frozen=True)
class LookTables:
    """What the artist may choose from, and what is chosen."""

    show: str = ""  # the look that is shown; "" in a pack that has none
    tables: dict[str, InputValues] = field(default_factory=dict)  # by the look's name
    # by the look's name too: (n, 3) uint8, what is written as colours in its table
    palettes: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def shown(self) -> InputValues:
        """Of the look that is shown."""
        return self.tables.get(self.show, {})

    @property
    def palette(self) -> np.ndarray:
        """Colours (n, 3) uint8 of the look that is shown; none in a pack without looks."""
        return self.palettes.get(self.show, np.zeros((0, 3), np.uint8))

    @property
    def inputs(self) -> list[str]:
        """All inputs of the graph that any look mentions."""
        names: dict[str, None] = {}
        for table in self.tables.values():
            names |= dict.fromkeys(table)
        return list(names)


def parsed(look: dict[str, Any]) -> LookTables:
    """The table [look] as pack.toml has it. Raises `ValueError`, in words."""
    if not look:
        return LookTables()
    tables = {}
    palettes = {}
    for name, table in look.items():
        if name != _SHOW:
            tables[name] = _numbers_of(name, table)
            colours = _colours_in(table)
            palettes[name] = np.array(colours, np.uint8).reshape(-1, 3)
    choice = ", ".join(tables) or "none"
    show = look.get(_SHOW)
    if show is None:
        raise ValueError(f"[look] show is missing: it names the look that is shown ({choice})")
    if isinstance(show, dict):
        raise ValueError(
            f"[look] show names the look that is shown ({choice}): call [look.show] otherwise"
        )
    if not isinstance(show, str) or show not in tables:
        raise ValueError(f"[look] show names {show}, available: {choice}")
    return LookTables(show, tables, palettes)


def _numbers_of(name: str, table: Any) -> InputValues:
    if not isinstance(table, dict):
        raise ValueError(f"[look] {name} is no look: a look is a table of its own, [look.{name}]")
    values = {}
    for key, value in table.items():
        where = f"[look.{name}] {key}"
        values[key] = _array(_with_numbers(value, where, depth=0), where)
    return values


def _with_numbers(value: Any, where: str, depth: int) -> Any:
    """The same with each colour as three numbers 0..255."""
    if isinstance(value, list) and depth < _DEEPEST:
        return [_with_numbers(part, where, depth + 1) for part in value]
    if isinstance(value, str):
        return _colour(value, where)
    if isinstance(value, int | float):
        if not abs(value) < _GREATEST:  # neither is NaN
            raise ValueError(f"{where} holds what is no number, or too large: wanted is {_WANTED}")
        return value
    raise ValueError(f"{where}: wanted is {_WANTED}, at most {_DEEPEST} deep")


def _colour(text: str, where: str) -> list[int]:
    if not _COLOUR.fullmatch(text):
        raise ValueError(f'{where} holds "{text[:40]}": a colour is written "#rrggbb"')
    return list(bytes.fromhex(text[1:]))


def _colours_in(value: Any) -> list[list[int]]:
    """Each colour of a table that was found good, as often as it stands there."""
    if isinstance(value, dict):
        return _colours_in(list(value.values()))
    if isinstance(value, list):
        return [colour for part in value for colour in _colours_in(part)]
    return [list(bytes.fromhex(value[1:]))] if isinstance(value, str) else []


def _array(value: Any, where: str) -> np.ndarray:
    try:
        array = np.array(value)
    except ValueError as error:
        raise ValueError(f"{where}: its lists differ in length or depth") from error
    if not array.size:
        raise ValueError(f"{where} is empty: wanted is {_WANTED}")
    return array
