"""Sheets that show how far a training is."""

import itertools
from pathlib import Path

import cv2
import numpy as np
import torch

from installation.studio.collection.books import Books
from installation.studio.collection.collection_training import (
    CollectionNetworks,
    CollectionTrainer,
)
from installation.studio.collection.judges import judges
from installation.studio.collection.model import as_tensor
from installation.studio.collection.pictures import Collection
from installation.studio.common.contact_sheet import contact_sheet
from installation.studio.common.training_loop import TrainingPlan

SHOWN = 6  # pictures that the networks never saw, where there are such, and ways
STEPS = 7  # pictures of a way
SHEET_WIDTH = 1800  # pixels, at most
EVERY_S = 300.0  # of training, between two sheets


class WatchedTrainer(CollectionTrainer):
    """Leaves a sheet of pictures beside its checkpoints, so that people see how far it is."""

    def __init__(self, plan: TrainingPlan, collection: Collection):
        super().__init__(plan, collection.frame)
        self.collection = collection
        self.folder: Path = plan.work / "sheets"
        self.books = Books.of(collection)
        self.shown_s = 0.0

    def save(self) -> None:
        """The checkpoint, and from time to time a sheet."""
        super().save()
        is_due = self.elapsed_s - self.shown_s > EVERY_S or self.progress >= 1
        if not is_due:
            return
        self.shown_s = self.elapsed_s
        self.folder.mkdir(exist_ok=True)
        sheet = progress_sheet(self.average.eval(), self.books, self.collection)
        cv2.imwrite(str(self.folder / f"step-{self.step:06}.jpg"), sheet[..., ::-1])


@torch.no_grad()
def progress_sheet(
    networks: CollectionNetworks, books: Books, collection: Collection
) -> np.ndarray:
    """(h, w, 3) uint8: pictures to judge by with what came back, then ways between them."""
    possible = judges(collection)
    spaced = np.linspace(0, len(possible) - 1, SHOWN + 1).astype(int)
    numbers = possible[spaced]
    latents, _ = networks.encoder(as_tensor(collection.layouts[numbers]))
    true = np.asarray(collection.detailed[numbers[:SHOWN]])
    again = _painted(networks, books, latents[:SHOWN])
    rows = [_row([*true]), _row([*again])]
    for start, end in itertools.pairwise(latents):
        way = torch.stack([torch.lerp(start, end, k / (STEPS - 1)) for k in range(STEPS)])
        rows.append(_row([*_painted(networks, books, way)]))
    return np.concatenate(rows)


def _painted(networks: CollectionNetworks, books: Books, latents: torch.Tensor) -> np.ndarray:
    layouts = networks.layouts(latents).permute(0, 2, 3, 1).contiguous().numpy()
    return books.detailed(layouts)


def _row(pictures: list[np.ndarray]) -> np.ndarray:
    """Side by side, SHEET_WIDTH pixels wide."""
    side_by_side = contact_sheet(pictures, len(pictures))
    height = round(side_by_side.shape[0] * SHEET_WIDTH / side_by_side.shape[1])
    size = (SHEET_WIDTH, height)
    return np.asarray(cv2.resize(side_by_side, size, interpolation=cv2.INTER_AREA))
