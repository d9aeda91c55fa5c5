"""The artists' command: `kiosk studio train | export | report PACK`."""

import argparse
import importlib.util
import json
import signal
import sys
from pathlib import Path

from .colours import commands as colours

LIBRARIES = {
    "torch": "torch==2.13.0",
    "onnx": "onnx",
    "tqdm": "tqdm",
}  # what the extra `studio` brings
MISSING = "The studio needs {}: .venv/bin/pip install {}"


def main(argv: list[str]) -> int:
    """Runs one command; 0 is well, 1 a disk that fails, 2 is a wrong word or a missing library."""
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        print(
            MISSING.format(", ".join(missing), " ".join(LIBRARIES[name] for name in missing)),
            file=sys.stderr,
        )
        return 2
    try:
        options = _parser().parse_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    options.drawings = options.drawings or DRAWINGS[options.pack]
    try:
        return PACKS[options.pack][options.command](options)
    except KeyboardInterrupt:
        print("Interrupted; the same command goes on from the last checkpoint.", file=sys.stderr)
        return 130
    except OSError as error:
        print(
            f"{error}. Nothing in {getattr(options, 'models', 'models')} was changed; the same command goes on.",
            file=sys.stderr,
        )
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk studio", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    counts = ", ".join(f"{pack} {count}" for pack, count in DRAWINGS.items())
    for name in ("train", "export", "report"):
        command = commands.add_parser(name)
        command.add_argument("pack", choices=PACKS)
        command.add_argument(
            "--work",
            type=Path,
            default=Path(".studio"),
            help="drawings and checkpoints (default: .studio)",
        )
        command.add_argument(
            "--seed", type=int, default=1, help="of the drawings and the training (default: 1)"
        )
        command.add_argument(
            "--drawings", type=int, default=0, help=f"in the training set (default: {counts})"
        )
        if name == "train":
            command.add_argument(
                "--minutes",
                type=float,
                default=60.0,
                help="of training, over all starts (default: 60)",
            )
            command.add_argument(
                "--steps",
                type=int,
                default=0,
                help="instead of minutes: the same weights again from the same seed",
            )
            command.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
        else:
            command.add_argument(
                "--models",
                type=Path,
                default=Path("models"),
                help="where packs lie (default: models)",
            )
        if name == "export":
            command.add_argument(
                "--generator-only",
                action="store_true",
                help="leave out encoder and classifier, where a pack has them",
            )
        if name == "report":
            command.add_argument(
                "--no-speeds", action="store_true", help="leave out the timing, on a busy machine"
            )
    return parser


def _train(options: argparse.Namespace) -> int:
    import torch

    from . import dataset, training

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite kill saves like Ctrl-C
    work = options.work / options.pack
    data = dataset.training_set(work, options.seed, options.drawings)
    device = options.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    trainer = training.train(
        training.Plan(work, options.minutes, device, options.seed, options.steps), data
    )
    print(
        f"{trainer.step} steps in {trainer.elapsed_s / 60:.1f} min: {training.checkpoint_path(work)}"
    )
    return 0


def _export(options: argparse.Namespace) -> int:
    from installation.common.files import whole_folder

    from . import dataset, export, training

    work = options.work / options.pack
    checkpoint = training.checkpoint_path(work)
    if not checkpoint.exists():
        print(
            f"Nothing trained in {work}: run kiosk studio train {options.pack} first",
            file=sys.stderr,
        )
        return 2
    data = dataset.training_set(work, options.seed, options.drawings)
    with whole_folder(options.models / options.pack) as folder:
        export.export(export.load_model(checkpoint), data, folder)
        if not options.generator_only:
            export.export_senses(data, folder)
    print(f"Exported to {options.models / options.pack}")
    return 0


def _report(options: argparse.Namespace) -> int:
    from . import classifier, dataset, export, mirror, report, training

    work, folder = options.work / options.pack, options.models / options.pack
    checkpoint = training.checkpoint_path(work)
    if not checkpoint.exists() or not (folder / "generator.onnx").exists():
        print(
            f"Nothing to report: run kiosk studio train {options.pack} and export {options.pack} first",
            file=sys.stderr,
        )
        return 2
    model = export.load_model(checkpoint)
    calibration = export.calibration_of(
        model, dataset.training_set(work, options.seed, options.drawings)
    )
    judge = (
        classifier.Judge.load(folder / "classifier.onnx")
        if (folder / "classifier.onnx").exists()
        else None
    )
    seer = mirror.Seer.load(folder / "encoder.onnx") if (folder / "encoder.onnx").exists() else None
    held_out = dataset.held_out_set(work, options.seed, 600)
    bench = report.Bench(model, calibration, held_out, report.Player(folder), judge, seer)
    numbers = report.report(bench, work / "report", speeds=not options.no_speeds)
    print(json.dumps(numbers, indent=1))
    print(f"Page: {work / 'report' / 'index.html'}")
    return 0


DRAWINGS = {"facades": 16000, "colours": 12000}  # in a training set
PACKS = {
    "facades": {"train": _train, "export": _export, "report": _report},
    "colours": {"train": colours.train, "export": colours.export, "report": colours.report},
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
