"""`kiosk pack ...`: what artists and technicians do with packs, from a model file to the wall."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from installation.faults import Refused
from installation.packs import manifest, quarantine
from installation.packs.check import BAD, GOOD, NOTE

_MARKS = {GOOD: "ok", NOTE: "note", BAD: "NO"}


def main(arguments: list[str], models: Path) -> int:
    """Runs one command on the packs in `models`; 0 is well, 1 a pack that cannot be shown. Raises faults."""
    options = _parser().parse_args(arguments)
    return _COMMANDS[options.word](options, (options.models or models).absolute())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk pack", description="A pack is a model with its papers (docs/artist.md)."
    )
    words = parser.add_subparsers(
        dest="word",
        required=True,
        metavar="new | import | check | show | preview | place | seal | bundle | install | label",
    )
    new = words.add_parser("new", help="make a pack of a model; what it takes and gives is found out")
    new.add_argument("name", metavar="NAME", help="of the pack: a-z, 0-9, -")
    new.add_argument(
        "files", metavar="MODEL.onnx", nargs="+", type=Path, help="the generator; then encoder, classifier, voice"
    )
    new.add_argument(
        "--dimensions", type=int, metavar="N", help="how many values a latent point has, where it cannot be found out"
    )
    given = words.add_parser("import", help="studio only: from a PyTorch checkpoint and its own code to a pack")
    given.add_argument("name", metavar="NAME", help="of the pack: a-z, 0-9, -")
    given.add_argument("checkpoint", metavar="CHECKPOINT", type=Path, help=".pth, .pt, .ckpt or .pkl")
    given.add_argument(
        "--code",
        required=True,
        type=Path,
        metavar="FILE.py",
        help="the generator's code: it is executed; or the folder it lies in",
    )
    given.add_argument(
        "--make", default="Generator", metavar="Name", help="its class (default: Generator); module:Name in a folder"
    )
    given.add_argument(
        "--with", dest="settings", default="{}", metavar="JSON", help='the arguments of the class, e.g. {"nz": 100}'
    )
    given.add_argument("--dimensions", type=int, metavar="N", help="how many values a latent point has")
    given.add_argument("--trust", action="store_true", help="yes, run that code")
    check = words.add_parser("check", help="prove a pack in quarantine")
    check.add_argument(
        "--quick", action="store_true", help="only whether it may be shown: no speed, journey and look inside"
    )
    show = words.add_parser("show", help="ask the kiosk that runs for this pack; it is proved and crossfaded in")
    preview = words.add_parser("preview", help="a contact sheet, a walk as a film and a page, for a curator")
    preview.add_argument("--to", type=Path, metavar="FOLDER", help="where to (default: NAME-preview)")
    place = words.add_parser("place", help="name a sample of the preview's sheet a place worth visiting")
    seal = words.add_parser("seal", help="note the checksums of all files in its papers")
    bundle = words.add_parser("bundle", help="seal it and make one zip of it")
    bundle.add_argument("--to", type=Path, metavar="FILE.zip", help="where to (default: NAME-VERSION.zip)")
    install = words.add_parser("install", help="take a pack out of a zip, when it proves itself")
    install.add_argument("file", metavar="FILE.zip", type=Path)
    install.add_argument("--replace", action="store_true", help="put it in the place of the one that is there")
    label = words.add_parser("label", help="print the label for the wall")
    label.add_argument("--languages", default="de,en", metavar="de,en", help="in this order (default: de,en)")
    for word in (check, install):
        word.add_argument("--json", action="store_true", help="the findings for programs")
        word.add_argument("--studio", action="store_true", help="papers that are not complete are no hindrance")
    for word in (check, show, preview, place, seal, bundle, label):
        word.add_argument("name", metavar="NAME", help="the folder under models/")
    place.add_argument("number", metavar="N", type=int, help="of the sample on the sheet")
    place.add_argument("titles", metavar="de=TITLE", nargs="+", help="in each language of the house")
    for word in words.choices.values():
        word.add_argument("--models", type=Path, metavar="FOLDER", help="where packs lie (default: models)")
    return parser


def _new(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.new import new

    _told(new(models, options.name, options.files, options.dimensions), models, options.name)
    return 0


def _told(guess: dict, models: Path, name: str) -> None:
    """What was guessed, and why."""
    reasons = {key: reason for key, reason in guess["reasons"].items()}
    values = {key: value for key, value in guess["fields"].items() if key != "constants"}
    values |= {f"constants.{key}": value for key, value in guess["fields"].get("constants", {}).items()}
    _table([(key, _short(value), reasons.get(key, "")) for key, value in values.items()])
    for note in guess["notes"]:
        print(f"note: {note}")
    print(f"Made {models / name}. Complete its pack.toml; then: kiosk pack check {name}")


def _import(options: argparse.Namespace, models: Path) -> int:
    import importlib.util

    missing = [name for name in ("torch", "onnx") if importlib.util.find_spec(name) is None]
    if missing:
        raise Refused(f"importing needs the studio's {' and '.join(missing)} (docs/studio.md); a kiosk does without")
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
    source = importing.Source(options.checkpoint, options.code, options.make, settings, options.dimensions)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "generator.onnx"
        found = importing.run(source, model)
        print(
            f"ONNX Runtime and PyTorch differ by at most {found['difference']:.2e} of the range, on {found['points']} points."
        )
        _told(new(models, options.name, [model], options.dimensions), models, options.name)
    return _check(argparse.Namespace(name=options.name, json=False, quick=False, studio=True), models)


def _show_it(options: argparse.Namespace, models: Path) -> int:
    """A kiosk that runs shows what was saved last; saving the papers as they are is asking."""
    papers = models / options.name / "pack.toml"
    manifest.load(papers.parent)
    os.utime(papers)
    print(f"A kiosk that runs with {models} proves {options.name} now and shows it; its page says when not.")
    return 0


def _check(options: argparse.Namespace, models: Path) -> int:
    findings = quarantine.ask(
        "check:check", models / options.name, quick=options.quick, studio=options.studio or not options.quick
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

    page = preview(manifest.load(models / options.name), options.to or Path(f"{options.name}-preview"))
    print(f"Page: {page}")
    return 0


def _place(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.places import add

    titles = dict(text.split("=", 1) for text in options.titles if "=" in text)
    if len(titles) != len(options.titles):
        raise Refused(f'{" ".join(options.titles)}: wanted are titles like de="Letztes Licht" en="Last light"')
    add(models / options.name, options.number, titles)
    return 0


def _seal(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.bundle import seal

    sums = seal(models / options.name)
    _table([(name, digest) for name, digest in sums.items()])
    return 0


def _bundle(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.bundle import bundle

    folder = models / options.name
    target = options.to or Path(f"{options.name}-{manifest.load(folder).about.version}.zip")
    digest = bundle(folder, target.absolute())
    print(f"{target}  {target.stat().st_size / 1e6:.1f} MB  sha256 {digest}")
    return 0


def _install(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.bundle import install

    name, findings = install(options.file, models, options.replace, options.studio)
    _show(findings, options.json)
    if not options.json:
        print(f"Installed {models / name}; show it with: kiosk run --pack {name}")
    return 0


def _label(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.label import label

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
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row[:-1], widths)), row[-1]]).rstrip())
