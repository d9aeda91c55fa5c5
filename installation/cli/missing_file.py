"""A file that was named on the command line and is not there: what it is called perhaps."""

import contextlib
import difflib
from pathlib import Path


def require(paths: list[Path]) -> None:
    """Raises `FileNotFoundError` for the first that is not there."""
    for path in paths:
        path.stat()


def in_words(error: Exception, arguments: list[str]) -> str:
    """Says so of a file that somebody named; "" of any other mistake."""
    if not isinstance(error, FileNotFoundError) or error.filename is None:
        return ""
    path = Path(error.filename)
    if not _is_named(path, arguments):
        return ""
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}, and so no {path.name} in it"
    near = difflib.get_close_matches(path.name, _names_in(path.parent), n=1)
    if not near:
        return f"there is no file {path}"
    return f"there is no file {path}; did you mean {path.with_name(near[0])}?"


def _is_named(path: Path, arguments: list[str]) -> bool:
    return any(path.absolute() == Path(argument).absolute() for argument in arguments)


def _names_in(folder: Path) -> list[str]:
    """None where it cannot be looked into."""
    names: list[str] = []
    with contextlib.suppress(OSError):
        names += [path.name for path in folder.iterdir()]
    return names
