"""The pack whose picture goes into an image-to-image pack: where it lies, and what it passes on."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from installation.common import files
from installation.config import toml_words
from installation.faults import BadConfig, BrokenPack
from installation.packs import silhouette_points
from installation.packs.metadata import SILHOUETTE, GeneratorMetadata, Metadata, SoundMetadata
from installation.packs.pack import Pack

MOST_BYTES = 4 << 20  # of pack.toml: a thousand places with their points have a tenth of it
BESIDE = ".source"  # in the kept copy of a pack: the folder with a copy of its source
# What a pack says of its points; those of an image-to-image pack are its source's.
_OF_POINTS = (
    "latent",
    "dimensions",
    "distribution",
    "point",
    "same_rows",
    "steady",
    "spots",
    "most",
)
_OF_JOURNEY = ("truncation", "bandwidth", "in_order", "pace")  # it may say otherwise


def folder_of(folder: Path, name: str) -> Path:
    """Where the source `name` of the pack in `folder` lies: beside it, or in its kept copy."""
    kept = folder / BESIDE / name
    return kept if kept.is_dir() else folder.parent / name


def folder_named_in(folder: Path) -> Path | None:
    """The same, as the pack.toml in `folder` says it; None where it names none or cannot be read."""
    path = folder / "pack.toml"
    try:
        name = _name_in(path, files.stamp(path))
    except OSError:
        return None
    return folder_of(folder, name) if name else None


@lru_cache(maxsize=32)
def _name_in(path: Path, _: object) -> str:
    """The source that a pack.toml with this stamp names; empty where there is none."""
    try:
        text = files.read_bounded(path, MOST_BYTES).decode("utf-8-sig")
        table = toml_words.parsed(path, text, path.name)
    except (OSError, UnicodeDecodeError, BadConfig):
        return ""
    source: Any = table.get("source")
    name = source.get("from") if isinstance(source, dict) else None
    if not isinstance(name, str) or name == SILHOUETTE or Path(name).name != name:
        return ""
    return name


def of_silhouettes(pack: Pack) -> Pack:
    """Stands in for the source of a pack that takes silhouettes: their cells are its points."""
    places = silhouette_points.resting()
    return replace(
        pack,
        generator=GeneratorMetadata(
            dimensions=silhouette_points.DIMENSIONS,
            bandwidth=silhouette_points.STRAY,
            in_order=True,
        ),
        places=places.astype(np.float32),
        titles=tuple({} for _ in places),
        dimensions=silhouette_points.DIMENSIONS,
    )


def check_own(folder: Path, metadata: Metadata) -> None:
    """An image-to-image pack says nothing of points. Raises `BrokenPack`, which names the keys."""
    said = sorted(metadata.generator.model_fields_set.intersection(_OF_POINTS))
    if metadata.classes:
        said.append("[[class]]")
    if said and metadata.source is not None:
        raise BrokenPack(
            f"{folder.name}/pack.toml: {', '.join(said)} cannot stand beside [source]: "
            f"points are those of {metadata.source.name}; take that out"
        )


def joined(pack: Pack, base: Pack, metadata: Metadata) -> Pack:
    """The pack, with all that its source `base` says of points.

    Its own sound counts before that of its source, and so do `truncation`, `bandwidth`, `in_order`
    and `pace`; its places and gestures come after those of its source.
    """
    own = pack.generator
    passed = [*_OF_POINTS, *(key for key in _OF_JOURNEY if key not in own.model_fields_set)]
    passed.remove("latent")
    passed.remove("spots")
    points = {key: getattr(base.generator, key) for key in passed}
    own_places = pack.places.reshape(-1, base.dimensions)
    return replace(
        pack,
        generator=own.model_copy(update=points),
        places=np.concatenate([base.places, own_places]),
        titles=(*base.titles, *pack.titles),
        gestures=(*base.gestures, *pack.gestures),
        classes=base.classes,
        sound=base.sound if metadata.sound == SoundMetadata() else pack.sound,
        source=None if metadata.source and metadata.source.name == SILHOUETTE else base,
    )
