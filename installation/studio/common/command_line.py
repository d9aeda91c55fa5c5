"""What the models' commands share: the device, the signal to stop, and what they print."""

import json
import signal
import sys
from pathlib import Path
from typing import Any

import cv2
import torch

from installation.common import shell_command
from installation.studio.common import USUAL_WORK
from installation.studio.common.training_loop import Trainer, TrainingPlan, checkpoint_path


def use_threads(count: int) -> None:
    """How many threads PyTorch and OpenCV use from now on, at most."""
    torch.set_num_threads(count)
    cv2.setNumThreads(count)


def has_cuda() -> bool:
    """True where PyTorch can use a graphics card."""
    return torch.cuda.is_available()


def make_plan(work: Path, minutes: float, device: str, seed: int, steps: int) -> TrainingPlan:
    """The plan of a training; of device "auto", the graphics card where PyTorch can use one.

    From now on a polite kill (SIGTERM) saves like Ctrl-C.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if device == "auto":
        device = "cuda" if has_cuda() else "cpu"
    return TrainingPlan(work, minutes, device, seed, steps)


def print_training(trainer: Trainer[Any]) -> None:
    """How far the training came, and where it is kept."""
    path = checkpoint_path(trainer.plan.work)
    print(f"{trainer.step} steps in {trainer.elapsed_s / 60:.1f} min: {path}")


def print_report(numbers: dict[str, Any], folder: Path) -> None:
    """The numbers, and where the page is."""
    print(json.dumps(numbers, indent=1))
    print(f"Page: {folder / 'index.html'}")


def nothing_trained(work: Path, model: str) -> int:
    """Says which command is missing before an export; returns the exit status."""
    train = pasted(f"train {model}", work.parent)
    return _refuse(f"Nothing trained in {work}: run {train} first")


def nothing_to_report(model: str, work: Path) -> int:
    """Says which commands are missing before a report; returns the exit status."""
    train = pasted(f"train {model}", work)
    export = pasted(f"export {model}", work)
    return _refuse(f"Nothing to report: run {train} and {export} first")


def pasted(words: str, work: Path) -> str:
    """`kiosk studio` with these words, as it can be pasted at a terminal whose models are in `work`."""
    command = f"kiosk studio {words}"
    if work == USUAL_WORK:
        return command
    return shell_command.pasted(f"{command} --work", work)


def _refuse(line: str) -> int:
    print(line, file=sys.stderr)
    return 2
