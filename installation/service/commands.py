"""The technician's words of the kiosk command, one function each. Each returns the exit code."""

import argparse
import getpass
import sys

from installation.common import state_folder
from installation.config import schema as schema
from installation.config import template
from installation.faults import BadConfig


def config(options: argparse.Namespace) -> int:
    """``kiosk config``: the commented default file."""
    print(template.written(schema.Kiosk), end="")
    return 0


def addresses(options: argparse.Namespace) -> int:
    """``kiosk addresses``: docs/control.md."""
    from installation.console import control_docs as page

    print(page.written(), end="")
    return 0


def status(options: argparse.Namespace) -> int:
    """``kiosk status``: a line a room, its first word OK, DEGRADED or DOWN. 0 when none is DOWN, else 1."""
    said = state_folder.running(options.port)
    if said is None or said["is_stale"]:
        print(
            "DOWN kiosk: "
            + (
                "it does not run on this machine"
                if said is None
                else "it has not said anything for long"
            )
        )
        return 1
    page = f"page http://127.0.0.1:{said['port']}/" if said["port"] else "no page yet"
    words = f"; kiosk.toml: {said['house']['config']}" if said["house"]["config"] else ""
    print(
        f"{'DEGRADED' if words else 'OK'} kiosk: {said['house']['words']}, process {said['pid']}, {page}{words}"
    )
    for name, room in said["rooms"].items():
        print(f"{room['state']} {name}: {room['words'] or 'works'}, {room['restarts']} restarts")
    return int(any(room["state"] == "DOWN" for room in said["rooms"].values()))


def check(options: argparse.Namespace) -> int:
    """``kiosk check``: a line for each thing that matters, with its remedy. 0 when nothing is BAD, else 1."""
    from installation.service.health import doctor

    findings = doctor.configuration(options.config, options.assets)
    if not options.only_config:
        findings += doctor.machine(options.config, options.assets)
    print(doctor.table(findings))
    return int(any(finding.state == doctor.BAD for finding in findings))


def password(options: argparse.Namespace) -> int:
    """``kiosk password``: asks twice, or reads one line where there is no terminal."""
    from installation.console import password as lock

    if options.remove:
        lock.remove(state_folder.folder())
        print("the page asks for no password any more; it answers this machine only")
        return 0
    if sys.stdin.isatty():
        first = getpass.getpass("New password for the page: ")
        if first != getpass.getpass("Once more: "):
            raise BadConfig("the two passwords differ: nothing was changed")
    else:
        first = sys.stdin.readline().rstrip("\n")
    lock.save(state_folder.folder(), first)
    print(f"the page asks for this password from now on ({lock.path(state_folder.folder())})")
    return 0


def papers(options: argparse.Namespace) -> int:
    """``kiosk papers``: the privacy sheet, as Markdown."""
    from installation.service import privacy_sheet as sheet

    print(sheet.written(options.config, options.language), end="")
    return 0


def install(options: argparse.Namespace) -> int:
    """``kiosk install``: the service."""
    from installation.service import installer

    return installer.install(options.root, print)


def uninstall(options: argparse.Namespace) -> int:
    """``kiosk uninstall``: nothing is left."""
    from installation.service import installer

    return installer.uninstall(options.root, print)
