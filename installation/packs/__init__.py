"""Packs: a model with its metadata in a folder under models/.

This page is what the rest of the house may expect of one.
"""

from typing import TYPE_CHECKING, Protocol

import numpy as np

from installation.packs.scene import Scene

if TYPE_CHECKING:  # the metadata need not be read by whoever only paints
    from installation.packs.manifest import Pack


class BadPicture(ValueError):
    """The model answered with something that is no picture."""


class Source(Protocol):
    """What paints pictures of scenes: a model, or what else can go into an image-to-image model."""

    def paint(self, scene: Scene, height: int, width: int) -> np.ndarray:
        """The picture (h, w, 3) uint8 RGB of a scene; a model of one point takes its first.

        Its size in pixels is the one wanted, or the model's own: always the same for the same wish.
        Raises `BadPicture`.
        """

    def paint_open(
        self,
        scene: Scene,
        height: int,
        width: int,
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """The same picture, and the hidden layers named in the metadata, in that order.

        Each layer is (1, channels, h, w); there may be none. Raises `BadPicture`.
        """


class Model(Source, Protocol):
    """A generator that is ready to paint: scene -> picture.

    `runtime.Runtime` runs a pack's ONNX file on this machine, and that of its source before it;
    `generator.inference.ServedModel` asks an inference server. What is run elsewhere again is a further
    class with these members: the scene is what steers, and what else a model needs it gets by itself.
    """

    @property
    def provider(self) -> str:
        """What really runs the model, for the technician, such as "CPUExecutionProvider"."""

    @property
    def threads(self) -> int:
        """How many processor cores it uses for a picture.

        Processor time divided by them is its time on a machine that it has to itself.
        """

    @property
    def at_once(self) -> int:
        """How many pictures may be asked of it at a time, from as many threads, so that most are painted."""

    @property
    def outputs(self) -> list[str]:
        """Names of all that the model gives, its hidden layers among them."""

    def take_papers(self, pack: "Pack") -> None:
        """Paints by newer metadata of its pack from now on: another look, other gestures.

        Raises `BrokenPack`, and then paints as before.
        """

    def cut_share(self, scene: Scene, height: int, width: int) -> float:
        """Which share of a picture's values lie outside of what can be shown, and are cut; 0..1."""
