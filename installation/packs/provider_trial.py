"""A pack's model on an accelerator beside the processor, in a process of its own: drivers may hang or crash.

Both paint the same pictures in turn. Started as ``python -I -m installation.packs.provider_trial``; asked and
answered in JSON.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np

from installation.common import clock
from installation.common.parent_process import end_with
from installation.common.paths import PYTHON
from installation.faults import BrokenPack
from installation.packs import BadPicture, manifest
from installation.packs.accelerators import Accelerator
from installation.packs.prior import usual_points
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene

PATIENCE_S = 180.0  # shaders and kernels may be built first
PICTURES = 15  # of each, after the first


@dataclass(frozen=True)
class Comparison:
    """Medians of the time from picture to picture, and how much the same pictures differ."""

    processor_ms: float
    accelerator_ms: float
    difference: float  # largest mean difference of two pictures, in steps of grey


@dataclass(frozen=True)
class Trial:
    """What is to be tried."""

    folder: Path
    accelerator: Accelerator
    height: int
    width: int
    threads: int

    def begin(self) -> subprocess.Popen:
        """A process that answers and ends."""
        child = subprocess.Popen(
            [PYTHON, "-I", "-m", "installation.packs.provider_trial"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # where drivers complain
            env=os.environ | {"ORT_DISABLE_TELEMETRY": "1"},
        )
        question = asdict(self) | {"folder": str(self.folder), "parent": os.getpid()}
        assert child.stdin is not None
        child.stdin.write(json.dumps(question).encode())
        child.stdin.close()
        return child


def answer_of(child: subprocess.Popen) -> Comparison:
    """Of a process that has ended. Raises `BrokenPack` with the reason where it came to no answer."""
    assert child.stdout is not None
    said = child.stdout.read()
    try:
        answer = json.loads(said)
    except ValueError as error:
        raise BrokenPack(f"its trial ended with code {child.returncode}") from error
    if "refused" in answer:
        raise BrokenPack(str(answer["refused"]))
    return Comparison(**answer)


def compare(trial: Trial) -> Comparison:
    """Raises `BrokenPack` where the accelerator does not take this model, `BadPicture` where it gives no pictures."""
    pack = manifest.load(trial.folder)
    size = (trial.height, trial.width)
    processor = Runtime(pack, trial.threads, *size)
    accelerated = Runtime(pack, trial.threads, *size, trial.accelerator)
    if accelerated.provider != trial.accelerator.provider:
        raise BrokenPack(f"{trial.accelerator.name} is not to be had on this machine")
    took_ms: tuple[list[float], list[float]] = ([], [])
    difference = 0.0
    for point in usual_points(pack, np.random.default_rng(4), PICTURES + 1):
        pictures = []
        for model, times in zip((processor, accelerated), took_ms, strict=True):
            began_ns = clock.now_ns()
            pictures.append(model.paint(Scene.of(point), *size).astype(np.int16))
            times.append(1000 * clock.seconds(clock.now_ns() - began_ns))
        apart = float(np.abs(pictures[0] - pictures[1]).mean())
        difference = max(difference, apart)
    # what paints several at a time gives them so much faster one after another
    processor_ms = median(took_ms[0][1:]) / processor.at_once
    accelerated_ms = median(took_ms[1][1:]) / accelerated.at_once
    return Comparison(processor_ms, accelerated_ms, difference)


def main() -> None:
    """Answers what standard input asks."""
    asked = json.loads(sys.stdin.buffer.read())
    end_with(asked.pop("parent"))
    asked["folder"] = Path(asked["folder"])
    asked["accelerator"] = Accelerator(**asked["accelerator"])
    try:
        answer = asdict(compare(Trial(**asked)))
    except (BrokenPack, BadPicture) as fault:
        answer = {"refused": str(fault)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
