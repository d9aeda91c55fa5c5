"""The report as one page of HTML: tables of numbers, sheets of pictures."""

import html

STYLE = """body{font:16px/1.5 system-ui,sans-serif;margin:2em auto;max-width:90em;padding:0 1em;background:#111;color:#eee}
img{max-width:100%;display:block}table{border-collapse:collapse;margin:.5em 0 1.5em}
td,th{padding:.15em .9em .15em 0;text-align:left;vertical-align:top;font-weight:normal}th{color:#aaa}td{font-variant-numeric:tabular-nums}"""


def page(title: str, numbers: dict, captions: dict[str, str], sheets: list[str]) -> str:
    """`sheets` are names of JPEGs beside the page, `captions` what to say of them."""
    images = "".join(
        f'<h2>{html.escape(captions[name])}</h2><img src="{name}.jpg" alt="">' for name in sheets
    )
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title><style>{STYLE}</style>'
    return f"{head}<h1>{html.escape(title)}</h1>{table(numbers)}{images}</html>"


def table(value) -> str:
    """Numbers, lists and dictionaries of these, as tables in tables; a dictionary of like rows as one with columns."""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return _rows([(None, row if isinstance(row, list) else [row]) for row in value])
    if not isinstance(value, dict):
        return html.escape(str(value))
    rows = list(value.values())
    if len(rows) > 1 and all(isinstance(row, dict) and list(row) == list(rows[0]) for row in rows):
        head = "".join(f"<th>{html.escape(str(name))}" for name in ("", *rows[0]))
        return _rows([(name, list(row.values())) for name, row in value.items()], head)
    return _rows([(name, [part]) for name, part in value.items()])


def _rows(rows: list[tuple], head: str = "") -> str:
    cells = "".join(
        "<tr>"
        + ("" if name is None else f"<th>{html.escape(str(name))}")
        + "".join(f"<td>{table(part)}" for part in parts)
        for name, parts in rows
    )
    return f"<table>{'<tr>' + head if head else ''}{cells}</table>"
