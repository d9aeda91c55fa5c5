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
from installation.studio.letters.morphs import ENDS, MorphEnds, MorphSheet, open_morphs

FEWEST = 8  # faces to learn from
FACES_A_BATCH = 16
LETTERS_A_FACE = 2
MORPHS_A_BATCH = 16
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
class MorphsBatch:
    """Morphs by lot, and the letters that they lie between."""

    squares: Tensor  # (n, 192, 192) float32 companded
    ends: Tensor  # (n, ENDS, 192, 192)
    letters: Tensor  # (n, ENDS) int64
    weights: Tensor  # (n, ENDS)

    def on(self, device: str) -> "MorphsBatch":
        """The same on "cpu" or "cuda"."""
        return MorphsBatch(
            self.squares.to(device),
            self.ends.to(device),
            self.letters.to(device),
            self.weights.to(device),
        )


@dataclass(frozen=True)
class LettersDataset:
    """All fields, as they lie in the files."""

    faces: list[dict[str, Any]]
    plain: NDArray[np.float16]  # (faces, 29, 192, 192) companded
    varied: NDArray[np.float16]  # the same, or of no faces
    trained: NDArray[np.int64]  # numbers of the faces for training
    held_out: NDArray[np.int64]
    morphs: MorphSheet | None = None  # none where they have not been drawn

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
            morphs=open_morphs(folder),
        )

    @property
    def is_enough(self) -> bool:
        """Whether there are faces to learn from, and some to judge by."""
        return len(self.trained) >= FEWEST and len(self.held_out) > 0

    def batch(self, lots: np.random.Generator) -> LettersBatch:
        """FACES_A_BATCH faces with LETTERS_A_FACE letters each."""
        is_few = len(self.trained) < FACES_A_BATCH
        chosen = lots.choice(self.trained, FACES_A_BATCH, replace=is_few)
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

    def morphs_by_lot(self, lots: np.random.Generator) -> MorphsBatch:
        """MORPHS_A_BATCH of them. Raises ValueError where none have been drawn."""
        if self.morphs is None:
            raise ValueError("The morphs have not been drawn")
        which = lots.integers(len(self.morphs.fields), size=MORPHS_A_BATCH)
        ends = self.morphs.ends.some(which)
        fields = self.morphs.fields[which]
        return MorphsBatch(
            torch.from_numpy(fields.astype(np.float32)),
            torch.from_numpy(self.squares_of(ends)),
            torch.from_numpy(ends.letters),
            torch.from_numpy(ends.weights),
        )

    def squares_of(self, ends: MorphEnds) -> NDArray[np.float32]:
        """What morphs lie between, (n, ENDS, 192, 192) companded."""
        count = len(ends.faces)
        side = self.plain.shape[-1]
        squares = np.zeros((count, ENDS, side, side), np.float32)
        has_varied = len(self.varied) > 0
        for k in range(count):
            is_varied = has_varied and ends.is_varied[k]
            source = self.varied if is_varied else self.plain
            squares[k] = source[ends.faces[k], ends.letters[k]]
        return squares

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
