"""Parts of a collection's pictures by lot, as tensors in -1..1."""

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from installation.studio.collection.frame import DETAIL, FINE
from installation.studio.collection.pictures import Collection

ZOOM = 0.08  # a whole picture loses up to this share of its sides
PART = 128  # pixels of a part that detail is learned from
FINE_PART = 96
BLURRED = (
    0.5  # of the parts: what the layout network paints is never as clear as a shrunken picture
)
NOISE = 0.02


class Batches:
    """Draws from the pictures that are not held out."""

    def __init__(self, collection: Collection, is_mirrored: bool):
        """`is_mirrored`: half of the pictures are turned left to right."""
        self.collection = collection
        self.is_mirrored = is_mirrored
        self.trained = np.flatnonzero(~collection.held_out)
        self.large = np.flatnonzero(~collection.held_out & collection.is_large)

    def layouts(self, count: int, device: str) -> Tensor:
        """(count, 3, rows, columns): whole pictures, cropped and moved a little."""
        frame = self.collection.frame
        height, width = frame.detailed
        drawn = []
        for number in self._some(self.trained, count):
            zoom = 1 - ZOOM * float(torch.rand(()))
            part = self._part(
                self.collection.detailed[number], round(height * zoom), round(width * zoom)
            )
            size = (frame.columns, frame.rows)
            drawn.append(cv2.resize(part, size, interpolation=cv2.INTER_AREA))
        return self._as_tensor(drawn, device)

    def detailed(self, count: int, device: str) -> tuple[Tensor, Tensor]:
        """(count, 3, 16, 16) layouts and (count, 3, 128, 128): parts of detailed pictures."""
        side = min(PART, *self.collection.frame.detailed)
        numbers = self._some(self.large, count)
        drawn = [self._part(self.collection.detailed[number], side, side) for number in numbers]
        picture = self._as_tensor(drawn, device)
        return softened(avg_pool2d(picture, DETAIL)), picture

    def fine(self, count: int, device: str) -> tuple[Tensor, Tensor]:
        """(count, 3, 24, 24) and (count, 3, 96, 96): parts of fine pictures.

        Where there are none, those of detailed ones stand in: what is fine is guessed by likeness to what
        is coarser, as coasts and clouds allow.
        """
        source = self.collection.fine
        numbers = np.arange(len(source))
        if not len(numbers):
            source = self.collection.detailed
            numbers = self.large
        drawn = [
            self._part(source[number], FINE_PART, FINE_PART)
            for number in self._some(numbers, count)
        ]
        picture = self._as_tensor(drawn, device)
        return avg_pool2d(picture, FINE), picture

    def _some(self, numbers: np.ndarray, count: int) -> np.ndarray:
        return numbers[torch.randint(len(numbers), (count,)).numpy()]

    def _part(self, picture: np.ndarray, height: int, width: int) -> np.ndarray:
        top = int(torch.randint(picture.shape[0] - height + 1, ()))
        left = int(torch.randint(picture.shape[1] - width + 1, ()))
        part = np.asarray(picture[top : top + height, left : left + width])
        if self.is_mirrored and torch.rand(()) < 0.5:
            part = part[:, ::-1]
        return np.ascontiguousarray(part)

    def _as_tensor(self, drawn: list[np.ndarray], device: str) -> Tensor:
        planes = torch.from_numpy(np.stack(drawn)).permute(0, 3, 1, 2)
        return planes.to(device).float() / 127.5 - 1


def softened(layouts: Tensor) -> Tensor:
    """Some of them a little blurred and noisy, as layouts come from a network."""
    blurred = avg_pool2d(
        torch.nn.functional.pad(layouts, (1, 1, 1, 1), mode="replicate"), 3, stride=1
    )
    share = torch.rand(len(layouts), 1, 1, 1, device=layouts.device)
    is_blurred = torch.rand_like(share) < BLURRED
    mixed = torch.where(is_blurred, torch.lerp(layouts, blurred, share), layouts)
    return mixed + NOISE * torch.rand_like(share) * torch.randn_like(layouts)
