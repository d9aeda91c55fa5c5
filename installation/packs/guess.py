"""What a stranger's generator takes and gives: read from its graph, and where that leaves a doubt, found by running it.

Every guess carries its reason, so that whoever made the model can contradict it.
"""

from dataclasses import asdict
from pathlib import Path

import numpy as np

from installation.packs import onnx_file
from installation.packs.guess_inputs import Guess, Inputs
from installation.packs.picture_format import layouts, no_picture, parts, range_of, rank, roughness

SAMPLES = 16  # pictures the statistics are made of
_RANGES = {
    "Tanh": (-1, 1),
    "Sigmoid": (0, 1),
    "HardSigmoid": (0, 1),
    "Softmax": (0, 1),
}  # by the last step


def guess(path: Path, dimensions: int | None = None) -> Guess:
    """Of the generator in `path`; `dimensions` where somebody knows them. Raises `BrokenPack`."""
    found = Guess()
    found.say("file", path.name, "the file given")
    _Answers(path, Inputs(path, found, dimensions), found).look()
    return found


def told(folder: Path, file: str, dimensions: int | None) -> dict:
    """`guess` for a question from outside, as JSON values."""
    return asdict(guess(folder / file, dimensions))


class _Answers:
    """Finds out what comes back, from the statistics of some answers."""

    def __init__(self, path: Path, inputs: Inputs, guess: Guess):
        self._anatomy, self._inputs, self._guess = onnx_file.read(path), inputs, guess
        self._points = np.random.default_rng(1).normal(size=(SAMPLES, guess.fields["dimensions"]))
        self._answers = [inputs.run(point) for point in self._points]

    def look(self) -> None:
        """Notes picture, layout, range and distribution, and what the artist should know."""
        self._choose_picture()
        self._choose_range()
        self._choose_distribution()
        self._look_at_answers()

    def _choose_picture(self) -> None:
        answer = self._answers[0]
        pictures = [
            name for name, value in answer.items() if value.ndim == 4 and layouts(value.shape)
        ]
        if not pictures:
            self._inputs.refuse(
                f"no output is a picture: {'; '.join(no_picture(n, v) for n, v in answer.items())}"
            )
        best = max(pictures, key=lambda name: rank(answer[name]))
        among = (
            f"the largest of {len(pictures)} pictures" if len(pictures) > 1 else "the only picture"
        )
        self._picture = best
        if len(self._inputs.outputs) > 1:
            self._guess.say("picture", best, among)
        layers = [
            n
            for n, value in answer.items()
            if n != best
            and value.ndim == 4
            and value.dtype.kind == "f"
            and min(value.shape[2:]) > 1
        ]
        if layers:
            self._guess.say(
                "layers", layers, "further outputs with four axes: shown in look inside"
            )
        self._choose_layout(answer[best])

    def _choose_layout(self, answer: np.ndarray) -> None:
        possible = layouts(answer.shape)
        reason = f"it answers {answer.shape}"
        if (
            len(possible) > 1
        ):  # three rows of pixels, or three channels? what lies side by side in a picture is alike
            rough = {layout: roughness(self._stack(), layout) for layout in possible}
            possible = sorted(possible, key=rough.get)
            reason += f", which could be both; neighbours differ less this way ({', '.join(f'{k} {v:.3g}' for k, v in rough.items())})"
        channels, height, width = parts(answer.shape, possible[0])
        self._guess.say(
            "layout",
            possible[0],
            f"{reason}: {'grey' if channels == 1 else 'RGB'}, {width}x{height}",
        )

    def _stack(self) -> np.ndarray:
        """All pictures, (n, ...) float32."""
        return np.stack([answer[self._picture][0] for answer in self._answers]).astype(np.float32)

    def _choose_range(self) -> None:
        pictures = self._stack()
        if not np.isfinite(pictures).all():
            self._inputs.refuse("its pictures hold values that are no numbers (NaN or infinity)")
        low, high, last = (
            float(pictures.min()),
            float(pictures.max()),
            self._anatomy.maker(self._picture),
        )
        if self._answers[0][self._picture].dtype == np.uint8:
            self._guess.say("range", [0, 255], "it answers in bytes")
        elif last in _RANGES:
            self._guess.say(
                "range",
                list(_RANGES[last]),
                f"its last step is {last}; seen: {low:.3g} to {high:.3g}",
            )
        else:
            self._guess.say(
                "range",
                list(range_of(pictures)),
                f"seen in {SAMPLES} pictures: {low:.3g} to {high:.3g}",
            )

    def _choose_distribution(self) -> None:
        """A model that first brings every point to one length cannot tell z from 2 z."""
        scale = self._brightness()
        apart = (
            np.abs(self._picture_of(self._points[0]) - self._picture_of(2 * self._points[0])).mean()
            / scale
        )
        if apart < 1e-3:
            self._guess.say(
                "distribution",
                "sphere",
                "only the direction of a point counts: twice the point is the same picture",
            )
        else:
            self._guess.say(
                "distribution",
                "normal",
                "the usual one; a graph cannot tell what it was trained with",
            )
        self._guess.say(
            "truncation", 1.0, "as far out as it was trained; less is safer and less varied"
        )

    def _look_at_answers(self) -> None:
        pictures, scale = self._stack(), self._brightness()
        again = self._picture_of(self._points[0])
        if np.abs(again - pictures[0]).mean() / scale > 1e-3:
            self._guess.notes.append(
                "The same point gives another picture each time: export it with its noise fixed, or the picture trembles."
            )
        if pictures.std() / scale < 0.01:
            self._guess.notes.append(
                "The pictures are nearly of one colour: was it exported untrained?"
            )
        elif pictures.std(0).mean() / scale < 0.01:
            self._guess.notes.append(
                "All points give nearly the same picture: are the weights those of the trained model?"
            )
        if (batch := self._inputs.batch) > 1:
            self._guess.notes.append(
                f"It was exported for {batch} points at once and paints {batch} to show one: export it with a batch of 1."
            )
        low, high = self._guess.fields["range"]
        outside = float(((pictures < low - 0.02 * scale) | (pictures > high + 0.02 * scale)).mean())
        if outside > 0.02:
            self._guess.notes.append(
                f"{outside:.0%} of the values lie outside [{low}, {high}] and will be cut."
            )

    def _picture_of(self, point: np.ndarray) -> np.ndarray:
        return self._inputs.run(point)[self._picture][0].astype(np.float32)

    def _brightness(self) -> float:
        """From dark to bright, in the model's own values."""
        low, high = self._guess.fields["range"]
        return float(high - low)
