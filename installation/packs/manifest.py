"""The papers of a pack: pack.toml, read strictly and checked as a whole. Reading them runs nothing."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from installation.common.tuning import ROOT, degrees
from installation.faults import BrokenPack

WANTING = "is shown only with --studio without {}: complete its pack.toml"
Words = dict[str, str]  # language -> text


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class About(_Table):
    name: str = Field(pattern=r"^[a-z0-9-]+$")
    version: str
    title: Words
    statement: Words = {}
    author: str = ""
    licence: str = ""
    made_with: str = ""


class Generator(_Table):
    file: str = Field("generator.onnx", pattern=r"^[a-z0-9_.-]+\.onnx$")
    latent: str | None = None  # the input's name; the only float input where left out
    picture: str | None = None  # the output's name; the first with four axes where left out
    dimensions: int | None = Field(None, ge=1, le=65536)  # values of a latent point
    distribution: Literal["normal", "uniform", "sphere"] = "normal"
    truncation: float = Field(1.0, gt=0, le=4)
    bandwidth: float | None = Field(
        None, gt=0, le=1
    )  # the prior is a density over the map: so far from its points
    layout: Literal["NCHW", "NHWC"] | None = None
    range: tuple[float, float] | None = None
    size: str | None = None  # the input that takes the wanted (height, width)
    layers: list[str] = []
    constants: dict[str, bool | int | float | list[int] | list[float]] = {}


class Place(_Table):
    title: Words
    point: list[float] | None = None
    row: int | None = Field(None, ge=0)  # of map.npz, instead of `point`


class Class(_Table):
    """What the second network tells apart, in the order of its scores; the map's labels are their numbers."""

    title: Words


class Sound(_Table):
    """The pitch material this pack wants; what kiosk.toml says wins."""

    root: str | None = Field(None, pattern=ROOT)
    scale: str | list[float] | None = None
    octaves: int | None = Field(None, ge=1, le=5)
    tempo: float | None = Field(None, ge=0.1, le=5)
    voice: str = Field(
        "voice.onnx", pattern=r"^[a-z0-9_.-]+\.onnx$"
    )  # point -> partials or a wave; need not be there

    @field_validator("scale")
    @classmethod
    def _is_one(cls, scale):
        if scale is not None:
            degrees(scale)
        return scale


class Data(_Table):
    """What it learned from."""

    source: str = ""
    items: int | None = Field(None, ge=0)
    licence: str = ""
    chosen_by: Words = {}
    missing: Words = {}  # what is not in it, and so never in a picture


class _Papers(_Table):
    pack: About
    generator: Generator = Generator()
    place: list[Place] = []
    classes: list[Class] = Field([], alias="class")
    sound: Sound = Sound()
    data: Data = Data()
    training: dict[str, str | int | float | bool | date] = {}
    files: dict[str, str] = {}


@dataclass(frozen=True)
class Pack:
    """A pack whose papers are in order; whether its model is, the generator finds out."""

    folder: Path
    about: About
    generator: Generator
    titles: tuple[Words, ...]  # of the places
    places: np.ndarray  # (n, d) float32 latent points
    dimensions: int  # d
    classes: tuple[Words, ...] = ()  # what the second network tells apart
    data: Data = field(default_factory=Data)
    sound: Sound = Sound()
    training: dict = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # name -> sha256, of a sealed pack

    @property
    def papers_wanting(self) -> list[str]:
        """What its papers must say before strangers see the pack, as keys of pack.toml; [] when all is said."""
        said = {
            "[pack] author": self.about.author,
            "[pack] licence": self.about.licence,
            "[data] source": self.data.source,
            "[data] licence": self.data.licence,
            "[data] missing": any(self.data.missing.values()),
        }
        return [key for key, value in said.items() if not value]


def load(folder: Path) -> Pack:
    """Reads the pack in `folder`. Raises `BrokenPack`, which names every mistake and the packs there are."""
    papers = _papers(folder)
    points = [_point(folder, count, place) for count, place in enumerate(papers.place, 1)]
    dimensions = papers.generator.dimensions or (len(points[0]) if points else 0)
    if not dimensions:
        raise BrokenPack(
            f"{folder.name}/pack.toml: [generator] dimensions is missing (how many values a point has)"
        )
    for count, point in enumerate(points, 1):
        if len(point) != dimensions or not np.isfinite(point).all():
            raise BrokenPack(
                f"{folder.name}/pack.toml: place {count} needs {dimensions} finite values, has {len(point)}"
            )
    if not (folder / papers.generator.file).is_file():
        raise BrokenPack(f"pack {folder.name}: {papers.generator.file} is missing in {folder}")
    places = np.array(points, np.float32).reshape(len(points), dimensions)
    titles = tuple(place.title for place in papers.place)
    classes = tuple(one.title for one in papers.classes)
    return Pack(
        folder, papers.pack, papers.generator, titles, places, dimensions, classes,
        papers.data, papers.sound, papers.training, papers.files,
    )  # fmt: skip


def name_in(content: bytes, where: str) -> str:
    """The name that the papers in `content` give the pack. Raises `BrokenPack`, which says `where` they lie."""
    return _parsed(content, where).pack.name


def _papers(folder: Path) -> _Papers:
    try:
        content = (folder / "pack.toml").read_bytes()
    except FileNotFoundError as error:
        raise BrokenPack(f"there is no pack {folder.name!r}: {_choice(folder.parent)}") from error
    except OSError as error:
        raise BrokenPack(f"{folder.name}/pack.toml cannot be read: {error.strerror}") from error
    return _parsed(content, folder.name)


def _parsed(content: bytes, where: str) -> _Papers:
    try:
        return _Papers.model_validate(tomllib.loads(content.decode()))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BrokenPack(f"{where}/pack.toml cannot be read: {error}") from error
    except ValidationError as error:
        found = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise BrokenPack(f"{where}/pack.toml: {'; '.join(found)}") from error


def _choice(models: Path) -> str:
    names = sorted(path.parent.name for path in models.glob("*/pack.toml"))
    return f"{models} holds {', '.join(names)}" if names else f"{models} holds none"


def _point(folder: Path, count: int, place: Place) -> list[float]:
    if place.point is not None:
        return place.point
    if place.row is None:
        raise BrokenPack(f"{folder.name}/pack.toml: place {count} has neither point nor row")
    try:
        with np.load(folder / "map.npz", allow_pickle=False) as atlas:
            return [float(value) for value in atlas["points"][place.row]]
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise BrokenPack(
            f"{folder.name}: place {count} needs row {place.row} of map.npz: {error}"
        ) from error
