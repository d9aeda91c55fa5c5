"""What a stranger's graph gives: which output is the picture, and what its numbers mean."""

from pathlib import Path

import numpy as np

from installation.packs import onnx_file
from installation.packs.guess_inputs import TrialGraph
from installation.packs.guess_table import Guess
from installation.packs.picture_format import (
    layouts,
    parts,
    range_of,
    rank,
    roughness,
    why_no_picture,
)

SAMPLES = 16  # pictures the statistics are made of
SAME = 1e-3  # pictures that differ by less, as a part of the way from dark to bright, are the same
FLAT = 0.01  # the same for pictures of nearly one colour
STRAYS = 0.02  # values so far outside the range, or so many of them, are worth a note
_RANGES = {  # by the last step of the graph
    "Tanh": (-1, 1),
    "Sigmoid": (0, 1),
    "HardSigmoid": (0, 1),
    "Softmax": (0, 1),
}


class OutputGuess:
    """Finds out what comes back, from the statistics of some answers."""

    def __init__(self, path: Path, trial: TrialGraph, guess: Guess):
        """Raises `BrokenPack`."""
        self._last_step = onnx_file.read(path).maker
        self._trial = trial
        self._guess = guess
        random = np.random.default_rng(1)
        self._points = random.normal(size=(SAMPLES, guess.fields["dimensions"]))
        self._answers = [trial.run(point) for point in self._points]
        self._picture = self._choose_picture(self._answers[0])

    def look(self) -> None:
        """Notes layers, layout, range and distribution, and what the artist should know.

        Raises `BrokenPack`.
        """
        pictures = self._stack()
        self._choose_layers()
        self._choose_layout(pictures)
        self._choose_range(pictures)
        self._choose_distribution()
        self._add_notes(pictures)

    def _choose_picture(self, answer: dict[str, np.ndarray]) -> str:
        pictures = []
        for name, value in answer.items():
            if value.ndim == 4 and layouts(value.shape):
                pictures.append(name)
        if not pictures:
            reasons = [why_no_picture(name, value) for name, value in answer.items()]
            raise self._guess.refusal(f"no output is a picture: {'; '.join(reasons)}")
        best = max(pictures, key=lambda name: rank(answer[name]))
        if len(pictures) > 1:
            reason = f"the largest of {len(pictures)} pictures"
        else:
            reason = "the only picture"
        if len(self._trial.outputs) > 1:
            self._guess.set("picture", best, reason)
        return best

    def _choose_layers(self) -> None:
        layers = []
        for name, value in self._answers[0].items():
            is_map = value.ndim == 4 and value.dtype.kind == "f" and min(value.shape[2:]) > 1
            if is_map and name != self._picture:
                layers.append(name)
        if layers:
            reason = "further outputs with four axes: shown in look inside"
            self._guess.set("layers", layers, reason)

    def _choose_layout(self, pictures: np.ndarray) -> None:
        """Three rows of pixels, or three channels? What lies side by side in a picture is alike."""
        shape = self._answers[0][self._picture].shape
        possible = layouts(shape)
        layout = possible[0]
        reason = f"it answers {shape}"
        if len(possible) > 1:
            rough = {each: roughness(pictures, each) for each in possible}
            layout = min(possible, key=lambda each: rough[each])
            measured = ", ".join(f"{each} {value:.3g}" for each, value in rough.items())
            reason += f", which could be both; neighbours differ less this way ({measured})"
        channels, height, width = parts(shape, layout)
        colours = "grey" if channels == 1 else "RGB"
        self._guess.set("layout", layout, f"{reason}: {colours}, {width}x{height}")

    def _choose_range(self, pictures: np.ndarray) -> None:
        if not np.isfinite(pictures).all():
            raise self._guess.refusal(
                "its pictures hold values that are no numbers (NaN or infinity)"
            )
        seen = f"{float(pictures.min()):.3g} to {float(pictures.max()):.3g}"
        last = self._last_step(self._picture)
        if self._answers[0][self._picture].dtype == np.uint8:
            self._guess.set("range", [0, 255], "it answers in bytes")
        elif last in _RANGES:
            self._guess.set("range", list(_RANGES[last]), f"its last step is {last}; seen: {seen}")
        else:
            reason = f"seen in {SAMPLES} pictures: {seen}"
            self._guess.set("range", list(range_of(pictures)), reason)

    def _choose_distribution(self) -> None:
        """A model that first brings every point to one length cannot tell z from 2 z."""
        point = self._points[0]
        apart = np.abs(self._paint(point) - self._paint(2 * point)).mean()
        if apart / self._contrast() < SAME:
            self._guess.set(
                "distribution",
                "sphere",
                "only the direction of a point counts: twice the point is the same picture",
            )
        else:
            self._guess.set(
                "distribution",
                "normal",
                "the usual one; a graph cannot tell what it was trained with",
            )
        self._guess.set(
            "truncation", 1.0, "as far out as it was trained; less is safer and less varied"
        )

    def _add_notes(self, pictures: np.ndarray) -> None:
        """What the artist should know."""
        notes = self._guess.notes
        contrast = self._contrast()
        again = self._paint(self._points[0])
        if np.abs(again - pictures[0]).mean() / contrast > SAME:
            notes.append(
                "The same point gives another picture each time: "
                "export it with its noise fixed, or the picture trembles."
            )
        if pictures.std() / contrast < FLAT:
            notes.append("The pictures are nearly of one colour: was it exported untrained?")
        elif pictures.std(0).mean() / contrast < FLAT:
            notes.append(
                "All points give nearly the same picture: "
                "are the weights those of the trained model?"
            )
        batch = self._trial.batch
        if batch > 1:
            notes.append(
                f"It was exported for {batch} points at once and paints {batch} to show one: "
                "export it with a batch of 1."
            )
        low, high = self._guess.fields["range"]
        is_below = pictures < low - STRAYS * contrast
        is_above = pictures > high + STRAYS * contrast
        outside = float((is_below | is_above).mean())
        if outside > STRAYS:
            notes.append(
                f"{outside:.0%} of the values lie outside [{low}, {high}] and will be cut."
            )

    def _stack(self) -> np.ndarray:
        """All pictures, (n, ...) float32."""
        pictures = [answer[self._picture][0] for answer in self._answers]
        return np.stack(pictures).astype(np.float32)

    def _paint(self, point: np.ndarray) -> np.ndarray:
        answer = self._trial.run(point)
        return answer[self._picture][0].astype(np.float32)

    def _contrast(self) -> float:
        """From dark to bright, in the model's own values."""
        low, high = self._guess.fields["range"]
        return float(high - low)
