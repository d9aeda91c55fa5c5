"""The drawn faces: fields by lot for training, and the faces that training never sees."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from installation.studio.letters import LETTERS

FACES_A_BATCH = 16
LETTERS_A_FACE = 2
VARIED = 0.45  # share of faces in a batch that are drawn wider, narrower or leaning


@dataclass(frozen=True)
class LettersBatch:
    """Letters by lot; the letters of a face lie one after another."""

    squares: Tensor  # (n, 192, 192) float32 companded
    letters: Tensor  # (n,) int64

    def on(self, device: str) -> "LettersBatch":
        """The same on "cpu" or "cuda"."""
        squares = self.squares.to(device)
        letters = self.letters.to(device)
        return LettersBatch(squares, letters)


@dataclass(frozen=True)
class LettersDataset:
    """All fields, as they lie in the files."""

    faces: list[dict[str, Any]]
    plain: NDArray[np.float16]  # (faces, 29, 192, 192) companded
    varied: NDArray[np.float16]  # the same, or of no faces
    trained: NDArray[np.int64]  # numbers of the faces for training
    held_out: NDArray[np.int64]

    @classmethod
    def load(cls, work: Path) -> "LettersDataset":
        """Opens the folder that typefaces.py wrote."""
        folder = work / "fields"
        faces = json.loads((folder / "faces.json").read_text())
        plain = np.load(folder / "plain.npy", mmap_mode="r")
        other = folder / "varied.npy"
        varied = np.load(other, mmap_mode="r") if other.exists() else plain[:0]
        is_away = np.array([face["held_out"] for face in faces])
        return cls(
            faces,
            plain,
            varied,
            trained=np.flatnonzero(~is_away),
            held_out=np.flatnonzero(is_away),
        )

    @property
    def is_enough(self) -> bool:
        """Whether a batch can be filled, and some faces are left to judge by."""
        return len(self.trained) >= FACES_A_BATCH and len(self.held_out) > 0

    def batch(self, lots: np.random.Generator) -> LettersBatch:
        """FACES_A_BATCH faces with LETTERS_A_FACE letters each."""
        chosen = lots.choice(self.trained, FACES_A_BATCH, replace=False)
        squares = []
        letters = []
        for face in chosen:
            source = self._source(lots)
            some = lots.choice(len(LETTERS), LETTERS_A_FACE, replace=False)
            for letter in some:
                squares.append(source[face, letter])
                letters.append(letter)
        stack = np.stack(squares).astype(np.float32)
        return LettersBatch(
            torch.from_numpy(stack),
            torch.tensor(letters),
        )

    def _source(self, lots: np.random.Generator) -> NDArray[np.float16]:
        """By lot the faces as they are, or varied."""
        has_varied = len(self.varied) > 0
        if has_varied and lots.random() < VARIED:
            return self.varied
        return self.plain

    def of_faces(self, faces: NDArray[np.int64]) -> LettersBatch:
        """All letters of some faces, as they are."""
        stack = np.asarray(self.plain[faces], np.float32)
        squares = torch.from_numpy(stack).flatten(0, 1)
        letters = torch.arange(len(LETTERS))
        return LettersBatch(squares, letters.repeat(len(faces)))
