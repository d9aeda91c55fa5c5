"""The artists' command: `kiosk studio train | export | report MODEL`.

MODEL is one of those in the box, or a name of your own for a folder of pictures: `train NAME --images FOLDER`.
"""

import argparse
import importlib.util
import math
import re
import sys
from pathlib import Path

from installation.common import system_errors
from installation.studio.collection import commands as collection
from installation.studio.colours import commands as colours
from installation.studio.common import USUAL_WORK, StudioModel
from installation.studio.facades import commands as facades
from installation.studio.letters import commands as letters

# a model is a folder with a module `commands`, and one row here
MODELS: dict[str, StudioModel] = {
    "facades": facades,
    "colours": colours,
    "letters": letters,
}
# what the extra `studio` brings: module -> what to install
LIBRARIES = {
    "torch": "torch==2.13.0",
    "onnx": "onnx",
    "tqdm": "tqdm",
}
NAME = r"[a-z0-9][a-z0-9-]{0,39}"  # of a pack
INTERRUPTED = 130  # exit status after Ctrl-C, as shells count it


def main(argv: list[str]) -> int:
    """Runs one command; 0 is well, 1 a disk that fails, 2 is a wrong word or a missing library."""
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        packages = " ".join(LIBRARIES[name] for name in missing)
        _tell(f"The studio needs {names}: .venv/bin/pip install {packages}")
        return 2
    try:
        options = _parser().parse_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    model = _model(options)
    if model is None:
        return collection.unknown(options.pack, list(MODELS))
    if getattr(options, "images", None) and model is not collection:
        _tell(
            f"{options.pack} is one of the models in the box, which draw their own pictures: "
            "choose another name for yours"
        )
        return 2
    if getattr(options, "mend", None) and model is not letters:
        _tell("Only letters mend a pack: leave out --mend")
        return 2
    if getattr(options, "from_pack", None) and model not in (letters, facades):
        _tell("Only letters and facades go on from a pack: leave out --from-pack")
        return 2
    if not options.drawings:
        options.drawings = model.DEFAULT_DRAWINGS
    commands = {
        "train": model.train,
        "export": model.export,
        "report": model.report,
    }
    command = commands[options.command]
    if getattr(options, "device", None) == "cuda" and not _has_cuda():
        _tell("PyTorch can use no graphics card here: --device auto takes the processor instead")
        return 2
    if options.threads:
        _use_threads(options.threads)
    try:
        return command(options)
    except KeyboardInterrupt:
        _tell("Interrupted; the same command goes on from the last checkpoint.")
        return INTERRUPTED
    except OSError as error:
        models = getattr(options, "models", "models")
        named = f"{error.filename}: " if error.filename else ""
        why = f"{named}{system_errors.words(error)}"
        _tell(f"{why}. Nothing in {models} was changed; the same command goes on.")
        return 1


def _model(options: argparse.Namespace) -> StudioModel | None:
    """One of the box, or a collection: what has a name of its own and pictures."""
    name = options.pack
    if name in MODELS:
        return MODELS[name]
    has_pictures = getattr(options, "images", None) or collection.is_known(name, options.work)
    return collection if has_pictures else None


def _pack_name(word: str) -> str:
    """A name that a folder under models/ can have. Raises `argparse.ArgumentTypeError`."""
    if not re.fullmatch(NAME, word):
        raise argparse.ArgumentTypeError(
            f"{word!r} is no name for a pack: small letters, digits and hyphens, 40 at most"
        )
    return word


def _whole_number(word: str) -> int:
    """0 or more. Raises `argparse.ArgumentTypeError`."""
    if not word.isdecimal():
        raise argparse.ArgumentTypeError(f"{word!r} is no whole number from 0 on")
    return int(word)


def _steps(word: str) -> int:
    """1 or more. Raises `argparse.ArgumentTypeError`."""
    steps = _whole_number(word)
    if not steps:
        raise argparse.ArgumentTypeError("with 0 steps nothing is trained: a number from 1 on")
    return steps


def _minutes(word: str) -> float:
    """More than 0. Raises `argparse.ArgumentTypeError`."""
    try:
        minutes = float(word.replace(",", "."))
    except ValueError:
        minutes = math.nan
    if minutes == 0:
        raise argparse.ArgumentTypeError("in 0 minutes nothing is trained: a number such as 90")
    if not 0 < minutes < math.inf:
        raise argparse.ArgumentTypeError(f"{word!r} are no minutes: a number such as 90")
    return minutes


def _use_threads(count: int) -> None:
    """Imported inside: the command line says first which libraries are missing."""
    from installation.studio.common import command_line

    command_line.use_threads(count)


def _has_cuda() -> bool:
    """True where PyTorch can use a graphics card."""
    from installation.studio.common import command_line

    return command_line.has_cuda()


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk studio", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train")
    export = commands.add_parser("export")
    report = commands.add_parser("report")
    for command in (train, export, report):
        _add_common(command)
    for command in (export, report):
        command.add_argument(
            "--models",
            type=Path,
            default=Path("models"),
            help="where packs lie (default: models)",
        )
    _add_training(train)
    export.add_argument(
        "--generator-only",
        action="store_true",
        help="leave out encoder and classifier, where a pack has them",
    )
    report.add_argument(
        "--no-speeds",
        action="store_true",
        help="leave out the timing, on a busy machine",
    )
    return parser


def _add_common(command: argparse.ArgumentParser) -> None:
    """What all commands ask for."""
    drawn = {name: model.DEFAULT_DRAWINGS for name, model in MODELS.items()}
    counts = ", ".join(f"{name} {count}" for name, count in drawn.items() if count)
    command.add_argument(
        "pack",
        type=_pack_name,
        metavar="MODEL",
        help=f"{', '.join(MODELS)}, or a name of your own",
    )
    command.add_argument(
        "--work",
        type=Path,
        default=USUAL_WORK,
        help="drawings and checkpoints (default: .studio)",
    )
    command.add_argument(
        "--seed",
        type=int,
        default=1,
        help="of the drawings and the training (default: 1)",
    )
    command.add_argument(
        "--drawings",
        type=_whole_number,
        default=0,
        help=f"in the training set (default: {counts})",
    )
    command.add_argument(
        "--threads",
        type=_whole_number,
        default=0,
        help="of the processor, at most (default: one for each core)",
    )


def _add_training(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--minutes",
        type=_minutes,
        default=60.0,
        help="of training, over all starts (default: 60)",
    )
    command.add_argument(
        "--steps",
        type=_steps,
        default=0,
        help="instead of minutes: the same weights again from the same seed",
    )
    command.add_argument(
        "--typefaces",
        type=Path,
        metavar="FOLDER",
        help="letters: a folder of font files to learn from",
    )
    command.add_argument(
        "--licence",
        metavar="WORDS",
        help="letters: of those font files that name none, if the rights are yours",
    )
    command.add_argument(
        "--from-pack",
        type=Path,
        metavar="PACK",
        help="letters, facades: go on from the weights of a pack, such as models/letters",
    )
    command.add_argument(
        "--mend",
        type=Path,
        metavar="PACK",
        help="letters: mend what a pack paints between letters; it needs no typefaces",
    )
    command.add_argument(
        "--images",
        type=Path,
        metavar="FOLDER",
        help="a collection of your own: photographs, scans, drawings",
    )
    command.add_argument(
        "--no-mirror",
        action="store_true",
        help="never turn pictures left to right, as with writing",
    )
    command.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
