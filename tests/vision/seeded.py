"""Confines itself but for one rule: ``python -m tests.vision.seeded ESCAPE`` prints what the probe finds."""

import os
import sys
import tempfile
import threading
from dataclasses import replace

from installation.sandbox import bounds, landlock, probe, seccomp
from installation.sandbox.seccomp import ANY, ArgumentCheck

_EVERYTHING = landlock.rights_known(landlock.abi())


def _call(*names):
    """These system calls are allowed."""
    return lambda b: replace(b, rules=b.rules | dict.fromkeys(names, ANY))


def _path(path, *names):
    """Landlock allows everything below `path`, and seccomp these calls."""
    return lambda b: replace(_call(*names)(b), files=(*b.files, (path, _EVERYTHING)))


def _kind(family, kind):
    """Sockets of this family and kind are allowed."""
    allowed = ((ArgumentCheck(0, 0xFFFFFFFF, family), ArgumentCheck(1, 0xF, kind)),)
    return lambda b: replace(b, rules=b.rules | {"socket": (*b.rules.get("socket", ()), *allowed)})


def _older_thread(b):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    seccomp._ALL_THREADS = 0
    return b


def _open_file(b):
    with tempfile.TemporaryFile() as file:
        os.dup(file.fileno())
    return b


_OPENING = ("openat", "open", "unlink", "unlinkat")  # the last two so that the probe can tidy up
# escape -> (what is left out of the bounds, the words the probe has for it)
ESCAPES = {
    "state-folder": (_path(os.getcwd(), *_OPENING), "make a file in " + os.getcwd()),
    "tmp": (_path("/tmp", *_OPENING), "make a file in /tmp"),
    "shared-memory": (_path("/dev/shm", *_OPENING), "make a file in /dev/shm"),
    "existing-file": (_path("/proc/self", *_OPENING), "change a file"),
    "all-devices": (_path("/dev", *_OPENING), "device other than the camera"),
    "tcp": (_kind(2, 1), "(TCP)"),
    "udp": (_kind(2, 2), "(UDP)"),
    "unix-socket": (_kind(1, 1), "(AF_UNIX)"),
    "exec": (_call("execve"), "start a program"),
    "fork": (_call("clone"), "make a process"),
    "ptrace": (_call("ptrace"), "(ptrace)"),
    "memory-file": (_call("memfd_create"), "file in memory"),
    "older-thread": (_older_thread, "threads that are not held"),
    "core": (_call("prctl"), "core file"),
    "file-opened-before": (_open_file, "files that were open before"),
}


def main(name: str) -> None:
    """Confines itself but for one escape, and prints one line an escape that is found."""
    wanted = bounds.for_reading(())
    if name != "none":
        leave_out, _ = ESCAPES[name]
        wanted = leave_out(wanted)
    bounds.enforce(wanted, mute=False)
    if name == "core":
        bounds.prctl(bounds.PR_SET_DUMPABLE, 1)
    found = "\n".join(probe.escapes(wanted))
    os.write(1, found.encode())
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
