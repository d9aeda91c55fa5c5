"""The import in a process of its own, which may take what memory the machine has to spare and no more.

Whatever a checkpoint unpacks to, and whatever its code does, the asking process lives on and says what
happened. Started as ``python -m installation.studio.importing.import_process``.
"""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil

from installation.common import memory_bound, scarcity
from installation.common.parent_process import end_with
from installation.common.paths import PYTHON
from installation.faults import Fault, Refused
from installation.studio.importing.import_source import Source

_ASKED = re.compile(r"tried to allocate (\d+) bytes")
_LAST = 4096  # signs of the log in which the reason of a crash stands
REMEDY = (
    "end what else runs here, import a smaller generator (256 instead of 1024), or import it on a "
    "machine with more memory and bring its .onnx file here (kiosk pack new)"
)


def run(source: Source, target: Path, log: Path) -> dict[str, Any]:
    """What `checkpoint_import.run` finds, see there. Raises `Refused` in words."""
    part = target.with_name(f".{target.name}")  # half a model is none
    question = {
        "source": asdict(source),
        "target": str(part),
        "log": str(log),
        "most": memory_bound.share(),
        "parent": os.getpid(),
    }
    log.unlink(missing_ok=True)  # of an import before
    try:
        found = _found(source, question, log)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return found


def _found(source: Source, question: dict[str, Any], log: Path) -> dict[str, Any]:
    """What a process of its own answers. Raises `Refused` in words."""
    child = _started()
    try:
        answer = child.communicate(json.dumps(question, default=str).encode())[0]
    finally:
        child.kill()
        child.wait()
    try:
        parsed = json.loads(answer)
    except ValueError as error:
        reason = _end_in_words(child.returncode, log, question["most"])
        raise Refused(f"{source.checkpoint.name} cannot be imported: {reason}") from error
    if "fault" in parsed:
        raise Refused(parsed["fault"])
    found: dict[str, Any] = parsed["value"]
    return found


def _started() -> subprocess.Popen:
    isolated = ["-I"] if sys.flags.isolated else []
    return subprocess.Popen(
        [PYTHON, *isolated, "-m", "installation.studio.importing.import_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _end_in_words(code: int, log: Path, most: int) -> str:
    """Why it ended without an answer."""
    end = log.read_text(errors="replace")[-_LAST:] if log.is_file() else ""
    if code == -signal.SIGKILL or scarcity.is_memory(end):
        return f"{_more_than(most)}: {REMEDY}"
    ended = signal.Signals(-code).name if code < 0 else f"exit status {code}"
    return f"the process that ran its code ended by itself ({ended}); {log} has its last words"


def _more_than(most: int) -> str:
    return f"it needs more memory than the {memory_bound.in_words(most)} that this machine has to spare now"


# -- inside the process ----------------------------------------------------------------------------


def main() -> int:
    """Answers one question from standard input on standard output."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    answers = os.dup(1)
    os.dup2(2, 1)  # libraries print; only our answer goes out
    question = json.loads(sys.stdin.read())
    end_with(question["parent"])
    memory_bound.hold_to(question["most"])
    answer = _answer(_source(question["source"]), question)
    os.write(answers, json.dumps(answer).encode())
    return 0


def _source(given: dict[str, Any]) -> Source:
    code = given["code"]
    paths = {"checkpoint": Path(given["checkpoint"]), "code": Path(code) if code else None}
    return Source(**(given | paths))


def _answer(source: Source, question: dict[str, Any]) -> dict[str, Any]:
    name = source.checkpoint.name
    try:
        from installation.studio.importing import checkpoint_import

        target, log = Path(question["target"]), Path(question["log"])
        return {"value": checkpoint_import.run(source, target, log)}
    except Exception as error:  # the maker's code may raise anything
        if _is_of_memory(error):
            return {"fault": f"{name} cannot be imported: {_memory(error, question['most'])}"}
        if isinstance(error, Fault):
            return {"fault": str(error)}
        words = str(error).strip().split("\n", 1)[0][:200]
        said = f"{words} ({type(error).__name__})" if words else type(error).__name__
        return {"fault": f"{name} cannot be imported: {said}; {question['log']} shows where"}


def _is_of_memory(error: BaseException | None) -> bool:
    """Whether memory is what it, or what brought it about, lacked."""
    while error is not None:
        if isinstance(error, MemoryError) or scarcity.is_memory(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


def _memory(error: BaseException, most: int) -> str:
    """How much it would have needed, as far as that is known, and what would help."""
    asked = _ASKED.search(str(error))
    if asked is None:
        return f"{_more_than(most)}: {REMEDY}"
    taken = getattr(psutil.Process().memory_info(), "data", 0)
    needed = memory_bound.in_words(taken + int(asked[1]))
    return (
        f"it needs at least {needed} of memory, and this machine has "
        f"{memory_bound.in_words(most)} to spare now: {REMEDY}"
    )


if __name__ == "__main__":
    sys.exit(main())
