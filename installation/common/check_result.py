"""A line of what `kiosk check` found. Control systems match on `state` and `what`: these words stay."""

from dataclasses import dataclass

OK, WARN, BAD = (
    "OK",
    "WARN",
    "BAD",
)  # as it should be; the piece runs, but look at it; the piece does not run as asked


@dataclass(frozen=True)
class CheckResult:
    """`said` is what was found, `remedy` what would help."""

    state: str
    what: str
    said: str
    remedy: str = ""
