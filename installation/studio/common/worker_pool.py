"""Other processes that help one: each keeps to one core, leaves Ctrl-C to the one that asks, and ends with it."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import cv2

from installation.common.parent_process import end_with


def worker_pool(
    processes: int | None, begin: Callable[..., None] | None = None, *given: Any
) -> ProcessPoolExecutor:
    """`processes`: how many, one for each core where it is None; each begins with `begin(*given)`.

    What they are asked for, and `begin`, must be functions of a module.
    """
    return ProcessPoolExecutor(
        processes,
        get_context("spawn"),
        initializer=_begin,
        initargs=(os.getpid(), begin, given),
    )


def _begin(parent: int, begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    if begin is not None:
        begin(*given)
