"""Points worth visiting: found among the numbered samples of the preview's sheet, written into the papers."""

import json
from pathlib import Path

import numpy as np

from installation.common.files import write_whole
from installation.faults import Refused
from installation.packs import manifest
from installation.packs.manifest import Pack

SAMPLES = 24  # on a sheet


def samples(pack: Pack) -> np.ndarray:
    """(24, d) points of the pack's distribution, always the same: sample 1 is the first."""
    normal = np.random.default_rng(4).normal(size=(SAMPLES, pack.dimensions))
    return (normal * pack.generator.truncation).astype(np.float32)


def add(folder: Path, number: int, titles: dict[str, str]) -> None:
    """Names sample `number` a place, in each language. Raises `BrokenPack`, `Refused`."""
    pack = manifest.load(folder)
    if not 1 <= number <= SAMPLES:
        raise Refused(
            f"there is no sample {number}: the sheet of kiosk pack preview numbers them 1 to {SAMPLES}"
        )
    add_point(folder, samples(pack)[number - 1], titles)


def add_point(folder: Path, at: np.ndarray, titles: dict[str, str]) -> int:
    """Makes the point (d,) a place of the pack and returns its number. Raises `BrokenPack`, `OSError`."""
    number = len(manifest.load(folder).places) + 1
    titles = titles or {"de": f"Ort {number}", "en": f"Place {number}"}
    point = [round(float(value), 4) for value in at]
    title = ", ".join(
        f"{language} = {json.dumps(text, ensure_ascii=False)}" for language, text in titles.items()
    )
    papers = folder / "pack.toml"
    text = papers.read_text(encoding="utf-8").rstrip()
    write_whole(
        papers,
        f"{text}\n\n[[place]]\ntitle = {{ {title} }}\npoint = {json.dumps(point)}\n".encode(),
    )
    manifest.load(folder)
    return number
