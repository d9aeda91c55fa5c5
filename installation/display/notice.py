"""The words a visitor reads: that an AI makes this, that they steer it, that no image of them is kept."""

import tomllib
from pathlib import Path

import pygame

from installation.faults import BadConfig

FADE_S = 0.7
STAYS_S = 12.0  # after somebody came; then the picture is theirs
INK, SHADE = (255, 255, 255), (8, 10, 16)


def read_texts(folder: Path, languages: list[str]) -> list[dict]:
    """The texts of each language, in order. Raises `BadConfig` that names the file and what is there."""
    return [_read(folder, language) for language in languages]


def _read(folder: Path, language: str) -> dict:
    path = folder / f"{language}.toml"
    try:
        texts = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        there = ", ".join(sorted(p.stem for p in folder.glob("*.toml"))) or "none"
        raise BadConfig(f"there are no texts in {language!r} ({path}); there are: {there}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadConfig(f"the texts {path} cannot be read: {error}") from error
    if not isinstance(texts.get("notice"), str):
        raise BadConfig(f"{path}: notice is missing (the sentence visitors read first)")
    return texts


class Notice:
    """A band of text at the foot of the screen that comes with a visitor and goes softly."""

    def __init__(self, texts: list[dict], width: int, height: int):
        pygame.font.init()
        self._band = _band([text["notice"] for text in texts], width, height)
        self._top = height - self._band.get_height()
        self._alpha, self._here_s = 0.0, 0.0

    def draw(self, surface: pygame.Surface, people: int, dt: float) -> None:
        """Draws what is to be read now onto the screen's surface."""
        self._here_s = self._here_s + dt if people else 0.0
        wanted = 1.0 if 0 < self._here_s < STAYS_S else 0.0
        step = dt / FADE_S
        self._alpha += min(step, max(-step, wanted - self._alpha))
        if self._alpha > 0:
            self._band.set_alpha(round(255 * self._alpha))
            surface.blit(self._band, (0, self._top))


def _band(lines: list[str], width: int, height: int) -> pygame.Surface:
    margin = max(4, height // 36)
    font = _largest_font(lines, width - 4 * margin, height // 24)
    rows = [font.render(line, True, INK) for line in lines]
    tall = sum(row.get_height() for row in rows) + margin * (len(rows) + 1)
    band = pygame.Surface((width, tall), pygame.SRCALPHA)
    band.fill((*SHADE, 205))  # white on this is above 7:1 on any picture
    y = margin
    for row in rows:
        band.blit(row, (2 * margin, y))
        y += row.get_height() + margin
    return band


def _largest_font(lines: list[str], width: int, size: int) -> pygame.Font:
    """The size asked for, or as much smaller as the longest line needs."""
    while size > 8:
        font = pygame.font.Font(None, size)
        if max(font.size(line)[0] for line in lines) <= width:
            return font
        size -= 1
    return pygame.font.Font(None, size)
