"""Where in a file a key stands: the parser of TOML does not tell."""

import re


def line_of(text: str, where: tuple) -> int:
    """The line on which a key stands, or the table that it is missing in; 0 where neither is found."""
    section: tuple = ()
    counts: dict[str, int] = {}
    nearest = 0
    for count, line in enumerate(text.split("\n"), 1):  # as the parser counts them
        header = re.match(r"\s*(\[\[?)\s*([^\]\s]+)\s*\]", line)
        if header:
            section = _section(header[1], header[2], counts)
            if where == section[: len(where)]:
                return count
            if section == where[: len(section)]:
                nearest = count
        key = re.match(r"\s*[\"']?([\w-]+)[\"']?\s*[=.]", line)
        if key:
            path = (*section, key.group(1))
            if path == where[: len(path)]:
                return count
    return nearest


def _section(brackets: str, name: str, counts: dict[str, int]) -> tuple:
    """[name], [name.part] also of the last [[name]], or the number of [[name]] so far."""
    if brackets == "[[":
        counts[name] = counts.get(name, -1) + 1
        return (name, counts[name])
    first, *parts = name.split(".")
    return (first, counts[first], *parts) if first in counts else (first, *parts)
