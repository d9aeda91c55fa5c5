"""Whether those in view are others than before: only then may what they find be laid anew. Values in, values out."""

GONE_S = 1.0  # somebody lost for less has not left
LONG_S = 120.0  # in a house that is never empty the first ones have left by then


class Company:
    """Those who are, or were, in front of the camera together, by their numbers."""

    def __init__(self) -> None:
        self._known: set[int] = set()
        self._first: set[int] = set()  # those with whom it began
        self._away_s = 0.0  # nobody has been in view
        self._together_s = 0.0

    def tick(self, visitors: set[int], dt: float) -> bool:
        """True in the moment in which another company begins, `dt` seconds after the last call."""
        if not visitors:
            self._away_s += dt
            return False
        is_other = self._is_other(visitors)
        if is_other:
            self._known = set()
            self._first = set(visitors)
            self._together_s = 0.0
        self._known |= visitors
        self._together_s += dt
        self._away_s = 0.0
        return is_other

    def _is_other(self, visitors: set[int]) -> bool:
        has_newcomer = not visitors <= self._known
        if not has_newcomer:
            return False
        if not self._known:
            return True
        has_left = self._away_s >= GONE_S and self._known.isdisjoint(visitors)
        is_long = self._together_s >= LONG_S and self._first.isdisjoint(visitors)
        return has_left or is_long
