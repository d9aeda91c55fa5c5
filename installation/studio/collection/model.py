"""A trained collection: its networks, where its pictures lie, and what it paints."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from installation.studio.collection.books import Books, as_levels
from installation.studio.collection.collection_training import CollectionNetworks
from installation.studio.collection.pictures import Collection
from installation.studio.common.training_loop import TrainingTime, checkpoint_path
from installation.studio.common.whitening import Whitening, whiten

BLOCK = 32  # pictures that are encoded or painted at once


@dataclass(frozen=True)
class TrainedCollection:
    """What is exported and judged."""

    collection: Collection
    networks: CollectionNetworks
    whitening: Whitening
    points: np.ndarray  # (n, latent) float32, of all pictures
    time: TrainingTime
    books: Books | None = None  # None: layouts are enlarged and no more, to compare with

    def painted(self, points: np.ndarray) -> np.ndarray:
        """(n, latent) -> (n, 8 rows, 8 columns, 3) uint8, as detailed as the collection's own."""
        layouts = self.layouts(points)
        if self.books is not None:
            return self.books.detailed(layouts)
        height, width = self.collection.frame.detailed
        return np.stack([as_levels(cv2.resize(layout, (width, height))) for layout in layouts])

    def layouts(self, points: np.ndarray) -> np.ndarray:
        """(n, latent) -> (n, rows, columns, 3) float32 in -1..1."""
        latents = self.whitening.latents(points).astype(np.float32)
        parts = [self.networks.layouts(part) for part in torch.from_numpy(latents).split(BLOCK)]
        return torch.cat(parts).permute(0, 2, 3, 1).contiguous().numpy()

    @property
    def trained_points(self) -> np.ndarray:
        """(m, latent) of the pictures that were learned from."""
        return self.points[~self.collection.held_out]


def load_model(work: Path, has_books: bool = True) -> TrainedCollection:
    """Raises FileNotFoundError where nothing has been trained yet."""
    stored = torch.load(checkpoint_path(work), map_location="cpu", weights_only=True)
    collection = Collection.load(work)
    networks = CollectionNetworks(collection.frame)
    networks.load_state_dict(stored["average"])
    networks.eval()
    latents = _latents(networks, collection.layouts)
    whitening = whiten(latents[~collection.held_out])
    return TrainedCollection(
        collection,
        networks,
        whitening,
        whitening.points(latents).astype(np.float32),
        TrainingTime(stored["step"], stored["elapsed_s"]),
        Books.of(collection) if has_books else None,
    )


@torch.no_grad()
def _latents(networks: CollectionNetworks, layouts: np.ndarray) -> np.ndarray:
    means = [networks.encoder(part)[0] for part in as_tensor(layouts).split(BLOCK)]
    return torch.cat(means).numpy()


def as_tensor(pictures: np.ndarray) -> Tensor:
    """(n, h, w, 3) uint8 -> (n, 3, h, w) in -1..1."""
    return torch.from_numpy(np.asarray(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1
