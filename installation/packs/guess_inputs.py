"""What a stranger's graph takes: which input is the latent point, and how long it is."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np

from installation.packs.guess_constants import by_name, latent_candidates, set_beside
from installation.packs.guess_latent import told_latent, why_no_point
from installation.packs.guess_points import are_style_rows, has_free_places, single_place
from installation.packs.guess_table import Guess, Told
from installation.packs.metadata import LONGEST_POINT
from installation.packs.model_kind import by_inputs
from installation.packs.picture_format import shape_in_words
from installation.packs.point_form import PointForm, point_form
from installation.packs.session import (
    RunFailed,
    inputs_of,
    open_session,
    outputs_of,
    run,
    takes_nothing,
    values_inside,
)
from installation.packs.tensors import GraphValue, Shape

MOST_DIMENSIONS = 2048  # tried where the graph does not say
LIKELY = (512, 256, 128, 100, 64, 32, 16, 8, 4, 2, 1024, 200, 50, 20, 10)  # what is tried first
TRIAL_SIZE = (96, 160)  # (height, width) where the graph wants to be told one
_TRIALS = 4  # points by which the effect of an input is judged


class TrialGraph:
    """A stranger's graph, run with what was guessed of its inputs."""

    def __init__(self, path: Path, guess: Guess, told: Told):
        """Finds out what to feed and notes it in `guess`; `told` is what somebody knows.

        Raises `BrokenPack`.
        """
        self._guess = guess
        self._session = open_session(path, threads=0)
        self._inputs = inputs_of(self._session)
        self.outputs = list(outputs_of(self._session))
        for name in takes_nothing(self._session):
            raise guess.refusal(
                f"its input {name!r} has an axis of length 0, so it takes nothing: export it with 1 there, "
                "or with a free axis (dynamic_axes)"
            )
        other = by_inputs(list(self._inputs.values()), told.packs)
        if other:
            raise guess.refusal(other)
        candidates = latent_candidates(list(self._inputs.values()), guess)
        self._latent = self._choose_latent(candidates, told.latent)
        self._form = point_form(self._latent, None, same_rows=False)
        for node in candidates:
            if node is not self._latent:
                set_beside(node, guess)
        self._choose_form(told.point)
        self._choose_dimensions(told.dimensions)

    @property
    def inputs(self) -> list[str]:
        """Names of all that the graph takes."""
        return list(self._inputs)

    @property
    def batch(self) -> int:
        """How many points the graph wants at once."""
        return self._form.batch or 1

    @property
    def latent(self) -> GraphValue:
        """The input that takes the point."""
        return self._latent

    def samples(self, count: int) -> np.ndarray:
        """Points to be tried, (count, d)."""
        random = np.random.default_rng(1)
        return random.normal(size=(count, self._guess.fields["dimensions"]))

    def run(self, point: np.ndarray) -> dict[str, np.ndarray]:
        """All that the graph gives for a point (d,), by name. Raises `BrokenPack`."""
        feed = self._constants()
        feed[self._latent.name] = self._form.array(point[None])
        try:
            answers = run(self._session, self.outputs, feed)
        except RunFailed as error:
            raise self._guess.refusal(f"it does not run: {error}") from error
        return dict(zip(self.outputs, answers, strict=True))

    def _constants(self) -> dict[str, np.ndarray]:
        """Input -> array, of those that are not the point, as far as they are guessed."""
        fields = self._guess.fields
        feed = {}
        for name, value in fields.get("constants", {}).items():
            feed[name] = self._inputs[name].filled(value)
        if "size" in fields:
            name = fields["size"]
            feed[name] = self._inputs[name].sides(*TRIAL_SIZE)
        return feed

    def _choose_latent(self, candidates: list[GraphValue], told: str | None) -> GraphValue:
        if told is not None:
            return told_latent(told, candidates, self.inputs, self._guess)
        if not candidates:
            inside = values_inside(self._session)
            raise self._guess.refusal(why_no_point(self._inputs.values(), inside))
        named = by_name(candidates)
        most = max(node.values or 0 for node in named)
        largest = [node for node in named if (node.values or 0) == most]
        latent = largest[0]
        if len(largest) > 1:
            latent, reason = self._by_effect(largest, candidates)
        elif len(candidates) == 1:
            reason = "the only input that can be a point"
        elif len(named) == 1:
            others = [node.name for node in candidates if node not in named]
            reason = f"by its name; {', '.join(others)} is none"
        else:
            reason = "the largest of those that can be a point"
        self._guess.set("latent", latent.name, reason)
        if len(named) > 1:
            other = next(node.name for node in named if node is not latent)
            self._guess.notes.append(
                f"The point goes into {latent.name} ({reason}). If another input is the point: "
                f"kiosk pack new once more, with --latent {other}."
            )
        return latent

    def _by_effect(
        self,
        nodes: list[GraphValue],
        candidates: list[GraphValue],
    ) -> tuple[GraphValue, str]:
        """The one that changes the answers most, and this as a reason."""
        random = np.random.default_rng(0)
        effects = {}
        for node in nodes:
            others = [other for other in candidates if other is not node]
            points = random.normal(size=(_TRIALS, node.values or 1))
            try:
                effects[node.name] = self._effect(node, points, others)
            except RunFailed as error:
                raise self._guess.refusal(f"it does not run: {error}") from error
        best = max(nodes, key=lambda node: effects[node.name])
        measured = [f"{name} {effect:.3g}" for name, effect in effects.items()]
        told = ", ".join(measured)
        return best, f"of {len(nodes)} that could be it, it changes the answer most ({told})"

    def _effect(self, node: GraphValue, points: np.ndarray, others: list[GraphValue]) -> float:
        """The standard deviation of all that the graph gives over some points (n, d)."""
        form = point_form(node, None, same_rows=False)
        runs = [self._answers(form, point, others) for point in points]
        of_outputs = []
        for answers in zip(*runs, strict=True):
            of_outputs.append(np.stack(answers).std(0).mean())
        return float(np.mean(of_outputs))

    def _answers(
        self,
        form: PointForm,
        point: np.ndarray,
        others: list[GraphValue],
    ) -> list[np.ndarray]:
        """All outputs with `point` fed to an input, and nothing to the others. Raises `RunFailed`."""
        feed = self._constants()
        for other in others:
            feed[other.name] = other.filled(0)
        feed[form.value.name] = form.array(point[None])
        return [np.asarray(answer, np.float32) for answer in run(self._session, self.outputs, feed)]

    def _choose_form(self, told: list[int] | None) -> None:
        """Which axes of the input make one point, and whether its rows are kept the same."""
        point = told
        reason = "as told"
        if point is None and self._is_without_batch():
            point = [size or 1 for size in self._latent.shape]
            reason = "its first axis counts no points: one picture comes out, so it has no batch"
        elif point is None and has_free_places(self._latent):
            point = self._single_place()
            reason = "free axes are 1, which gives a whole picture"
        sizes: Shape = tuple(point or self._latent.shape[1:])
        same_rows = len(sizes) == 2 and are_style_rows(sizes)
        try:
            self._form = point_form(self._latent, point, same_rows)
        except ValueError as error:
            raise self._guess.refusal(str(error)) from error
        if point is not None:
            self._guess.set("point", point, reason)
        if same_rows:
            self._guess.set(
                "same_rows",
                True,
                f"{sizes[0]} rows of {sizes[1]}, as w+ has them: all get the same point",
            )

    def _single_place(self) -> list[int]:
        try:
            return single_place(self._latent, lambda form, zeros: self._answers(form, zeros, []))
        except ValueError as error:
            raise self._guess.refusal(str(error)) from error

    def _is_without_batch(self) -> bool:
        """A first axis of fixed size that does not come out again is part of the point."""
        shape = self._latent.shape
        if len(shape) < 2 or None in shape or shape[0] == 1:
            return False
        zeros = np.zeros(self._form.dimensions or 1)
        try:
            answers = self._answers(self._form, zeros, [])
        except RunFailed as error:
            raise self._guess.refusal(f"it does not run: {error}") from error
        return all(answer.shape[:1] != shape[:1] for answer in answers)

    def _choose_dimensions(self, told: int | None) -> None:
        known = self._form.dimensions
        if told and known and told != known:
            raise self._guess.refusal(
                f"--dimensions {told}: a point of {self._latent.name}, which is "
                f"{shape_in_words(self._latent.shape)}, has {known} values"
            )
        if told:
            self._guess.set("dimensions", told, "as told")
        elif self._form.dimensions:
            reason = f"{self._latent.name} is {shape_in_words(self._latent.shape)}"
            self._guess.set("dimensions", self._form.dimensions, reason)
        else:
            reason = "found by trying: no other size runs through the graph"
            self._guess.set("dimensions", self._try_dimensions(), reason)
            self._check_places(self._guess.fields["dimensions"])
        found = self._guess.fields["dimensions"]
        if found > LONGEST_POINT:
            raise self._guess.refusal(
                f"a point of {found} values is no point to walk to: {LONGEST_POINT} are the most"
            )

    def _check_places(self, channels: int) -> None:
        """One place is tried where all axes are free, and may be a tile of a picture. Raises `BrokenPack`."""
        shape = self._latent.shape
        if len(shape) == 4 and shape[1:].count(None) == 3:
            known = replace(self._latent, shape=(shape[0], channels, None, None))
            try:
                single_place(known, lambda form, zeros: self._answers(form, zeros, []))
            except ValueError as error:
                raise self._guess.refusal(str(error)) from error

    def _try_dimensions(self) -> int:
        """The only size that runs, 1 to MOST_DIMENSIONS."""
        name = self._latent.name
        found = 0
        others = (size for size in range(1, MOST_DIMENSIONS + 1) if size not in LIKELY)
        for size in itertools.chain(LIKELY, others):
            if not self._runs_with(size):
                continue
            if found:
                raise self._guess.refusal(
                    f"{name} takes points of any length ({found}, {size}, ...): "
                    "say which with --dimensions"
                )
            found = size
            if not self._runs_with(size + 1) and not self._runs_with(size - 1):
                break
        if not found:
            raise self._guess.refusal(
                f"{name} took no point of 1 to {MOST_DIMENSIONS} values: "
                "say how many with --dimensions"
            )
        return found

    def _runs_with(self, size: int) -> bool:
        if size < 1:
            return False
        try:
            self._answers(self._form, np.zeros(size), [])
        except (RunFailed, ValueError):
            return False
        return True
