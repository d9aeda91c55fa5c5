"""The metadata of a pack: pack.toml, read strictly and checked as a whole.

Reading it runs nothing.
"""

from pathlib import Path

import numpy as np

from installation.common import files, system_errors
from installation.common.plain_text import not_utf8
from installation.config import toml_words
from installation.config.errors import errors_of
from installation.faults import BadConfig, BrokenPack
from installation.packs import file_rules, look_tables, map_file, source_pack
from installation.packs.look_tables import LookTables
from installation.packs.metadata import (
    SILHOUETTE,
    About,
    GeneratorMetadata,
    Metadata,
    Place,
)
from installation.packs.pack import Pack as Pack  # for all who read packs

INCOMPLETE = "is shown only with --studio without {}: complete its pack.toml"


def load(folder: Path) -> Pack:
    """Reads the pack in `folder`, and with an image-to-image pack its source.

    Raises `BrokenPack`, which names every mistake and the packs there are.
    """
    metadata = _read(folder)
    base = _source(folder, metadata)
    places = _places(folder, folder if base is None else base.folder, metadata)
    dimensions = places.shape[1] if base is None else base.dimensions
    if len(places) and places.shape[1] != dimensions:
        raise BrokenPack(
            f"{folder.name}/pack.toml: its places have {places.shape[1]} values, the points of its "
            f"source {dimensions}"
        )
    file = metadata.generator.file
    if file and not files.may_be_there(folder / file):
        raise BrokenPack(f"pack {folder.name}: {file} is missing in {folder}")
    pack = Pack(
        folder=folder,
        about=metadata.pack,
        generator=metadata.generator,
        titles=tuple(place.title for place in metadata.place),
        places=places,
        dimensions=dimensions,
        gestures=tuple(metadata.gesture),
        looks=_looks(folder, metadata),
        classes=tuple(one.title for one in metadata.classes),
        data=metadata.data,
        sound=metadata.sound,
        training=metadata.training,
        files=metadata.files,
        takes=metadata.source,
    )
    return pack if base is None else source_pack.joined(pack, base, metadata)


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


def about(folder: Path) -> About:
    """Who made the pack and what it is called, by its pack.toml alone. Raises `BrokenPack`."""
    return _read(folder).pack


def check_papers(folder: Path) -> None:
    """Reads pack.toml alone: what it names may lie elsewhere, or come later. Raises `BrokenPack`."""
    _read(folder)


def _read(folder: Path) -> Metadata:
    try:
        content = files.read_bounded(folder / "pack.toml", source_pack.MOST_BYTES)
    except FileNotFoundError as error:
        if files.is_folder(folder):
            raise BrokenPack(
                f"{folder.name} is no pack: {file_rules.without_papers(folder)}"
            ) from error
        raise BrokenPack(f"there is no pack {folder.name!r}: {_choice(folder.parent)}") from error
    except OSError as error:
        raise BrokenPack(
            f"{folder.name}/pack.toml cannot be read: {system_errors.words(error)}"
        ) from error
    return _parsed(content, folder.name)


def _parsed(content: bytes, where: str) -> Metadata:
    source = f"{where}/pack.toml"
    try:
        text = content.decode("utf-8-sig")
        table = toml_words.parsed(Path(source), text, source)
    except UnicodeDecodeError as error:
        raise BrokenPack(f"{source} cannot be read: {not_utf8(error)}") from error
    except BadConfig as fault:
        raise BrokenPack(str(fault)) from fault
    found = errors_of(Metadata, table, source, text)
    if found:
        raise BrokenPack("; ".join(map(str, found)))
    return Metadata.model_validate(table)


def _source(folder: Path, metadata: Metadata) -> Pack | None:
    """What an image-to-image pack takes in; None for a generator. Raises `BrokenPack`."""
    if metadata.source is None:
        return None
    source_pack.check_own(folder, metadata)
    name = metadata.source.name
    if name == SILHOUETTE:
        return source_pack.of_silhouettes(absent(folder))
    lies = source_pack.folder_of(folder, name)
    where = f"pack {folder.name}: its source {name}"
    if not files.may_be_there(lies / "pack.toml"):
        raise BrokenPack(
            f"{where} is not beside it: put it there, or name another one under [source] from; "
            f"{_choice(folder.parent)}"
        )
    if _read(lies).source is not None:
        raise BrokenPack(
            f"{where} is an image-to-image pack itself: only a pack that makes pictures of points "
            "can be a source, or silhouette"
        )
    return load(lies)


def _places(folder: Path, point_folder: Path, metadata: Metadata) -> np.ndarray:
    """(n, d) float32, where d holds without any place as well; 0 where only a source knows it.

    Raises `BrokenPack`.
    """
    points = [_point(point_folder, number, one) for number, one in enumerate(metadata.place, 1)]
    dimensions = metadata.generator.dimensions or 0
    if not dimensions and points:
        dimensions = len(points[0])
    if not dimensions and metadata.source is None:
        raise BrokenPack(
            f"{folder.name}/pack.toml: [generator] dimensions is missing "
            "(how many values a point has)"
        )
    steady = metadata.generator.steady
    if steady and steady >= dimensions:
        raise BrokenPack(
            f"{folder.name}/pack.toml: [generator] steady = {steady} leaves nothing that could move: "
            f"a point has {dimensions} values"
        )
    for number, point in enumerate(points, 1):
        if len(point) != dimensions:
            raise BrokenPack(
                f"{folder.name}/pack.toml: place {number} needs {dimensions} finite values, "
                f"has {len(point)}"
            )
        if not np.isfinite(point).all():
            raise BrokenPack(
                f"{folder.name}/pack.toml: place {number} holds values that are not finite"
            )
    return np.array(points, np.float32).reshape(len(points), dimensions)


def _looks(folder: Path, metadata: Metadata) -> LookTables:
    """Raises `BrokenPack`."""
    try:
        return look_tables.parsed(metadata.look)
    except ValueError as error:
        raise BrokenPack(f"{folder.name}/pack.toml: {error}") from error


def _choice(models: Path) -> str:
    names = sorted(path.parent.name for path in files.matching(models, "*/pack.toml"))
    return f"{models} holds {', '.join(names) or 'none'}"


def _point(folder: Path, number: int, place: Place) -> list[float]:
    """Of a place, as it stands there or in the map. Raises `BrokenPack`."""
    if place.point is not None:
        return place.point
    if place.row is None:
        raise BrokenPack(f"{folder.name}/pack.toml: place {number} has neither point nor row")
    needed = f"place {number} needs row {place.row} of {map_file.FILE}"
    try:
        known = map_file.some(folder / map_file.FILE, "points")["points"]
        return [float(value) for value in known[place.row]]
    except BrokenPack as fault:
        raise BrokenPack(f"{fault}; {needed}") from fault
    except (ValueError, TypeError, IndexError) as error:
        raise BrokenPack(f"{folder.name}: {needed}, whose points are {known.shape}") from error
