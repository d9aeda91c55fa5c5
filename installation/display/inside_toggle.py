"""Who opens the picture: the visit, until somebody asks otherwise by a key."""


class InsideToggle:
    """What was asked by a key holds until the visit changes its mind, `look_s` seconds at most."""

    def __init__(self, look_s: float):
        self._look_s = look_s
        self._asked: bool | None = None  # None: the visit decides
        self._asked_s = 0.0  # ago
        self._visit_looks = False

    def ask(self, looks: bool) -> None:
        """To look inside, or not to, whatever the visit is."""
        self._asked = looks
        self._asked_s = 0.0

    def leave(self) -> None:
        """To the visit again."""
        self._asked = None

    def tick(self, visit_looks: bool, dt: float) -> bool:
        """True while the inside is to be open; `visit_looks`: as the visit would have it."""
        self._asked_s += dt
        if visit_looks != self._visit_looks or self._asked_s > self._look_s:
            self._asked = None
            self._visit_looks = visit_looks
        return visit_looks if self._asked is None else self._asked
