"""The table of measures and the contact sheets of a trained model."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from installation.studio.common.smoothness import arc
from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import Calibration
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.letters_classifier import (
    CLEAR,
    LettersClassifier,
    load_classifier,
)
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
from installation.studio.letters.model import (
    LettersModel,
    calibration_of,
    encode_faces,
    load_model,
)
from installation.studio.letters.sheets import (
    echo_picture,
    grid_of,
    middles_sheet,
    pairs_sheet,
)

WAYS = 200
SAMPLES = 500
WALKED_FROM = 60  # faces, or all where there are fewer
SHOWN_STEPS = 16  # pictures of a way on the sheet
COLUMNS = 16  # of a sheet
Row = tuple[str, str, str]  # what, measured, wanted


@dataclass(frozen=True)
class LettersOnTrial:
    """A model, its judge and the faces it never saw."""

    model: LettersModel
    data: LettersDataset
    calibration: Calibration
    classifier: LettersClassifier
    drawn: Floats  # (faces * 29, 108, 108) companded
    back: Floats  # the same letters as they come back


def report(work: Path, data: LettersDataset, folder: Path) -> None:
    """Prints the table, and writes the sheets to the folder."""
    model = load_model(work)
    drawn, back = returned(model, data, data.held_out)
    trial = LettersOnTrial(
        model=model,
        data=data,
        calibration=calibration_of(model, data),
        classifier=load_classifier(work),
        drawn=drawn,
        back=back,
    )
    folder.mkdir(exist_ok=True)
    steps = model.trained.steps
    minutes = model.trained.seconds / 60
    rows = [("trained", f"{steps} steps, {minutes:.0f} min", "")]
    rows += _rows_of_return(trial)
    rows += _rows_of_reading(trial)
    rows += _rows_of_samples(trial, folder)
    rows += _rows_of_ways(trial, folder)
    _write_returned(trial, folder)
    for what, measured, wanted in rows:
        print(f"{what:44} {measured:>22}  {wanted}", flush=True)


def _rows_of_return(trial: LettersOnTrial) -> list[Row]:
    drawn = ink_of(trial.drawn)
    common = ink_overlap(drawn, ink_of(trial.back))
    of_faces = common.reshape(-1, len(LETTERS))
    by_letter = of_faces.mean(0)
    worst = int(by_letter.argmin())
    worst_name = f"overlap of ink, worst letter ({LETTERS[worst]})"
    lowest = np.quantile(common, 0.01)
    kept = hairlines_kept(trial.drawn, trial.back)
    return [
        ("letters of held-out faces", str(len(drawn)), ""),
        ("overlap of ink, mean", f"{common.mean():.4f}", ">= 0.93"),
        (worst_name, f"{by_letter[worst]:.4f}", ">= 0.85"),
        ("overlap of ink, lowest hundredth", f"{lowest:.4f}", ""),
        ("ink of hairlines kept", f"{kept:.4f}", ""),
    ]


def _rows_of_reading(trial: LettersOnTrial) -> list[Row]:
    count = len(LETTERS)
    letters = np.tile(np.arange(count), len(trial.drawn) // count)
    there = read_letters(trial.classifier, trial.drawn)
    again = read_letters(trial.classifier, trial.back)
    is_right = there.first == letters
    is_clear = again.score >= CLEAR
    is_right_again = (again.first == letters) & is_clear
    return [
        ("drawn letters read rightly", f"{is_right.mean():.4f}", ">= 0.97"),
        ("reconstructions read clearly", f"{is_right_again.mean():.4f}", ">= 0.95"),
    ]


def _rows_of_samples(trial: LettersOnTrial, folder: Path) -> list[Row]:
    points = by_lot(SAMPLES, 7)
    weights, styles = trial.calibration.conditions(points)
    sampled = trial.model.fields(weights, styles)
    middles = np.ascontiguousarray(sampled[:, :, ACROSS])
    clear = read_letters(trial.classifier, middles).clear
    echoes = [echo_picture(field) for field in sampled[:12]]
    _write_sheet(folder / "samples.png", middles_sheet(sampled[:96], COLUMNS))
    _write_sheet(folder / "samples_echo.png", grid_of(echoes, 3))
    return [("prior samples read clearly", f"{clear:.3f}", ">= 0.90")]


def _rows_of_ways(trial: LettersOnTrial, folder: Path) -> list[Row]:
    ends = ends_of_ways(trial, WAYS)
    usual = usual_counts(trial.drawn)
    gone = walk(trial.model, trial.calibration, ends, usual)
    _write_sheet(folder / "ways.png", ways_sheet(trial, ends[:, :10]))
    median = np.median(gone.unevenness)
    most = gone.unevenness.max()
    return [
        ("largest step of a way by its mean, median", f"{median:.2f}", ""),
        ("largest step of a way by its mean, most", f"{most:.2f}", "<= 4"),
        ("pictures on ways with crumbs or holes", f"{gone.dirty.mean():.3f}", "<= 0.05"),
        ("pictures on ways nearly empty", f"{gone.empty.mean():.3f}", "0"),
    ]


def ends_of_ways(trial: LettersOnTrial, count: int) -> Floats:
    """Points of two different letters of faces that were trained on, (2, count, d)."""
    lots = np.random.default_rng(8)
    trained = trial.data.trained
    known = min(WALKED_FROM, len(trained))
    faces = lots.choice(trained, known, replace=False)
    seen = encode_faces(trial.model, trial.data, np.sort(faces))
    points = trial.calibration.points(seen.letters, seen.styles)
    starts = lots.permutation(len(points))[:count]
    ends = []
    for start in starts:
        is_other = seen.letters != seen.letters[start]
        others = np.flatnonzero(is_other)
        ends.append(lots.choice(others))
    first = points[starts]
    last = points[np.array(ends)]
    return np.stack([first, last])


def ways_sheet(trial: LettersOnTrial, ends: Floats) -> NDArray[np.uint8]:
    """Each way (2, ways, d) in sixteen pictures, one below the other."""
    rows = []
    starts, stops = ends
    for start, end in zip(starts, stops, strict=True):
        points = arc(start, end, SHOWN_STEPS)
        stack = np.stack(points).astype(np.float32)
        weights, styles = trial.calibration.conditions(stack)
        fields = trial.model.fields(weights, styles)
        rows.append(middles_sheet(fields, SHOWN_STEPS))
    return np.vstack(rows)


def _write_returned(trial: LettersOnTrial, folder: Path) -> None:
    """Some letters by lot, and the poorest, with what came back of them."""
    lots = np.random.default_rng(3)
    some = lots.permutation(len(trial.drawn))[:64]
    drawn_ink = ink_of(trial.drawn)
    back_ink = ink_of(trial.back)
    common = ink_overlap(drawn_ink, back_ink)
    poor = np.argsort(common)[:32]
    for name, chosen in (("returned", some), ("poorest", poor)):
        drawn = trial.drawn[chosen]
        back = trial.back[chosen]
        sheet = pairs_sheet(drawn, back, COLUMNS)
        _write_sheet(folder / f"{name}.png", sheet)


def _write_sheet(path: Path, picture: NDArray[np.uint8]) -> None:
    cv2.imwrite(str(path), picture)
