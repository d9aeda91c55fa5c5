"""Whether the service will be able to start what it is told to, found out before the next boot does."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

from installation.faults import Fault

HOMES = ("/home", "/root", "/tmp", "/run/user")  # the service cannot see them
_TRY = "import installation, numpy, zmq"  # the program, and a library with a part of its own machine code
_LASTING_S = 60.0


def check_place(base: Path) -> None:
    """The program lies where the service can read it. Raises `Fault`."""
    if is_in_home(base):
        raise Fault(
            f"the service cannot see {base}: put the program into /opt first, for example /opt/latenzraum"
        )
    for sign in "'\"\\":
        if sign in str(base):
            raise Fault(f"systemd takes no {sign} in the name of a folder: give {base} another one")
    _check_ways(base, "the program")


def check_interpreter(python: Path) -> None:
    """The Python of an environment is none of a home folder, which the service cannot see. Raises `Fault`."""
    real = Path(os.path.realpath(python))
    if not real.exists():
        raise Fault(
            f"the Python that {python} names is gone: rm -rf {python.parents[1]}; ./kiosk version"
        )
    if is_in_home(real):
        raise Fault(
            f"the Python of {python.parents[1]} lies in {real.parent}, which the service cannot see; with that of"
            f" the system:  sudo apt-get install -y python3 python3-venv && rm -rf {python.parents[1]}"
            " && sudo KIOSK_PYTHON=/usr/bin/python3 ./kiosk install"
        )
    _check_ways(real.parent, "its Python")


def try_as(user: str, python: Path) -> None:
    """Starts the interpreter as the service's user and loads the program. Raises `Fault` where it does not go."""
    try:
        pwd.getpwnam(user)
    except KeyError as error:
        raise Fault(f"the user {user} could not be made: see what systemd-sysusers said") from error
    command = [str(python), "-I", "-c", _TRY]
    try:
        done = subprocess.run(
            command,
            user=user,
            cwd="/",
            env={"PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=_LASTING_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Fault(f"the service's user {user} cannot start {python}: {error}") from error
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        raise Fault(f"the service's user {user} cannot run the program with {python}: {lines[-1]}")


def is_in_home(path: Path) -> bool:
    """True for what ProtectHome and PrivateTmp of the service hide."""
    return any(path.is_relative_to(home) for home in HOMES)


def _check_ways(path: Path, what: str) -> None:
    closed = [
        folder for folder in (path, *path.parents) if not folder.stat().st_mode & stat.S_IXOTH
    ]
    if closed:
        outermost = closed[-1]
        raise Fault(
            f"the service may not enter {outermost}, where {what} lies: sudo chmod -R o+rX '{outermost}'"
        )
