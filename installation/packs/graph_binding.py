"""How a pack's metadata and its graph fit together: which input and output is what."""

from dataclasses import dataclass

import numpy as np

from installation.faults import BrokenPack
from installation.packs.manifest import Pack
from installation.packs.picture_format import CHANNELS, NCHW, NHWC, shape_in_words
from installation.packs.session import Session, inputs_of, outputs_of
from installation.packs.tensors import DTYPES, GraphValue

Values = dict[str, GraphValue]  # by name


@dataclass(frozen=True)
class GraphBinding:
    """What to feed a generator, and what to ask of it."""

    latent: GraphValue  # the input that takes the point
    size: GraphValue | None  # the input that takes the wanted (height, width)
    constants: dict[str, np.ndarray]  # of all other inputs
    picture: str  # the output that is the picture
    layout: str  # of the picture: NCHW or NHWC
    layers: list[str]  # the hidden layers named in the metadata, in that order
    outputs: list[str]  # all that the graph gives

    def feed(self, point: np.ndarray, height: int, width: int) -> dict[str, np.ndarray]:
        """Input -> array for a point (d,) and a size in pixels."""
        feed = dict(self.constants)
        feed[self.latent.name] = self.latent.latent(point)
        if self.size is not None:
            feed[self.size.name] = np.array([height, width], DTYPES[self.size.type])
        return feed


def bind(pack: Pack, session: Session) -> GraphBinding:
    """Brings metadata and graph together.

    Raises `BrokenPack`, which names both, where they contradict each other.
    """
    inputs = inputs_of(session)
    outputs = outputs_of(session)
    size = pack.generator.size
    _require(pack, size, inputs, "size")
    latent = _latent(pack, inputs)
    constants = _constants(pack, inputs)
    missing = [name for name in inputs if name not in (latent, size, *constants)]
    if missing:
        raise refusal(pack, f"[generator.constants] needs a value for {', '.join(missing)}")
    _check_latent(pack, inputs[latent])
    picture = _picture(pack, outputs)
    return GraphBinding(
        latent=inputs[latent],
        size=inputs[size] if size else None,
        constants=constants,
        picture=picture.name,
        layout=pack.generator.layout or _layout(picture),
        layers=_layers(pack, outputs),
        outputs=list(outputs),
    )


def refusal(pack: Pack, reason: str) -> BrokenPack:
    """The fault of a pack whose generator cannot be shown."""
    where = f"pack {pack.folder.name}: {pack.generator.file}"
    return BrokenPack(f"{where} cannot be shown: {reason}")


def _require(pack: Pack, name: str | None, values: Values, key: str) -> None:
    """A name in the metadata must be one in the graph."""
    if name is not None and name not in values:
        names = ", ".join(values)
        raise refusal(pack, f"[generator] {key} names {name}, but the graph has {names}")


def _latent(pack: Pack, inputs: Values) -> str:
    """The input named in the metadata, else the only one that is left."""
    generator = pack.generator
    if generator.latent is not None:
        _require(pack, generator.latent, inputs, "latent")
        return generator.latent
    taken = (generator.size, *generator.constants)
    rest = [name for name in inputs if name not in taken]
    if len(rest) != 1:
        names = ", ".join(inputs)
        raise refusal(pack, f"[generator] latent must name one of its inputs: {names}")
    return rest[0]


def _check_latent(pack: Pack, latent: GraphValue) -> None:
    if not latent.is_float:
        raise refusal(
            pack,
            f"its latent input {latent.name} takes {latent.type}, not numbers with a fraction",
        )
    if latent.values not in (None, pack.dimensions):
        raise refusal(
            pack,
            f"pack.toml says {pack.dimensions} dimensions, "
            f"the graph's input {latent.name} has {list(latent.shape[1:])}",
        )


def _constants(pack: Pack, inputs: Values) -> dict[str, np.ndarray]:
    constants = {}
    for name, value in pack.generator.constants.items():
        _require(pack, name, inputs, "constants")
        node = inputs[name]
        try:
            constants[name] = node.filled(value)
        except (ValueError, KeyError) as error:
            kind = f"{node.type} {shape_in_words(node.shape)}"
            raise refusal(pack, f"[generator.constants] {name} does not fit its {kind}") from error
    return constants


def _picture(pack: Pack, outputs: Values) -> GraphValue:
    """The output named in the metadata, else the first with four axes that is no hidden layer."""
    generator = pack.generator
    if generator.picture is not None:
        _require(pack, generator.picture, outputs, "picture")
        return outputs[generator.picture]
    for name, node in outputs.items():
        if len(node.shape) == 4 and name not in generator.layers:
            return node
    raise refusal(pack, "it has no output (n, channels, h, w) or (n, h, w, channels)")


def _layout(picture: GraphValue) -> str:
    """By the graph's own account of the shape."""
    is_last = len(picture.shape) == 4 and picture.shape[3] in CHANNELS
    return NHWC if is_last else NCHW


def _layers(pack: Pack, outputs: Values) -> list[str]:
    """The outputs named in the metadata to be shown, which must be maps."""
    for name in pack.generator.layers:
        _require(pack, name, outputs, "layers")
        if len(outputs[name].shape) != 4:
            raise refusal(
                pack,
                f"[generator] layers names {name}, which is no layer of maps (1, channels, h, w)",
            )
    return pack.generator.layers
