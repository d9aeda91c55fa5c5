"""`kiosk pack ...`: what artists and technicians do with packs, from a model file to the wall."""

import argparse
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

from installation.cli import missing_file
from installation.cli.pack_parser import parser
from installation.cli.pack_printing import print_check, print_guess, print_results, print_table
from installation.common import i18n
from installation.common.shell_command import pasted
from installation.faults import BrokenPack, Refused
from installation.packs import manifest
from installation.packs.guess_table import Told


def main(arguments: list[str], models: Path) -> int:
    """Runs one command on the packs in `models`; 0 is well, 1 a pack that cannot be shown.

    Raises faults.
    """
    options = parser().parse_args(arguments)
    folder = options.models or models
    return _COMMANDS[options.word](options, folder.absolute())


def _new(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.new import new

    missing_file.require(options.files)
    guess = new(models, options.name, options.files, _told(options))
    print_guess(guess, models, options.name)
    return 0


def _told(options: argparse.Namespace) -> Told:
    return Told(
        options.dimensions,
        _sizes(options.point),
        _sizes(options.shape),
        options.channels,
        options.latent,
        options.source,
    )


def _sizes(text: str | None) -> list[int] | None:
    """Of "3,90,160". Raises `Refused`."""
    if text is None:
        return None
    parts = text.replace("x", ",").split(",")
    if not all(part.strip().isdecimal() and int(part) > 0 for part in parts):
        raise Refused(f"{text}: wanted are sizes with commas between them, such as 3,90,160")
    return [int(part) for part in parts]


def _import(options: argparse.Namespace, models: Path) -> int:
    """A checkpoint becomes a model, and the model a pack."""
    missing = [name for name in ("torch", "onnx") if importlib.util.find_spec(name) is None]
    if missing:
        raise Refused(
            f"importing needs the studio's {' and '.join(missing)} (docs/studio.md); "
            "a kiosk does without"
        )
    from installation.packs.guess_patience import is_for_a_server
    from installation.packs.new import require_free

    require_free(models, options.name)  # before the minutes that an export takes
    model, found = _exported(options)
    try:
        _tell_export(found)
        guess = _pack_of(model, options, models)
    except KeyboardInterrupt:
        model.unlink(missing_ok=True)
        raise
    print_guess(guess, models, options.name)
    if is_for_a_server(guess["fields"]):
        print(f"For the server: {model}")
    else:
        model.unlink()
    return print_check(models / options.name, quick=False, studio=True, as_json=False)


def _exported(options: argparse.Namespace) -> tuple[Path, dict[str, Any]]:
    """Runs the maker's code, where that is wanted: the model, and what was found on the way."""
    from installation.studio.importing import import_process
    from installation.studio.importing.import_source import WARNING, Source

    warning = WARNING.format(code=options.code or options.checkpoint)
    if not options.trust:
        raise Refused(f"{warning} If you do, say --trust")
    print(f"Warning: {warning}")
    source = Source(
        checkpoint=options.checkpoint,
        code=options.code,
        make=options.make,
        settings=_settings(options.settings),
        dimensions=options.dimensions,
        key=options.key,
        in_w=options.walk == "w",
    )
    log = Path(f"{options.name}-import.log").absolute()
    print(f"What the libraries say goes into {log}; a large generator takes some minutes")
    model = log.with_suffix(".onnx")
    return model, import_process.run(source, model, log)


def _tell_export(found: dict[str, Any]) -> None:
    """Which weights were taken, and how near the model is to the maker's network."""
    if found["taken"]:
        print(found["taken"])
    print(
        f"ONNX Runtime and PyTorch differ by at most {found['difference']:.2e} of the range, "
        f"on {found['points']} {'point' if found['points'] == 1 else 'points'}."
    )


def _pack_of(model: Path, options: argparse.Namespace, models: Path) -> dict[str, Any]:
    """What was guessed of the model. Raises `BrokenPack` and `Refused`, and keeps what was exported."""
    from installation.packs.new import new

    dimensions = None if options.walk == "w" else options.dimensions
    told = Told(dimensions, channels=options.channels)
    try:
        return new(models, options.name, [model], told)
    except (BrokenPack, Refused) as fault:
        again = pasted("kiosk pack new", options.name, model, models=models)
        raise type(fault)(
            f"{fault}. What was exported is kept: {again} goes on from it where that is cured, and an "
            "inference server may paint what is too much for this machine (docs/inference.md)"
        ) from fault


def _settings(text: str) -> dict[str, Any]:
    """The arguments of an artist's class, given as JSON. Raises `Refused`."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refused(f"--with {text}: no JSON ({error})") from error


def _show(options: argparse.Namespace, models: Path) -> int:
    """A kiosk that runs shows what was saved last; saving pack.toml as it is is asking."""
    folder = models / options.name
    manifest.load(folder)
    os.utime(folder / "pack.toml")
    print(
        f"A kiosk that runs with {models} now checks {options.name} and shows it; "
        "if it does not, its page says why."
    )
    return 0


def _check(options: argparse.Namespace, models: Path) -> int:
    is_studio = options.studio or not options.quick
    return print_check(models / options.name, options.quick, is_studio, options.json)


def _preview(options: argparse.Namespace, models: Path) -> int:
    from installation.marks.marker import of_this_house
    from installation.packs.preview import SIZE, preview
    from installation.packs.runtime import Runtime

    pack = manifest.load(models / options.name)
    target = options.to or Path(f"{options.name}-preview")
    model = Runtime(pack, 0, *SIZE)
    marker = of_this_house()
    print(f"Page: {preview(pack, model, target, marker)}")
    if marker.message:
        print(f"note: {marker.message}", file=sys.stderr)
    return 0


def _place(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.places import add

    titles = {}
    for text in options.titles:
        language, sign, title = text.partition("=")
        if sign:
            titles[language] = title
    if len(titles) != len(options.titles):
        raise Refused(
            f'{" ".join(options.titles)}: wanted are titles like de="Letztes Licht" en="Last light"'
        )
    for language in titles:
        _check_language(language)
    number = add(models / options.name, options.number, titles)
    path = models / options.name / "pack.toml"
    print(f"Sample {options.number} is place {number} of {options.name} now, in {path}.")
    return 0


def _check_language(language: str) -> None:
    """Raises `Refused`."""
    try:
        i18n.checked(language)
    except ValueError as error:
        raise Refused(f"{language}: {error}") from error


def _seal(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.sealing import seal

    checksums = seal(models / options.name)
    print_table(list(checksums.items()))
    return 0


def _bundle(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.archive import bundle

    folder = models / options.name
    version = manifest.load(folder).about.version
    target = options.to or Path(f"{options.name}-{version}.zip")
    checksum = bundle(folder, target.absolute())
    print(f"{target}  {target.stat().st_size / 1e6:.1f} MB  sha256 {checksum}")
    return 0


def _install(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.archive import install

    name, results = install(options.file, models, options.replace, options.studio)
    print_results(results, options.json)
    if not options.json:
        shown = pasted("kiosk run --pack", name, models=models)
        print(f"Installed {models / name}; show it with: {shown}")
    return 0


def _back(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.kept_packs import bring_back, kept

    if options.name is not None:
        found = bring_back(models, options.name, options.number)
        print(f"{found.folder} is {found.in_words} again; the other one is kept.")
        return 0
    rows = [(each.name, str(each.number), each.in_words) for each in kept(models)]
    print_table(rows or [("nothing is kept: no pack was replaced",)])
    return 0


def _label(options: argparse.Namespace, models: Path) -> int:
    from installation.packs.wall_label import label, missing_languages

    pack = manifest.load(models / options.name)
    languages = options.languages.split(",")
    print(label(pack, languages))
    for note in missing_languages(pack, languages):
        print(f"note: {note}", file=sys.stderr)
    missing = pack.missing_metadata
    if missing:
        print(f"note: pack.toml does not say {', '.join(missing)}", file=sys.stderr)
    return 0


_COMMANDS = {
    "new": _new,
    "import": _import,
    "show": _show,
    "check": _check,
    "preview": _preview,
    "place": _place,
    "seal": _seal,
    "bundle": _bundle,
    "install": _install,
    "back": _back,
    "label": _label,
}
