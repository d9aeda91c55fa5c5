"""The options of `kiosk bench`."""

import argparse
from pathlib import Path
from typing import Any

Words = Any  # argparse names the type of its subparsers in private only

SECONDS = 15.0  # that each house is watched
SMALLEST_PX = 64  # as [screen] width_px and height_px
LARGEST_PX = 4320


def add_bench(words: Words) -> None:
    """The word and all its options."""
    bench = words.add_parser(
        "bench",
        help="measure how fast the house is on this machine; about a minute and a half for each pack and size",
        allow_abbrev=False,
    )
    bench.add_argument(
        "--config", type=Path, metavar="FILE", help="whose loudspeaker and threads are used"
    )
    bench.add_argument(
        "--pack",
        dest="packs",
        action="append",
        metavar="NAME",
        help="only this one; may be given several times (default: all)",
    )
    bench.add_argument(
        "--size",
        dest="sizes",
        action="append",
        type=_size,
        metavar="WxH",
        help="of the screen and the pictures; may be given several times (default: 1280x720 and 1920x1080)",
    )
    bench.add_argument(
        "--seconds",
        type=_seconds,
        default=SECONDS,
        metavar="N",
        help=f"how long each house is watched (default: {SECONDS:g})",
    )
    bench.add_argument(
        "--camera", type=Path, metavar="FILE", help="a film instead of the simulated visitor"
    )
    bench.add_argument("--sound", metavar="DEVICE", help="auto, none, or part of its name")
    bench.add_argument("--models", type=Path, metavar="FOLDER", help="where packs are")
    bench.add_argument("--json", type=Path, metavar="FILE", help="all figures, for programs")
    bench.add_argument(
        "--beside", action="store_true", help="even if a house is running on the machine"
    )
    bench.add_argument("--strict", action="store_true", help=argparse.SUPPRESS)


def _size(text: str) -> tuple[int, int]:
    """Raises ArgumentTypeError, whose words argparse shows."""
    width, _, height = text.lower().partition("x")
    if width.isdecimal() and height.isdecimal():
        sides = (int(width), int(height))
        if min(sides) >= SMALLEST_PX and max(sides) <= LARGEST_PX:
            return sides
    raise argparse.ArgumentTypeError(f"{text!r} is no size: write width x height, as 1280x720")


def _seconds(text: str) -> float:
    """Raises ArgumentTypeError."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r}: write seconds, 1 to 3600")
    return seconds
