"""typefaces.md: whose work the model learned from, what was counted, and what was left out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from installation.studio.letters.credits import credit_of

TYPEFACES_FILE = "typefaces.md"
HEAD = """# The typefaces
What the model `letters` learned from. Each typeface is the work of its designers and stays under
its own licence; nothing of a font file is in this folder. "Judged by" are faces the model never
saw: the report measures on them.
"""
COLUMNS = ("family", "face", "designer or maker", "named by", "licence", "use")


def typefaces_md(faces: Sequence[dict[str, Any]], sheet: Mapping[str, Any]) -> str:
    """The file's content; `sheet` is what `credits.data_sheet` counted."""
    counts = [(name, value) for name, value in sheet.items() if not isinstance(value, Mapping)]
    parts = [HEAD, _table(("", "count"), counts)]
    for name, value in sheet.items():
        if isinstance(value, Mapping):
            parts += [f"## {name.capitalize()}", _table(("", "faces"), value.items())]
    parts += ["## All faces", _table(COLUMNS, sorted(_row(face) for face in faces))]
    return "\n".join(parts)


def _row(face: dict[str, Any]) -> tuple[str, ...]:
    credit = credit_of(face)
    return (
        credit.family,
        credit.style,
        credit.designer,
        credit.source.value if credit.designer else "",
        credit.licence,
        "judged by" if face["held_out"] else "learned",
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [_line(head), _line(["---"] * len(head))]
    lines += [_line(row) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[object]) -> str:
    plain = [str(cell).replace("|", "/") for cell in cells]
    return f"| {' | '.join(plain)} |"
