"""How much memory a process may take that opens somebody else's files: never what the house needs beside it."""

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

import psutil

RESERVE = 0.1  # of the machine's memory stays free for what else runs, ...
LEAST_RESERVE = 512 << 20  # ... and at least so many bytes
LEAST = 1 << 30  # bytes: with less, the libraries alone have no room
_OOM_SCORE = Path("/proc/self/oom_score_adj")
_FIRST = "1000"  # as the kernel reckons: ended before all others


def share() -> int:
    """Bytes that one more process may take now, so that what runs keeps what it has."""
    memory = psutil.virtual_memory()
    reserve = max(int(RESERVE * memory.total), LEAST_RESERVE)
    return max(LEAST, memory.available - reserve)


def hold_to(size: int) -> None:
    """From now on this process has `size` bytes for its data; what it wants beyond is refused as a `MemoryError`.

    Where the machine has no memory left all the same, it is the first to be ended.
    """
    _set(size)
    with contextlib.suppress(OSError):  # not on this system
        _OOM_SCORE.write_text(_FIRST)


@contextlib.contextmanager
def held(size: int) -> Iterator[None]:
    """The same for a while, without ending first."""
    before = bound()
    _set(size)
    try:
        yield
    finally:
        _set(before)


def bound() -> int | None:
    """Bytes that this process may have for its data; None where nothing holds it."""
    soft, _ = resource.getrlimit(resource.RLIMIT_DATA)
    return None if soft == resource.RLIM_INFINITY else soft


def in_words(size: int) -> str:
    """Of 3 << 30, "3.0 GB"."""
    return f"{size / (1 << 30):.1f} GB"


def too_much() -> str:
    """What a model did that was refused memory, and what would help."""
    most = (bound() or psutil.virtual_memory().total) / (1 << 30)
    return (
        f"it needs more than the {most:.1f} GB of memory that it may have here: "
        "export a smaller picture or use float16"
    )


def _set(size: int | None) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = resource.RLIM_INFINITY if size is None else size
    with contextlib.suppress(ValueError, OSError):  # one that is narrower already stays so
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
