"""Pictures of letters by lot, for the pack's second network to learn reading from.

Real letters, one to five side by side, painted in any colours in five ways: plain, overprinted,
with echo lines, as steps of paper, as a relief. Not the looks of the pack, but all that they
might become when an artist changes them. Nothing here depends on what the generator learned.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from installation.studio.letters import LETTERS
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.grid import NARROW, SOFT, WIDE

SIZE = (72, 128)  # height, width of a picture
COARSER = 2  # cells of a letter's field for each cell that is kept
MOST = 5  # letters side by side
ALONE = 0.6  # share of pictures with one letter
ROOM = 1.15  # of its share of the picture's width is what a letter takes
LEAST_CONTRAST = 0.22
FAR = -400.0  # pixels: a letter that is not there


@dataclass(frozen=True)
class Painted:
    """Pictures and what they show."""

    pictures: Tensor  # (n, 3, 72, 128) float32 in 0..1
    letters: Tensor  # (n, 29) float32: each letter's share of the picture's letters
    first: Tensor  # (n,) int64: the letter of a picture with one
    is_alone: Tensor  # (n,) bool


class LotPaintings:
    """Paints letters of some faces."""

    def __init__(self, data: LettersDataset, faces: NDArray[np.int64], seed: int):
        """Holds the faces' fields in memory, 500 kB a face."""
        coarse = [data.plain[face, :, ::COARSER, ::COARSER] for face in faces]
        self._fields = torch.from_numpy(np.stack(coarse))  # (faces, 29, 96, 96) float16
        self._lots = torch.Generator().manual_seed(seed)

    def batch(self, count: int) -> Painted:
        """So many pictures."""
        faces = self._whole(count, len(self._fields))
        letters = torch.stack([self._whole(count, len(LETTERS)) for _ in range(MOST)], 1)
        shown = self._counts(count)
        distances = self._distances(faces, letters, shown)
        slots = torch.arange(MOST)
        is_there = (slots < shown[:, None]).float()
        shares = torch.zeros(count, len(LETTERS))
        shares.scatter_add_(1, letters, is_there / shown[:, None])
        pictures = self._disturbed(self._painted(distances))
        return Painted(pictures, shares, letters[:, 0], shown == 1)

    def _counts(self, count: int) -> Tensor:
        more = self._whole(count, MOST - 1) + 2
        is_alone = self._share(count) < ALONE
        return torch.where(is_alone, torch.ones_like(more), more)

    def _distances(self, faces: Tensor, letters: Tensor, shown: Tensor) -> Tensor:
        """(n, MOST, 72, 128) signed distance in pixels, positive inside."""
        count = len(faces)
        height, width = SIZE
        planes = torch.full((count, MOST, *SIZE), FAR)
        room = (width / height * ROOM / shown).clamp(max=1.0)
        for slot in range(MOST):
            size = room * self._between(count, 0.8, 1.1)
            centre = (slot + 0.5) / shown * width / height
            across = centre + self._between(count, -0.12, 0.12) * room
            down = 0.5 + self._between(count, -0.1, 0.1)
            there = torch.nonzero(slot < shown)[:, 0]
            fields = self._fields[faces[there], letters[there, slot]].float()
            planes[there, slot] = _sampled(fields, across[there], down[there], size[there])
        return planes

    def _painted(self, distances: Tensor) -> Tensor:
        """A part of the pictures in each way."""
        ways = (self._plain, self._overprint, self._echo, self._steps, self._relief)
        parts = distances.tensor_split(len(ways))
        pictures = [paint(part) for paint, part in zip(ways, parts, strict=True)]
        return torch.cat(pictures)

    def _plain(self, distances: Tensor) -> Tensor:
        ink, paper = self._two_colours(len(distances))
        return _mixed(paper, ink, _cover(distances.amax(1)))

    def _overprint(self, distances: Tensor) -> Tensor:
        """Each letter in an ink of its own, multiplied onto light paper."""
        count = len(distances)
        paper = self._colours(count)
        picture = (0.75 + 0.25 * paper).expand(-1, -1, *SIZE)
        for slot in range(MOST):
            ink = self._colours(count) * 0.75
            cover = _cover(distances[:, slot])[:, None]
            picture = picture * (1 - cover * (1 - ink))
        return picture

    def _echo(self, distances: Tensor) -> Tensor:
        """Lines around the letters; most letters are filled."""
        union = distances.amax(1)
        count = len(union)
        ink, paper = self._two_colours(count)
        spacing = self._between(count, 3, 9)[:, None, None]
        away = torch.remainder(-union, spacing)
        from_line = torch.minimum(away, spacing - away)
        thickness = spacing * self._between(count, 0.15, 0.45)[:, None, None]
        lines = _cover(thickness / 2 - from_line) * (union < 0)
        strength = self._between(count, 0.2, 0.7)[:, None, None]
        is_filled = (self._share(count) < 0.8)[:, None, None]
        own = torch.where(is_filled, _cover(union), _cover(thickness / 2 - union.abs()))
        return _mixed(paper, ink, torch.maximum(lines * strength, own))

    def _steps(self, distances: Tensor) -> Tensor:
        """Sheets of paper on each other, with shadows at their edges."""
        union = distances.amax(1)
        count = len(union)
        ink, paper = self._two_colours(count)
        step = self._between(count, 3, 12)[:, None, None]
        levels = (2 + self._whole(count, 6))[:, None, None]
        height = -union / step
        level = torch.minimum(height.floor() + 1, levels).clamp(min=0)
        share = level / (levels + 1)
        is_step = (level > 0).float()
        least = self._between(count, 0.25, 0.6)[:, None, None]
        turned = _mixed(ink, paper, is_step * (least + (1 - least) * share))
        in_step = torch.remainder(height, 1) * step
        shadow = torch.exp(-in_step / 2) * self._lit(union).clamp(min=0) * is_step
        depth = self._between(count, 0, 0.6)[:, None, None]
        return turned * (1 - depth * shadow)[:, None]

    def _relief(self, distances: Tensor) -> Tensor:
        """One sheet, seen by its edges' light and shadow."""
        union = distances.amax(1)
        count = len(union)
        paper = self._colours(count)
        soft = self._between(count, 1, 4)[:, None, None]
        strength = self._between(count, 0.3, 0.6)[:, None, None]
        edge = torch.exp(-union.abs() / soft) * self._lit(union) * strength
        raised = _cover(union / soft) * self._between(count, -0.15, 0.15)[:, None, None]
        return paper * 0.6 + 0.2 + (edge + raised)[:, None]

    def _lit(self, union: Tensor) -> Tensor:
        """How far the ground turns to a light from anywhere, (n, h, w) in -1..1."""
        down, right = torch.gradient(union, dim=(1, 2))
        angle = self._share(len(union))[:, None, None] * 2 * np.pi
        towards = right * torch.cos(angle) + down * torch.sin(angle)
        return towards.clamp(-1, 1)

    def _disturbed(self, pictures: Tensor) -> Tensor:
        """By day or night, unevenly lit, with grain."""
        count = len(pictures)
        brightness = self._between(count, 0.35, 1.1)[:, None, None, None]
        across = torch.linspace(-0.5, 0.5, SIZE[1])
        slant = self._between(count, -0.3, 0.3)[:, None, None, None]
        grain = 0.03 * torch.randn(count, 1, *SIZE, generator=self._lots)
        seen = pictures * brightness * (1 + slant * across) + grain
        return seen.clamp(0, 1)

    def _two_colours(self, count: int) -> tuple[Tensor, Tensor]:
        """Two that differ in lightness, each (n, 3, 1, 1)."""
        ink = self._colours(count)
        paper = self._colours(count)
        apart = (paper - ink).mean(1, keepdim=True)
        side = torch.where(apart < 0, -1.0, 1.0)
        lacking = (LEAST_CONTRAST - apart.abs()).clamp(min=0) * side
        return (ink - lacking).clamp(0, 1), (paper + lacking).clamp(0, 1)

    def _colours(self, count: int) -> Tensor:
        return torch.rand(count, 3, 1, 1, generator=self._lots)

    def _share(self, count: int) -> Tensor:
        return torch.rand(count, generator=self._lots)

    def _between(self, count: int, least: float, most: float) -> Tensor:
        return least + (most - least) * self._share(count)

    def _whole(self, count: int, below: int) -> Tensor:
        return torch.randint(below, (count,), generator=self._lots)


def _sampled(fields: Tensor, across: Tensor, down: Tensor, size: Tensor) -> Tensor:
    """Letters' fields (n, 96, 96) companded -> signed distance in pixels (n, 72, 128).

    Centres `across` and `down` in the picture's height, `size` 1 fills it.
    """
    height, width = SIZE
    rows = (torch.arange(height) + 0.5) / height
    columns = (torch.arange(width) + 0.5) / height
    in_square = NARROW / WIDE * 2 / size[:, None]
    x = (columns - across[:, None]) * in_square
    y = (rows - down[:, None]) * in_square
    both = torch.stack(
        [
            x[:, None, :].expand(-1, height, -1),
            y[:, :, None].expand(-1, -1, width),
        ],
        -1,
    )
    within = both.clamp(-1, 1)
    beyond = (both - within).norm(dim=-1) * WIDE / 2
    companded = torch.nn.functional.grid_sample(
        fields[:, None],
        within,
        padding_mode="border",
        align_corners=False,
    )[:, 0]
    cells = SOFT * torch.sinh(companded) - beyond
    per_cell = size * height / NARROW
    return cells * per_cell[:, None, None]


def _cover(distance: Tensor) -> Tensor:
    return (0.5 + distance).clamp(0, 1)


def _mixed(ground: Tensor, above: Tensor, cover: Tensor) -> Tensor:
    return torch.lerp(ground, above, cover[:, None])
