"""The words of the kiosk command that keep a house over the years, one function each. Each returns the exit code."""

import argparse
from pathlib import Path

from installation.faults import BadArchive


def backup(options: argparse.Namespace) -> int:
    """``kiosk backup``: the house in one file."""
    from installation.service.backup import backup as writing
    from installation.service.backup import house_places

    target = _with_folder(options.file)
    count = writing.write(target, house_places.usual(options.config), print)
    size = target.stat().st_size
    print(f"{target}: {count} files, {size / 1e6:.1f} MB; keep it on another machine, and safe")
    return 0


def restore(options: argparse.Namespace) -> int:
    """``kiosk restore``: a backup onto this machine."""
    from installation.service.backup import house_places
    from installation.service.backup import restore as reading

    path = _existing(options.file)
    count = reading.restore(path, house_places.usual(options.config), print)
    print(f"restored: {count} files; it holds from the next start")
    return 0


def _existing(path: Path) -> Path:
    path = path.absolute()
    if not path.is_file():
        raise BadArchive(f"there is no file {path}")
    return path


def _with_folder(path: Path) -> Path:
    """A file that is to be written. Raises `BadArchive` where its folder is missing."""
    path = path.absolute()
    if path.is_dir():
        raise BadArchive(f"{path} is a folder: name a file in it, for example {path}/kiosk.zip")
    if not path.parent.is_dir():
        raise BadArchive(f"{path} cannot be written: there is no folder {path.parent}")
    return path
