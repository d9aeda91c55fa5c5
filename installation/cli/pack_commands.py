"""`kiosk pack ...`: what artists and technicians do with packs, from a model file to the wall."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from installation.cli.pack_parser import parser
from installation.faults import Refused
from installation.packs import manifest, quarantine
from installation.packs.check import BAD, GOOD, NOTE

_MARKS = {GOOD: "ok", NOTE: "note", BAD: "NO"}


def main(arguments: list[str], models: Path) -> int:
    """Runs one command on the packs in `models`; 0 is well, 1 a pack that cannot be shown. Raises faults."""
    options = parser().parse_args(arguments)
    return _COMMANDS[options.word](options, (options.models or models).absolute())


def _new(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.new import new

    _told(new(models, options.name, options.files, options.dimensions), models, options.name)
    return 0


def _told(guess: dict, models: Path, name: str) -> None:
    """What was guessed, and why."""
    reasons = {key: reason for key, reason in guess["reasons"].items()}
    values = {key: value for key, value in guess["fields"].items() if key != "constants"}
    values |= {
        f"constants.{key}": value for key, value in guess["fields"].get("constants", {}).items()
    }
    _table([(key, _short(value), reasons.get(key, "")) for key, value in values.items()])
    for note in guess["notes"]:
        print(f"note: {note}")
    print(f"Made {models / name}. Complete its pack.toml; then: kiosk pack check {name}")


def _import(options: argparse.Namespace, models: Path) -> int:
    import importlib.util

    missing = [name for name in ("torch", "onnx") if importlib.util.find_spec(name) is None]
    if missing:
        raise Refused(
            f"importing needs the studio's {' and '.join(missing)} (docs/studio.md); a kiosk does without"
        )
    from installation.packs.new import new
    from installation.studio import importing

    warning = importing.WARNING.format(code=options.code)
    if not options.trust:
        raise Refused(f"{warning} If you do, say --trust")
    print(f"Warning: {warning}")
    try:
        settings = json.loads(options.settings)
    except ValueError as error:
        raise Refused(f"--with {options.settings}: no JSON ({error})") from error
    source = importing.Source(
        options.checkpoint, options.code, options.make, settings, options.dimensions
    )
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "generator.onnx"
        found = importing.run(source, model)
        print(
            f"ONNX Runtime and PyTorch differ by at most {found['difference']:.2e} of the range, on {found['points']} points."
        )
        _told(new(models, options.name, [model], options.dimensions), models, options.name)
    return _check(
        argparse.Namespace(name=options.name, json=False, quick=False, studio=True), models
    )


def _show_it(options: argparse.Namespace, models: Path) -> int:
    """A kiosk that runs shows what was saved last; saving the papers as they are is asking."""
    papers = models / options.name / "pack.toml"
    manifest.load(papers.parent)
    os.utime(papers)
    print(
        f"A kiosk that runs with {models} proves {options.name} now and shows it; its page says when not."
    )
    return 0


def _check(options: argparse.Namespace, models: Path) -> int:
    findings = quarantine.ask(
        "check:check",
        models / options.name,
        quick=options.quick,
        studio=options.studio or not options.quick,
    )
    _show(findings, options.json)
    return 1 if any(finding["state"] == BAD for finding in findings) else 0


def _show(findings: list[dict], as_json: bool = False) -> None:
    if as_json:
        print(json.dumps(findings, indent=1, ensure_ascii=False))
        return
    _table([(finding["part"], _MARKS[finding["state"]], finding["words"]) for finding in findings])
    if not quarantine.is_enforced():
        print("note: this system cannot hold a process within limits; only its time was limited")


def _preview(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.preview import preview

    page = preview(
        manifest.load(models / options.name), options.to or Path(f"{options.name}-preview")
    )
    print(f"Page: {page}")
    return 0


def _place(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.places import add

    titles = dict(text.split("=", 1) for text in options.titles if "=" in text)
    if len(titles) != len(options.titles):
        raise Refused(
            f'{" ".join(options.titles)}: wanted are titles like de="Letztes Licht" en="Last light"'
        )
    add(models / options.name, options.number, titles)
    return 0


def _seal(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.archive import seal

    sums = seal(models / options.name)
    _table([(name, digest) for name, digest in sums.items()])
    return 0


def _bundle(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.archive import bundle

    folder = models / options.name
    target = options.to or Path(f"{options.name}-{manifest.load(folder).about.version}.zip")
    digest = bundle(folder, target.absolute())
    print(f"{target}  {target.stat().st_size / 1e6:.1f} MB  sha256 {digest}")
    return 0


def _install(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.archive import install

    name, findings = install(options.file, models, options.replace, options.studio)
    _show(findings, options.json)
    if not options.json:
        print(f"Installed {models / name}; show it with: kiosk run --pack {name}")
    return 0


def _label(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.wall_label import label

    pack = manifest.load(models / options.name)
    print(label(pack, options.languages.split(",")))
    if pack.papers_wanting:
        print(f"note: pack.toml does not say {', '.join(pack.papers_wanting)}", file=sys.stderr)
    return 0


_COMMANDS = {
    "new": _new,
    "import": _import,
    "show": _show_it,
    "check": _check,
    "preview": _preview,
    "place": _place,
    "seal": _seal,
    "bundle": _bundle,
    "install": _install,
    "label": _label,
}


def _short(value) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:36]}...]"


def _table(rows: list[tuple[str, ...]]) -> None:
    """Columns as wide as they need be; the last one runs free."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print(
            "  ".join(
                [*(cell.ljust(width) for cell, width in zip(row[:-1], widths)), row[-1]]
            ).rstrip()
        )
