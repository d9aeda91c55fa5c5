"""The words and options of the kiosk command."""

import argparse
import math
from pathlib import Path
from typing import Any

from installation.cli.bench_parser import add_bench
from installation.cli.upkeep_parser import add_upkeep
from installation.service.sheets import languages
from installation.vocabulary import CameraName, one_of

Words = Any  # argparse names the type of its subparsers in private only


def parser() -> argparse.ArgumentParser:
    """All that can be asked of the kiosk command."""
    whole = argparse.ArgumentParser(
        prog="kiosk", description="Visitors walk through the latent space of a model."
    )
    words = whole.add_subparsers(dest="word", required=True, metavar="WORD")
    _add_run(words)
    words.add_parser(
        "test",
        help="run the tests; --fast: those that need no real time (other options go to pytest)",
    )
    words.add_parser(
        "pack", help="make, check, preview, seal and install models (kiosk pack --help)"
    )
    words.add_parser("studio", help="the artists' tools (kiosk studio --help)")
    _add_far_screen(words)
    _add_camera_words(words)
    devices = words.add_parser(
        "devices", help="list the cameras, monitors and loudspeakers that can be chosen"
    )
    devices.add_argument("--json", action="store_true", help="for programs")
    _add_sound(words)
    _add_service(words)
    add_bench(words)
    add_upkeep(words)
    return whole


def _add_run(words: Words) -> None:
    run = words.add_parser("run", help="start the installation", allow_abbrev=False)
    _add_config(run)
    _add_camera(run)
    run.add_argument("--pack", metavar="NAME", help="the folder under models/ to show")
    _add_screen(run)
    run.add_argument("--sound", metavar="DEVICE", help="auto, none, or part of the device's name")
    run.add_argument(
        "--port", type=int, metavar="N", help="of the technician's page on this machine"
    )
    run.add_argument(
        "--models",
        type=Path,
        metavar="FOLDER",
        help="where packs are; one that is saved there is shown",
    )
    run.add_argument(
        "--assets",
        type=Path,
        metavar="FOLDER",
        help="texts, themes, sounds; what is saved there is shown at once",
    )
    run.add_argument(
        "--studio",
        action="store_true",
        help="for artists: a panel to play with, and packs whose papers are incomplete",
    )
    run.add_argument("--open", action="store_true", help="ignore the opening hours")
    run.add_argument("--seed", type=int, metavar="N", help="the same seed gives the same journey")
    run.add_argument(
        "--service",
        action="store_true",
        help="nobody is watching: something stands in for what cannot be read, until it is repaired"
        " (the default under systemd)",
    )
    run.add_argument(
        "--report", type=Path, metavar="FILE", help="write a summary of the run, as JSON"
    )
    run.add_argument(
        "--report-after",
        dest="report_after_s",
        type=_duration_s,
        default=0.0,
        metavar="SECONDS",
        help="begin the report so many seconds after the first picture",
    )


def _add_screen(run: argparse.ArgumentParser) -> None:
    mode = run.add_mutually_exclusive_group()
    mode.add_argument("--windowed", action="store_true", help="in a window; Esc or Q ends")
    mode.add_argument(
        "--windowless", action="store_true", help="without a window, live on the technician's page"
    )
    run.add_argument(
        "--size", metavar="WxH", help="of the window or the windowless picture, e.g. 1280x720"
    )
    run.add_argument("--snapshot", type=Path, metavar="FILE.png", help="save the last screen")


def _add_far_screen(words: Words) -> None:
    screen = words.add_parser(
        "screen",
        help="show on this machine what a house on another machine shows",
        allow_abbrev=False,
    )
    screen.add_argument("host", metavar="HOST", help="name or address of the house, or HOST:PORT")
    screen.add_argument(
        "--key",
        type=Path,
        required=True,
        metavar="FILE",
        help="the file that kiosk screens --add wrote",
    )
    _add_config(screen)
    mode = screen.add_mutually_exclusive_group()
    mode.add_argument("--windowed", action="store_true", help="in a window; Esc or Q ends")
    screen.add_argument(
        "--for", dest="for_s", type=_duration_s, metavar="SECONDS", help="end after so many seconds"
    )
    _add_strict(screen)


def _add_camera_words(words: Words) -> None:
    camera = words.add_parser(
        "camera",
        help="set up the camera: see what is kept of visitors; mirror, rotation, zones",
        allow_abbrev=False,
    )
    _add_config(camera)
    _add_camera(camera)
    camera.add_argument("--windowless", action="store_true", help="as text on the terminal")
    record = words.add_parser(
        "record",
        help="record what is kept of visitors to a file, never an image",
        allow_abbrev=False,
    )
    _add_config(record)
    _add_camera(record)
    record.add_argument(
        "file", type=Path, metavar="FILE.presence", help="to be written; play it with --camera"
    )


def _add_sound(words: Words) -> None:
    sound = words.add_parser(
        "sound",
        help="play a tone left and right, then noise to measure the level with",
        allow_abbrev=False,
    )
    _add_config(sound)
    sound.add_argument("--sound", metavar="DEVICE", help="auto, or part of the device's name")
    sound.add_argument(
        "--for", dest="for_s", type=float, default=20.0, metavar="SECONDS", help="of noise (20)"
    )


def _add_service(words: Words) -> None:
    """The words of installation/service/technician_commands.py."""
    check = words.add_parser(
        "check", help="is everything as it should be? a table with remedies", allow_abbrev=False
    )
    _add_config(check)
    check.add_argument(
        "--assets",
        type=Path,
        metavar="FOLDER",
        help="texts, themes and sounds, instead of assets/",
    )
    check.add_argument(
        "--only-config",
        action="store_true",
        help="check the configuration only, not the machine",
    )
    _add_strict(check)
    status = words.add_parser("status", help="one line for each room: OK, DEGRADED or DOWN")
    status.add_argument(
        "--port", type=int, metavar="N", help="of the house whose page is at this port"
    )
    words.add_parser("addresses", help="print all OSC and MQTT addresses (docs/control.md)")
    words.add_parser("config", help="print kiosk.toml with every key, its limits and its default")
    _add_detect(words)
    password = words.add_parser("password", help="set the password of the technician's page")
    password.add_argument(
        "--remove",
        action="store_true",
        help="remove it: the page then answers this machine only",
    )
    papers = words.add_parser(
        "papers", help="print the privacy sheet of this installation, from its configuration"
    )
    _add_config(papers)
    papers.add_argument("--language", choices=languages(), default="en", help="of the sheet")
    _add_root(
        words.add_parser("install", help="install it as a service that starts at boot (as root)")
    )
    _add_root(words.add_parser("uninstall", help="remove the service (as root)"))


def _add_detect(words: Words) -> None:
    detect = words.add_parser(
        "detect",
        help="did an AI make it? what the marks in pictures and films say",
        allow_abbrev=False,
    )
    detect.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a picture or a film")
    detect.add_argument("--json", action="store_true", help="the findings for programs")
    detect.add_argument(
        "--trust",
        type=Path,
        metavar="FILE",
        help="certificates (PEM) of authorities whose signatures you trust",
    )
    _add_strict(detect)


def _add_config(word: argparse.ArgumentParser) -> None:
    word.add_argument(
        "--config", type=Path, metavar="FILE", help="instead of kiosk.toml beside the program"
    )


def _add_camera(word: argparse.ArgumentParser) -> None:
    """What all commands take that open the camera."""
    word.add_argument(
        "--camera",
        metavar="WHICH",
        help=one_of(CameraName),
    )
    word.add_argument(
        "--for", dest="for_s", type=_duration_s, metavar="SECONDS", help="end after so many seconds"
    )
    _add_strict(word)


def _duration_s(text: str) -> float:
    """Raises ArgumentTypeError, whose words argparse shows."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no duration: write seconds above 0, such as 60"
        )
    return seconds


def _add_strict(word: argparse.ArgumentParser) -> None:
    word.add_argument(
        "--strict",
        action="store_true",
        help="for developers: the first error ends it, with its traceback",
    )


def _add_root(word: argparse.ArgumentParser) -> None:
    word.add_argument("--root", type=Path, default=Path("/"), help=argparse.SUPPRESS)
