"""The options of the words in installation/service/upkeep_commands.py."""

import argparse
from pathlib import Path
from typing import Any

WORDS = ("backup", "restore")

Words = Any  # argparse names the type of its subparsers in private only


def add_upkeep(words: Words) -> None:
    """All of them."""
    backup = words.add_parser(
        "backup",
        help="configuration, passwords, own packs and assets, counts: the house in one file",
        allow_abbrev=False,
    )
    _add_archive(backup, "to be written, e.g. kiosk.zip")
    restore = words.add_parser(
        "restore",
        help="a backup onto this machine, after a look at all of it",
        allow_abbrev=False,
    )
    _add_archive(restore, "that kiosk backup wrote")


def _add_archive(word: argparse.ArgumentParser, help_: str) -> None:
    word.add_argument("file", type=Path, metavar="FILE", help=help_)
    word.add_argument(
        "--config", type=Path, metavar="FILE", help="the house's kiosk.toml, where it is elsewhere"
    )
    word.add_argument("--strict", action="store_true", help=argparse.SUPPRESS)
