"""The words and options of the kiosk command."""

import argparse
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """All that can be asked of the kiosk command."""
    all_ = argparse.ArgumentParser(
        prog="kiosk", description="Visitors walk through the latent space of a model."
    )
    words = all_.add_subparsers(dest="word", required=True, metavar="WORD")
    run_ = words.add_parser("run", help="start the installation", allow_abbrev=False)
    words.add_parser(
        "test",
        help="run the tests, in two processes (every further word goes to pytest: -n0 for one)",
    )
    words.add_parser(
        "pack", help="make, check, preview, seal and install models (kiosk pack --help)"
    )
    words.add_parser("studio", help="the artists' tools (kiosk studio --help)")
    look = words.add_parser(
        "camera",
        help="see what is kept of visitors; set mirror, rotation, zones",
        allow_abbrev=False,
    )
    record_ = words.add_parser(
        "record",
        help="write what is kept of visitors to a file, never an image",
        allow_abbrev=False,
    )
    words.add_parser("devices", help="the cameras, monitors and loudspeakers that can be chosen")
    _add_sound(words)
    for word in (run_, look, record_):
        _add_camera(word)
    _add_operation(words)
    look.add_argument("--windowless", action="store_true", help="as text on the terminal")
    record_.add_argument(
        "file", type=Path, metavar="FILE.presence", help="to be written; play it with --camera"
    )
    run_.add_argument("--pack", metavar="NAME", help="the folder under models/ to show")
    screen = run_.add_mutually_exclusive_group()
    screen.add_argument("--windowed", action="store_true", help="in a window; Esc or Q ends")
    screen.add_argument(
        "--windowless", action="store_true", help="without a window, live on the console page"
    )
    run_.add_argument(
        "--size", metavar="WxH", help="of the window or the windowless picture, e.g. 1280x720"
    )
    run_.add_argument(
        "--sound", metavar="DEVICE", help="auto, none, or a part of the device's name"
    )
    run_.add_argument("--port", type=int, metavar="N", help="of the console page on this machine")
    run_.add_argument(
        "--models",
        type=Path,
        metavar="FOLDER",
        help="where packs lie; one that is saved there is shown",
    )
    run_.add_argument(
        "--assets",
        type=Path,
        metavar="FOLDER",
        help="texts, themes, sounds; what is saved there is shown at once",
    )
    run_.add_argument(
        "--studio",
        action="store_true",
        help="for artists: a panel to play with, and packs whose papers are not complete",
    )
    run_.add_argument("--open", action="store_true", help="whatever the opening hours say")
    run_.add_argument("--seed", type=int, metavar="N", help="the same seed, the same journey")
    run_.add_argument(
        "--report", type=Path, metavar="FILE", help="write what the run amounted to, as JSON"
    )
    run_.add_argument("--snapshot", type=Path, metavar="FILE.png", help="write the last screen")
    return all_


def _add_sound(words) -> None:
    word = words.add_parser(
        "sound",
        help="a tone left and right, then noise to measure the level with",
        allow_abbrev=False,
    )
    word.add_argument(
        "--config", type=Path, metavar="FILE", help="instead of kiosk.toml beside the program"
    )
    word.add_argument("--sound", metavar="DEVICE", help="auto, or a part of the device's name")
    word.add_argument(
        "--for", dest="for_s", type=float, default=20.0, metavar="SECONDS", help="of noise"
    )


def _add_operation(words) -> None:
    """The words of installation/operation/commands.py."""
    check = words.add_parser(
        "check", help="is everything as it should be? a table with remedies", allow_abbrev=False
    )
    check.add_argument(
        "--config", type=Path, metavar="FILE", help="instead of kiosk.toml beside the program"
    )
    check.add_argument(
        "--assets", type=Path, metavar="FOLDER", help="texts, themes and sounds, instead of assets/"
    )
    check.add_argument(
        "--only-config", action="store_true", help="the configuration only, nothing of the machine"
    )
    check.add_argument(
        "--strict",
        action="store_true",
        help="for developers: the first fault ends, with its traceback",
    )
    status = words.add_parser("status", help="one line for each room: OK, DEGRADED or DOWN")
    status.add_argument(
        "--port", type=int, metavar="N", help="of the kiosk whose page is at this port"
    )
    words.add_parser("addresses", help="print what OSC and MQTT can ask and are told")
    words.add_parser("config", help="print kiosk.toml with every key, its limits and its default")
    word = words.add_parser("password", help="set the password of the page")
    word.add_argument(
        "--remove",
        action="store_true",
        help="the page asks for none any more, and answers this machine only",
    )
    papers = words.add_parser(
        "papers", help="the privacy sheet of this installation, from its configuration"
    )
    papers.add_argument(
        "--config", type=Path, metavar="FILE", help="instead of kiosk.toml beside the program"
    )
    papers.add_argument("--language", choices=("de", "en"), default="en", help="of the sheet")
    for name, help_ in (
        ("install", "as a service that starts at boot (as root)"),
        ("uninstall", "take the service away"),
    ):
        words.add_parser(name, help=help_).add_argument(
            "--root", type=Path, default=Path("/"), help=argparse.SUPPRESS
        )


def _add_camera(word: argparse.ArgumentParser) -> None:
    """What all commands take that open the camera."""
    word.add_argument(
        "--config", type=Path, metavar="FILE", help="instead of kiosk.toml beside the program"
    )
    word.add_argument(
        "--camera",
        metavar="WHICH",
        help="auto, simulated, 0, /dev/..., a clip, a recording, http(s):// or rtsp://",
    )
    word.add_argument(
        "--for", dest="for_s", type=float, metavar="SECONDS", help="end after so long"
    )
    word.add_argument(
        "--strict",
        action="store_true",
        help="for developers: the first fault ends, with its traceback",
    )
