"""What `kiosk pack ...` prints: verdicts and guesses, as tables."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from installation.common.check_result import CheckResult
from installation.common.paths import ROOT
from installation.common.plain_text import on_one_line
from installation.common.shell_command import pasted
from installation.faults import Refused
from installation.packs import manifest, quarantine
from installation.vocabulary import Severity

_LONGEST_VALUE = 40  # letters in the table of guesses


def print_check(folder: Path, quick: bool, studio: bool, as_json: bool) -> int:
    """Checks a pack in quarantine; 1 where it cannot be shown."""
    results = quarantine.check(folder, quick=quick, studio=studio)
    results += _sounds_with(folder)
    print_results(results, as_json)
    is_bad = any(result.state == Severity.BAD for result in results)
    return 1 if is_bad else 0


def _sounds_with(folder: Path) -> list[CheckResult]:
    """The artists' sounds of this machine, where there are any, as they are heard with a pack that can be read."""
    assets = ROOT / "assets"
    if not (assets / "sounds").is_dir():
        return []
    from installation.config.schema import SoundConfig
    from installation.service.health.asset_checks import check_sounds

    try:
        pack = manifest.load(folder)
    except Refused:  # said already
        return []
    return [check_sounds(assets, pack, SoundConfig().rate_hz)]


def print_results(results: list[CheckResult], as_json: bool) -> None:
    """A row for each, or JSON."""
    if as_json:
        values = [dataclasses.asdict(result) for result in results]
        print(json.dumps(values, indent=1, ensure_ascii=False))
        return
    rows = []
    for result in results:
        said = f"{result.said}: {result.remedy}" if result.remedy else result.said
        rows.append((result.what, result.state, said))
    print_table(rows)
    if not quarantine.is_enforced():
        print("note: this system cannot hold a process within limits; only its time was limited")


def print_guess(guess: dict[str, Any], models: Path, name: str) -> None:
    """What was guessed, and why."""
    values = dict(guess["fields"])
    constants = values.pop("constants", {})
    for key, value in guess["source"].items():
        values[f"source.{key}"] = value
    for key, value in constants.items():
        values[f"constants.{key}"] = value
    rows = []
    for key, value in values.items():
        rows.append((key, _shortened(value), guess["reasons"].get(key, "")))
    print_table(rows)
    for note in guess["notes"]:
        print(f"note: {on_one_line(note)}")
    check = pasted("kiosk pack check", name, models=models)
    print(f"Made {models / name}. Complete its pack.toml; then: {check}")


def _shortened(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= _LONGEST_VALUE:
        return text
    return f"{text[: _LONGEST_VALUE - 4]}...]"


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Columns as wide as they need be; the last one runs free."""
    rows = [tuple(on_one_line(cell) for cell in row) for row in rows]
    columns = list(zip(*rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns[:-1]]
    for *cells, last in rows:
        padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
        print("  ".join([*padded, last]).rstrip())
