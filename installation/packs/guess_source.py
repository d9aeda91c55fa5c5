"""What a stranger's image-to-image graph takes: which input, in which size and range."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from installation.common import clock
from installation.packs import onnx_file, silhouette_points
from installation.packs.guess_constants import set_further
from installation.packs.guess_pictures import Range, possible_forms, range_of
from installation.packs.guess_samples import sample_pictures
from installation.packs.guess_table import Guess, Told
from installation.packs.metadata import SILHOUETTE, SourceMetadata
from installation.packs.picture_form import IMAGENET, LAST_STEPS, Ranges
from installation.packs.picture_format import shape_in_words
from installation.packs.picture_input import PictureInput, layouts, of_value, sides
from installation.packs.session import RunFailed, inputs_of, open_session, outputs_of, run
from installation.packs.speed import SLOWEST_MS
from installation.packs.tensors import GraphValue
from installation.packs.threads import usual_threads

# (height, width), of sides that most networks can halve six times
SIZES = ((192, 320), (256, 448), (320, 576), (448, 768), (576, 1024), (704, 1280))
GOOD_MS = 120.0  # of work for a picture: eight a second, with something left for the source
TRIALS = 3  # pictures by which a range is judged
RANGES: tuple[Range, ...] = ([0, 1], [-1, 1], [0, 255], "imagenet")
_FURTHER = (
    '; "imagenet" where its mean and deviation go in, channels = "BGR" where blue comes first'
)


class ImageTrial:
    """A stranger's image-to-image graph, run with what was guessed of its inputs."""

    batch = 1

    def __init__(self, path: Path, guess: Guess, told: Told):
        """Finds out how a picture goes in and notes it in `guess`, as its table [source].

        Raises `BrokenPack`.
        """
        self._guess = guess
        self._threads = usual_threads()
        self._session = open_session(path, self._threads)
        self._last_step = onnx_file.read(path).maker
        self._inputs = inputs_of(self._session)
        self.outputs = list(outputs_of(self._session))
        self._source = told.source or SILHOUETTE
        guess.set_source("from", self._source, "as told")
        value = self._choose_input()
        for node in self._inputs.values():
            if node is not value:
                set_further(node, guess)
        self._takes: PictureInput = self._with(value, size=self._trial_size(value))
        self._choose_range()
        self._choose_size()

    @property
    def inputs(self) -> list[str]:
        """Names of all that the graph takes."""
        return list(self._inputs)

    def samples(self, count: int) -> np.ndarray:
        """Pictures to be tried, (count, h, w, 3) uint8 RGB: as its source may give them."""
        height, width = self._takes.size(9, 16)
        if self._source != SILHOUETTE:
            return sample_pictures(count, height, width)
        points = silhouette_points.samples(np.random.default_rng(1), count)
        return np.stack([silhouette_points.picture_of(each, height, width) for each in points])

    def run(self, picture: np.ndarray) -> dict[str, np.ndarray]:
        """All that the graph gives for a picture (h, w, 3) uint8 RGB, by name. Raises `BrokenPack`."""
        try:
            answers = run(self._session, self.outputs, self._feed(picture))
        except RunFailed as error:
            raise self._guess.refusal(f"it does not run: {error}") from error
        return dict(zip(self.outputs, answers, strict=True))

    def _feed(self, picture: np.ndarray) -> dict[str, np.ndarray]:
        feed = {self._takes.value.name: self._takes.array(picture)}
        for name, value in self._guess.fields.get("constants", {}).items():
            feed[name] = self._inputs[name].filled(value)
        if "size" in self._guess.fields:
            node = self._inputs[self._guess.fields["size"]]
            height, width = picture.shape[:2]
            feed[node.name] = node.sides(height, width)
        return feed

    def _with(self, value: GraphValue, **told: object) -> PictureInput:
        """As pack.toml would say it. Raises `BrokenPack`."""
        table = SourceMetadata.model_validate({"from": self._source} | told)
        try:
            return of_value(value, table)
        except ValueError as error:
            raise self._guess.refusal(f"its input {value.name} {error}") from error

    def _trial_size(self, value: GraphValue) -> tuple[int, int] | None:
        """(height, width) of what it is tried on; None where the graph says it."""
        return SIZES[0] if None in sides(value.shape, layouts(value.shape)[0]) else None

    def _choose_input(self) -> GraphValue:
        possible = [node for node in self._inputs.values() if _takes_pictures(node)]
        coloured = [node for node in possible if set(node.shape[1:]) & {3, 4}] or possible
        if not coloured:
            inputs = [f"{node.name} {shape_in_words(node.shape)}" for node in self._inputs.values()]
            raise self._guess.refusal(
                f"no input takes a picture; it has {', '.join(inputs)}: leave --source out, if it "
                "makes pictures of points"
            )
        if len(coloured) > 1:
            names = " and ".join(node.name for node in coloured)
            raise self._guess.refusal(
                f"it takes more than one picture ({names}): export it with all but one of them "
                "inside, such as the picture whose style it takes over"
            )
        value = coloured[0]
        if len(self._inputs) > 1:
            self._guess.set_source("input", value.name, "the one that takes a picture")
        return value

    def _choose_size(self) -> None:
        """Where the graph leaves it free: the largest that this machine paints often enough."""
        value = self._takes.value
        if None not in sides(value.shape, self._takes.layout):
            return
        small = self._takes
        best = SIZES[0]
        took_ms = self._work_ms()
        for size in SIZES[1:]:
            self._takes = replace(small, wanted=size)
            work_ms = self._work_ms()
            if work_ms > GOOD_MS:
                break
            best = size
            took_ms = work_ms
        self._takes = small
        reason = f"it takes any size; so large a picture is {took_ms:.0f} ms of work here"
        self._guess.set_source("size", list(best), f"{reason} (height, width)")
        if took_ms > SLOWEST_MS:
            self._guess.notes.append(
                f"It is slow: {took_ms:.0f} ms for {best[1]}x{best[0]}, {SLOWEST_MS:g} ms are the "
                "most. A smaller size helps, or a network with fewer channels."
            )

    def _work_ms(self) -> float:
        """Of one picture of the size chosen, after the first. Raises `BrokenPack`."""
        picture = self.samples(1)[0]
        self.run(picture)
        before_ns = clock.worked_ns()
        self.run(picture)
        return 1000 * clock.seconds(clock.worked_ns() - before_ns) / self._threads

    def _choose_range(self) -> None:
        """By the last step, else that which comes out as it goes in."""
        value = self._takes.value
        if not value.is_float:
            return
        last = [LAST_STEPS.get(self._last_step(name)) for name in self.outputs]
        usual = next(filter(None, last), None)
        chosen: Range = list(usual) if usual else [0, 1]
        reason = "what comes out has this range, and most take in what they give"
        if usual is None:
            reason = "a guess: no range comes out as it goes in"
            for given in self._possible_ranges():
                if self._answers_in(given):
                    chosen = given
                    reason = "what goes in with this range comes out with it"
                    break
        self._takes = replace(self._takes, ranges=_ranges(chosen))
        self._guess.set_source("range", chosen, reason + _FURTHER)

    def _possible_ranges(self) -> list[Range]:
        is_coloured = self._takes.channels in ("RGB", "BGR")
        return [given for given in RANGES if is_coloured or given != "imagenet"]

    def _answers_in(self, given: Range) -> bool:
        """Whether pictures of this range come out with it."""
        self._takes = replace(self._takes, ranges=_ranges(given))
        answers = [self.run(picture) for picture in self.samples(TRIALS)]
        for name in self.outputs:
            forms = possible_forms(answers[0][name].shape, 1)
            if not forms:
                continue
            planes = [forms[0].planes(each[name]).astype(np.float32) for each in answers]
            found, _ = range_of(np.stack(planes), forms[0])
            return found == given
        return False


def _ranges(given: Range) -> Ranges:
    """Of a pair as it stands in pack.toml, or of a word."""
    return IMAGENET if isinstance(given, str) else ((given[0], given[1]),)


def _takes_pictures(node: GraphValue) -> bool:
    is_number = node.is_float or node.type == "tensor(uint8)"
    return is_number and len(node.shape) >= 3 and bool(layouts(node.shape))
