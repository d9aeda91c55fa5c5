"""The metadata of a pack: pack.toml, read strictly and checked as a whole.

Reading it runs nothing.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np

from installation.common import files
from installation.config import toml_words
from installation.config.errors import errors_of
from installation.faults import BadConfig, BrokenPack
from installation.packs import look_tables
from installation.packs.look_tables import LookTables
from installation.packs.metadata import (
    About,
    GeneratorMetadata,
    Gesture,
    Metadata,
    Place,
    SoundMetadata,
    TrainingData,
    Words,
)

MOST_BYTES = 4 << 20  # of pack.toml: a thousand places with their points have a tenth of it
INCOMPLETE = "is shown only with --studio without {}: complete its pack.toml"


@dataclass(frozen=True)
class Pack:
    """A pack whose metadata is in order; whether its model is, the generator finds out."""

    folder: Path
    about: About
    generator: GeneratorMetadata
    titles: tuple[Words, ...]  # of the places
    places: np.ndarray  # (n, d) float32 latent points
    dimensions: int  # d
    gestures: tuple[Gesture, ...] = ()
    looks: LookTables = field(default_factory=LookTables)
    classes: tuple[Words, ...] = ()  # what the second network tells apart
    data: TrainingData = field(default_factory=TrainingData)
    sound: SoundMetadata = field(default_factory=SoundMetadata)
    training: dict[str, str | int | float | bool | date] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # name -> sha256, of a sealed pack

    @property
    def missing_metadata(self) -> list[str]:
        """The keys of pack.toml that must be filled in before strangers see the pack."""
        said = {
            "[pack] author": self.about.author,
            "[pack] licence": self.about.licence,
            "[data] source": self.data.source,
            "[data] licence": self.data.licence,
            "[data] missing": any(self.data.missing.values()),
        }
        return [key for key, value in said.items() if not value]

    def with_look(self, name: str) -> "Pack":
        """The same pack with another of its looks shown."""
        return replace(self, looks=replace(self.looks, show=name))


def load(folder: Path) -> Pack:
    """Reads the pack in `folder`.

    Raises `BrokenPack`, which names every mistake and the packs there are.
    """
    metadata = _read(folder)
    points = [_point(folder, number, place) for number, place in enumerate(metadata.place, 1)]
    dimensions = metadata.generator.dimensions or 0
    if not dimensions and points:
        dimensions = len(points[0])
    if not dimensions:
        raise BrokenPack(
            f"{folder.name}/pack.toml: [generator] dimensions is missing "
            "(how many values a point has)"
        )
    for number, point in enumerate(points, 1):
        if len(point) != dimensions or not np.isfinite(point).all():
            raise BrokenPack(
                f"{folder.name}/pack.toml: place {number} needs {dimensions} finite values, "
                f"has {len(point)}"
            )
    file = metadata.generator.file
    if not (folder / file).is_file():
        raise BrokenPack(f"pack {folder.name}: {file} is missing in {folder}")
    return Pack(
        folder=folder,
        about=metadata.pack,
        generator=metadata.generator,
        titles=tuple(place.title for place in metadata.place),
        places=np.array(points, np.float32).reshape(len(points), dimensions),
        dimensions=dimensions,
        gestures=tuple(metadata.gesture),
        looks=_looks(folder, metadata),
        classes=tuple(one.title for one in metadata.classes),
        data=metadata.data,
        sound=metadata.sound,
        training=metadata.training,
        files=metadata.files,
    )


def absent(folder: Path) -> Pack:
    """In the place of a pack that cannot be read: there is nothing to visit and nothing to explain."""
    return Pack(
        folder=folder,
        about=About(name="none", version="0", title={}),
        generator=GeneratorMetadata(),
        titles=(),
        places=np.zeros((0, 1), np.float32),
        dimensions=1,
    )


def name_in(content: bytes, where: str) -> str:
    """The pack's name by the `content` of its pack.toml.

    Raises `BrokenPack`, which says `where` that lies.
    """
    return _parsed(content, where).pack.name


def _read(folder: Path) -> Metadata:
    try:
        content = files.read_bounded(folder / "pack.toml", MOST_BYTES)
    except FileNotFoundError as error:
        raise BrokenPack(f"there is no pack {folder.name!r}: {_choice(folder.parent)}") from error
    except OSError as error:
        raise BrokenPack(f"{folder.name}/pack.toml cannot be read: {error.strerror}") from error
    return _parsed(content, folder.name)


def _parsed(content: bytes, where: str) -> Metadata:
    source = f"{where}/pack.toml"
    try:
        text = content.decode("utf-8-sig")
        table = toml_words.parsed(Path(source), text, source)
    except UnicodeDecodeError as error:
        raise BrokenPack(f"{source} cannot be read: it is not UTF-8 text") from error
    except BadConfig as fault:
        raise BrokenPack(str(fault)) from fault
    found = errors_of(Metadata, table, source, text)
    if found:
        raise BrokenPack("; ".join(map(str, found)))
    return Metadata.model_validate(table)


def _looks(folder: Path, metadata: Metadata) -> LookTables:
    """Raises `BrokenPack`."""
    try:
        return look_tables.parsed(metadata.look)
    except ValueError as error:
        raise BrokenPack(f"{folder.name}/pack.toml: {error}") from error


def _choice(models: Path) -> str:
    names = sorted(path.parent.name for path in models.glob("*/pack.toml"))
    return f"{models} holds {', '.join(names) or 'none'}"


def _point(folder: Path, number: int, place: Place) -> list[float]:
    """Of a place, as it stands there or in the map. Raises `BrokenPack`."""
    if place.point is not None:
        return place.point
    if place.row is None:
        raise BrokenPack(f"{folder.name}/pack.toml: place {number} has neither point nor row")
    try:
        with files.opened(folder / "map.npz") as file, np.load(file, allow_pickle=False) as arrays:
            row = arrays["points"][place.row]
            return [float(value) for value in row]
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise BrokenPack(
            f"{folder.name}: place {number} needs row {place.row} of map.npz: {files.words(error)}"
        ) from error
