"""Loads a pack's generator, proves it, and makes pictures of points."""

import os

import cv2
import numpy as np

from installation.faults import BrokenPack
from installation.packs.manifest import Pack
from installation.packs.session import first_line, open_session

MOST_THREADS = 4  # more hardly speed up a model that is small enough for a processor
_FLOATS = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(double)": np.float64}
_WHOLE = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
_OTHERS = {"tensor(uint8)": np.uint8, "tensor(bool)": np.bool_}
DTYPES = _FLOATS | _WHOLE | _OTHERS  # of ONNX Runtime's words, those that mean something to us


class BadPicture(ValueError):
    """The model answered with something that is no picture."""


class Runtime:
    """A generator that has proved itself: latent point (d,) -> picture (h, w, 3) uint8 RGB."""

    def __init__(self, pack: Pack, threads: int, height: int, width: int):
        """Loads and warms up at the size wanted. Raises `BrokenPack`."""
        self._pack = pack
        self.threads = threads or _threads(os.cpu_count() or 1)
        self._session = self._open()
        self._latent, self._constants = self._inputs()
        self._output = self._picture_output()
        self._layers = self._hidden_layers()
        self._shapes: dict[
            tuple[int, int], tuple
        ] = {}  # of the first picture of each size asked for
        self._prove(height, width)

    @property
    def provider(self) -> str:
        """What really runs the model, as ONNX Runtime names it."""
        return self._session.get_providers()[0]

    @property
    def outputs(self) -> list[str]:
        """Names of all that the graph gives."""
        return [node.name for node in self._session.get_outputs()]

    def paint(self, point: np.ndarray, height: int, width: int) -> np.ndarray:
        """The picture (h, w, 3) uint8 RGB of a point (d,), of that size where the model can choose, else of its own.

        Raises `BadPicture`.
        """
        return self._answer(point, height, width, [])[0]

    def paint_open(
        self, point: np.ndarray, height: int, width: int
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """The same picture, and the hidden layers (1, channels, h, w) the papers name, in their order."""
        return self._answer(point, height, width, self._layers)

    def _answer(
        self, point: np.ndarray, height: int, width: int, layers: list[str]
    ) -> tuple[np.ndarray, list]:
        feed = dict(self._constants)
        feed[self._latent.name] = self._as_latent(point)
        if self._pack.generator.size:
            feed[self._pack.generator.size] = np.array([height, width], self._size_dtype())
        try:
            answer, *seen = self._session.run([self._output.name, *layers], feed)
        except Exception as error:  # ONNX Runtime raises a dozen kinds, with no parent of their own
            raise BadPicture(f"the model failed: {first_line(error)}") from error
        pixels = _as_rgb(answer, self._layout(), self._pack.generator.range)
        usual = self._shapes.setdefault((height, width), pixels.shape)
        if pixels.shape != usual:
            raise BadPicture(
                f"the picture is {pixels.shape[1]}x{pixels.shape[0]}, {usual[1]}x{usual[0]} was proved"
            )
        return pixels, seen

    def _open(self):
        return open_session(self._pack.folder / self._pack.generator.file, self.threads)

    def _inputs(self):
        """The latent input, and values for those that are neither latent nor size."""
        papers, given = (
            self._pack.generator,
            {node.name: node for node in self._session.get_inputs()},
        )
        self._known(papers.size, given, "size")
        rest = [
            n for n in given.values() if n.name != papers.size and n.name not in papers.constants
        ]
        name = papers.latent or (rest[0].name if len(rest) == 1 else None)
        if name is None:
            self._refuse(f"[generator] latent must name one of its inputs: {', '.join(given)}")
        self._known(name, given, "latent")
        constants = {}
        for key, value in papers.constants.items():
            self._known(key, given, "constants")
            constants[key] = self._constant(given[key], value)
        missing = [n for n in given if n not in (name, papers.size, *constants)]
        if missing:
            self._refuse(f"[generator.constants] needs a value for {', '.join(missing)}")
        if given[name].type not in _FLOATS:
            self._refuse(
                f"its latent input {name} takes {given[name].type}, not numbers with a fraction"
            )
        fixed = [size for size in given[name].shape[1:] if isinstance(size, int)]
        if (
            len(fixed) == len(given[name].shape) - 1
            and int(np.prod(fixed)) != self._pack.dimensions
        ):
            self._refuse(
                f"pack.toml says {self._pack.dimensions} dimensions, the graph's input {name} has {fixed}"
            )
        return given[name], constants

    def _constant(self, node, value) -> np.ndarray:
        """The value in the shape that an input of the graph takes."""
        shape = [size if isinstance(size, int) else 1 for size in node.shape]
        try:
            return np.broadcast_to(np.array(value, DTYPES[node.type]), shape).copy()
        except (ValueError, KeyError) as error:
            raise self._refusal(
                f"[generator.constants] {node.name} does not fit its {node.type} {node.shape}"
            ) from error

    def _known(self, name: str | None, given: dict, field: str) -> None:
        if name is not None and name not in given:
            self._refuse(f"[generator] {field} names {name}, but the graph has {', '.join(given)}")

    def _picture_output(self):
        """The one that the papers name, else the first with four axes that is no hidden layer."""
        papers, nodes = self._pack.generator, self._session.get_outputs()
        self._known(papers.picture, {node.name: node for node in nodes}, "picture")
        wanted = [
            n
            for n in nodes
            if n.name == papers.picture or papers.picture is None and n.name not in papers.layers
        ]
        pictures = [node for node in wanted if len(node.shape) == 4 or node.name == papers.picture]
        if not pictures:
            self._refuse("it has no output (n, channels, h, w) or (n, h, w, channels)")
        return pictures[0]

    def _hidden_layers(self) -> list[str]:
        """The outputs the papers name to be shown, which must be maps."""
        given = {node.name: node for node in self._session.get_outputs()}
        for name in self._pack.generator.layers:
            self._known(name, given, "layers")
            if len(given[name].shape) != 4:
                self._refuse(
                    f"[generator] layers names {name}, which is no layer of maps (1, channels, h, w)"
                )
        return self._pack.generator.layers

    def _as_latent(self, point: np.ndarray) -> np.ndarray:
        """A point (d,) in the shape of the latent input; a graph with a fixed batch gets it so many times."""
        shape = latent_shape(self._latent.shape, self._pack.dimensions)
        one = point.astype(DTYPES[self._latent.type]).reshape(1, *shape[1:])
        return one if shape[0] == 1 else np.repeat(one, shape[0], axis=0)

    def _size_dtype(self):
        node = next(n for n in self._session.get_inputs() if n.name == self._pack.generator.size)
        return DTYPES[node.type]

    def _layout(self) -> str:
        if self._pack.generator.layout:
            return self._pack.generator.layout
        return "NHWC" if self._output.shape[3] in (1, 3) else "NCHW"

    def _prove(self, height: int, width: int) -> None:
        """Runs the model twice: it warms up, and two points must give two pictures."""
        random = np.random.default_rng(0)
        points = random.normal(size=(2, self._pack.dimensions)) * self._pack.generator.truncation
        try:
            first, second = (self.paint(point, height, width) for point in points)
        except BadPicture as error:
            self._refuse(str(error))
        if first.std() < 0.5 or np.array_equal(first, second):
            self._refuse("its pictures are of one colour or all the same")

    def _refuse(self, reason: str):
        raise self._refusal(reason)

    def _refusal(self, reason: str) -> BrokenPack:
        return BrokenPack(
            f"pack {self._pack.folder.name}: {self._pack.generator.file} cannot be shown: {reason}"
        )


def latent_shape(given: list, dimensions: int) -> tuple[int, ...]:
    """What to feed for a point of so many values: `given` is the input's shape, with words where a size is free.

    The first free axis behind the batch takes what the others leave of the values.
    """
    fixed = [size if isinstance(size, int) and size > 0 else None for size in given]
    left = dimensions // max(1, int(np.prod([size for size in fixed[1:] if size])))
    shape = [fixed[0] or 1]
    for size in fixed[1:]:
        shape.append(size or left)
        left = 1 if size is None else left
    return tuple(shape)


def _threads(cores: int) -> int:
    """One core is left to the other rooms where there are three or more. Of two the model takes both: what must
    be on time (screen, camera, sound) runs before it, and half the time it would wait while the second one idles."""
    return min(MOST_THREADS, max(cores - 1, min(2, cores)))


def _as_rgb(answer: np.ndarray, layout: str, value_range: tuple[float, float] | None) -> np.ndarray:
    """(1, ...) of any layout, range and 1 or 3 channels -> (h, w, 3) uint8 RGB. Raises `BadPicture`."""
    if answer.ndim != 4 or not answer.size:
        raise BadPicture(
            f"the picture has the shape {answer.shape}, not (n, channels, h, w) or (n, h, w, channels)"
        )
    picture = answer[0]
    channels = picture.shape[-1 if layout == "NHWC" else 0]
    if channels not in (1, 3):
        raise BadPicture(f"the picture has {channels} channels, not 1 or 3")
    if picture.dtype != np.uint8:
        picture = _scaled(picture.astype(np.float32), value_range or (-1.0, 1.0))
    if layout == "NCHW":
        return cv2.merge(
            [picture[0], picture[channels // 2], picture[-1]]
        )  # ten times faster than a transpose of bytes
    return np.ascontiguousarray(picture if channels == 3 else np.repeat(picture, 3, axis=-1))


def _scaled(picture: np.ndarray, value_range: tuple[float, float]) -> np.ndarray:
    if not np.isfinite(picture).all():
        raise BadPicture("the picture holds values that are no numbers (NaN or infinity)")
    low, high = value_range
    return np.clip((picture - low) * (255 / (high - low)) + 0.5, 0, 255).astype(np.uint8)
