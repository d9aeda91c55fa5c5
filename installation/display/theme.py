"""How all that stands beside the picture looks: assets/themes/<name>.toml. What a theme leaves out is as it always was."""

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from installation.faults import BadConfig

READABLE = 7.0  # to one: WCAG 2.2, 1.4.6
CORNERS = ("lower left", "lower middle", "lower right", "upper left", "upper middle", "upper right")
FILE = r"^[A-Za-z0-9_.-]+\.(ttf|otf)$"


def _rgb(text) -> tuple[int, int, int]:
    """ "#ffb85c" -> red, green, blue."""
    if isinstance(text, tuple):
        return text
    if not isinstance(text, str) or len(text) != 7 or text[0] != "#":
        raise ValueError('a colour is written like "#ffb85c"')
    return tuple(bytes.fromhex(text[1:]))


Colour = Annotated[tuple[int, int, int], BeforeValidator(_rgb)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Colours(_Table):
    plate: Colour = (17, 18, 23)  # what words and panes stand on
    raised: Colour = (32, 34, 42)  # the ground of a drawing on the plate
    ink: Colour = (244, 241, 233)
    quiet: Colour = (184, 181, 173)  # the second language, and what matters less
    you: Colour = (255, 184, 92)  # whatever stands for the visitor
    second: Colour = (142, 196, 255)


class Type(_Table):
    regular: str = Field("SourceSansPro-Regular.ttf", pattern=FILE)  # in assets/type
    bold: str = Field("SourceSansPro-Semibold.ttf", pattern=FILE)
    size: float = Field(
        1.0, ge=1, le=3
    )  # of what the viewing distance asks for; smaller could not be read


class Notice(_Table):
    place: Literal[CORNERS] = "lower left"
    mark: Literal[CORNERS] = "lower right"
    cover: float = Field(
        0.88, ge=0.8, le=1
    )  # of the picture its plate hides; less could not be read
    stays_s: float = Field(12.0, ge=5, le=120)  # after somebody came


class Panes(_Table):
    side: Literal["left", "right"] = (
        "right"  # of the picture; on an upright screen they are at its foot
    )
    share: float = Field(0.46, ge=0.3, le=0.7)  # of the screen a single pane takes


class Transitions(_Table):
    through: Literal["picture", "plate"] = (
        "picture"  # from one model to another: crossfaded, or by way of the plate's colour
    )
    change_s: float = Field(1.2, ge=0.5, le=20)  # from one model to another
    opens_s: float = Field(1.6, ge=0.5, le=10)  # until look inside is open


class Theme(_Table):
    """Colours are red, green, blue, 0 to 255."""

    colours: Colours = Colours()
    type: Type = Type()
    notice: Notice = Notice()
    panes: Panes = Panes()
    transitions: Transitions = Transitions()

    @cached_property
    def words(self) -> str:
        """Which inks are hard to read, for the technician; empty when none is."""
        inks = {name: getattr(self.colours, name) for name in ("ink", "quiet", "you", "second")}
        pale = {name: contrast(ink, self.colours.plate) for name, ink in inks.items()}
        found = [f"{name} has {value:.1f}:1" for name, value in pale.items() if value < READABLE]
        return (
            f"theme: on its plate {', '.join(found)}; {READABLE:g}:1 can be read by almost everybody"
            if found
            else ""
        )


def load(folder: Path, name: str) -> Theme:
    """The theme of this name. Raises `BadConfig` that names file, key and every mistake."""
    path = folder / f"{name}.toml"
    try:
        return Theme.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        there = ", ".join(sorted(p.stem for p in folder.glob("*.toml"))) or "none"
        raise BadConfig(f"there is no theme {name!r} ({path}); there are: {there}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadConfig(f"the theme {path} cannot be read: {error}") from error
    except ValidationError as error:
        found = [
            f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        ]
        raise BadConfig(f"the theme {path}: {'; '.join(found)}") from error


def contrast(one: tuple, other: tuple) -> float:
    """Of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: tuple) -> float:
    parts = [
        value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4
        for value in colour
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
