"""The options of the words in installation/service/upkeep_commands.py."""

import argparse
from pathlib import Path
from typing import Any

WORDS = (
    "screens",
    "backup",
    "restore",
    "version",
    "release",
    "update",
    "rollback",
    "judge",
    "take",
    "fleet",
    "alert",
)

Words = Any  # argparse names the type of its subparsers in private only


def add_upkeep(words: Words) -> None:
    """All of them."""
    screens = words.add_parser(
        "screens",
        help="list, add or remove other machines that may show what this house shows (kiosk screen)",
        allow_abbrev=False,
    )
    change = screens.add_mutually_exclusive_group()
    change.add_argument(
        "--add",
        nargs=2,
        metavar=("NAME", "FILE"),
        help="write the key that the screen needs into FILE",
    )
    change.add_argument("--remove", metavar="NAME", help="shut this screen out")
    backup = words.add_parser(
        "backup",
        help="save the house in one file: configuration, passwords, own packs and assets, counts",
        allow_abbrev=False,
    )
    _add_archive(backup, "the file to write, e.g. kiosk.zip")
    restore = words.add_parser(
        "restore",
        help="bring a backup back onto this machine, after checking all of it",
        allow_abbrev=False,
    )
    _add_archive(restore, "the file that kiosk backup wrote")
    words.add_parser("version", help="print the version")
    _add_release(words)
    _add_update(words)
    words.add_parser("rollback", help="go back to the version before the last update (as root)")
    _add_fleet(words)
    _add_alert(words)
    # the service's own words, without help: nobody types them
    words.add_parser("judge")
    _add_config(words.add_parser("take"))


def _add_fleet(words: Words) -> None:
    fleet = words.add_parser(
        "fleet",
        help="list all houses at the MQTT broker; with an action, change them in stages",
        allow_abbrev=False,
    )
    fleet.add_argument(
        "action",
        nargs="?",
        metavar="ACTION",
        help="as in docs/control.md, e.g. pack; or send, for a pack or release; or forget, for a house that will not come back",
    )
    fleet.add_argument(
        "value",
        nargs="?",
        default="",
        metavar="VALUE",
        help="what the action takes, e.g. letters; for send: a file, or a pack of this house",
    )
    fleet.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help="only this house, by its name or id; may be given several times",
    )
    fleet.add_argument(
        "--judge",
        type=seconds,
        default=30.0,
        metavar="SECONDS",
        help="a house has to be well for so long before the others are asked (30)",
    )
    _add_config(fleet)


def _add_alert(words: Words) -> None:
    alert = words.add_parser(
        "alert",
        help="who is told of trouble ([alerts] in kiosk.toml), and what became of the last message; --test sends one",
        allow_abbrev=False,
    )
    way = alert.add_mutually_exclusive_group()
    way.add_argument("--test", action="store_true", help="send a test message now")
    way.add_argument("--look", action="store_true", help=argparse.SUPPRESS)  # the service's own
    _add_config(alert)


def _add_release(words: Words) -> None:
    release = words.add_parser(
        "release",
        help="for developers: pack the last commit as one signed archive, with all it needs",
        allow_abbrev=False,
    )
    release.add_argument("--key", type=Path, metavar="FILE", help="the private key to sign with")
    release.add_argument("--new-key", type=Path, metavar="FILE", help="make a private key")
    release.add_argument(
        "--output", type=Path, default=Path(), metavar="FOLDER", help="where the archive goes"
    )


def _add_update(words: Words) -> None:
    update = words.add_parser(
        "update",
        help="update to another version, tried before the switch and undone by itself if it fails (as root)",
        allow_abbrev=False,
    )
    update.add_argument(
        "source",
        nargs="?",
        metavar="FILE|URL",
        help="a release; if left out: the Git checkout beside the program, after git pull",
    )
    _add_config(update)
    update.add_argument(
        "--trust", type=Path, metavar="FILE", help="public keys trusted beside the project's"
    )
    for name, default, sentence in (
        ("rehearse", 20, "how long it has to play well unseen"),
        ("quiet", 60, "how long nobody has to be in view before the switch; 0: at once"),
        ("judge", 600, "how long it has to play well to be kept"),
        ("patience", 120, "how long it may be in trouble before the previous version comes back"),
    ):
        update.add_argument(
            f"--{name}",
            type=seconds,
            default=float(default),
            metavar="SECONDS",
            help=f"{sentence} ({default})",
        )


def seconds(text: str) -> float:
    """Of an option: 0 to a day."""
    value = float(text)
    if not 0 <= value <= 86400:
        raise argparse.ArgumentTypeError(f"{text}: 0 to 86400 seconds")
    return value


def _add_archive(word: argparse.ArgumentParser, help_: str) -> None:
    word.add_argument("file", type=Path, metavar="FILE", help=help_)
    _add_config(word)


def _add_config(word: argparse.ArgumentParser) -> None:
    word.add_argument(
        "--config", type=Path, metavar="FILE", help="the house's kiosk.toml, if it is elsewhere"
    )
    word.add_argument("--strict", action="store_true", help=argparse.SUPPRESS)
