"""`sudo ./kiosk install`: the service, its user, and a machine that neither sleeps nor asks.

All of it is files, which are listed, and can be undone.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from installation.common.paths import PROGRAM, PYTHON, ROOT
from installation.common.served_models import server_address_or_none
from installation.config import edit, schema, template
from installation.faults import BadConfig, Fault
from installation.service import install_checks, unit_files
from installation.service.unit_files import ENABLED, FAR_SCREEN, UNITS
from installation.service.update.version_making import VersionMaker
from installation.service.update.versions import Versions
from installation.vocabulary import OutputName

Tell = Callable[[str], None]  # says a line to the technician

MACHINE = Path("/")
CONFIG = "etc/latenzraum/kiosk.toml"
LIST = "etc/latenzraum/installed"
UNIT_FOLDER = "etc/systemd/system"
STATE = "var/lib/latenzraum"
FOLDERS = ("var/lib/latenzraum", "run/latenzraum")
USER = "kiosk"
# path -> what stands in it
FILES = {
    "etc/sysusers.d/latenzraum.conf": (
        'u kiosk - "Latenzraum" /var/lib/latenzraum\n'
        "m kiosk video\n"
        "m kiosk audio\n"
        "m kiosk render\n"
        "m kiosk input\n"
    ),
    "etc/systemd/logind.conf.d/latenzraum.conf": (
        "[Login]\nIdleAction=ignore\nHandleLidSwitch=ignore\nNAutoVTs=1\n"
    ),
    "etc/systemd/sleep.conf.d/latenzraum.conf": (
        "[Sleep]\n"
        "AllowSuspend=no\n"
        "AllowHibernation=no\n"
        "AllowHybridSleep=no\n"
        "AllowSuspendThenHibernate=no\n"
    ),
    "etc/systemd/journald.conf.d/latenzraum.conf": (
        "[Journal]\nStorage=persistent\nSystemMaxUse=300M\n"
    ),
}
# The service answers this machine only. Where kiosk.toml asks for more, the private networks are let in and out.
NETWORK = "etc/systemd/system/kiosk.service.d/network.conf"
NETWORK_TEXT = (
    "[Service]\n"
    "IPAddressAllow=localhost link-local multicast"
    " 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7\n"
)
THIS_MACHINE = ("", "localhost", "127.0.0.1")
# program -> the packages that bring it
SCREEN_PROGRAMS = {
    "Xorg": "xserver-xorg-core xserver-xorg-input-libinput",
    "xset": "x11-xserver-utils",
    "cec-ctl": "v4l-utils",
}


def install(root: Path, tell: Tell) -> int:
    """Puts everything in place below `root`; says each thing. Raises `Fault` before anything is done."""
    _check(root)
    first = "" if (root / CONFIG).exists() else _first_configuration()
    if root == MACHINE:
        _make_version(tell)
    units = {name: unit_files.written(_templates(), name, ROOT) for name in UNITS}
    unit_files.check(units)
    made = [_write(root, name, text) for name, text in FILES.items()]
    made += [_write(root, f"{UNIT_FOLDER}/{name}", text) for name, text in units.items()]
    _run(tell, "systemd-sysusers", f"--root={root}")
    if root == MACHINE:
        install_checks.try_as(USER, unit_files.python_of(ROOT))
    made.append(_make_configuration(root, first))
    _make_state(root, tell)
    if _wants_network(root / CONFIG):
        made.append(_write(root, NETWORK, NETWORK_TEXT))
    names = [str(path.relative_to(root)) for path in made]
    _write(root, LIST, "".join(f"{name}\n" for name in names))
    for path in made:
        tell(f"made {path}")
    _run(tell, "systemctl", f"--root={root}", "enable", *ENABLED)
    if root == MACHINE:
        _prepare_machine(tell)
    tell(
        "it starts with the machine; now:  sudo systemctl start kiosk    how it fares:  ./kiosk status"
    )
    return 0


def uninstall(root: Path, tell: Tell) -> int:
    """Takes away what `install` made, and the user; the counts too. kiosk.toml is kept beside the program."""
    is_machine = root == MACHINE
    if is_machine:
        if os.getuid() != 0:
            raise Fault("this takes root: sudo ./kiosk uninstall")
        _run(tell, "systemctl", "stop", *(name.replace("@.", "@*.") for name in UNITS))
    listed = root / LIST
    if not listed.exists():
        raise Fault(f"nothing is installed here ({listed} is not there)")
    names = _installed(listed)
    if is_machine:
        _keep_configuration(root, tell)
    _run(tell, "systemctl", f"--root={root}", "disable", *ENABLED, FAR_SCREEN)
    for name in [*names, LIST]:
        path = root / name
        path.unlink(missing_ok=True)
        tell(f"took away {path}")
        _remove_empty(path.parent, root)
    for folder in FOLDERS:
        shutil.rmtree(root / folder, ignore_errors=True)
    if is_machine:
        Versions(ROOT).remove_all()
    prefix = () if is_machine else ("--prefix", str(root))
    _run(tell, "userdel", *prefix, USER)
    if is_machine:
        _run(tell, "systemctl", "daemon-reload")
    return 0


def _installed(listed: Path) -> list[str]:
    """What `install` made, below its root. Raises `Fault` for a list that it did not write."""
    names = listed.read_text(encoding="utf-8", errors="replace").split()
    for name in names:
        if not name.startswith("etc/") or ".." in name.split("/"):
            raise Fault(f"{listed} is damaged, it names {name[:80]!r}: nothing was taken away")
    return names


def _check(root: Path) -> None:
    """Raises `Fault` with what stands in the way."""
    if root == MACHINE:
        _check_machine()
    if not shutil.which("systemctl"):
        raise Fault("this system has no systemd: start ./kiosk run by its own means")


def _check_machine() -> None:
    if os.getuid() != 0:
        raise Fault("this takes root: sudo ./kiosk install")
    install_checks.check_place(ROOT)
    install_checks.check_interpreter(Path(PYTHON))


def _prepare_machine(tell: Tell) -> None:
    """What is done to the running system, not to a folder."""
    _run(tell, "systemctl", "daemon-reload")
    missing = _missing_packages()
    if missing:
        packages = " ".join(missing)
        tell(f"for the screen, its keys and its sleep, once:  sudo apt-get install -y {packages}")


def _missing_packages() -> list[str]:
    return [packages for program, packages in SCREEN_PROGRAMS.items() if not shutil.which(program)]


def _make_version(tell: Tell) -> None:
    """What the service runs is a copy of the program: a git pull beside it changes nothing before it is proved."""
    versions = Versions(ROOT)
    with versions.locked():
        name = VersionMaker(versions).ensure_first()
    tell(f"the service runs {versions.path(name)}, until kiosk update")


def _templates() -> Path:
    """Where the unit files of the version lie that the service runs."""
    current = ROOT / "current"
    return current if (current / UNITS[0]).exists() else PROGRAM


def _make_state(root: Path, tell: Tell) -> None:
    """The service's folder; what a house remembered beside the program goes with it the first time."""
    path = root / STATE
    if path.exists():
        return
    path.mkdir(mode=0o700, parents=True)
    beside = ROOT / "state"
    kept = [each for each in sorted(beside.iterdir()) if each.is_file()] if beside.is_dir() else []
    for each in kept:
        shutil.copy2(each, path / each.name)
    if kept:
        tell(f"took over what {beside} remembered: {', '.join(each.name for each in kept)}")
    if root == MACHINE:
        for each in (path, *path.iterdir()):
            shutil.chown(each, USER, USER)


def _write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
    return path


def _make_configuration(root: Path, first: str) -> Path:
    """The file that was there stays; else this is the `first`."""
    path = root / CONFIG
    if not path.exists():
        _write(root, CONFIG, first)
    if root == MACHINE:  # the page writes into it
        shutil.chown(path, USER, USER)
        shutil.chown(path.parent, USER, USER)
    return path


def _first_configuration() -> str:
    """The one beside the program, or the commented default. Raises `BadConfig` for one that is no text."""
    return edit.read(ROOT / "kiosk.toml") or template.written(schema.KioskConfig)


def _keep_configuration(root: Path, tell: Tell) -> None:
    """Copies it beside the program, where there is none."""
    path = root / CONFIG
    beside = ROOT / "kiosk.toml"
    if path.exists() and not beside.exists():
        shutil.copyfile(path, beside)
        tell(f"kept {beside}")


def _wants_network(path: Path) -> bool:
    """The configuration talks with other machines."""
    try:
        asked = schema.load(path, {})
    except BadConfig:
        return False
    osc = asked.osc
    sends = bool(osc.send_port) and osc.send_address not in THIS_MACHINE
    listens = bool(osc.listen_port) and osc.listen_address not in THIS_MACHINE
    has_broker = asked.mqtt.broker not in THIS_MACHINE
    has_hub = bool(asked.exhibitera.hub)
    has_screens = not {OutputName.SCREENS, OutputName.NDI}.isdisjoint(asked.screen.also)
    has_network_camera = "://" in asked.camera.source
    server = server_address_or_none(asked.inference.server)
    has_server = server is not None and not server.is_this_machine
    looks_outside = has_screens or has_network_camera or bool(asked.marks.timestamp_url)
    talks = sends or listens or has_broker or has_hub or has_server
    return asked.console.network or talks or looks_outside


def _remove_empty(folder: Path, root: Path) -> None:
    """Folders that were made for our files go with them; systemd's own stay."""
    while folder != root and folder.name.endswith((".d", "latenzraum")):
        if any(folder.iterdir()):
            return
        folder.rmdir()
        folder = folder.parent


def _run(tell: Tell, *command: str) -> None:
    """Runs it; says what it complains of, and goes on."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        complaint = " ".join(done.stderr.split())[:200]
        tell(f"{' '.join(command)}: {complaint}")
