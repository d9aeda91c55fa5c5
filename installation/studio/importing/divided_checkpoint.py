"""Checkpoints in several files, as large ones are kept: a list beside them says in which each weight lies."""

import re
from pathlib import Path

from installation.common import strict_json
from installation.faults import Refused

LIST = ".index.json"
_PART = re.compile(r"-\d{5}-of-(\d{5})\.\w+$")


def files_of(path: Path) -> list[Path]:
    """All files of the checkpoint of which `path` is the list or a part; `path` itself where it is whole.

    Raises `Refused` where one of them is not there, or lies elsewhere.
    """
    names = _named_in(path) if path.suffix == ".json" else _of_part(path)
    files = [path.parent / name for name in names]
    for file in files:
        if file.parent != path.parent:  # whoever wrote the list shall not choose what is read
            raise Refused(f"{path.name} names a file in another folder: {file.name}")
        if not file.is_file():
            raise Refused(
                f"{path.name} belongs to a checkpoint in several files, and {file.name} is not beside it: "
                "copy all of them, with their list, into one folder"
            )
    return files or [path]


def _of_part(path: Path) -> list[str]:
    """The names of all parts. Raises `Refused` where no list beside it has them."""
    part = _PART.search(path.name)
    if part is None or int(part[1]) < 2:
        return []
    for each in sorted(path.parent.glob(f"*{LIST}")):
        names = _named_in(each)
        if path.name in names:
            return names
    raise Refused(
        f"{path.name} is a part of a checkpoint in several files: copy the others and their list, whose "
        f"name ends with {LIST}, beside it"
    )


def _named_in(path: Path) -> list[str]:
    """The files that a list names; none where it is no list."""
    try:
        content = strict_json.parsed(path.read_bytes())
    except (OSError, ValueError):
        return []
    places = content.get("weight_map") if isinstance(content, dict) else None
    return sorted({str(name) for name in places.values()}) if isinstance(places, dict) else []
