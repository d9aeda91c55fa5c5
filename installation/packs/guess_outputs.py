"""What a stranger's graph gives: which output is the picture, and what its numbers mean."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from installation.packs import onnx_file
from installation.packs.guess_inputs import TrialGraph
from installation.packs.guess_pictures import GRAIN, grain_only, possible_forms, range_of, smoothest
from installation.packs.guess_source import ImageTrial
from installation.packs.guess_table import Guess, Told
from installation.packs.model_kind import by_answers
from installation.packs.picture_form import BY_COUNT, IMAGENET, LAST_STEPS, PictureForm, Ranges
from installation.packs.picture_format import NCHW, why_no_picture

SAMPLES = 16  # pictures the statistics are made of
SAME = 1e-3  # pictures that differ by less, as a part of the way from dark to bright, are the same
FLAT = 0.01  # the same for pictures of nearly one colour
STRAYS = 0.02  # values so far outside the range, or so many of them, are worth a note


class OutputGuess:
    """Finds out what comes back, from the statistics of some answers."""

    def __init__(self, path: Path, trial: TrialGraph | ImageTrial, guess: Guess, told: Told):
        """Raises `BrokenPack`."""
        self._last_step = onnx_file.read(path).maker
        self._trial = trial
        self._guess = guess
        self._told_shape = told.shape
        self._given = trial.samples(SAMPLES)  # points (n, d), or pictures that go in
        self._answers = [trial.run(self._given[0])]
        if isinstance(trial, TrialGraph) and told.shape is None:
            other = by_answers(trial.latent, self._answers[0], told.packs)
            if other:
                raise guess.refusal(other)
        self._picture = self._choose_picture(self._answers[0])
        self._answers += [trial.run(given) for given in self._given[1:]]
        self._form = self._choose_form()

    def look(self) -> None:
        """Notes layers, layout, range and distribution, and what the artist should know.

        Raises `BrokenPack`.
        """
        pictures = self._stack()
        self._choose_layers()
        self._choose_range(pictures)
        if isinstance(self._trial, TrialGraph):
            self._choose_distribution()
        self._add_notes(pictures)

    def _choose_picture(self, answer: dict[str, np.ndarray]) -> str:
        pictures = [name for name, value in answer.items() if self._forms(value)]
        if not pictures:
            reasons = [why_no_picture(name, value) for name, value in answer.items()]
            raise self._guess.refusal(f"no output is a picture: {'; '.join(reasons)}")
        best = max(pictures, key=lambda name: self._rank(answer[name]))
        if len(pictures) > 1:
            reason = f"the largest of {len(pictures)} pictures"
        else:
            reason = "the only picture"
        if len(self._trial.outputs) > 1:
            self._guess.set("picture", best, reason)
        return best

    def _forms(self, answer: np.ndarray) -> list[PictureForm]:
        """In which `answer` can be a picture."""
        told = self._told_shape
        if told is not None and answer.size % int(np.prod(told)):
            return []
        return possible_forms(answer.shape, self._trial.batch, told)

    def _rank(self, answer: np.ndarray) -> tuple[int, int]:
        """Larger pictures before smaller, coloured before grey."""
        form = self._forms(answer)[0]
        planes = form.planes(answer)
        channels = planes.shape[0 if form.layout == NCHW else 2]
        return planes.size // channels, channels

    def _choose_layers(self) -> None:
        layers = []
        for name, value in self._answers[0].items():
            is_map = value.ndim == 4 and value.dtype.kind == "f" and min(value.shape[2:]) > 1
            if is_map and name != self._picture:
                layers.append(name)
        if layers:
            reason = "further outputs with four axes: shown in look inside"
            self._guess.set("layers", layers, reason)

    def _choose_form(self) -> PictureForm:
        """Three rows of pixels, or three channels? What lies side by side in a picture is alike."""
        answers = [answer[self._picture] for answer in self._answers]
        possible = self._forms(answers[0])
        form = possible[0]
        reason = f"it answers {answers[0].shape}"
        if len(possible) > 1:
            form, measured = smoothest(answers, possible)
            reason += f", which could be several; neighbours differ less this way ({measured})"
        planes = form.planes(answers[0])
        sides = list(planes.shape)
        channels = sides.pop(0 if form.layout == NCHW else 2)
        name = BY_COUNT[channels]
        self._guess.set("layout", form.layout, f"{reason}: {name}, {sides[1]}x{sides[0]}")
        if form.shape is not None:
            why = "as told" if self._told_shape else "so many numbers are a square picture"
            self._guess.set("shape", list(form.shape), why)
        if name == "RGBA":
            self._guess.set("channels", name, "four channels")
            self._guess.set(
                "alpha", "used", 'what is transparent shows ground; "dropped" leaves the alpha out'
            )
        return form

    def _choose_range(self, pictures: np.ndarray) -> None:
        if not np.isfinite(pictures).all():
            raise self._guess.refusal(
                "its pictures hold values that are no numbers (NaN or infinity)"
            )
        seen = f"{float(pictures.min()):.3g} to {float(pictures.max()):.3g}"
        last = self._last_step(self._picture)
        if self._answers[0][self._picture].dtype == np.uint8:
            self._guess.set("range", [0, 255], "it answers in bytes")
        elif last in LAST_STEPS:
            self._guess.set(
                "range", list(LAST_STEPS[last]), f"its last step is {last}; seen: {seen}"
            )
        else:
            found, reason = range_of(pictures, self._form)
            self._guess.set("range", found, reason)

    def _choose_distribution(self) -> None:
        """A model that first brings every point to one length cannot tell z from 2 z."""
        point = self._given[0]
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
        again = self._paint(self._given[0])
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
        form = replace(self._form, ranges=self._ranges())
        lost = np.mean([form.cut(answer[self._picture]) for answer in self._answers])
        if lost > STRAYS:
            notes.append(
                f"{lost:.0%} of the values lie outside {self._guess.fields['range']} "
                "and will be cut."
            )
        if isinstance(self._trial, TrialGraph) and grain_only(pictures):
            notes.append(GRAIN)

    def _stack(self) -> np.ndarray:
        """All pictures, (n, ...) float32."""
        pictures = [self._form.planes(answer[self._picture]) for answer in self._answers]
        return np.stack(pictures).astype(np.float32)

    def _paint(self, given: np.ndarray) -> np.ndarray:
        answer = self._trial.run(given)
        return self._form.planes(answer[self._picture]).astype(np.float32)

    def _ranges(self) -> Ranges:
        given = self._guess.fields["range"]
        return IMAGENET if given == "imagenet" else ((given[0], given[1]),)

    def _contrast(self) -> float:
        """From dark to bright, in the model's own values."""
        ranges = self._ranges()
        return max(high for _, high in ranges) - min(low for low, _ in ranges)
