"""`sudo ./kiosk install`: the service, its user, and a machine that neither sleeps nor asks. All of it is files, listed, and undone."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

from installation.common import state_folder
from installation.config import schema, template
from installation.faults import BadConfig, Fault

_ROOT_IN_UNIT = "/opt/latenzraum"
_CONFIG = Path("etc/latenzraum/kiosk.toml")
_LIST = Path("etc/latenzraum/installed")
_UNITS = ("kiosk.service", "kiosk-screen.service")
# path -> what stands in it and why
_FILES = {
    "etc/sysusers.d/latenzraum.conf": (
        'u kiosk - "Latenzraum" /var/lib/latenzraum\nm kiosk video\nm kiosk audio\nm kiosk render\nm kiosk input\n'
    ),
    "etc/systemd/logind.conf.d/latenzraum.conf": "[Login]\nIdleAction=ignore\nHandleLidSwitch=ignore\nNAutoVTs=1\n",
    "etc/systemd/sleep.conf.d/latenzraum.conf": (
        "[Sleep]\nAllowSuspend=no\nAllowHibernation=no\nAllowHybridSleep=no\nAllowSuspendThenHibernate=no\n"
    ),
    "etc/systemd/journald.conf.d/latenzraum.conf": "[Journal]\nStorage=persistent\nSystemMaxUse=300M\n",
}
# The service answers this machine only. Where kiosk.toml asks for more, the private networks are let in and out.
_NETWORK = "etc/systemd/system/kiosk.service.d/network.conf"
_NETWORK_TEXT = "[Service]\nIPAddressAllow=localhost link-local multicast 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7\n"
_HOMES = ("/home", "/root", "/tmp")


def install(root: Path, tell) -> int:
    """Puts everything in place below `root`; `tell(line)` says each thing. Raises `Fault` before anything is done."""
    _check(root)
    made = [_write(root, name, text) for name, text in _FILES.items()]
    made += [_write(root, f"etc/systemd/system/{unit}", _unit(unit)) for unit in _UNITS]
    _run(tell, "systemd-sysusers", f"--root={root}")
    made.append(_configuration(root, tell))
    if _wants_network(root / _CONFIG):
        made.append(_write(root, _NETWORK, _NETWORK_TEXT))
    _write(root, str(_LIST), "".join(f"{path.relative_to(root)}\n" for path in made))
    for path in made:
        tell(f"made {path}")
    _run(tell, "systemctl", f"--root={root}", "enable", *_UNITS)
    if root == Path("/"):
        _run(tell, "systemctl", "daemon-reload")
        # the service may write nothing there: it would translate the program anew at each start
        _run(
            tell, sys.executable, "-m", "compileall", "-q", str(state_folder.ROOT / "installation")
        )
        for line in _missing():
            tell(line)
    tell(
        "it starts with the machine; now:  sudo systemctl start kiosk    how it fares:  ./kiosk status"
    )
    return 0


def uninstall(root: Path, tell) -> int:
    """Takes away what `install` made, and the user; the counts too. kiosk.toml is kept beside the program."""
    if root == Path("/"):
        if os.getuid() != 0:
            raise Fault("this takes root: sudo ./kiosk uninstall")
        _run(tell, "systemctl", "stop", *_UNITS)
    listed = root / _LIST
    if not listed.exists():
        raise Fault(f"nothing is installed here ({listed} is not there)")
    _keep_configuration(root, tell)
    _run(tell, "systemctl", f"--root={root}", "disable", *_UNITS)
    for name in [*listed.read_text(encoding="utf-8").split(), str(_LIST)]:
        path = root / name
        path.unlink(missing_ok=True)
        tell(f"took away {path}")
        _drop_empty(path.parent, root)
    for folder in ("var/lib/latenzraum", "run/latenzraum"):
        shutil.rmtree(root / folder, ignore_errors=True)
    _run(tell, "userdel", *(() if root == Path("/") else ("--prefix", str(root))), "kiosk")
    if root == Path("/"):
        _run(tell, "systemctl", "daemon-reload")
    return 0


def _check(root: Path) -> None:
    if root == Path("/") and os.getuid() != 0:
        raise Fault("this takes root: sudo ./kiosk install")
    if root == Path("/") and str(state_folder.ROOT).startswith(_HOMES):
        raise Fault(
            f"the service cannot see {state_folder.ROOT}: put the program into /opt first, for example {_ROOT_IN_UNIT}"
        )
    closed = [
        str(path)
        for path in (state_folder.ROOT, *state_folder.ROOT.parents)
        if not path.stat().st_mode & stat.S_IXOTH
    ]
    if root == Path("/") and closed:
        raise Fault(
            f"the service, user kiosk, may not enter {closed[-1]}: sudo chmod -R o+rX {closed[-1]}"
        )
    if not shutil.which("systemctl"):
        raise Fault("this system has no systemd: start ./kiosk run by its own means")


def _unit(name: str) -> str:
    return (
        (state_folder.ROOT / name)
        .read_text(encoding="utf-8")
        .replace(_ROOT_IN_UNIT, str(state_folder.ROOT))
    )


def _write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
    return path


def _configuration(root: Path, tell) -> Path:
    """The file that was there stays; else the one beside the program is taken, or the commented default."""
    path, beside = root / _CONFIG, state_folder.ROOT / "kiosk.toml"
    if not path.exists():
        _write(
            root,
            str(_CONFIG),
            beside.read_text(encoding="utf-8")
            if beside.exists()
            else template.written(schema.Kiosk),
        )
    if root == Path("/"):  # the page writes into it
        for each in (path, path.parent):
            shutil.chown(each, "kiosk", "kiosk")
    return path


def _keep_configuration(root: Path, tell) -> None:
    beside, path = state_folder.ROOT / "kiosk.toml", root / _CONFIG
    if root == Path("/") and path.exists() and not beside.exists():
        shutil.copyfile(path, beside)
        tell(f"kept {beside}")


def _wants_network(path: Path) -> bool:
    try:
        asked = schema.load(path, {})
    except BadConfig:
        return False
    here = ("", "localhost", "127.0.0.1")
    sends = asked.osc.send_port and asked.osc.send_address not in here
    hears = asked.osc.listen_port and asked.osc.listen_address not in here
    return bool(
        asked.console.network
        or sends
        or hears
        or asked.mqtt.broker not in here
        or "://" in asked.camera.source
    )


def _missing() -> list[str]:
    needed = {
        "Xorg": "xserver-xorg-core xserver-xorg-input-libinput",
        "xset": "x11-xserver-utils",
        "cec-ctl": "v4l-utils",
    }
    packages = [package for program, package in needed.items() if not shutil.which(program)]
    return [
        f"for the screen, its keys and its sleep, once:  sudo apt-get install -y {' '.join(packages)}"
    ] * bool(packages)


def _drop_empty(folder: Path, root: Path) -> None:
    """Folders that were made for our files go with them; systemd's own stay."""
    while (
        folder != root and folder.name.endswith((".d", "latenzraum")) and not any(folder.iterdir())
    ):
        folder.rmdir()
        folder = folder.parent


def _run(tell, *command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        tell(f"{' '.join(command)}: {' '.join(done.stderr.split())[:200]}")
