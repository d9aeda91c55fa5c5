"""The metadata of a pack: pack.toml, read strictly and checked as a whole.

Reading it runs nothing.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from installation.common.tuning import ROOT, degrees
from installation.faults import BrokenPack

INCOMPLETE = "is shown only with --studio without {}: complete its pack.toml"
_GRAPH_FILE = r"^[a-z0-9_.-]+\.onnx$"
Words = dict[str, str]  # language -> text
Scale = str | list[float]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class About(_Table):
    """[pack]"""

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    version: str
    title: Words
    statement: Words = {}
    author: str = ""
    licence: str = ""
    made_with: str = ""


class GeneratorMetadata(_Table):
    """[generator]: how points become pictures."""

    file: str = Field("generator.onnx", pattern=_GRAPH_FILE)
    latent: str | None = None  # the input's name; the only float input where left out
    picture: str | None = None  # the output's name; the first with four axes where left out
    dimensions: int | None = Field(None, ge=1, le=65536)  # values of a latent point
    distribution: Literal["normal", "uniform", "sphere"] = "normal"
    truncation: float = Field(1.0, gt=0, le=4)
    # The prior is a density over the map: so far from its points.
    bandwidth: float | None = Field(None, gt=0, le=1)
    layout: Literal["NCHW", "NHWC"] | None = None
    range: tuple[float, float] | None = None
    size: str | None = None  # the input that takes the wanted (height, width)
    layers: list[str] = []
    constants: dict[str, bool | int | float | list[int] | list[float]] = {}


class Place(_Table):
    """[[place]]: a point worth visiting."""

    title: Words
    point: list[float] | None = None
    row: int | None = Field(None, ge=0)  # of map.npz, instead of `point`


class PictureClass(_Table):
    """[[class]]: what the second network tells apart, in the order of its scores.

    The map's labels are their numbers.
    """

    title: Words


class SoundMetadata(_Table):
    """[sound]: the pitch material this pack wants; what kiosk.toml says wins."""

    root: str | None = Field(None, pattern=ROOT)
    scale: Scale | None = None
    octaves: int | None = Field(None, ge=1, le=5)
    tempo: float | None = Field(None, ge=0.1, le=5)
    # Point -> partials or a wave; need not be there.
    voice: str = Field("voice.onnx", pattern=_GRAPH_FILE)

    @field_validator("scale")
    @classmethod
    def _is_scale(cls, scale: Scale | None) -> Scale | None:
        if scale is not None:
            degrees(scale)
        return scale


class TrainingData(_Table):
    """[data]: what it learned from."""

    source: str = ""
    items: int | None = Field(None, ge=0)
    licence: str = ""
    chosen_by: Words = {}
    missing: Words = {}  # what is not in it, and so never in a picture


class _Metadata(_Table):
    """The whole file."""

    pack: About
    generator: GeneratorMetadata = GeneratorMetadata()
    place: list[Place] = []
    classes: list[PictureClass] = Field([], alias="class")
    sound: SoundMetadata = SoundMetadata()
    data: TrainingData = TrainingData()
    training: dict[str, str | int | float | bool | date] = {}
    files: dict[str, str] = {}


@dataclass(frozen=True)
class Pack:
    """A pack whose metadata is in order; whether its model is, the generator finds out."""

    folder: Path
    about: About
    generator: GeneratorMetadata
    titles: tuple[Words, ...]  # of the places
    places: np.ndarray  # (n, d) float32 latent points
    dimensions: int  # d
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
        classes=tuple(one.title for one in metadata.classes),
        data=metadata.data,
        sound=metadata.sound,
        training=metadata.training,
        files=metadata.files,
    )


def name_in(content: bytes, where: str) -> str:
    """The pack's name by the `content` of its pack.toml.

    Raises `BrokenPack`, which says `where` that lies.
    """
    return _parsed(content, where).pack.name


def _read(folder: Path) -> _Metadata:
    try:
        content = (folder / "pack.toml").read_bytes()
    except FileNotFoundError as error:
        raise BrokenPack(f"there is no pack {folder.name!r}: {_choice(folder.parent)}") from error
    except OSError as error:
        raise BrokenPack(f"{folder.name}/pack.toml cannot be read: {error.strerror}") from error
    return _parsed(content, folder.name)


def _parsed(content: bytes, where: str) -> _Metadata:
    try:
        return _Metadata.model_validate(tomllib.loads(content.decode()))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BrokenPack(f"{where}/pack.toml cannot be read: {error}") from error
    except ValidationError as error:
        mistakes = []
        for each in error.errors():
            key = ".".join(str(part) for part in each["loc"])
            mistakes.append(f"{key}: {each['msg']}")
        raise BrokenPack(f"{where}/pack.toml: {'; '.join(mistakes)}") from error


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
        with np.load(folder / "map.npz", allow_pickle=False) as arrays:
            row = arrays["points"][place.row]
            return [float(value) for value in row]
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise BrokenPack(
            f"{folder.name}: place {number} needs row {place.row} of map.npz: {error}"
        ) from error
