"""When a message is due: trouble for so long, once; then when it is well again; never more often than set. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from installation.config.schema import AlertsConfig

MINUTE_S = 60.0
WELL_S = 120.0  # it has to last before it is told
RETRY_S = 300.0  # after a message that nobody took
_LATEST_S = 253_402_300_800.0  # the end of the year 9999: of more no date can be told
LONGEST_GAP_S = 600.0  # between two looks: after more (the machine was off) nothing is known of what was meanwhile


class AlertKind(StrEnum):
    """What a message says."""

    TROUBLE = "trouble"
    WELL = "well"
    TEST = "test"


@dataclass
class AlertRecord:
    """What is remembered from look to look; times in seconds since 1970, 0 where there is none."""

    looked_s: float = 0.0
    trouble_since_s: float = 0.0
    well_since_s: float = 0.0
    told_since_s: float = (
        0.0  # when the trouble began that somebody knows of; 0: nobody waits for good news
    )
    sent_s: float = 0.0  # the last message that was taken
    tried_s: float = 0.0
    sent: str = ""  # its kind
    failure: str = ""  # why the last one was not taken, in words

    @property
    def is_whole(self) -> bool:
        """False where a file held something else."""
        times = (
            self.looked_s,
            self.trouble_since_s,
            self.well_since_s,
            self.told_since_s,
            self.sent_s,
            self.tried_s,
        )
        is_timed = all(isinstance(time, int | float) and 0 <= time < _LATEST_S for time in times)
        return is_timed and isinstance(self.sent, str) and isinstance(self.failure, str)

    def note(self, troubles: Sequence[str], now_s: float) -> None:
        """How it is now."""
        if not 0 <= now_s - self.looked_s <= LONGEST_GAP_S:
            self.trouble_since_s = 0.0
            self.well_since_s = 0.0
        self.looked_s = now_s
        if troubles:
            self.well_since_s = 0.0
            self.trouble_since_s = self.trouble_since_s or now_s
        else:
            self.trouble_since_s = 0.0
            self.well_since_s = self.well_since_s or now_s

    def due(self, rules: AlertsConfig, now_s: float) -> AlertKind | None:
        """What is to be told now, if anything."""
        if 0 <= now_s - self.sent_s < rules.pause_min * MINUTE_S:
            return None
        if self.failure and 0 <= now_s - self.tried_s < RETRY_S:
            return None
        if self.trouble_since_s and not self.told_since_s:
            is_long = now_s - self.trouble_since_s >= rules.after_min * MINUTE_S
            return AlertKind.TROUBLE if is_long else None
        if self.well_since_s and self.told_since_s:
            is_lasting = now_s - self.well_since_s >= WELL_S
            return AlertKind.WELL if is_lasting else None
        return None

    def note_sent(self, kind: AlertKind, now_s: float, failure: str, is_taken: bool) -> None:
        """What became of a message; `failure` is told also where another way took it."""
        self.tried_s = now_s
        self.failure = failure
        if not is_taken:
            return
        self.sent = kind
        if kind != AlertKind.TEST:  # a test holds nothing up
            self.sent_s = now_s
            self.told_since_s = self.trouble_since_s if kind == AlertKind.TROUBLE else 0.0
