"""Choosing faces: free, plain, readable capitals; what is left out is counted, with the reason.

Two passes: a survey of all files with small drawings, from which the choice is made; then the
exact fields of the chosen, once as they are and once wider, narrower or leaning.
"""

import collections
import json
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from installation.studio.common.worker_pool import worker_pool
from installation.studio.letters import LETTERS
from installation.studio.letters.choice import Choice, held_out
from installation.studio.letters.glyph_fields import (
    AS_DRAWN,
    DrawnFace,
    Slope,
    UnusableFace,
    field_of_ink,
)
from installation.studio.letters.grid import WIDE, compand
from installation.studio.letters.survey import survey
from installation.studio.letters.typeface_files import FontFolder, NoTypefaces, notice_of

LEAN_MORE = (-0.16, 0.06)  # what an italic leans more, least and most
LEAN_UPRIGHT = (-0.03, 0.22)  # the same of an upright


def slopes_by_lot(faces: list[dict[str, Any]]) -> list[Slope]:
    """Wider or narrower; uprights lean more, italics less."""
    lots = np.random.default_rng(3)
    slopes = []
    for face in faces:
        width = lots.uniform(0.84, 1.14)
        least, most = LEAN_MORE if face["leaning"] else LEAN_UPRIGHT
        lean = lots.uniform(least, most)
        slope = Slope(width, lean)
        slopes.append(slope)
    return slopes


def write_fields(path: Path, number: int, target: Path, slope: Slope) -> str:
    """Writes a face's companded fields into row `number`; an error's words, or nothing.

    A letter that becomes too large when it leans is drawn as it is.
    """
    fields = np.lib.format.open_memmap(target, "r+")
    if fields[number, -1].any():
        return ""
    face = DrawnFace(path, slope=slope)
    as_drawn = DrawnFace(path)
    failed = ""
    for k, letter in enumerate(LETTERS):
        try:
            ink = face.ink(letter)
        except UnusableFace as error:
            failed = str(error)
            ink = as_drawn.ink(letter)
        field = field_of_ink(ink)
        fields[number, k] = compand(field)
    return failed


def choose_faces(folder: FontFolder, target: Path, pool: Executor) -> None:
    """Surveys a folder of fonts, and writes faces.json and left_out.json."""
    paths = folder.files()
    if not paths:
        raise NoTypefaces(f"There are no font files in {folder.path}")
    surveyed = list(pool.map(survey, paths, [folder] * len(paths), chunksize=8))
    if all(face.reason for face in surveyed):
        reasons = collections.Counter(face.reason for face in surveyed)
        told = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
        raise NoTypefaces(
            f"No font file in {folder.path} has free, plain, readable capitals ({told})"
        )
    choice = Choice(surveyed)
    away = held_out(choice.groups)
    rows = []
    for face, group, is_away in zip(choice.chosen, choice.groups, away, strict=True):
        papers = asdict(face.file)
        papers["path"] = str(Path(face.file.path).relative_to(folder.path))
        chosen = {
            "leaning": face.is_leaning,
            "group": group,
            "held_out": is_away,
        }
        rows.append(papers | chosen)
    (target / "faces.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1))
    counted = {"font files": len(paths), "chosen": len(rows), "left out": dict(choice.left_out)}
    (target / "left_out.json").write_text(json.dumps(counted, indent=1))
    print(json.dumps(counted, indent=1), flush=True)


def with_notices(faces: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """The rows of faces.json with the files' copyright notices.

    Faces that were chosen by an older program have none: they are read from the files in
    `folder`, where it is still there.
    """
    complete = []
    for face in faces:
        path = folder / face["path"] if "path" in face else folder
        if "notice" in face or not path.is_file():
            complete.append(face)
        else:
            complete.append(face | {"notice": notice_of(path)})
    return complete


def left_out_of(target: Path) -> dict[str, Any]:
    """What left_out.json counts; nothing where it is missing."""
    path = target / "left_out.json"
    if not path.exists():
        return {}
    counted: dict[str, Any] = json.loads(path.read_text())
    return counted


def draw_faces(folder: Path, target: Path, pool: Executor) -> None:
    """Writes plain.npy and varied.npy; goes on where it was interrupted."""
    faces = json.loads((target / "faces.json").read_text())
    files = [folder / face["path"] for face in faces]
    as_drawn = [AS_DRAWN] * len(faces)
    for name, slopes in (("plain", as_drawn), ("varied", slopes_by_lot(faces))):
        finished = target / f"{name}.npy"
        if finished.exists():
            continue
        unfinished = target / f"{name}.part"
        if not unfinished.exists():
            shape = (len(faces), len(LETTERS), WIDE, WIDE)
            np.lib.format.open_memmap(unfinished, "w+", np.float16, shape)
        where = [unfinished] * len(faces)
        numbers = range(len(faces))
        errors = pool.map(write_fields, files, numbers, where, slopes, chunksize=4)
        counted = collections.Counter(error for error in errors if error)
        print(f"{name}: {dict(counted)}", flush=True)
        unfinished.rename(finished)


def make_dataset(folder: FontFolder, target: Path, threads: int) -> None:
    """Chooses the faces where that is not done yet, and draws what is not drawn yet.

    `threads` is how many processes work on it; 0 is one for each core. Raises NoTypefaces.
    """
    target.mkdir(parents=True, exist_ok=True)
    with worker_pool(threads or None) as pool:
        if not (target / "faces.json").exists():
            choose_faces(folder, target, pool)
        draw_faces(folder.path, target, pool)
