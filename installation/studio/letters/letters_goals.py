"""The goals of the model `letters`, and how near a trained one comes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, SupportsFloat

import numpy as np

from installation.studio.letters import LETTERS
from installation.studio.letters.export import ENCODER_FILE, TrainedLetters
from installation.studio.letters.letters_classifier import CLEAR, LettersClassifier
from installation.studio.letters.letters_player import LettersPlayer
from installation.studio.letters.measures import (
    ACROSS,
    Floats,
    by_lot,
    hairlines_kept,
    ink_of,
    ink_overlap,
    read_letters,
    returned,
    usual_counts,
    walk,
)
from installation.studio.letters.model import encode_faces

WAYS = 200
SAMPLES = 500
BLOCK = 50  # fields that are drawn at once
WALKED_FROM = 60  # faces, or all where there are fewer
Numbers = dict[str, Any]


@dataclass(frozen=True)
class LettersOnTrial:
    """A model, its judge, the faces it never saw, and the pack that was made of it."""

    trained: TrainedLetters
    classifier: LettersClassifier
    player: LettersPlayer
    drawn: Floats  # (faces * 29, 108, 108) companded
    back: Floats  # the same letters as they come back

    @property
    def encoder(self) -> Path:
        """Of bodies; the file may be missing."""
        return self.player.pack.folder / ENCODER_FILE

    @classmethod
    def of(
        cls,
        trained: TrainedLetters,
        classifier: LettersClassifier,
        folder: Path,
    ) -> "LettersOnTrial":
        """`folder` is the pack's. Raises `BrokenPack`."""
        data = trained.data
        drawn, back = returned(trained.model, data, data.held_out)
        return cls(
            trained,
            classifier,
            LettersPlayer(folder),
            drawn,
            back,
        )


def goal(measured: SupportsFloat, wanted: str) -> dict[str, Any]:
    """A row of the table."""
    return {"measured": float(measured), "wanted": wanted}


def goals_of_return(trial: LettersOnTrial) -> Numbers:
    """How well letters of faces that it never saw come back."""
    common = ink_overlap(ink_of(trial.drawn), ink_of(trial.back))
    by_letter = common.reshape(-1, len(LETTERS)).mean(0)
    worst = int(by_letter.argmin())
    return {
        "overlap of ink, mean": goal(common.mean(), ">= 0.93"),
        f"overlap of ink, worst letter ({LETTERS[worst]})": goal(by_letter[worst], ">= 0.85"),
        "overlap of ink, lowest hundredth": goal(np.quantile(common, 0.01), ""),
        "ink of hairlines kept": goal(hairlines_kept(trial.drawn, trial.back), ""),
    }


def overlap_by_letter(trial: LettersOnTrial) -> dict[str, float]:
    """Overlap of ink, the mean over faces."""
    common = ink_overlap(ink_of(trial.drawn), ink_of(trial.back))
    by_letter = common.reshape(-1, len(LETTERS)).mean(0)
    return {letter: float(share) for letter, share in zip(LETTERS, by_letter, strict=True)}


def goals_of_reading(trial: LettersOnTrial) -> Numbers:
    """What the judge reads in these letters, and in what came back."""
    count = len(LETTERS)
    letters = np.tile(np.arange(count), len(trial.drawn) // count)
    there = read_letters(trial.classifier, trial.drawn)
    again = read_letters(trial.classifier, trial.back)
    is_right = there.first == letters
    is_clear = (again.first == letters) & (again.score >= CLEAR)
    return {
        "judge: drawn letters read rightly": goal(is_right.mean(), ">= 0.97"),
        "judge: reconstructions read clearly": goal(is_clear.mean(), ">= 0.95"),
    }


def goals_of_samples(trial: LettersOnTrial, visited: Floats) -> Numbers:
    """`visited`: points as the journey visits them."""
    normal = _clear(trial, by_lot(SAMPLES, 7))
    share = _clear(trial, visited)
    return {
        "judge: samples of the prior read clearly": goal(share, ">= 0.90"),
        "judge: samples of N(0, 1) read clearly": goal(normal, ""),
    }


def _clear(trial: LettersOnTrial, points: Floats) -> float:
    """Share of points that are one clear letter."""
    middles = []
    for first in range(0, len(points), BLOCK):
        weights, styles = trial.trained.calibration.conditions(points[first : first + BLOCK])
        fields = trial.trained.model.fields(
            weights.astype(np.float32),
            styles.astype(np.float32),
        )
        middles.append(fields[:, :, ACROSS])
    return read_letters(trial.classifier, np.concatenate(middles)).clear


def goals_of_ways(trial: LettersOnTrial) -> Numbers:
    """How even and clean ways between letters are."""
    ends = ends_of_ways(trial.trained, WAYS)
    usual = usual_counts(trial.drawn)
    gone = walk(trial.trained.model, trial.trained.calibration, ends, usual)
    is_even = gone.unevenness <= 4
    return {
        "largest step of a way by its mean, median": goal(np.median(gone.unevenness), ""),
        "largest step of a way by its mean, most": goal(gone.unevenness.max(), "<= 4"),
        "ways without a step over 4 x the mean": goal(is_even.mean(), "1"),
        "pictures on ways with crumbs or holes": goal(gone.dirty.mean(), "<= 0.05"),
        "pictures on ways nearly empty": goal(gone.empty.mean(), "0"),
    }


def ends_of_ways(trained: TrainedLetters, count: int) -> Floats:
    """Points of two different letters of faces that were trained on, (2, count, d)."""
    lots = np.random.default_rng(8)
    known = min(WALKED_FROM, len(trained.data.trained))
    faces = lots.choice(trained.data.trained, known, replace=False)
    seen = encode_faces(trained.model, trained.data, np.sort(faces))
    points = trained.calibration.points(seen.letters, seen.styles)
    starts = lots.permutation(len(points))[:count]
    ends = []
    for start in starts:
        is_other = seen.letters != seen.letters[start]
        others = np.flatnonzero(is_other)
        ends.append(lots.choice(others))
    first = points[starts]
    last = points[np.array(ends)]
    return np.stack([first, last])
