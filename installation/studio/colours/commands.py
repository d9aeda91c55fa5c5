"""What `kiosk studio train | export | report colours` do."""

import argparse
import json
import signal
import sys


def train(options: argparse.Namespace) -> int:
    """Draws and trains, or goes on."""
    import torch

    from ..training import Plan, checkpoint_path
    from . import training

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite kill saves like Ctrl-C
    torch.set_num_threads(1)  # so small a network waits longer for a second thread than it gains
    device = options.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    plan = Plan(options.work / "colours", options.minutes, device, options.seed, options.steps)
    trainer = training.train(plan, training.drawn(options.seed, options.drawings))
    print(f"{trainer.step} steps in {trainer.elapsed_s / 60:.1f} min: {checkpoint_path(plan.work)}")
    return 0


def export(options: argparse.Namespace) -> int:
    """Writes the pack from the last checkpoint."""
    from installation.common.files import whole_folder

    from ..training import checkpoint_path
    from . import export, training

    checkpoint = checkpoint_path(options.work / "colours")
    if not checkpoint.exists():
        return _missing(
            f"Nothing trained in {checkpoint.parent}: run kiosk studio train colours first"
        )
    data = training.drawn(options.seed, options.drawings)
    with whole_folder(options.models / "colours") as folder:
        export.export(export.load_model(checkpoint), data, options.seed, folder)
    print(f"Exported to {options.models / 'colours'}")
    return 0


def report(options: argparse.Namespace) -> int:
    """Writes the page and prints its numbers."""
    from ..training import checkpoint_path
    from . import report

    checkpoint, folder = checkpoint_path(options.work / "colours"), options.models / "colours"
    if not checkpoint.exists() or not (folder / "map.npz").exists():
        return _missing(
            "Nothing to report: run kiosk studio train colours and export colours first"
        )
    page = checkpoint.parent / "report"
    numbers = report.report(
        report.bench(checkpoint, folder, options.seed), page, speeds=not options.no_speeds
    )
    print(json.dumps(numbers, indent=1))
    print(f"Page: {page / 'index.html'}")
    return 0


def _missing(line: str) -> int:
    print(line, file=sys.stderr)
    return 2
