"""A report: one page of HTML with tables of numbers and sheets of pictures, and the numbers as JSON."""

import html
import json
from pathlib import Path
from typing import Any

import numpy as np

from installation.common.files import write_whole
from installation.marks.marker import described, of_this_house
from installation.marks.picture_files import JPEG

STYLE = """body{font:16px/1.5 system-ui,sans-serif;margin:2em auto;max-width:90em;padding:0 1em;background:#111;color:#eee}
img{max-width:100%;display:block}table{border-collapse:collapse;margin:.5em 0 1.5em}
td,th{padding:.15em .9em .15em 0;text-align:left;vertical-align:top;font-weight:normal}th{color:#aaa}td{font-variant-numeric:tabular-nums}"""


def write_report(
    folder: Path,
    title: str,
    numbers: dict[str, Any],
    sheets: dict[str, np.ndarray],
    captions: dict[str, str],
) -> None:
    """Writes index.html, numbers.json and a marked JPEG for each of the sheets (h, w, 3) uint8 RGB."""
    folder.mkdir(parents=True, exist_ok=True)
    marker = of_this_house()
    for name, sheet in sheets.items():
        file_name = f"{name}.jpg"
        content = marker.file(np.ascontiguousarray(sheet[..., ::-1]), JPEG, described(title, ""))
        write_whole(folder / file_name, marker.signed(content, JPEG, file_name))
    write_whole(folder / "numbers.json", json.dumps(numbers, indent=1))
    write_whole(folder / "index.html", page(title, numbers, captions, list(sheets)))


def page(title: str, numbers: dict[str, Any], captions: dict[str, str], sheets: list[str]) -> str:
    """The page as text; `sheets` are names of JPEGs beside it, `captions` what to say of them."""
    images = "".join(_image(name, captions[name]) for name in sheets)
    heading = html.escape(title)
    head = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{heading}</title><style>{STYLE}</style>"
    )
    return f"{head}<h1>{heading}</h1>{table(numbers)}{images}</html>"


def table(value: Any) -> str:
    """Numbers, lists and dictionaries of these, as tables in tables.

    Dictionaries whose rows have the same keys become one table with columns.
    """
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        rows = [row if isinstance(row, list) else [row] for row in value]
        return _rows([(None, row) for row in rows])
    if not isinstance(value, dict):
        return html.escape(str(value))
    if _has_columns(value):
        columns = ("", *next(iter(value.values())))
        head = "".join(f"<th>{html.escape(str(name))}" for name in columns)
        return _rows([(name, list(row.values())) for name, row in value.items()], head)
    return _rows([(name, [part]) for name, part in value.items()])


def _has_columns(value: dict[str, Any]) -> bool:
    rows = list(value.values())
    if len(rows) < 2 or not all(isinstance(row, dict) for row in rows):
        return False
    return all(list(row) == list(rows[0]) for row in rows)


def _rows(rows: list[tuple[str | None, list[Any]]], head: str = "") -> str:
    body = "".join(_row(name, parts) for name, parts in rows)
    first = f"<tr>{head}" if head else ""
    return f"<table>{first}{body}</table>"


def _row(name: str | None, parts: list[Any]) -> str:
    heading = "" if name is None else f"<th>{html.escape(str(name))}"
    cells = "".join(f"<td>{table(part)}" for part in parts)
    return f"<tr>{heading}{cells}"


def _image(name: str, caption: str) -> str:
    return f'<h2>{html.escape(caption)}</h2><img src="{name}.jpg" alt="">'
