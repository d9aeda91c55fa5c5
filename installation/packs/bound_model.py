"""A model whose inputs and outputs are known by name: scenes in, pictures out, wherever it is run."""

from abc import abstractmethod

import numpy as np

from installation.faults import BrokenPack
from installation.packs import BadPicture, Model, Source
from installation.packs.graph_binding import GraphBinding, Values, bind
from installation.packs.manifest import Pack
from installation.packs.picture_input import PictureInput, fitted
from installation.packs.prior import usual_points
from installation.packs.refusals import refusal
from installation.packs.scene import Scene
from installation.packs.session import RunFailed

ALIKE = 0.25  # mean difference in steps of grey: pictures that differ less are all the same
NOT_DIFFERENT = (
    "its pictures are of one colour or all the same, whatever the point: are the weights those of "
    "the trained model, and does [generator] latent name the input that steers the picture?"
)
HIDDEN = '; where their alpha hides them, [generator] alpha = "dropped" shows them'
_PLAIN = 0.5  # standard deviation in steps of grey: below it a picture is of one colour


class BoundModel(Model):
    """Binds a pack's metadata to a graph, proves that it paints, and makes pictures of scenes."""

    def __init__(
        self,
        pack: Pack,
        inputs: Values,
        outputs: Values,
        height: int,
        width: int,
        source: Source | None = None,
    ):
        """What the graph takes and gives, by name; it is warmed up at the size wanted.

        `source` paints the picture that goes in; None for a generator. Raises `BrokenPack`.
        """
        self._pack = pack
        self.source = source
        self._inputs = inputs
        self._outputs = outputs
        self._shapes: dict[tuple[int, int], tuple] = {}  # wanted size -> shape of its first picture
        self._proved_size = (height, width)
        self._binding = self._proved(pack)

    @abstractmethod
    def _run(self, outputs: list[str], feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        """What the graph gives for `feed` (input -> array), in the order of `outputs`.

        Raises `RunFailed`.
        """

    @property
    def outputs(self) -> list[str]:
        """See `Model`."""
        return self._binding.outputs

    def size_in(self, height: int, width: int) -> tuple[int, int]:
        """(height, width) of the picture that goes in, for pictures of this size."""
        takes = self._binding.takes
        return takes.size(height, width) if isinstance(takes, PictureInput) else (height, width)

    def take_papers(self, pack: Pack) -> None:
        """See `Model`; the graph stays loaded."""
        shapes = self._shapes
        self._shapes = {}  # another fit makes other sizes
        self._take_source_papers(pack)
        try:
            self._binding = self._proved(pack)
        except BrokenPack:
            self._shapes = shapes
            self._take_source_papers(self._pack)
            raise
        self._pack = pack

    def _take_source_papers(self, pack: Pack) -> None:
        if isinstance(self.source, BoundModel) and pack.source is not None:
            self.source.take_papers(pack.source)

    def paint(self, scene: Scene, height: int, width: int) -> np.ndarray:
        """See `Model`."""
        picture, _ = self._answer(self._binding, scene, (height, width))
        return picture

    def paint_open(
        self,
        scene: Scene,
        height: int,
        width: int,
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """See `Model`."""
        return self._answer(self._binding, scene, (height, width), is_open=True)

    def cut_share(self, scene: Scene, height: int, width: int) -> float:
        """The part of the picture's values that [generator] range cuts off. Raises `BadPicture`."""
        binding = self._binding
        try:
            feed, _ = self._feed(binding, scene, (height, width), is_open=False)
            (answer,) = self._run([binding.picture], feed)
        except RunFailed as error:
            raise BadPicture(f"the model failed: {error}") from error
        return binding.form.cut(answer)

    def _answer(
        self,
        binding: GraphBinding,
        scene: Scene,
        size: tuple[int, int],
        is_open: bool = False,
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """The picture of `size` (height, width); if `is_open`, the hidden layers, the source's first.

        Raises `BadPicture`.
        """
        feed, hidden = self._feed(binding, scene, size, is_open)
        layers = binding.layers if is_open else []
        try:
            answer, *own = self._run([binding.picture, *layers], feed)
        except RunFailed as error:
            raise BadPicture(f"the model failed: {error}") from error
        picture = binding.form.fitted(binding.form.rgb(answer), *size)
        usual = self._shapes.setdefault(size, picture.shape)
        if picture.shape != usual:
            raise BadPicture(f"the picture is {_size(picture.shape)}, {_size(usual)} was proved")
        return picture, [*hidden, *own]

    def _feed(
        self,
        binding: GraphBinding,
        scene: Scene,
        size: tuple[int, int],
        is_open: bool,
    ) -> tuple[dict[str, np.ndarray], list[np.ndarray]]:
        """What the graph takes; the picture of its source is painted, `is_open` with its layers.

        Raises `BadPicture`.
        """
        if self.source is None or not isinstance(binding.takes, PictureInput):
            return binding.feed(scene, *size), []
        inner = binding.takes.size(*size)
        layers: list[np.ndarray] = []
        try:
            if is_open:
                picture, layers = self.source.paint_open(scene, *inner)
            else:
                picture = self.source.paint(scene, *inner)
        except BadPicture as error:
            raise BadPicture(f"its source: {error}") from error
        return binding.feed(scene, *size, fitted(picture, *inner)), layers

    def _proved(self, pack: Pack) -> GraphBinding:
        """By these papers two points give two pictures; at first, the model warms up by it.

        Raises `BrokenPack`.
        """
        binding = bind(pack, self._inputs, self._outputs)
        random = np.random.default_rng(0)
        points = usual_points(pack, random, 2)
        pictures = []
        for point in points:
            try:
                picture, _ = self._answer(binding, Scene.of(point), self._proved_size)
            except BadPicture as error:
                raise refusal(pack, str(error)) from error
            pictures.append(picture)
        first, second = pictures
        if first.std() < _PLAIN:
            hint = HIDDEN if binding.form.may_hide else ""
            raise refusal(pack, f"its pictures are of one colour or all the same{hint}")
        if np.abs(first.astype(np.int16) - second).mean() < ALIKE:
            raise refusal(pack, NOT_DIFFERENT)
        return binding


def _size(shape: tuple) -> str:
    height, width, _ = shape
    return f"{width}x{height}"
