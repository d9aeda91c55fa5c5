"""A theme in the colours of a pack: ground and accent are taken from its palette, as light or dark as the theme's own."""

import numpy as np

from installation.display.canvas import Ink
from installation.display.oklab import ink_of, lab_of
from installation.display.theme import READABLE, Colours, Theme, contrast
from installation.packs.atlas import Atlas
from installation.packs.manifest import Pack

PIXELS = 20_000  # of the pack's pictures, at most
GREY = 0.03  # chroma: less is no colour
GROUND_CHROMA = 0.05  # at most: a calm ground
ACCENT_CHROMA = 0.13  # at least, where a screen can show it
TYPICAL = 0.25  # of the palette, its darkest or lightest part, tells the ground's hue
TYPICAL_CHROMA = 0.8  # quantile
HUES = 36  # on the circle
SHARPNESS = 8  # of a hue: those within about 20 degrees count as the same
STEP = 0.01  # of lightness, until the accent is readable
MIDDLE = 0.5  # lightness at which the search for it begins: the nearer, the more vivid
LIGHTEST = 0.97


def in_pack_colours(theme: Theme, pack: Pack, atlas: Atlas | None) -> Theme:
    """The theme itself where it keeps its own colours, or where the pack shows none."""
    palette = palette_of(pack, atlas)
    if not theme.palette.from_pack or not len(palette):
        return theme
    return theme.model_copy(update={"colours": _tinted(theme.colours, lab_of(palette))})


def palette_of(pack: Pack, atlas: Atlas | None) -> np.ndarray:
    """Colours (n, 3) uint8: those of the look that is shown, or else pixels of the drawings on the map."""
    if len(pack.looks.palette):
        return pack.looks.palette
    if atlas is None:
        return np.zeros((0, 3), np.uint8)
    pixels = atlas.thumbnails.reshape(-1, 3)
    return pixels[:: max(1, len(pixels) // PIXELS)]


def _tinted(own: Colours, lab: np.ndarray) -> Colours:
    """`lab` is the palette, (n, 3) in Oklab."""
    is_dark = lab_of(np.array([own.plate]))[0, 0] < 0.5
    hue, chroma = _ground(lab, is_dark)
    chroma = min(chroma, GROUND_CHROMA)
    plate = ink_of(_lightness(own.plate), chroma, hue)
    raised = ink_of(_lightness(own.raised), chroma, hue)
    you = _accent(own.you, plate, lab, hue, is_dark)
    return own.model_copy(update={"plate": plate, "raised": raised, "you": you})


def _lightness(ink: Ink) -> float:
    return float(lab_of(np.array([ink]))[0, 0])


def _ground(lab: np.ndarray, is_dark: bool) -> tuple[float, float]:
    """Hue and chroma of the part of the palette that is nearest to the ground's lightness."""
    order = np.argsort(lab[:, 0] if is_dark else -lab[:, 0], kind="stable")
    chroma, hues = _polar(lab[order[: max(1, round(TYPICAL * len(lab)))]])
    return _strongest(hues, chroma), float(np.quantile(chroma, TYPICAL_CHROMA))


def _accent(
    own: Ink,
    plate: Ink,
    lab: np.ndarray,
    ground_hue: float,
    is_dark: bool,
) -> Ink:
    """The palette's strongest hue, unlike the ground's, moved in lightness until everybody can read it."""
    chroma, hues = _polar(lab)
    if not (chroma > GREY).any():
        return own
    unlike = (1 - np.cos(hues - ground_hue)) / 2
    hue = _strongest(hues, np.where(chroma > GREY, chroma * (0.1 + unlike), 0))
    vivid = max(ACCENT_CHROMA, float(np.quantile(chroma[chroma > GREY], TYPICAL_CHROMA)))
    lightness = MIDDLE
    step = STEP if is_dark else -STEP
    while True:
        ink = ink_of(lightness, vivid, hue)
        is_over = not 1 - LIGHTEST < lightness < LIGHTEST
        if is_over or contrast(ink, plate) >= READABLE:
            return ink
        lightness += step


def _polar(lab: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Chroma (n,) and hue (n,), in radians."""
    return np.hypot(lab[:, 1], lab[:, 2]), np.arctan2(lab[:, 2], lab[:, 1])


def _strongest(hues: np.ndarray, weights: np.ndarray) -> float:
    """Where on the circle most of the weight is."""
    circle = np.linspace(-np.pi, np.pi, HUES, endpoint=False)
    near = np.cos(hues[None] - circle[:, None]).clip(0) ** SHARPNESS  # (HUES, n)
    return float(circle[(near * weights).sum(1).argmax()])
