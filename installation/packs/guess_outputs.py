"""What a stranger's graph gives: which output is the picture, and what its numbers mean."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from installation.packs import onnx_file
from installation.packs.guess_inputs import TrialGraph
from installation.packs.guess_notes import (
    GRAIN,
    RED_LAST,
    TREMBLES,
    SeenPictures,
    about_colours,
    grain_only,
)
from installation.packs.guess_patches import in_patches
from installation.packs.guess_patience import (
    FOR_A_SERVER_S,
    SAMPLES,
    first_answer,
    leave_to_a_server,
    samples_in_time,
)
from installation.packs.guess_pictures import (
    form_of_row,
    keeps_within,
    normalised_as,
    oblong_forms,
    possible_forms,
    range_of,
    smoothest,
    whole_range,
    why_shape,
)
from installation.packs.guess_source import ImageTrial
from installation.packs.guess_table import Guess, Told
from installation.packs.model_kind import by_answers
from installation.packs.picture_form import BY_COUNT, IMAGENET, LAST_STEPS, PictureForm, Ranges
from installation.packs.picture_format import NCHW, why_no_picture

TWICE = 0.01  # of what two points differ by: twice a point is the same picture
ROWS = 4  # answers by which the form of a row is found
RANGES_OF_KIND = {"uint8": [0, 255], "int8": [-128, 127], "bool": [0, 1]}
COLOURED = 4  # a coloured picture counts as one of so many times its pixels
BLUE_FIRST = re.compile(r"bgr", re.IGNORECASE)  # in an output's name
WITH_BLUE_FIRST = {"RGB": "BGR", "RGBA": "BGRA"}
_BESIDE = re.compile(r"mask|alpha|depth|segm|attention|saliency", re.IGNORECASE)  # beside a picture


class OutputGuess:
    """Finds out what comes back, from the statistics of some answers."""

    def __init__(self, path: Path, trial: TrialGraph | ImageTrial, guess: Guess, told: Told):
        """Raises `BrokenPack`."""
        self._last_step = onnx_file.read(path).maker
        self._trial = trial
        self._guess = guess
        self._told_shape = told.shape
        self._told_channels = told.channels
        self._given = trial.samples(SAMPLES)  # points (n, d), or pictures that go in
        first, self._took_s = first_answer(trial, self._given[0], guess)
        self._answers = [first]
        if isinstance(trial, TrialGraph) and told.shape is None and told.point is None:
            other = by_answers(trial.latent, self._answers[0], told.packs)
            if other:
                raise guess.refusal(other)
        self._picture = self._choose_picture(self._answers[0])
        count = samples_in_time(self._took_s)
        self._answers += [trial.run(given) for given in self._given[1:count]]
        self._form = self._choose_form()

    def look(self) -> None:
        """Notes layers, layout, range and distribution, and what the artist should know.

        Raises `BrokenPack`.
        """
        pictures = self._stack()
        self._refuse_patches(pictures)
        self._choose_layers()
        self._choose_range(pictures)
        if isinstance(self._trial, TrialGraph):
            self._choose_distribution(float(np.abs(pictures[0] - pictures[1]).mean()))
        self._add_notes(pictures)
        if isinstance(self._trial, TrialGraph) and self._took_s > FOR_A_SERVER_S:
            leave_to_a_server(self._took_s, self._guess)

    def _choose_picture(self, answer: dict[str, np.ndarray]) -> str:
        pictures = [name for name, value in answer.items() if self._forms(value)]
        if not pictures and self._told_shape is None:
            pictures = [name for name, value in answer.items() if self._oblong(value)]
        if not pictures and self._told_shape is not None:
            raise self._guess.refusal(_why_not_told(self._told_shape, answer))
        if not pictures:
            reasons = [why_no_picture(name, value) for name, value in answer.items()]
            raise self._guess.refusal(f"no output is a picture: {'; '.join(reasons)}")
        named = [name for name in pictures if not _BESIDE.search(name)] or pictures
        best = max(named, key=lambda name: self._rank(answer[name]))
        if len(pictures) > 1:
            others = [name for name in pictures if name != best]
            reason = f"the largest in colour, beside {', '.join(others)}"
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

    def _oblong(self, answer: np.ndarray) -> list[PictureForm]:
        """In which a row of numbers can be a picture that is no square."""
        is_row = answer.ndim == 2 and answer.shape[0] in (1, self._trial.batch)
        return oblong_forms(answer.shape[-1]) if is_row or answer.ndim == 1 else []

    def _rank(self, answer: np.ndarray) -> tuple[int, int]:
        """Larger pictures before smaller, but for grey ones that are hardly larger than a coloured one."""
        form = (self._forms(answer) or self._oblong(answer))[0]
        planes = form.planes(answer)
        channels = planes.shape[0 if form.layout == NCHW else 2]
        pixels = planes.size // channels
        return pixels * (1 if channels == 1 else COLOURED), channels

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
        reason = f"it answers {answers[0].shape}"
        measured = ""
        if self._told_shape is None and self._oblong(answers[0]):
            form, measured = self._form_of_row(answers, possible)
        elif len(possible) > 1:
            form, measured = smoothest(answers, possible)
        else:
            form = possible[0]
        if measured:
            reason += f", which could be several; neighbours differ less this way ({measured})"
        planes = form.planes(answers[0])
        sides = list(planes.shape)
        channels = sides.pop(0 if form.layout == NCHW else 2)
        name = BY_COUNT[channels]
        self._guess.set("layout", form.layout, f"{reason}: {name}, {sides[1]}x{sides[0]}")
        if form.shape is not None:
            why = why_shape(answers[0].ndim, self._told_shape)
            self._guess.set("shape", list(form.shape), why)
        self._choose_channels(name)
        if name == "RGBA":
            self._guess.set(
                "alpha", "used", 'what is transparent shows ground; "dropped" leaves the alpha out'
            )
        return form

    def _choose_channels(self, name: str) -> None:
        """Numbers do not tell red from blue; names may."""
        told = self._told_channels
        if told and len(told) != len(name) and {told, name} != {"grey"}:
            count = 1 if name == "grey" else len(name)
            raise self._guess.refusal(f"--channels {told}: its picture has {count}")
        if self._told_channels:
            self._guess.set("channels", self._told_channels, "as told")
        elif BLUE_FIRST.search(self._picture) and name in WITH_BLUE_FIRST:
            self._guess.set(
                "channels", WITH_BLUE_FIRST[name], f"by the output's name, {self._picture}"
            )
        elif name == "RGBA":
            self._guess.set("channels", name, "four channels")
        elif name == "RGB":
            reason = 'as most models have it; "BGR" where red and blue are exchanged'
            self._guess.set("channels", name, reason)

    def _form_of_row(
        self, answers: list[np.ndarray], squares: list[PictureForm]
    ) -> tuple[PictureForm, str]:
        """Raises `BrokenPack` where nobody can tell."""
        form, measured = form_of_row(answers[:ROWS], squares)
        if form is None:
            reason = why_no_picture(self._picture, answers[0])
            raise self._guess.refusal(f"no output is a picture: {reason}")
        return form, measured

    def _refuse_patches(self, pictures: np.ndarray) -> None:
        """Raises `BrokenPack`."""
        is_plain = self._answers[0][self._picture].ndim == 3 and not self._told_shape
        patches = in_patches(pictures) if is_plain else ""
        if patches:
            raise self._guess.refusal(f"{self._picture} holds {patches}")

    def _choose_range(self, pictures: np.ndarray) -> None:
        if not np.isfinite(pictures).all():
            raise self._guess.refusal(
                "its pictures hold values that are no numbers (NaN or infinity)"
            )
        seen = f"{float(pictures.min()):.3g} to {float(pictures.max()):.3g}"
        last = LAST_STEPS.get(self._last_step(self._picture))
        kind = str(self._answers[0][self._picture].dtype)
        if kind in RANGES_OF_KIND:
            self._guess.set("range", RANGES_OF_KIND[kind], f"it answers in {kind}")
        elif self._answers[0][self._picture].dtype.kind in "iu" and (
            whole := whole_range(pictures)
        ):
            self._guess.set("range", whole, f"it answers in {kind}; seen: {seen}")
        elif last is not None and keeps_within(pictures, last):
            name = self._last_step(self._picture)
            self._guess.set("range", list(last), f"its last step is {name}; seen: {seen}")
        else:
            self._choose_range_by_values(pictures, seen)

    def _choose_range_by_values(self, pictures: np.ndarray, seen: str) -> None:
        known = normalised_as(pictures, self._form)
        if known is None:
            found, reason = range_of(pictures, self._form)
            self._guess.set("range", found, reason)
            return
        said = f"seen in {len(pictures)} pictures: {seen}, as with {known.name} left in"
        self._guess.set("range", known.written, said)
        if known.channels == "BGR" and not self._told_channels:
            self._guess.set(
                "channels", "BGR", f"the ranges are those of {known.name} in this order"
            )

    def _choose_distribution(self, usual: float) -> None:
        """Whether z and 2 z are one picture; `usual`: how far those of two points are apart."""
        point = self._given[0]
        apart = np.abs(self._paint(point) - self._paint(2 * point)).mean()
        if apart < TWICE * usual:
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
        seen = SeenPictures(pictures, self._contrast())
        if not seen.is_first(self._paint(self._given[0])):
            notes.append(TREMBLES)
        notes += seen.doubts()
        batch = self._trial.batch
        if batch > 1:
            notes.append(
                f"It was exported for {batch} points at once and paints {batch} to show one: "
                "export it with a batch of 1."
            )
        form = replace(self._form, ranges=self._ranges())
        lost = float(np.mean([form.cut(answer[self._picture]) for answer in self._answers]))
        notes += about_colours(self._picture)
        notes += seen.about_range(self._guess.fields["range"], lost)
        if isinstance(self._trial, TrialGraph) and grain_only(pictures):
            notes.append(GRAIN)
        asks = self._guess.fields.get("channels") == "RGB" and not self._told_channels
        if asks and seen.last_is_brightest():
            notes.append(RED_LAST)

    def _stack(self) -> np.ndarray:
        """All pictures, (n, ...) float32."""
        pictures = [self._form.planes(answer[self._picture]) for answer in self._answers]
        sizes = sorted({planes.shape for planes in pictures})
        if len(sizes) > 1:
            raise self._guess.refusal(
                f"its pictures have several sizes ({sizes[0]}, {sizes[1]} ...): export it for one"
            )
        return np.stack(pictures).astype(np.float32)

    def _paint(self, given: np.ndarray) -> np.ndarray:
        answer = self._trial.run(given)
        return self._form.planes(answer[self._picture]).astype(np.float32)

    def _ranges(self) -> Ranges:
        given = self._guess.fields["range"]
        if given == "imagenet" or isinstance(given[0], int | float):
            return IMAGENET if given == "imagenet" else ((given[0], given[1]),)
        return tuple((low, high) for low, high in given)

    def _contrast(self) -> float:
        """From dark to bright, in the model's own values."""
        ranges = self._ranges()
        return max(high for _, high in ranges) - min(low for low, _ in ranges)


def _why_not_told(shape: list[int], answer: dict[str, np.ndarray]) -> str:
    """Of a size of the picture that fits nothing the graph gives."""
    wanted = " x ".join(map(str, shape))
    given = ", ".join(f"{name} has {value.size} {value.shape}" for name, value in answer.items())
    return f"--shape {','.join(map(str, shape))}: {wanted} are {int(np.prod(shape))} numbers, and {given}"
