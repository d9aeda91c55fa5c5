"""`kiosk pack new`: a folder with the model and what can be said of it without its maker."""

import contextlib
import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from installation.common.files import whole_folder
from installation.common.plain_text import on_one_line
from installation.faults import BrokenPack, Refused
from installation.packs import manifest, quarantine
from installation.packs.guess_patience import PATIENCE_S, is_for_a_server
from installation.packs.guess_table import Told
from installation.packs.metadata import SILHOUETTE
from installation.packs.model_files import (
    GENERATOR,
    bring,
    bring_generator,
    joined_in_words,
    named_as_given,
    sorted_by_role,
)

NAME = re.compile(r"[a-z0-9-]+")


def new(
    models: Path,
    name: str,
    files: list[Path],
    told: Told | None = None,
) -> dict[str, Any]:
    """Makes `models/name` of .onnx files, the generator first; returns the guess.

    `told` is what somebody knows of it. A generator may come in two files, mapping and synthesis, and each with its numbers beside it.

    The guess holds fields, reasons and notes. Raises `Refused` or `BrokenPack`, and then leaves
    nothing behind.
    """
    require_free(models, name)
    told = replace(told or Told(), packs=_sources(models))
    generators, roles = sorted_by_role(files)
    _check_source(told, models, [*generators[1:], *roles.values()])
    with whole_folder(models / name) as folder:
        bring_generator(generators, folder, told.dimensions)
        for target, source in roles.items():
            bring(source, folder, target)
        guess = _guess(folder, generators[0].name, told)
        guess["notes"] += joined_in_words(generators)
        if is_for_a_server(guess["fields"]):
            (folder / GENERATOR).unlink()
        (folder / "pack.toml").write_text(metadata(name, guess), encoding="utf-8")
    return guess


def require_free(models: Path, name: str) -> None:
    """Raises `Refused` where no pack can be made of that name."""
    if not NAME.fullmatch(name):
        raise Refused(f"{name!r} cannot be a pack's name: use small letters, digits and -")
    if (models / name).exists():
        raise Refused(f"{models / name} is already there: choose another name, or remove it first")


def _sources(models: Path) -> list[str]:
    """Names of the packs there whose picture could go into another network."""
    names = []
    for path in sorted(models.glob("[!.]*/pack.toml")):
        with contextlib.suppress(BrokenPack):
            if manifest.load(path.parent).takes is None:
                names.append(path.parent.name)
    return names


def _check_source(told: Told, models: Path, further: list[Path]) -> None:
    """Raises `Refused` for a source that is none, and for files that a source brings itself."""
    if told.source is None:
        return
    if told.source not in (SILHOUETTE, *told.packs):
        raise Refused(
            f"--source {told.source}: {models} holds no pack of that name that makes pictures of "
            f"points; available: {', '.join(told.packs) or 'none'}, or silhouette"
        )
    if further:
        raise Refused(
            f"{further[0].name} does not go with --source: an image-to-image network is one file, "
            "and what looks at points or pictures is that of its source"
        )


def _guess(folder: Path, file: str, told: Told) -> dict[str, Any]:
    """What quarantine finds out; `file` is the generator's name as the artist knows it."""
    try:
        return quarantine.ask(
            "guess:as_json", folder, PATIENCE_S, file=GENERATOR, told=asdict(told)
        )
    except BrokenPack as fault:
        raise named_as_given(fault, folder, {GENERATOR: file}) from fault


def metadata(name: str, guess: dict[str, Any]) -> str:
    """pack.toml: what was guessed with its reasons, and blanks that only the maker can fill."""
    reasons = guess["reasons"]
    lines = []
    for key, value in guess["fields"].items():
        if key != "constants":
            lines.append(_row(key, value, reasons.get(key, "")))
    source = guess["source"]
    if source:
        lines += ["", "[source]  # the picture that goes in"]
    for key, value in source.items():
        lines.append(_row(key, value, reasons[f"source.{key}"]))
    constants = guess["fields"].get("constants", {})
    if constants:
        lines += ["", "[generator.constants]"]
    for key, value in constants.items():
        lines.append(_row(json.dumps(key), value, reasons[f"constants.{key}"]))
    for note in guess["notes"]:
        lines.append(f"# {on_one_line(note)}")
    title = name.replace("-", " ").capitalize()
    return _METADATA.format(name=name, title=json.dumps(title), generator="\n".join(lines))


def _row(key: str, value: Any, reason: str) -> str:
    """JSON's words for numbers, texts, lists and truth are TOML's, too."""
    row = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    return f"{row}  # {on_one_line(reason)}" if reason else row


_METADATA = """\
# Only you can fill in what is empty. Without author, licence and [data] the pack runs only with --studio.
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
