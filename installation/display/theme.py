"""How all that stands beside the picture looks: assets/themes/<name>.toml. What a theme omits has its default."""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from installation.config import toml_words
from installation.config.errors import errors_of
from installation.display.asset_shelf import TYPE_ENDINGS, AssetShelf, text_in
from installation.display.canvas import Ink
from installation.faults import BadConfig

USUAL = "dusk"
READABLE = 7.0  # to one: WCAG 2.2, 1.4.6
INKS = ("ink", "quiet", "you", "second")  # the colours that are read on the plate
LEGIBLE = 4.5  # to one: WCAG 2.2, 1.4.3; what the law asks for is not said fainter
BLACK: Ink = (0, 0, 0)
WHITE: Ink = (255, 255, 255)
LONGEST_NAME = 100  # of a file, in letters
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
MOST_FURTHER = 8
Corner = Literal[
    "lower left", "lower middle", "lower right", "upper left", "upper middle", "upper right"
]


def _rgb(text: object) -> object:
    """ "#ffb85c" -> red, green, blue."""
    if isinstance(text, tuple):
        return text
    if not isinstance(text, str) or not COLOUR.fullmatch(text):
        raise ValueError('a colour is written like "#ffb85c"')
    return tuple(bytes.fromhex(text[1:]))


Colour = Annotated[Ink, BeforeValidator(_rgb)]


class _StyleTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Colours(_StyleTable):
    """Red, green, blue, 0 to 255."""

    plate: Colour = (38, 42, 56)  # what words and panes stand on
    raised: Colour = (58, 63, 80)  # the ground of a drawing on the plate
    ink: Colour = (247, 244, 236)
    quiet: Colour = (204, 201, 193)  # the second language, and what matters less
    you: Colour = (255, 190, 104)  # the accent: whatever stands for the visitor
    second: Colour = (221, 226, 236)  # beside the accent


class PaletteStyle(_StyleTable):
    """Whose colours they are."""

    # plate, raised and you in the hues of the pack, as light as they are above; False: as they are above
    from_pack: bool = False


def _is_plain(name: str) -> bool:
    """True for a name that stays in its folder, and can be said."""
    leads_away = name.startswith(".") or "/" in name or "\\" in name
    return name.isprintable() and not leads_away and len(name) <= LONGEST_NAME


def _of_typeface(name: str) -> str:
    """As it was downloaded: Inter[wght].ttf, "Work Sans.TTF". Raises `ValueError`."""
    if not _is_plain(name) or not name.lower().endswith(TYPE_ENDINGS):
        *first, last = TYPE_ENDINGS
        endings = f"{', '.join(first)} or {last}"
        raise ValueError(f"must be the name of a file in assets/type that ends with {endings}")
    return name


def _of_icon(name: str) -> str:
    """Also none. Raises `ValueError`."""
    if name and not (_is_plain(name) and name.lower().endswith(".png")):
        raise ValueError("must be the name of a .png in assets/icons")
    return name


FontFile = Annotated[str, AfterValidator(_of_typeface)]
IconFile = Annotated[str, AfterValidator(_of_icon)]


class TypeStyle(_StyleTable):
    """The typeface."""

    regular: FontFile = "SourceSansPro-Regular.ttf"
    bold: FontFile = "SourceSansPro-Semibold.ttf"
    # asked in their order for letters that those two lack
    further: tuple[FontFile, ...] = Field((), max_length=MOST_FURTHER)
    # of what the viewing distance asks for; smaller could not be read
    size: float = Field(1.0, ge=1, le=3)


class NoticeStyle(_StyleTable):
    """The words on the picture."""

    place: Corner = "lower left"
    mark: Corner = "lower right"
    # of the mark: in words, as a sign, or the sign before the words
    form: Literal["words", "icon", "both"] = "words"
    # the sign: a PNG in assets/icons, such as the EU's icon as the Commission hands it out; "" is drawn plainly
    icon: IconFile = ""
    # of the picture its plate hides; less could not be read
    cover: float = Field(0.88, ge=0.8, le=1)
    # each language after somebody came; longer where its words take longer to be read twice
    stays_s: float = Field(8.0, ge=5, le=120)


class WordStyle(_StyleTable):
    """The words that visitors spelled today, on the picture."""

    place: Corner = "upper right"


class PaneStyle(_StyleTable):
    """Where panes are."""

    # of the picture; on an upright screen they are at its foot
    side: Literal["left", "right"] = "right"
    share: float = Field(
        0.38, ge=0.3, le=0.4
    )  # of the screen a single pane takes; the rest is the picture's


class Transitions(_StyleTable):
    """How one thing gives way to another."""

    # from one model to another: crossfaded, or by way of the plate's colour
    through: Literal["picture", "plate"] = "picture"
    change_s: float = Field(1.2, ge=0.5, le=20)  # from one model to another
    opens_s: float = Field(1.0, ge=0.5, le=10)  # until look inside is open


class Theme(_StyleTable):
    """A whole theme."""

    colours: Colours = Colours()
    palette: PaletteStyle = PaletteStyle()
    type: TypeStyle = TypeStyle()
    notice: NoticeStyle = NoticeStyle()
    words: WordStyle = WordStyle()
    panes: PaneStyle = PaneStyle()
    transitions: Transitions = Transitions()

    @cached_property
    def message(self) -> str:
        """Which inks are hard to read, for the technician; "" when none is."""
        faint = []
        for name in INKS:
            ratio = contrast(getattr(self.colours, name), self.colours.plate)
            if ratio < READABLE:
                faint.append(f"{name} has {ratio:.1f}:1")
        if not faint:
            return ""
        words = f"theme: on its plate {', '.join(faint)}; almost everybody can read {READABLE:g}:1"
        if self.notice_ink != self.colours.ink:
            name = "black" if self.notice_ink == BLACK else "white"
            words += f"; the notice and the mark of the AI are {name} instead"
        return words

    @cached_property
    def notice_ink(self) -> Ink:
        """Of what has to be read: the ink, where that can be, else black or white."""
        plate = self.colours.plate
        if contrast(self.colours.ink, plate) >= LEGIBLE:
            return self.colours.ink
        return max(BLACK, WHITE, key=lambda ink: contrast(ink, plate))


def load(shelf: AssetShelf, name: str) -> Theme:
    """The theme of this name; another one where the shelf may stand in. Raises `BadConfig` that names every mistake."""
    try:
        return shelf.read(
            f"themes/{name}.toml", parsed, instead=f"themes/{USUAL}.toml", any_shown=True
        )
    except BadConfig as fault:
        if shelf.is_strict:
            raise
        shelf.troubles.append(f"{fault}; the usual colours stand in until it is mended")
        return Theme()


def parsed(path: Path, content: bytes) -> Theme:
    """The theme in a file. Raises `BadConfig` that names file, line and key of every mistake."""
    text = text_in(path, content)
    table = toml_words.parsed(path, text, str(path))
    found = errors_of(Theme, table, str(path), text)
    if found:
        raise BadConfig("; ".join(map(str, found)), found)
    return Theme.model_validate(table)


def contrast(one: Ink, other: Ink) -> float:
    """Of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: Ink) -> float:
    """Relative luminance, 0..1 (WCAG 2.2)."""
    red, green, blue = (_linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    """sRGB -> linear light, both 0..1 (IEC 61966-2-1)."""
    if share <= 0.04045:
        return share / 12.92
    return ((share + 0.055) / 1.055) ** 2.4
