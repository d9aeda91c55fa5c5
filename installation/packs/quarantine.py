"""Strangers' files are looked at in a process of their own that can do nothing but answer.

It may read the pack and the programs; it can write no file, reach no network, start no program, and its memory
and time are limited (where the system is Linux; elsewhere only time is). Whatever ends it, the asking process
lives on and says what happened. Started as ``python -I -m installation.packs.quarantine``.
"""

import contextlib
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

from installation.faults import BrokenPack, Fault

PATIENCE_S = 120.0
MEMORY_BYTES = 4 << 30
PROCESSOR_S = 180  # over all threads
_OPEN_FILES = 256
_PR_SET_PDEATHSIG = 1
_CORES = (
    "/proc/cpuinfo",
    "/proc/stat",
    "/proc/meminfo",
    "/sys/devices/system",
)  # which ONNX Runtime counts
_ENDS = {
    -signal.SIGXCPU: f"it took more than {PROCESSOR_S} s of processor time",
    -signal.SIGSEGV: "it made ONNX Runtime crash",
    -signal.SIGABRT: "it made ONNX Runtime give up",
    -signal.SIGILL: "it needs instructions that this processor does not have",
    -signal.SIGKILL: "it was ended by the system, most likely for its memory",
}


def ask(task: str, folder: Path, patience_s: float = PATIENCE_S, **given):
    """What `task` ("module:function" of this package) answers to `folder` and `given`, as JSON values.

    Raises `BrokenPack` where the task does, or where it does not come to an answer within its limits.
    """
    child = _started()
    question = json.dumps(
        {"task": task, "folder": str(folder), "given": given, "parent": os.getpid()}
    )
    try:
        said, _ = child.communicate(question.encode(), timeout=patience_s)
    except subprocess.TimeoutExpired as error:
        raise BrokenPack(
            f"pack {folder.name}: it gave no answer within {patience_s:g} s: a smaller model, or an endless one?"
        ) from error
    finally:
        child.kill()
        child.wait()
    return _understood(said, child.returncode, folder)


def _started() -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-I", "-m", "installation.packs.quarantine"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # libraries complain there of what is told in our words
        env={
            "PATH": os.environ.get("PATH", ""),
            "ORT_DISABLE_TELEMETRY": "1",
            "OPENBLAS_NUM_THREADS": "1",
        },
    )


def _understood(said: bytes, code: int, folder: Path):
    try:
        answer = json.loads(said)
    except ValueError as error:
        reason = _ENDS.get(code, f"the process that tried it ended with {code}")
        raise BrokenPack(f"pack {folder.name} cannot be proved: {reason}") from error
    if "fault" in answer:
        raise BrokenPack(answer["fault"])
    return answer["value"]


def main() -> int:
    """Answers one question from standard input on standard output."""
    answers = os.dup(1)
    os.dup2(2, 1)  # libraries print; only our answer goes out
    question = json.loads(sys.stdin.read())
    folder = Path(question["folder"])
    _belong_to(question["parent"])
    _close_door(folder)
    try:
        answer = {"value": _task(question["task"])(folder, **question["given"])}
    except Fault as fault:
        answer = {"fault": str(fault)}
    except MemoryError:
        answer = {
            "fault": f"pack {folder.name}: it needs more than {MEMORY_BYTES >> 30} GB of memory"
        }
    os.write(answers, json.dumps(answer).encode())
    return 0


def _task(name: str):
    module, function = name.split(":")
    return getattr(importlib.import_module(f"installation.packs.{module}"), function)


def _belong_to(parent: int) -> None:
    """Whoever asked is waited for no longer when it has died."""
    if sys.platform == "linux":
        from installation.sandbox import bounds

        bounds.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


def _close_door(folder: Path) -> None:
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
    if sys.platform == "linux":
        from installation.sandbox import bounds

        bounds.enforce(bounds.for_reading((str(folder), *_CORES)), mute=False)


def is_enforced() -> bool:
    """True where the system can hold the process within its bounds."""
    return sys.platform == "linux"


def tried(folder: Path) -> list[str]:
    """What could still be done in here that must not be, in words; [] when the door is closed."""
    from installation.sandbox import bounds, probe

    return probe.escapes(bounds.for_reading((str(folder), *_CORES)), mute=False)


if __name__ == "__main__":
    sys.exit(main())
