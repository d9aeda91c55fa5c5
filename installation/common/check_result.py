"""One line of a check's table: `kiosk check` and `kiosk pack check` both answer with these."""

from dataclasses import dataclass

from installation.vocabulary import Severity


@dataclass(frozen=True)
class CheckResult:
    """What was found. Control systems match on `state` and `what`: these words stay."""

    state: Severity
    what: str  # what was looked at
    said: str  # what was found
    remedy: str = ""  # what would help
