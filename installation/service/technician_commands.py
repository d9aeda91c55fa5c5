"""The technician's words of the kiosk command, one function each. Each returns the exit code."""

import argparse
import getpass
import json
import os
import sys

from installation.common import state_folder, system_errors
from installation.common.status_file import running
from installation.config import schema, template
from installation.faults import BadConfig, Refused
from installation.vocabulary import RoomState, Severity

_UNREAD = 2
_MOST_PIXELS = 1 << 27  # of a picture that is looked into


def config(options: argparse.Namespace) -> int:
    """``kiosk config``: the commented default file."""
    print(template.written(schema.KioskConfig), end="")
    return 0


def addresses(options: argparse.Namespace) -> int:
    """``kiosk addresses``: docs/control.md."""
    from installation.console import control_docs

    print(control_docs.written(), end="")
    return 0


def status(options: argparse.Namespace) -> int:
    """``kiosk status``: a line a room, its first word OK, DEGRADED or DOWN. 0 when none is DOWN, else 1."""
    found = running(options.port)
    if found is None:
        print("DOWN kiosk: it does not run on this machine")
        return 1
    if found["is_stale"]:
        print("DOWN kiosk: it has said nothing for some time")
        return 1
    house = found["house"]
    page = "no page yet"
    if found["port"]:
        page = f"page http://127.0.0.1:{found['port']}/"
    words = f"{house['message']}, version {found['version']}, process {found['pid']}, {page}"
    words += f", configuration {found['config']}"
    troubles = house["troubles"]
    if troubles:
        print(f"DEGRADED kiosk: {words}; {'; '.join(troubles)}")
    elif house["update"]:
        print(f"OK kiosk: {words}; {house['update']}")
    else:
        print(f"OK kiosk: {words}")
    rooms = found["rooms"]
    for name, room in rooms.items():
        message = room["message"] or "works"
        print(f"{room['state']} {name}: {message}, {room['restarts']} restarts")
    is_down = any(room["state"] == RoomState.DOWN for room in rooms.values())
    return 1 if is_down else 0


def check(options: argparse.Namespace) -> int:
    """``kiosk check``: a line for each thing that matters, with its remedy. 0 when nothing is BAD, else 1."""
    from installation.service.health import doctor

    results = doctor.configuration(options.config, options.assets)
    if not options.only_config:
        results += doctor.machine(options.config, options.assets)
    print(doctor.table(results))
    is_bad = any(result.state == Severity.BAD for result in results)
    return 1 if is_bad else 0


def password(options: argparse.Namespace) -> int:
    """``kiosk password``: asks twice, or reads one line where there is no terminal."""
    from installation.console import password as page_password

    folder = state_folder.folder()
    if options.remove:
        page_password.remove(folder)
        print("the page asks for no password any more; it answers this machine only")
        return 0
    page_password.save(folder, _asked_password())
    print(f"the page asks for this password from now on ({page_password.path(folder)})")
    return 0


def _asked_password() -> str:
    """Raises `BadConfig` where the two are not the same."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("New password for the page: ")
    if first != getpass.getpass("Once more: "):
        raise BadConfig("the two passwords differ: nothing was changed")
    return first


def detect(options: argparse.Namespace) -> int:
    """``kiosk detect``: 0 when each of the files has a mark that says so, 1 when not, 2 where one cannot be read."""
    # read when OpenCV is loaded: a small file may be a picture that fills the memory
    os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(_MOST_PIXELS))
    from installation.marks import content_credentials, detector, detector_words

    anchors = content_credentials.anchors_in(options.trust) if options.trust else ""
    found = []
    unread = 0
    for path in options.files:
        try:
            found.append(detector.detect(path, anchors))
        except (Refused, OSError) as fault:  # the others are looked at all the same
            unread += 1
            words = f"{path}: {system_errors.words(fault)}" if isinstance(fault, OSError) else fault
            print(f"kiosk: {words}", file=sys.stderr)
    if options.json:
        print(json.dumps([each.as_json() for each in found], indent=1, ensure_ascii=False))
    else:
        for each in found:
            print("\n".join(detector_words.sentences(each)))
    if unread:
        return _UNREAD
    return 0 if all(each.is_marked for each in found) else 1


def papers(options: argparse.Namespace) -> int:
    """``kiosk papers``: the privacy sheet, as Markdown."""
    from installation.service import privacy_sheet

    print(privacy_sheet.written(options.config, options.language), end="")
    return 0


def install(options: argparse.Namespace) -> int:
    """``kiosk install``: the service."""
    from installation.service import installer

    return installer.install(options.root.resolve(), print)


def uninstall(options: argparse.Namespace) -> int:
    """``kiosk uninstall``: nothing is left."""
    from installation.service import installer

    return installer.uninstall(options.root.resolve(), print)
