"""How large the pictures are: Full HD where this machine makes enough of them, measured on those that are shown.

Values in, values out.
"""

from enum import Enum, auto
from statistics import median

from installation.generator.size_notes import SizeNotes

FULL_HD_PX = 1920  # longest side
SMALL_PX = 1280
ENOUGH_HZ = 25.0  # so many Full HD pictures a second are enough to begin with ...
TOO_FEW_HZ = 20.0  # ... and fewer than so many, for long, are too few to go on with
SETTLING = 75  # pictures until the start of the other rooms disturbs no measurement
TRIAL = 20  # pictures of a measurement, after the first
HOPELESS = 3  # of them, if all took twice too long, are enough
LONG_S = 20.0  # of painting: so long it is too slow before smaller ones are made


class _Phase(Enum):
    FIXED = auto()  # nothing is measured
    SETTLING = auto()
    TRIAL = auto()
    FULL = auto()


class PictureSize:
    """Begins with what was found on this machine before, else small; tries Full HD once, and keeps what will do.

    The trial's pictures are shown like any other: the next ones are only sharper, or as before.
    """

    def __init__(self, wanted_px: int, notes: SizeNotes, may_try: bool = True):
        """`wanted_px` above 0 is the longest side whatever it costs.

        `may_try`: not in a later life of the room, which would only stutter again.
        """
        self._wanted_px = wanted_px
        self._notes = notes
        self._may_try = may_try
        self._phase = _Phase.FIXED
        self._screen = (0, 0)
        self._took_s: list[float] = []  # by each picture of this phase
        self.longest_px = wanted_px or SMALL_PX
        self.full_hd_hz: float | None = None  # Full HD pictures a second; None: not measured

    @property
    def is_full_hd(self) -> bool | None:
        """What was decided from it; None: nothing was measured, so that there was nothing to decide."""
        return None if self.full_hd_hz is None else self._phase == _Phase.FULL

    def set_screen(self, height: int, width: int) -> None:
        """The pictures are for a screen of so many pixels from now on."""
        if (height, width) == self._screen:
            return
        self._screen = (height, width)
        self._took_s.clear()
        if self._wanted_px:
            return
        self.longest_px = SMALL_PX
        self.full_hd_hz = None
        self._phase = _Phase.FIXED
        if max(height, width) > SMALL_PX:
            self._begin()

    def record(self, took_s: float) -> None:
        """A picture has been made and sent, in so many seconds."""
        if self._phase == _Phase.FIXED:
            return
        self._took_s.append(took_s)
        count = len(self._took_s)
        if self._phase == _Phase.SETTLING and count >= SETTLING:
            self._enter(_Phase.TRIAL, FULL_HD_PX)
        elif self._phase == _Phase.TRIAL and self._is_tried:
            self._judge(ENOUGH_HZ)
        elif self._phase == _Phase.FULL and sum(self._took_s) >= LONG_S:
            self._judge(TOO_FEW_HZ)

    def _begin(self) -> None:
        """As the notes say; where it was too slow before, the machine may have been busy then."""
        known_hz = self._notes.full_hd_hz(*self._screen)
        self.full_hd_hz = known_hz
        if known_hz is not None and known_hz >= ENOUGH_HZ:
            self._enter(_Phase.FULL, FULL_HD_PX)
        elif self._may_try:
            self._enter(_Phase.SETTLING, SMALL_PX)

    @property
    def _is_tried(self) -> bool:
        after_first = self._took_s[1:]  # the first one makes room for the others
        is_hopeless = len(after_first) >= HOPELESS and min(after_first) > 2 / ENOUGH_HZ
        return is_hopeless or len(after_first) >= TRIAL

    def _judge(self, least_hz: float) -> None:
        """Full HD goes on, or small pictures from now on."""
        rate_hz = round(1 / median(self._took_s[1:]), 1)
        is_enough = rate_hz >= least_hz
        was_trial = self._phase == _Phase.TRIAL
        if is_enough:
            self._enter(_Phase.FULL, FULL_HD_PX)
        else:
            self._enter(_Phase.FIXED, SMALL_PX)
        if was_trial or not is_enough:
            self.full_hd_hz = rate_hz
            self._notes.note(*self._screen, rate_hz)

    def _enter(self, phase: _Phase, longest_px: int) -> None:
        self._phase = phase
        self.longest_px = longest_px
        self._took_s.clear()
