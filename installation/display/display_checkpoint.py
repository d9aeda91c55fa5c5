"""What the next life of the room wants to know of this one. It travels with every beat."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class DisplayCheckpoint:
    """The saved state of the display room."""

    first_picture_ns: int = 0  # when the first picture of all was seen, monotonic; 0: none yet
    day: str = ""  # see `MapTrail.checkpoint`
    words: str = ""  # see `DayWords.checkpoint`
    size: tuple[int, int] | None = None  # height and width of the screen, pixels
    lives_with_card: int = 0  # see `ScreenKeeper`
    modes: dict[str, str] = field(default_factory=dict)  # of monitors: see `ModeMemory`

    @classmethod
    def of(cls, values: dict[str, Any]) -> "DisplayCheckpoint":
        """As `values` says it; {} at the first start."""
        saved = cls(**values)
        if saved.size is not None:
            height, width = saved.size
            saved.size = (height, width)  # JSON knows lists only
        return saved

    def values(self) -> dict[str, Any]:
        """As it travels."""
        return asdict(self)
