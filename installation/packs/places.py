"""Points worth visiting: samples of the preview's sheet, written into pack.toml."""

import json
from pathlib import Path

import numpy as np

from installation.common.files import write_whole
from installation.faults import Refused
from installation.packs import manifest
from installation.packs.manifest import Pack
from installation.packs.prior import usual_points

SAMPLES = 24  # on a sheet


def samples(pack: Pack) -> np.ndarray:
    """(24, d) float32 points of the pack's distribution, always the same: sample 1 is the first."""
    random = np.random.default_rng(4)
    return usual_points(pack, random, SAMPLES).astype(np.float32)


def add(folder: Path, number: int, titles: dict[str, str]) -> int:
    """Makes sample `number` a place with a title in each language, and returns the place's number.

    Raises `BrokenPack`, `Refused`, `OSError`.
    """
    pack = manifest.load(folder)
    if not 1 <= number <= SAMPLES:
        raise Refused(
            f"there is no sample {number}: "
            f"the sheet of kiosk pack preview numbers them 1 to {SAMPLES}"
        )
    return add_point(folder, samples(pack)[number - 1], titles)


def add_point(folder: Path, at: np.ndarray, titles: dict[str, str]) -> int:
    """Makes the point (d,) a place of the pack and returns its number.

    Raises `BrokenPack`, `OSError`.
    """
    number = len(manifest.load(folder).places) + 1
    titles = {language: title for language, title in titles.items() if title.strip()}
    if not titles:
        titles = {"de": f"Ort {number}", "en": f"Place {number}"}
    point = [round(float(value), 4) for value in at]
    words = []
    for language, title in titles.items():
        words.append(f"{language} = {json.dumps(title, ensure_ascii=False)}")
    table = [
        "[[place]]",
        f"title = {{ {', '.join(words)} }}",
        f"point = {json.dumps(point)}",
    ]
    path = folder / "pack.toml"
    before = path.read_text(encoding="utf-8").rstrip()
    added = "\n".join(table)
    write_whole(path, f"{before}\n\n{added}\n")
    manifest.load(folder)
    return number
