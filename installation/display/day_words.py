"""The words that were spelled today: words only, neither when nor by whom, and none of another day."""

from datetime import date

KEPT = 8


class DayWords:
    """The newest words first. `checkpoint` carries them into the room's next life."""

    def __init__(self, checkpoint: str = ""):
        """Of a `checkpoint` that cannot be read nothing is known."""
        day, *words = checkpoint.split() or [""]
        self.newest = words[:KEPT]
        self._day = day
        self._celebrated = ""  # just now

    def record(self, word: str, today: date) -> None:
        """What is celebrated just now, "" for nothing."""
        if self._day != today.isoformat():
            self.newest = []
            self._day = today.isoformat()
        if word and word != self._celebrated:
            others = [each for each in self.newest if each != word]
            self.newest = [word, *others][:KEPT]
        self._celebrated = word

    def forget(self) -> None:
        """The house closes."""
        self.newest = []

    @property
    def checkpoint(self) -> str:
        """The day and its words."""
        return " ".join([self._day, *self.newest])
