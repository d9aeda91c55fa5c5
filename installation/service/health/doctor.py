"""`kiosk check`: what matters for a good opening day, each with what was found and what would help."""

import shutil
import textwrap
from pathlib import Path

from installation.common.check_result import BAD, OK, WARN, CheckResult
from installation.config import resolve, schema
from installation.faults import BadConfig, BrokenPack, Fault
from installation.packs import manifest
from installation.service.health import self_test, system_checks


def configuration(path: Path | None, assets: Path | None = None) -> list[CheckResult]:
    """All mistakes of kiosk.toml, one a line; also those that only its pack and its texts show."""
    try:
        settings = resolve.by_file(path, assets)
    except BadConfig as error:
        remedy = "change it there; ./kiosk config shows every key with its limits"
        said = [f"{each.key} {each.said}" for each in error.mistakes] or [str(error)]
        lines = [f"line {each.line}" if each.line else each.source for each in error.mistakes] or [
            "as a whole"
        ]
        return [
            CheckResult(BAD, f"kiosk.toml {line}", words, remedy)
            for line, words in zip(lines, said)
        ]
    except BrokenPack as error:
        return [
            CheckResult(
                BAD,
                "pack",
                str(error),
                "choose another one as [generator] pack, or put it into models/ again",
            )
        ]
    shown = path or resolve.usual_config()
    pack = manifest.load(Path(settings["pack_folder"]))
    here = f"{shown} is in order" if shown.exists() else f"there is no {shown}: the defaults hold"
    return [
        CheckResult(OK, "kiosk.toml", here),
        CheckResult(
            OK,
            "pack papers",
            f"{pack.about.name} {pack.about.version}, licence {pack.about.licence or 'not named'}",
        ),
    ]


def machine(path: Path | None, assets: Path | None = None) -> list[CheckResult]:
    """What the machine can do: itself, and then the piece in a rehearsal, or the one that runs."""
    try:
        settings = resolve.by_file(path, assets)
    except Fault:
        settings = schema.Kiosk().model_dump()
        return system_checks.findings(settings)  # a rehearsal would refuse, too
    return [*system_checks.findings(settings), *self_test.findings(path, settings)]


def table(findings: list[CheckResult]) -> str:
    """The findings for a terminal, with the remedy of each below it."""
    wide = max(len(finding.what) for finding in findings)
    room = max(40, shutil.get_terminal_size((110, 24)).columns - wide - 7)
    lines = []
    for finding in findings:
        words = finding.said + (f"\n-> {finding.remedy}" if finding.remedy else "")
        rows = [row for part in words.split("\n") for row in textwrap.wrap(part, room) or [""]]
        lines.append(f"{finding.state:<5} {finding.what:<{wide}} {rows[0]}")
        lines += [f"{'':<{wide + 6}} {row}" for row in rows[1:]]
    bad, warn = (sum(finding.state == state for finding in findings) for state in (BAD, WARN))
    return "\n".join([*lines, "", _sum(bad, warn)])


def _sum(bad: int, warn: int) -> str:
    if bad:
        return f"{bad} BAD, {warn} WARN: the piece does not run as asked"
    return f"0 BAD, {warn} WARN: the piece runs" + (
        "; look at what is said above" if warn else ", all is well"
    )
