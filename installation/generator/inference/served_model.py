"""A pack's model at the inference server: bound, proved and asked like the one on this machine."""

from dataclasses import replace

import numpy as np

from installation.common.served_models import ServedName
from installation.generator.inference import ServerFailed, tensor_exchange
from installation.generator.inference.server_connection import NO_SERVER, ServerConnection
from installation.packs.bound_model import BoundModel
from installation.packs.manifest import Pack
from installation.packs.tensors import DTYPES

PAINTED_HERE = "an image-to-image pack is painted here alone: the picture that goes in stays here"


class ServedModel(BoundModel):
    """Scene -> picture (h, w, 3) uint8 RGB; what it paints may also end in `ServerFailed`."""

    def __init__(
        self,
        connection: ServerConnection,
        name: ServedName,
        pack: Pack,
        height: int,
        width: int,
    ):
        """Asks the server what the model takes and gives, and has it paint two pictures.

        Raises `ServerFailed`, and `BrokenPack` where the model does not fit the pack.
        """
        if pack.takes is not None:  # the privacy sheet promises that numbers alone leave
            raise ServerFailed(PAINTED_HERE)
        self._connection = connection
        self._path = _path(name)
        self._provider = f"{name} at {connection.place}"
        metadata = connection.get(self._path, missing=f"it does not know {name}")
        if not isinstance(metadata, dict):
            raise ServerFailed(NO_SERVER)
        inputs = tensor_exchange.described(metadata.get("inputs"))
        outputs = tensor_exchange.described(metadata.get("outputs"))
        unknown = [value.name for value in inputs.values() if value.type not in DTYPES]
        if unknown:
            raise ServerFailed(f"its model takes numbers that cannot be sent: {', '.join(unknown)}")
        its_own = _as_served(pack, self._provider, list(outputs))
        super().__init__(its_own, inputs, outputs, height, width)

    @property
    def threads(self) -> int:
        """See `Model`: none that counts here."""
        return 1

    @property
    def at_once(self) -> int:
        """See `Model`: its connection carries one."""
        return 1

    @property
    def provider(self) -> str:
        """See `Model`."""
        return self._provider

    def _run(self, outputs: list[str], feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        """Raises `ServerFailed`."""
        request = tensor_exchange.asked(feed, outputs)
        answer = self._connection.post(f"{self._path}/infer", request.body, request.headers)
        head_length = answer.headers.get(tensor_exchange.HEAD_LENGTH)
        tensors = tensor_exchange.answered(answer.body, head_length)
        missing = [name for name in outputs if name not in tensors]
        if missing:
            raise ServerFailed(f"its answer lacks {', '.join(missing)}")
        return [tensors[name] for name in outputs]


def _path(name: ServedName) -> str:
    path = f"/v2/models/{name.model}"
    return f"{path}/versions/{name.version}" if name.version else path


def _as_served(pack: Pack, provider: str, outputs: list[str]) -> Pack:
    """The pack as it is said to be: its file is at the server, with all hidden layers or none."""
    layers = pack.generator.layers
    if not set(layers) <= set(outputs):
        layers = []
    generator = pack.generator.model_copy(update={"file": provider, "layers": layers})
    return replace(pack, generator=generator)
