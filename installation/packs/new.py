"""`kiosk pack new`: a folder with the model and the papers that can be written without its maker."""

import json
import re
import shutil
from pathlib import Path

from installation.common.files import whole_folder
from installation.faults import BrokenPack, Refused
from installation.packs import onnx_file, quarantine

NAME = re.compile(r"[a-z0-9-]+")
ROLES = ("encoder", "classifier", "voice")  # of further graphs, known by their file's name
MOST_BYTES = 1 << 30


def new(models: Path, name: str, files: list[Path], dimensions: int | None) -> dict:
    """Makes `models/name` of .onnx files, the generator first; returns the guess (fields, reasons, notes).

    Raises `Refused` or `BrokenPack`, and then leaves nothing behind.
    """
    if not NAME.fullmatch(name):
        raise Refused(f"{name!r} cannot be a pack's name: use small letters, digits and -")
    if (models / name).exists():
        raise Refused(f"{models / name} is already there: choose another name, or remove it first")
    named = {"generator.onnx": files[0]} | {_role(path): path for path in files[1:]}
    if len(named) != len(files):
        raise Refused(
            "two of the files have the same role: one each of encoder, classifier and voice"
        )
    for path in files:
        onnx_file.read(path)  # here for its words, with the name that the artist knows
    with whole_folder(models / name) as folder:
        for target, source in named.items():
            shutil.copyfile(source, folder / target)
        guess = _asked(folder, files[0], dimensions)
        (folder / "pack.toml").write_text(papers(name, guess), encoding="utf-8")
    return guess


def _asked(folder: Path, source: Path, dimensions: int | None) -> dict:
    try:
        return quarantine.ask("guess:as_json", folder, file="generator.onnx", dimensions=dimensions)
    except BrokenPack as fault:
        raise BrokenPack(
            str(fault).replace("generator.onnx", source.name).replace(folder.name, source.name)
        ) from fault


def _role(path: Path) -> str:
    for role in ROLES:
        if role in path.name.lower():
            return f"{role}.onnx"
    raise Refused(
        f"{path.name}: what is it for? Name the file {' or '.join(f'{role}.onnx' for role in ROLES)}"
    )


def papers(name: str, guess: dict) -> str:
    """pack.toml: what was guessed with its reasons, and what only its maker can say, left to be completed."""
    fields = dict(guess["fields"])
    constants = fields.pop("constants", {})
    lines = [
        f"{key} = {_toml(value)}  # {guess['reasons'].get(key, '')}".rstrip(" #")
        for key, value in fields.items()
    ]
    if constants:
        lines += ["", "[generator.constants]"]
        lines += [
            f"{json.dumps(key)} = {_toml(value)}  # {guess['reasons'][f'constants.{key}']}"
            for key, value in constants.items()
        ]
    lines += [f"# {note}" for note in guess["notes"]]
    title = json.dumps(name.replace("-", " ").capitalize())
    return _PAPERS.format(name=name, title=title, generator="\n".join(lines))


def _toml(value) -> str:
    """JSON's words for numbers, texts, lists and truth are TOML's too."""
    return json.dumps(value, ensure_ascii=False)


_PAPERS = """\
# What is empty only you can say. Without author, licence and the sheet [data] the pack runs with --studio alone.
[pack]
name = "{name}"
version = "1.0"
author = ""
licence = ""  # SPDX, e.g. CC-BY-4.0, CC0-1.0 or LicenseRef-Mine
made_with = ""

[pack.title]
de = {title}
en = {title}

[pack.statement]  # what visitors should know, two or three sentences
de = ""
en = ""

[generator]
{generator}

# Points worth visiting; four of them let visitors walk on a plane. kiosk pack place adds them from the preview's sheet.

[data]  # what it learned from
source = ""
# items = 0
licence = ""

[data.chosen_by]
de = ""
en = ""

[data.missing]  # what is not in it, and so never in a picture
de = ""
en = ""

[training]
# program = ""
# date = ""
# hardware = ""
# hours = 0.0
"""
