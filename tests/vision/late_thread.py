"""Confines itself while a thread is not yet done beginning: ``python -m tests.vision.late_thread FOLDER``.

The thread does what ZeroMQ's do, only later: it asks for a precedence of its own. Prints what it was told.
"""

import os
import sys
import threading
from hashlib import sha256

from installation.cast import WIRES
from installation.ipc.testing import fake_settings
from installation.ipc.wire import WireEnds
from installation.vision import confinement

_WORK = bytes(2**28)  # a few tenths of a second, without the interpreter's lock


def _begin(answers: list) -> None:
    sha256(_WORK)
    try:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        answers.append("allowed")
    except OSError as error:
        answers.append(error.strerror)


def main(folder: str) -> None:
    """See above."""
    answers: list[str] = []
    ends = WireEnds(WIRES, "vision", folder)
    thread = threading.Thread(target=_begin, args=(answers,))
    thread.start()
    settings = fake_settings(camera={"source": "simulated"}, strict=True)
    confined = confinement.confine(settings)
    thread.join()
    print(answers, confined.escapes, flush=True)
    ends.close()


if __name__ == "__main__":
    main(sys.argv[1])
