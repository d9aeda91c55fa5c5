"""What the machine would not give: processes and threads, open files, memory. It may give them again later.

Systems and libraries say that in many ways; here it is one sentence with what would help, and nobody else's mistake.
"""

import errno
import os
import re
import threading
from collections.abc import Callable
from typing import Any

from installation.faults import Fault

OPEN_FILES = 1024  # far more than any room has
FEWEST_OPEN_FILES = (
    64  # a display has 42: with fewer the wires' library ends room after room without a word
)
LEAKED_FILES = 512  # open in one process: a mistake in the program keeps more and more of them
_ENOUGH_FILES = 48  # for a room and its wires
NO_FILES_CODE = 71  # an exit code: EX_OSERR
_PROCESSES = (
    "the machine lets the program start no more processes and threads: another program may have"
    " started too many; else raise TasksMax in kiosk.service, or ulimit -u"
)
FILES = "the machine lets the program open no more files: raise LimitNOFILE in kiosk.service, or ulimit -n"
_MEMORY = "the machine has no memory left for the program: end others, or raise MemoryMax in kiosk.service"
_BY_NUMBER = {
    errno.EAGAIN: _PROCESSES,
    errno.EMFILE: FILES,
    errno.ENFILE: FILES,
    errno.ENOMEM: _MEMORY,
}
_FULL = "its disk is full: make room there, sudo journalctl --vacuum-size=200M is a beginning"
_READ_ONLY = "its disk can only be read, as after a fault of it: sudo dmesg says more, and a new disk or card may be due"
_LIMITED = (
    "files may not become so large here: LimitFSIZE of the service, or ulimit -f, is in the way"
)
_FOREIGN = "does it belong to the user of the service?"
_OF_DISK = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EFBIG: _LIMITED,
    errno.EACCES: _FOREIGN,
    errno.EPERM: _FOREIGN,
}
_BY_WORDS = (
    # Python's threads and those of ONNX Runtime
    (re.compile(r"can't.start.new.thread|pthread_create.failed"), _PROCESSES),
    (re.compile(r"too.many.open.files", re.IGNORECASE), FILES),
    (
        re.compile(r"bad_alloc|failed.to.allocate.memory|can't.allocate.memory", re.IGNORECASE),
        _MEMORY,
    ),
)


def words_of(error: BaseException) -> str:
    """The sentence; empty where something else was wrong."""
    if isinstance(error, MemoryError):
        return _MEMORY
    number = getattr(error, "errno", None)  # of the wires' library, too
    by_number = _BY_NUMBER.get(number, "") if isinstance(number, int) else ""
    return by_number or _said(str(error))


def is_memory(words: str) -> bool:
    """Whether it is what libraries say where they get no memory."""
    return _said(words) == _MEMORY


def disk_remedy(error: OSError) -> str:
    """What would help where nothing can be written; empty where that is not known."""
    return _OF_DISK.get(error.errno or 0, "")


def begin_thread(
    name: str, target: Callable[..., None], *arguments: Any
) -> threading.Thread | None:
    """What goes on beside a loop, and ends with the process; None where no thread can be started."""
    thread = threading.Thread(target=target, args=arguments, name=name, daemon=True)
    try:
        thread.start()
    except RuntimeError as error:
        if not words_of(error):
            raise
        return None
    return thread


def allow_open_files() -> None:
    """As many as this process and its children may have by themselves: what a shell gives is often far fewer.

    Raises `Fault` where they may not have enough.
    """
    try:
        import resource
    except ImportError:  # not on this system
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if wanted < FEWEST_OPEN_FILES:
        raise Fault(
            f"the machine lets the program open {wanted} files, and it needs {FEWEST_OPEN_FILES}:"
            " raise LimitNOFILE in kiosk.service, or ulimit -n"
        )
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def has_enough_files() -> bool:
    """Whether a room can begin: the wires' library ends a process without a word where it gets none."""
    taken = []
    try:
        taken = [os.dup(0)]
        while len(taken) < _ENOUGH_FILES:
            taken.append(os.dup(0))
    except OSError as error:  # any other says nothing of a shortage: standard input may be closed
        return error.errno not in (errno.EMFILE, errno.ENFILE)
    finally:
        for number in taken:
            os.close(number)
    return True


def check_leak() -> None:
    """Raises `Fault` where this process has far more files open than any room needs: a new life has none of them."""
    try:
        lowest_free = os.dup(0)
    except OSError:
        return  # it gets no more, and may need none
    os.close(lowest_free)
    if lowest_free > LEAKED_FILES:
        raise Fault(
            f"it has more than {LEAKED_FILES} files open, by a mistake in the program, and starts"
            " again before there are no more"
        )


def check_threads() -> None:
    """Raises `Fault` where no thread can be started now: the wires' library would end the process without a word."""
    probe = begin_thread("probe", lambda: None)
    if probe is None:
        raise Fault(_PROCESSES)
    probe.join()


def _said(words: str) -> str:
    return next((sentence for pattern, sentence in _BY_WORDS if pattern.search(words)), "")
