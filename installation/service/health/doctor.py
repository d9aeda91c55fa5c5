"""`kiosk check`: what matters for a good opening day, each with what was found and what would help."""

import shutil
import textwrap
from pathlib import Path

from installation.common.check_result import CheckResult
from installation.config import schema
from installation.config.options import RunOptions, check_assets
from installation.config.resolve import resolve, usual_config
from installation.faults import BadConfig, BrokenPack, Fault
from installation.packs import manifest
from installation.parent.run_settings import for_file
from installation.service.health import (
    asset_checks,
    mark_check,
    self_test,
    server_check,
    system_checks,
)
from installation.vocabulary import Severity

CONFIG_REMEDY = "change it there; ./kiosk config shows every key with its limits"
PACK_REMEDY = "choose another one as [generator] pack, or put it into models/ again"
ASSETS_REMEDY = "leave --assets out: the program's own folder is taken"
LEAST_COLUMNS = 40
USUAL_TERMINAL = (110, 24)  # columns and lines
STATE_COLUMNS = 5


def configuration(path: Path | None, assets: Path | None = None) -> list[CheckResult]:
    """All mistakes of kiosk.toml, one a line, and of what it names: pack, theme, texts, sounds, monitor, passwords."""
    try:
        resolve(RunOptions(config=path))
    except BadConfig as error:
        return _mistakes(error)
    try:
        check_assets(assets)
    except BadConfig as error:
        return [CheckResult(Severity.BAD, "assets", str(error), ASSETS_REMEDY)]
    try:
        settings = for_file(path, assets)
    except BadConfig as error:
        return _mistakes(error)
    except BrokenPack as error:
        return [CheckResult(Severity.BAD, "pack", str(error), PACK_REMEDY)]
    shown = path or usual_config()
    words = f"there is no {shown}: the defaults hold"
    if shown.exists():
        words = f"{shown} is in order"
    about = manifest.load(settings.pack_folder).about
    licence = about.licence or "not named"
    pack = f"{about.name} {about.version}, licence {licence}"
    return [
        CheckResult(Severity.OK, "kiosk.toml", words),
        CheckResult(Severity.OK, "pack papers", pack),
        *_alerts(settings.alerts),
        *asset_checks.check(settings),
    ]


def _alerts(alerts: schema.AlertsConfig) -> list[CheckResult]:
    """Where half of what an e-mail needs is set, it was meant to be sent."""
    if not alerts.lacks:
        return []
    words = (
        f"[alerts] {alerts.lacks} is missing: nobody gets an e-mail when the house is in trouble"
    )
    return [CheckResult(Severity.WARN, "alerts", words, "set it; ./kiosk alert --test tries it")]


def _mistakes(error: BadConfig) -> list[CheckResult]:
    if not error.mistakes:
        return [CheckResult(Severity.BAD, "kiosk.toml as a whole", str(error), CONFIG_REMEDY)]
    results = []
    for each in error.mistakes:
        place = f"line {each.line}" if each.line else each.source
        words = f"{each.key} {each.problem}"
        results.append(CheckResult(Severity.BAD, f"kiosk.toml {place}", words, CONFIG_REMEDY))
    return results


def machine(path: Path | None, assets: Path | None = None) -> list[CheckResult]:
    """What the machine can do: itself, and then the piece, played for a while, or the one that runs."""
    try:
        settings = for_file(path, assets)
    except Fault:
        return system_checks.check(schema.KioskConfig())  # the piece would refuse to be played, too
    marks = mark_check.check(settings.marks, settings.state)
    server = server_check.check(settings)
    return [*system_checks.check(settings), marks, *server, *self_test.check(path, settings)]


def table(results: list[CheckResult]) -> str:
    """The results for a terminal, with the remedy of each below it."""
    what_columns = max(len(result.what) for result in results)
    indent = STATE_COLUMNS + what_columns + 2
    terminal = shutil.get_terminal_size(USUAL_TERMINAL)
    columns = max(LEAST_COLUMNS, terminal.columns - what_columns - 7)
    lines = []
    for result in results:
        first, *others = _rows(result, columns)
        lines.append(f"{result.state:<{STATE_COLUMNS}} {result.what:<{what_columns}} {first}")
        for row in others:
            lines.append(" " * indent + row)
    return "\n".join([*lines, "", _summary(results)])


def _rows(result: CheckResult, columns: int) -> list[str]:
    """What is said of it, in rows of so many columns; the remedy begins a row of its own."""
    words = result.said
    if result.remedy:
        words += f"\n-> {result.remedy}"
    rows: list[str] = []
    for part in words.split("\n"):
        rows += textwrap.wrap(part, columns) or [""]
    return rows


def _summary(results: list[CheckResult]) -> str:
    states = [result.state for result in results]
    bad = states.count(Severity.BAD)
    warn = states.count(Severity.WARN)
    if bad:
        return f"{bad} BAD, {warn} WARN: the piece does not run as asked"
    if warn:
        return f"0 BAD, {warn} WARN: the piece runs; look at what is said above"
    return "0 BAD, 0 WARN: the piece runs, all is well"
