"""What people do with keys and mouse, whatever library hears of it."""

from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """What a key asks for."""

    END = "end"
    NEXT_PACK = "next-pack"
    LOOK = "look"  # look inside, or no longer
    NEXT = "next"  # the next pane
    ALL = "all"  # all panes together
    PANE_1 = "1"  # a pane by its number
    PANE_2 = "2"
    PANE_3 = "3"
    PANE_4 = "4"
    PANE_5 = "5"
    PANE_6 = "6"
    PANE_7 = "7"
    PANE_8 = "8"
    PANE_9 = "9"
    PANEL = "panel"  # this and the next: in the studio only
    SAVE_PLACE = "save-place"
    LET_GO = "free"  # of the sliders


@dataclass(frozen=True)
class Pointer:
    """The mouse, in pixels of what is drawn."""

    x: int
    y: int
    is_down: bool
