"""What shows the picture, where, and what stands on it."""

from typing import Annotated, Literal

from pydantic import Field

from installation.config.field_kinds import Host, Language, Monitors, PartOfMonitor, Section, number
from installation.vocabulary import OutputName, Several


class ScreenConfig(Section):
    mode: Literal["auto", "fullscreen", "windowed", "windowless"] = Field(
        "auto",
        description="auto is fullscreen where there is a screen, and windowless where there is none.",
    )
    monitor: Monitors = Field(
        "auto",
        description='auto, a number or a part of a name, as ./kiosk devices lists them; all, or several in brackets, ["1", "2"].',
    )
    part_px: PartOfMonitor = Field(
        [],
        description="Part of the monitor that is used, for LED panels: [left, top, width, height] in its pixels; the rest stays black.",
    )
    several: Annotated[Several, Field(strict=False)] = Field(
        Several.SAME,
        description="What several monitors show: each the same picture, or one picture joined.",
    )
    columns: int = number(
        0,
        "Of joined monitors in one row, which are named from left to right, row after row; 0 puts all in one row.",
        0,
        16,
    )
    overlap_px: int = number(
        0, "Pixels of each that joined projectors side by side share; they blend there.", 0, 4096
    )
    overlap_down_px: int = number(
        0, "Pixels of each that joined projectors one below the other share.", 0, 4096
    )
    blend_gamma: float = number(
        2.2,
        "Of the projectors, for the overlap: more where it is darker than the rest, less where it is brighter.",
        1,
        4,
    )
    rotate: Literal[0, 90, 180, 270] = Field(
        0, description="Degrees the picture is turned clockwise, for a monitor on its side."
    )
    mirror: bool = Field(False, description="Left and right swapped, for projection from behind.")
    graphics: Literal["auto", "card", "processor"] = Field(
        "auto",
        description="What brings the picture to the screen: auto is the graphics card where there is one, in the monitor's own time.",
    )
    width_px: int = number(
        1280,
        "Width of the window, of the picture where there is no window, and of the frames in the pipe.",
        64,
        7680,
    )
    height_px: int = number(
        720,
        "Height of the window, of the picture where there is no window, and of the frames in the pipe.",
        64,
        4320,
    )
    rate_hz: float = number(60.0, "Screen refreshes a second.", 10, 144)
    also: list[Annotated[OutputName, Field(strict=False)]] = Field(
        [],
        max_length=8,
        description="What else gets the frames of the screen: pipe, raw RGB for media servers; screens, other machines that run kiosk screen; ndi, where cyndilib is installed.",
    )
    pipe: str = Field(
        "screen.pipe",
        min_length=1,
        description="Where the frames of pipe go: the path of a named pipe, or its name in the state folder; made where it is missing.",
    )
    ndi_name: str = Field(
        "Latenzraum", min_length=1, max_length=60, description="What ndi is called in the network."
    )
    screens_address: Host = Field(
        "0.0.0.0", description="This machine's address that screens may connect to; 0.0.0.0 is all."
    )
    screens_port: int = number(8421, "TCP port for screens.", 1024, 65535)
    screens_rate_hz: float = number(25.0, "Frames a second for screens, at most.", 1, 60)
    screens_mbit_s: float = number(
        40.0, "Megabits a second for each of the screens, at most.", 1, 1000
    )
    languages: list[Language] = Field(
        ["de", "en"],
        min_length=1,
        description="Languages of the texts on the screen, in their order.",
    )
    language_order: Literal["together", "in-turn"] = Field(
        "in-turn",
        description="Whether names in the drawings of looking inside stand in all languages or only in that of the sentence; sentences follow one another.",
    )
    language_s: float = number(
        5.0,
        "Seconds a sentence stays at least before the next one, or the next language; a long one stays until it can be read.",
        4,
        120,
    )
    viewing_distance_m: float = number(
        2.0,
        "From the visitors' eyes to the screen, in metres: texts are large enough for it.",
        0.3,
        30,
    )
    diagonal_m: float = number(
        1.4,
        "Of the picture itself, in metres (55 inches are 1.4), also where it is projected.",
        0.1,
        30,
    )
    inside: Literal["in-turn", "together"] = Field(
        "in-turn",
        description="Whether looking inside shows its panes one after another or all at once.",
    )
    pane_s: float = number(
        12.0,
        "Seconds each pane stays at least where they follow one another: it stays until all its sentences can be read.",
        3,
        300,
    )
    theme: str = Field(
        "dusk",
        pattern=r"^[a-z0-9-]+$",
        description="Colours, typeface and places of all texts: a file in assets/themes.",
    )
    reduced_motion: bool = Field(False, description="Everything changes slower and more softly.")
