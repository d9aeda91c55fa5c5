"""How a pack's metadata and its graph fit together: which input and output is what."""

import itertools
import math
from dataclasses import dataclass

import numpy as np

from installation.latent.geometry import on_sphere
from installation.packs import BadPicture
from installation.packs.look_inputs import look_inputs
from installation.packs.manifest import Pack
from installation.packs.picture_form import PictureForm, usual_layout
from installation.packs.picture_format import shape_in_words
from installation.packs.picture_input import PictureInput, picture_input
from installation.packs.point_form import PointForm, point_form
from installation.packs.refusals import refusal, require_named
from installation.packs.scene import Scene
from installation.packs.scene_inputs import GestureInput, SpotsInput, gesture_inputs, spots_input
from installation.packs.tensors import GraphValue

Values = dict[str, GraphValue]  # by name


@dataclass(frozen=True)
class GraphBinding:
    """What to feed a generator, and what to ask of it."""

    takes: PointForm | PictureInput  # the input for the points, or for a picture, and how
    is_directions: bool  # only the direction of a point counts: the middle is never asked for
    spots: SpotsInput | None  # where they stand; None where it shows one
    gestures: tuple[GestureInput, ...]  # those of the pack's source are not among them
    first_gesture: int  # of these among the numbers of a scene
    size: GraphValue | None  # the input that takes the wanted (height, width)
    constants: dict[str, np.ndarray]  # of all other inputs, those of the shown look among them
    picture: str  # the output that is the picture
    form: PictureForm  # of the picture
    layers: list[str]  # the hidden layers named in the metadata, in that order
    outputs: list[str]  # all that the graph gives

    def feed(
        self,
        scene: Scene,
        height: int,
        width: int,
        picture: np.ndarray | None = None,
    ) -> dict[str, np.ndarray]:
        """Input -> array for a scene and a size in pixels; `picture` where one goes in.

        A graph that takes no spots gets the first point alone; a gesture that the scene does not
        have rests.
        """
        feed = dict(self.constants)
        if self.spots is not None:
            feed[self.spots.value.name] = self.spots.array(scene.spots)
        feed[self.takes.value.name] = self._taken(scene, picture)
        given = scene.gestures[self.first_gesture :]
        numbers = itertools.chain(given, itertools.repeat(math.nan))
        for gesture, number in zip(self.gestures, numbers, strict=False):
            feed[gesture.value.name] = gesture.array(float(number))
        if self.size is not None:
            feed[self.size.name] = self.size.sides(height, width)
        return feed

    def _taken(self, scene: Scene, picture: np.ndarray | None) -> np.ndarray:
        """What the points or the picture become. Raises `BadPicture` where there is none."""
        if isinstance(self.takes, PictureInput):
            if picture is None:
                raise BadPicture("no picture goes in")
            return self.takes.array(picture)
        points = scene.points[: self.spots.most if self.spots else 1]
        if self.is_directions:
            points = on_sphere(points)
        return self.takes.array(points)


def bind(pack: Pack, inputs: Values, outputs: Values) -> GraphBinding:
    """Brings metadata and graph together: what it takes and gives, in its own order.

    Raises `BrokenPack`, which names both, where they contradict each other.
    """
    size = pack.generator.size
    require_named(pack, size, inputs, "[generator] size")
    gestures = gesture_inputs(pack, pack.gestures[first_gesture(pack) :], inputs)
    takes: PointForm | PictureInput
    if pack.takes is not None:
        takes = picture_input(pack, inputs, {*_uses(pack, None), *_values(pack)})
    else:
        takes = _point_form(pack, inputs[_latent(pack, inputs)])
    latent = takes.value.name
    spots = None if pack.takes is not None else spots_input(pack, inputs, inputs[latent])
    _check_uses(pack, latent)
    constants = _constants(pack, inputs)
    constants |= look_inputs(pack, inputs, constants)
    missing = [name for name in inputs if name not in (*_uses(pack, latent), *constants)]
    if missing:
        raise refusal(pack, f"[generator.constants] needs a value for {', '.join(missing)}")
    picture = _picture(pack, outputs)
    return GraphBinding(
        takes=takes,
        is_directions=pack.generator.distribution == "sphere",
        spots=spots,
        gestures=gestures,
        first_gesture=first_gesture(pack),
        size=inputs[size] if size else None,
        constants=constants,
        picture=picture.name,
        form=PictureForm.of(pack.generator, usual_layout(picture.shape)),
        layers=_layers(pack, outputs),
        outputs=list(outputs),
    )


def _uses(pack: Pack, latent: str | None) -> list[str]:
    """The inputs that are fed anew with each picture."""
    generator = pack.generator
    named = [latent, generator.spots, generator.size]
    named += [gesture.input for gesture in pack.gestures[first_gesture(pack) :]]
    return [name for name in named if name is not None]


def _values(pack: Pack) -> set[str]:
    """The inputs with values from pack.toml."""
    return {*pack.generator.constants, *pack.looks.inputs}


def first_gesture(pack: Pack) -> int:
    """Number of the first gesture that is the pack's own: those of its source come before."""
    return 0 if pack.source is None else len(pack.source.gestures)


def _check_uses(pack: Pack, latent: str) -> None:
    """Each input has one source. Raises `BrokenPack`."""
    used = _uses(pack, latent)
    for name in used:
        if used.count(name) > 1 or name in _values(pack):
            raise refusal(
                pack,
                f"its input {name} is fed twice: it can be one of latent, spots, size, a gesture, "
                "or a value of looks and constants",
            )


def _latent(pack: Pack, inputs: Values) -> str:
    """The input named in the metadata, else the only one that is left."""
    generator = pack.generator
    if generator.latent is not None:
        require_named(pack, generator.latent, inputs, "[generator] latent")
        return generator.latent
    taken = (*_uses(pack, None), *_values(pack))
    rest = [name for name in inputs if name not in taken]
    if len(rest) != 1:
        names = ", ".join(inputs)
        raise refusal(pack, f"[generator] latent must name one of its inputs: {names}")
    return rest[0]


def _point_form(pack: Pack, latent: GraphValue) -> PointForm:
    """Raises `BrokenPack`."""
    if not latent.is_float:
        raise refusal(
            pack,
            f"its latent input {latent.name} takes {latent.type}, not numbers with a fraction",
        )
    try:
        form = point_form(latent, pack.generator.point, pack.generator.same_rows)
    except ValueError as error:
        raise refusal(pack, f"[generator] {error}") from error
    if form.dimensions not in (None, pack.dimensions):
        raise refusal(
            pack,
            f"pack.toml says {pack.dimensions} dimensions, "
            f"the graph's input {latent.name} has {list(form.sizes)}",
        )
    return form


def _constants(pack: Pack, inputs: Values) -> dict[str, np.ndarray]:
    constants = {}
    for name, value in pack.generator.constants.items():
        require_named(pack, name, inputs, "[generator] constants")
        node = inputs[name]
        try:
            constants[name] = node.filled(value)
        except (ValueError, KeyError) as error:
            kind = f"{node.type} {shape_in_words(node.shape)}"
            raise refusal(pack, f"[generator.constants] {name} does not fit its {kind}") from error
    return constants


def _picture(pack: Pack, outputs: Values) -> GraphValue:
    """The output named in the metadata, else the first of a picture's axes that is no layer."""
    generator = pack.generator
    if generator.picture is not None:
        require_named(pack, generator.picture, outputs, "[generator] picture")
        return outputs[generator.picture]
    rest = [node for name, node in outputs.items() if name not in generator.layers]
    for node in rest:
        if len(node.shape) == 4:
            return node
    if rest and (generator.shape or generator.layout):
        return rest[0]
    raise refusal(
        pack,
        "it has no output (n, channels, h, w) or (n, h, w, channels); for another shape, "
        "[generator] layout or shape says what it is",
    )


def _layers(pack: Pack, outputs: Values) -> list[str]:
    """The outputs named in the metadata to be shown, which must be maps."""
    for name in pack.generator.layers:
        require_named(pack, name, outputs, "[generator] layers")
        if len(outputs[name].shape) != 4:
            raise refusal(
                pack,
                f"[generator] layers names {name}, which is no layer of maps (1, channels, h, w)",
            )
    return pack.generator.layers
