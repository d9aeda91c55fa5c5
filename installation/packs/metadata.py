"""The tables of pack.toml, as they are written; `manifest` reads them."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from installation.common.tuning import ROOT, degrees
from installation.config.field_kinds import Words as Words  # for all who read packs
from installation.vocabulary import GestureSource

_GRAPH_FILE = r"^[a-z0-9_.-]+\.onnx$"
_GRAPH_FILE_OR_NONE = r"^([a-z0-9_.-]+\.onnx)?$"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
Scale = str | list[float]
Pair = tuple[float, float]
Range = Pair | list[Pair] | Literal["imagenet"] | None
Finite = Annotated[float, Field(allow_inf_nan=False)]
Side = Annotated[int, Field(ge=8, le=4096)]  # pixels of a picture that goes in


SILHOUETTE = "silhouette"  # what goes in instead of a pack's picture
LONGEST_POINT = 65536  # values


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _with_contrast(given: Range) -> Range:
    """Raises `ValueError` for a range in which dark is bright."""
    pairs = given if isinstance(given, list) else [given]
    if any(isinstance(pair, tuple) and pair[0] == pair[1] for pair in pairs):
        raise ValueError("range needs two different values, for dark and for bright")
    return given


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

    # Empty: it has none, and only an inference server paints it.
    file: str = Field("generator.onnx", pattern=_GRAPH_FILE_OR_NONE)
    latent: str | None = None  # the input's name; the only float input where left out
    picture: str | None = None  # the output's name; the first with four axes where left out
    dimensions: int | None = Field(None, ge=1, le=LONGEST_POINT)  # values of a latent point
    distribution: Literal["normal", "uniform", "sphere"] = "normal"
    truncation: float = Field(1.0, gt=0, le=4)
    # The prior is a density over the map: so far from its points.
    bandwidth: float | None = Field(None, gt=0, le=1)
    point: list[Annotated[int, Field(ge=1)]] | None = None  # one point's axes, without the batch
    same_rows: bool = False  # of w+ (rows, values): a point is one row, all rows are the same
    layout: Literal["NCHW", "NHWC", "HW"] | None = None
    shape: list[Annotated[int, Field(ge=1)]] | None = None  # of one picture given as a row
    channels: Literal["grey", "RGB", "BGR", "RGBA", "BGRA"] | None = None
    alpha: Literal["used", "dropped"] = "used"
    # The values for dark and bright, of all channels or of each.
    range: Annotated[Range, AfterValidator(_with_contrast)] = None
    fit: Literal["fill", "whole", "tiled"] = "fill"  # on a screen of another proportion
    ground: str = "#000000"  # behind alpha, around the picture
    size: str | None = None  # the input that takes the wanted (height, width)
    layers: list[str] = []
    constants: dict[str, bool | int | float | list[int] | list[float]] = {}
    in_order: bool = False  # the places are passed in their order, not by likeness
    # The first so many values of a point say what is seen, such as which letter: the visitors'
    # place and pose choose them, the movement around a place leaves them alone.
    steady: int = Field(0, ge=0)
    pace: float = Field(1.0, gt=0, le=10)  # times [journey] change_per_s
    # Several points side by side: the input (n, 2) that takes centre and size of each; how many.
    spots: str | None = None
    most: int = Field(1, ge=1, le=5)

    @field_validator("ground")
    @classmethod
    def _is_colour(cls, colour: str) -> str:
        if not _COLOUR.fullmatch(colour):
            raise ValueError('wanted is a colour such as "#ff8000"')
        return colour

    @field_validator("shape")
    @classmethod
    def _is_one_picture(cls, shape: list[int] | None) -> list[int] | None:
        if shape is not None and len(shape) not in (2, 3):
            raise ValueError(
                "wanted are the sizes of one picture, [channels, height, width], or [height, width] where "
                "it is grey"
            )
        return shape


class SourceMetadata(_Table):
    """[source]: of an image-to-image pack, which picture goes in, and how the graph wants it."""

    name: str = Field(alias="from", pattern=r"^[a-z0-9-]+$")  # another pack's, or "silhouette"
    input: str | None = None  # the graph's; the only one that takes pictures where left out
    layout: Literal["NCHW", "NHWC", "HW"] | None = None
    channels: Literal["grey", "RGB", "BGR", "RGBA", "BGRA"] | None = None
    # The values for dark and bright, of all channels or of each.
    range: Annotated[Range, AfterValidator(_with_contrast)] = None
    # (height, width) of the picture that goes in, where the graph leaves that free.
    size: tuple[Side, Side] | None = None


class Gesture(_Table):
    """[[gesture]]: an input (1,) float of the graph that visitors drive, also while the point rests."""

    input: str
    source: GestureSource = Field(alias="from")
    range: tuple[Finite, Finite] = (0.0, 1.0)  # what 0 and 1 of the source become
    rest: float | None = None  # while nobody is there; the middle of the range if left out
    smoothing_s: float = Field(0.3, ge=0, le=60)  # time constant

    @model_validator(mode="after")
    def _rests_in_range(self) -> "Gesture":
        low, high = sorted(self.range)
        if not low <= self.at_rest <= high:
            raise ValueError(f"rest = {self.at_rest:g} lies outside the range {low:g} to {high:g}")
        return self

    @property
    def at_rest(self) -> float:
        """The input's value while nobody drives it."""
        if self.rest is not None:
            return self.rest
        low, high = self.range
        return (low + high) / 2


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

    root: str | None = Field(
        None, pattern=ROOT, description="a note from C0 to B4, such as D2 or F#1; the German H is B"
    )
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


class Metadata(_Table):
    """The whole file."""

    pack: About
    generator: GeneratorMetadata = GeneratorMetadata()
    source: SourceMetadata | None = None
    place: list[Place] = []
    classes: list[PictureClass] = Field([], alias="class")
    gesture: list[Gesture] = Field([], max_length=8)
    look: dict[str, Any] = {}  # see `look_tables`
    sound: SoundMetadata = SoundMetadata()
    data: TrainingData = TrainingData()
    training: dict[str, str | int | float | bool | date] = {}
    files: dict[str, str] = {}
