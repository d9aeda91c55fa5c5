"""Starts the process of a room."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from typing import Any

from installation.cast import ProcessSpec
from installation.common.paths import PYTHON
from installation.config.settings import Settings

# One thread a library: what the rooms do at the same time is enough for the cores. The telemetry of
# ONNX Runtime must be off before it is imported; SDL must not turn SIGTERM into an event.
ENVIRONMENT = {
    "ORT_DISABLE_TELEMETRY": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "2",
    "PYGAME_HIDE_SUPPORT_PROMPT": "1",
    "SDL_NO_SIGNAL_HANDLERS": "1",
    "SDL_FRAMEBUFFER_ACCELERATION": "0",
}

_CLEAR_S = 3.0


def spawn(
    spec: ProcessSpec,
    folder: str,
    settings: Settings,
    checkpoint: dict[str, Any],
    memory: int | None = None,
) -> subprocess.Popen:
    """A process that lives the life of this room; `folder` is where the wires' sockets lie, `memory` see `lasting_memory`."""
    process = subprocess.Popen(
        [PYTHON, "-I", "-m", "installation.ipc.room", spec.name],
        stdin=subprocess.PIPE,
        stdout=sys.stderr,  # libraries print there; our own standard output is for answers
        env=os.environ | ENVIRONMENT,
        pass_fds=() if memory is None else (memory,),
    )
    start = {
        "parent_pid": os.getpid(),
        "folder": folder,
        "settings": settings.model_dump(mode="json"),
        "checkpoint": checkpoint,
        "memory": memory,
    }
    if process.stdin is None:
        raise ValueError("a room is started with its settings on standard input")
    with contextlib.suppress(BrokenPipeError):  # it died at once: the next round finds out
        process.stdin.write(json.dumps(start).encode())
        process.stdin.close()
    return process


def lasting_memory(spec: ProcessSpec) -> int | None:
    """A file in memory alone for all lives of a room that is outlived; it goes with us. None where it cannot be had."""
    if not spec.outlived or not hasattr(os, "memfd_create"):
        return None
    try:
        return os.memfd_create(spec.name)
    except OSError:
        return None


def clear(spec: ProcessSpec) -> None:
    """Takes away what has outlived a room that does not come back."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            [PYTHON, "-I", "-m", spec.cleared_by],
            timeout=_CLEAR_S,
            check=False,
            env=os.environ | ENVIRONMENT,
        )


def exit_reason(code: int) -> str:
    """How a process ended that should not have, in words."""
    if code < 0:
        return f"ended with {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
