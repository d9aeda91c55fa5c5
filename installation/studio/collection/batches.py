"""A collection's layouts by lot, as tensors in -1..1."""

import cv2
import numpy as np
import torch
from torch import Tensor

from installation.studio.collection.pictures import Collection

ZOOM = 0.08  # a whole picture loses up to this share of its sides


class Batches:
    """Draws from the pictures that are not held out."""

    def __init__(self, collection: Collection, is_mirrored: bool):
        """`is_mirrored`: half of the pictures are turned left to right."""
        self.collection = collection
        self.is_mirrored = is_mirrored
        self.trained = np.flatnonzero(~collection.held_out)

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
