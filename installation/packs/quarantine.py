"""Strangers' files are looked at in a process of their own that can do nothing but answer.

It may read the pack and the programs; it can write no file, reach no network, start no program, and
its memory and time are limited (where the system is Linux; elsewhere only time is). Whatever ends
it, the asking process lives on and says what happened. Started as ``python -I -m
installation.packs.quarantine``.
"""

import contextlib
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from installation.common import memory_bound, mistakes, system_errors
from installation.common.check_result import CheckResult
from installation.common.paths import PYTHON
from installation.common.plain_text import on_one_line
from installation.faults import BrokenPack, Fault
from installation.packs import source_pack
from installation.vocabulary import Severity

if TYPE_CHECKING:  # Linux alone has these fences
    from installation.sandbox.bounds import Bounds

PATIENCE_S = 120.0
MOST_PATIENCE = 4  # times as long, where ...
STARVED = 0.5  # ... it had less than this part of the time
MEMORY_BYTES = 4 << 30  # or less, where the machine has less to spare
PROCESSOR_S = 180  # over all threads
_OPEN_FILES = 256
_PR_SET_PDEATHSIG = 1
_CORES = (  # what ONNX Runtime counts the processor's cores by
    "/proc/cpuinfo",
    "/proc/stat",
    "/proc/meminfo",
    "/sys/devices/system",
)
_EXITS = {
    -signal.SIGXCPU: f"it took more than {PROCESSOR_S} s of processor time",
    -signal.SIGSEGV: "it made ONNX Runtime crash",
    -signal.SIGABRT: "it made ONNX Runtime give up",
    -signal.SIGILL: "it needs instructions that this processor does not have",
    -signal.SIGKILL: "it was ended by the system, most likely for its memory",
}


def ask(
    task: str,
    folder: Path,
    patience_s: float = PATIENCE_S,
    beside: Path | None = None,
    **given: Any,
) -> Any:
    """What a task ("module:function" of this package) answers, as JSON values.

    The function is called with `folder` and what is `given`, and may read `beside` as well. Raises `BrokenPack` where it does, or
    where it does not come to an answer within its limits.
    """
    question = {
        "task": task,
        "folder": str(folder),
        "beside": str(beside or ""),
        "given": given,
        "parent": os.getpid(),
    }
    child = _started()
    try:
        answer = _awaited(child, json.dumps(question).encode(), patience_s, folder)
    finally:
        child.kill()
        child.wait()
    return _value(answer, child.returncode, folder)


def check(
    folder: Path,
    name: str | None = None,
    quick: bool = False,
    studio: bool = True,
) -> list[CheckResult]:
    """What `check.check` finds out about a pack in here; see there.

    Raises `BrokenPack` where it finds no end.
    """
    source = source_pack.folder_named_in(folder)
    found = ask("check:check", folder, beside=source, name=name, quick=quick, studio=studio)
    return [CheckResult(**values | {"state": Severity(values["state"])}) for values in found]


def is_enforced() -> bool:
    """True where the system can hold the process within its bounds."""
    return sys.platform == "linux"


def _started() -> subprocess.Popen:
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "ORT_DISABLE_TELEMETRY": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    return subprocess.Popen(
        [PYTHON, "-I", "-m", "installation.packs.quarantine"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # where libraries complain; we say it in our own words
        env=environment,
    )


def _awaited(child: subprocess.Popen, question: bytes, patience_s: float, folder: Path) -> bytes:
    """What it answers; a machine that other programs keep busy is given more time.

    Raises `BrokenPack`.
    """
    sent: bytes | None = question
    waited_s = 0.0
    while True:
        try:
            return bytes(child.communicate(sent, timeout=patience_s)[0])
        except subprocess.TimeoutExpired as error:
            sent = None
            waited_s += patience_s
            worked_s = _worked_s(child)
            said = f"pack {folder.name}: it gave no answer within {waited_s:g} s"
            if worked_s > STARVED * waited_s:
                raise BrokenPack(f"{said}: it is endless, or too slow for this machine") from error
            if waited_s >= MOST_PATIENCE * patience_s:
                raise BrokenPack(
                    f"{said}, of which other programs left it {worked_s:.0f} s: "
                    "try again when the machine is less busy"
                ) from error


def _worked_s(child: subprocess.Popen) -> float:
    """Processor time that it had; 0 where it has just ended."""
    try:
        times = psutil.Process(child.pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _value(answer: bytes, code: int, folder: Path) -> Any:
    """What the answer holds. Raises `BrokenPack` where it is a fault or none."""
    try:
        parsed = json.loads(answer)
    except ValueError as error:
        reason = _EXITS.get(code, f"the process that tried it ended with {code}")
        raise BrokenPack(f"pack {folder.name} cannot be proved: {reason}") from error
    if "fault" in parsed:
        raise BrokenPack(on_one_line(parsed["fault"]))
    return parsed["value"]


# -- inside the process ----------------------------------------------------------------------------


def main() -> int:
    """Answers one question from standard input on standard output."""
    answers = os.dup(1)
    os.dup2(2, 1)  # libraries print; only our answer goes out
    question = json.loads(sys.stdin.read())
    folder = Path(question["folder"])
    _end_with(question["parent"])
    _confine(folder, question["beside"])
    answer = _answer(question["task"], folder, question["given"])
    os.write(answers, json.dumps(answer).encode())
    return 0


def escapes(folder: Path) -> list[str]:
    """What could still be done in here that must not be; [] when the process is confined."""
    from installation.sandbox import probe

    return probe.escapes(_bounds(folder), mute=False)


def _answer(task: str, folder: Path, given: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"value": _function(task)(folder, **given)}
    except Fault as fault:
        return {"fault": str(fault)}
    except MemoryError:
        return {"fault": f"pack {folder.name}: {memory_bound.too_much()}"}
    except OSError as error:
        lies = Path(error.filename).name if error.filename else folder.name
        said = system_errors.words(error)
        return {"fault": f"pack {folder.name}: {lies} cannot be read: {said}"}
    except Exception as error:  # whatever foreign bytes bring about is a sentence
        return {"fault": f"pack {folder.name}: it cannot be tried: {mistakes.in_words(error)}"}


def _function(task: str) -> Callable[..., Any]:
    """Of "module:function"."""
    name, _, function = task.partition(":")
    module = importlib.import_module(f"installation.packs.{name}")
    return getattr(module, function)


def _end_with(parent: int) -> None:
    """This process ends when the one that asked does."""
    if sys.platform == "linux":
        from installation.sandbox import bounds

        bounds.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def _confine(folder: Path, beside: str) -> None:
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: PROCESSOR_S,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        with contextlib.suppress(ValueError, OSError):  # one that is narrower already stays so
            resource.setrlimit(limit, (value, value))
    memory_bound.hold_to(min(MEMORY_BYTES, memory_bound.share()))
    if sys.platform == "linux":
        from installation.sandbox import bounds

        bounds.enforce(_bounds(folder, beside), mute=False)


def _bounds(folder: Path, beside: str = "") -> "Bounds":
    from installation.sandbox import bounds

    return bounds.for_reading(tuple(filter(None, (str(folder), beside, *_CORES))))


if __name__ == "__main__":
    sys.exit(main())
