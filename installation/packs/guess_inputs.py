"""What a stranger's graph takes: which input is the latent point, how long it is, and what to feed the others."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from installation.faults import BrokenPack
from installation.packs.picture_format import is_plane, shape_in_words
from installation.packs.runtime import DTYPES, latent_shape
from installation.packs.session import first_line, open_session

MOST_DIMENSIONS = 2048  # tried where the graph does not say
LIKELY = (512, 256, 128, 100, 64, 32, 16, 8, 4, 2, 1024, 200, 50, 20, 10)  # what is tried first
PSI = 0.7  # StyleGAN's usual truncation: fewer failures, less variety
_LATENT = re.compile(
    r"(^|[^a-z])(z|latents?|w|ws|styles?|codes?|noise|embeddings?)([^a-z]|$)", re.IGNORECASE
)
_CLASS = re.compile(
    r"(^|[^a-z])(c|y|class(es)?|labels?|cond(ition)?|one_?hot|category)([^a-z]|$)", re.IGNORECASE
)
_TRUNCATION = re.compile(r"psi|trunc", re.IGNORECASE)
_NOISE = re.compile(r"noise", re.IGNORECASE)


@dataclass(frozen=True)
class Node:
    """An input or output of the graph; a size that is free is None."""

    name: str
    type: str
    shape: tuple[int | None, ...]

    @property
    def values(self) -> int | None:
        """How many make one point or constant; None where a size is free."""
        sizes = self.shape[1:]
        return None if None in sizes else int(np.prod(sizes))


@dataclass
class Guess:
    """The table [generator] of a pack.toml, and why."""

    fields: dict = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)  # of each field
    notes: list[str] = field(default_factory=list)  # what the artist should know

    def say(self, key: str, value, reason: str) -> None:
        """Notes a guess with its reason."""
        self.fields[key], self.reasons[key] = value, reason


class Inputs:
    """Finds out what to feed, notes it in the guess, and runs the graph with it."""

    def __init__(self, path: Path, guess: Guess, dimensions: int | None):
        """`dimensions` where somebody knows them. Raises `BrokenPack`."""
        self._name, self._guess, self._told = path.name, guess, dimensions
        self._session = open_session(path, threads=0)
        self._inputs = [_node(value) for value in self._session.get_inputs()]
        self.outputs = [value.name for value in self._session.get_outputs()]
        self._random = np.random.default_rng(0)
        self._constants: dict[str, np.ndarray] = {}
        self._choose_latent(self._sort_inputs())
        self._find_dimensions()

    @property
    def batch(self) -> int:
        """How many points the graph wants at once."""
        return (self.latent.shape[0] if self.latent.shape else None) or 1

    def _sort_inputs(self) -> list[Node]:
        """Those that may be the latent one; the others get their constants."""
        floats = [
            node for node in self._inputs if "float" in node.type or node.type == "tensor(double)"
        ]
        for node in self._inputs:
            if node.type not in DTYPES:
                self.refuse(f"its input {node.name} takes {node.type}, which is no number")
            if node not in floats:
                self._give_whole(node)
        scalars = [
            node for node in floats if len(node.shape) == 0 or node.values == 1 and len(floats) > 1
        ]
        scalars += [
            n
            for n in floats
            if len(n.shape) == 1
            and n.shape[0] in (1, None)
            and n not in scalars
            and len(floats) > 1
        ]
        for node in scalars:
            self._give_scalar(node)
        rest = [node for node in floats if node not in scalars]
        for node in rest if len(rest) > 1 else ():
            if (
                len(node.shape) == 4
                and is_plane(node.shape)
                and (_NOISE.search(node.name) or not _LATENT.search(node.name))
            ):
                self._give(
                    node,
                    0.0,
                    "noise",
                    "an input with the shape of a picture: no noise, so that a place is always the same picture",
                )
        return [node for node in rest if node.name not in self._constants]

    def _give_whole(self, node: Node) -> None:
        if node.type == "tensor(bool)":
            self._give(node, False, "switch", "a switch: off, as in showing and not in training")
        elif node.shape == (2,):
            self._guess.say("size", node.name, "two whole numbers: the height and width wanted")
        elif len(node.shape) > 2:
            self.refuse(
                f"its input {node.name} {list(node.shape)} takes whole numbers (codes of a book?), between which nothing lies: export the part that takes their vectors"
            )
        else:
            self._give(node, 0, "class", "whole numbers: a class; 0 is the first")

    def _give_scalar(self, node: Node) -> None:
        if _TRUNCATION.search(node.name):
            self._give(
                node,
                PSI,
                "truncation",
                f"a single number named {node.name}: truncation, where {PSI} is usual",
            )
        else:
            self._give(node, 1.0, "strength", "a single number: 1.0 is the usual strength")

    def _give(self, node: Node, value, what: str, reason: str) -> None:
        shape = [size or 1 for size in node.shape]
        self._constants[node.name] = np.broadcast_to(
            np.array(value, DTYPES[node.type]), shape
        ).copy()
        self._guess.fields.setdefault("constants", {})[node.name] = value
        self._guess.reasons[f"constants.{node.name}"] = f"{what}: {reason}"

    def _choose_latent(self, candidates: list[Node]) -> None:
        if not candidates:
            names = ", ".join(f"{node.name} {node.type}" for node in self._inputs) or "none"
            self.refuse(
                f"no input takes a latent point (n, d) of numbers with a fraction; it has {names}"
            )
        named = (
            [n for n in candidates if _LATENT.search(n.name) and not _CLASS.search(n.name)]
            or [n for n in candidates if not _CLASS.search(n.name)]
            or candidates
        )
        sizes = [node.values or 0 for node in named]
        largest = [node for node, size in zip(named, sizes) if size == max(sizes)]
        if len(candidates) == 1:
            reason = "the only input that can be a point"
        elif len(named) == 1:
            reason = (
                f"by its name; {', '.join(n.name for n in candidates if n not in named)} is none"
            )
        else:
            reason = "the largest of those that can be a point"
        if len(largest) > 1:
            self.latent, reason = self._by_effect(largest, candidates)
        else:
            self.latent = largest[0]
        self._guess.say("latent", self.latent.name, reason)
        for node in candidates:
            if node is not self.latent:
                self._give_class(node)

    def _give_class(self, node: Node) -> None:
        count = node.values or 1
        if _CLASS.search(node.name) or count <= 1000 and len(node.shape) == 2:
            one_hot = [1.0] + [0.0] * (count - 1)
            self._give(
                node,
                one_hot,
                "class",
                f"{count} numbers beside the point: a class, of which the first is chosen",
            )
        else:
            self._give(
                node,
                0.0,
                "further point",
                "a second point beside the chosen one: held at its middle",
            )

    def _by_effect(self, nodes: list[Node], candidates: list[Node]) -> tuple[Node, str]:
        """The one that changes the answer most."""
        effects = {}
        for node in nodes:
            others = {
                n.name: np.zeros([size or 1 for size in n.shape], DTYPES[n.type])
                for n in candidates
                if n is not node
            }
            answers = [
                self._answer(node, self._random.normal(size=node.values or 1), others)
                for _ in range(4)
            ]
            effects[node.name] = float(
                np.mean([answer.std(0).mean() for answer in map(np.stack, zip(*answers))])
            )
        best = max(nodes, key=lambda node: effects[node.name])
        told = ", ".join(f"{name} {effect:.3g}" for name, effect in effects.items())
        return best, f"of {len(nodes)} that could be it, it changes the answer most ({told})"

    def _answer(self, node: Node, point: np.ndarray, others: dict) -> list[np.ndarray]:
        feed = self._feed(others)
        feed[node.name] = _fed(node, point)
        return [np.asarray(value, np.float32) for value in self._session.run(self.outputs, feed)]

    def _feed(self, others: dict | None = None) -> dict:
        feed = self._constants | (others or {})
        if "size" in self._guess.fields:
            node = next(n for n in self._inputs if n.name == self._guess.fields["size"])
            feed[node.name] = np.array([96, 160], DTYPES[node.type])
        return feed

    def _find_dimensions(self) -> None:
        if self._told:
            self._guess.say("dimensions", self._told, "as told")
        elif self.latent.values:
            self._guess.say(
                "dimensions",
                self.latent.values,
                f"{self.latent.name} is {shape_in_words(self.latent.shape)}",
            )
        else:
            self._guess.say(
                "dimensions",
                self._try_dimensions(),
                "found by trying: no other size runs through the graph",
            )

    def _try_dimensions(self) -> int:
        fits = []
        for size in (*LIKELY, *(n for n in range(1, MOST_DIMENSIONS + 1) if n not in LIKELY)):
            if self._runs_with(size):
                fits.append(size)
                if len(fits) > 1:
                    self.refuse(
                        f"{self.latent.name} takes points of any length ({fits[0]}, {fits[1]}, ...): say which with --dimensions"
                    )
                if all(not self._runs_with(size + step) for step in (1, -1) if size + step):
                    break
        if not fits:
            self.refuse(
                f"{self.latent.name} took no point of 1 to {MOST_DIMENSIONS} values: say how many with --dimensions"
            )
        return fits[0]

    def _runs_with(self, size: int) -> bool:
        try:
            self._answer(self.latent, np.zeros(size), {})
        except Exception:  # ONNX Runtime raises a dozen kinds, with no parent of their own
            return False
        return True

    def run(self, point: np.ndarray) -> dict[str, np.ndarray]:
        """All that the graph gives for a point (d,), by name. Raises `BrokenPack`."""
        feed = self._feed() | {self.latent.name: _fed(self.latent, point)}
        try:
            return dict(zip(self.outputs, self._session.run(self.outputs, feed)))
        except Exception as error:  # as above
            self.refuse(f"it does not run: {first_line(error)}")

    def refuse(self, reason: str):
        """Raises `BrokenPack` with the name of the file."""
        raise BrokenPack(f"{self._name}: {reason}")


def _fed(node: Node, point: np.ndarray) -> np.ndarray:
    """A point (d,) in the shape of an input, as often as the graph wants one."""
    shape = latent_shape(list(node.shape), point.size)
    one = point.astype(DTYPES[node.type]).reshape(1, *shape[1:])
    return np.repeat(one, shape[0], axis=0)


def _node(value) -> Node:
    return Node(
        value.name,
        value.type,
        tuple(size if isinstance(size, int) and size > 0 else None for size in value.shape or ()),
    )
