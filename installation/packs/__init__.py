"""Packs: a model with its metadata in a folder under models/.

This page is what the rest of the house may expect of one.
"""

from typing import Protocol

import numpy as np


class BadPicture(ValueError):
    """The model answered with something that is no picture."""


class Model(Protocol):
    """A generator that is ready to paint: inputs -> picture.

    `runtime.Runtime` runs a pack's ONNX file on this machine. A generator on another machine, or
    one that turns a camera's picture into another, is a further class with these members: the point
    is the input that steers, and what else a model needs it gets by itself.
    """

    @property
    def provider(self) -> str:
        """What really runs the model, for the technician, such as "CPUExecutionProvider"."""

    @property
    def threads(self) -> int:
        """How many processor cores it uses.

        Processor time divided by them is its time on a machine that it has to itself.
        """

    @property
    def outputs(self) -> list[str]:
        """Names of all that the model gives, its hidden layers among them."""

    def paint(self, point: np.ndarray, height: int, width: int) -> np.ndarray:
        """The picture (h, w, 3) uint8 RGB of a point (d,).

        Its size in pixels is the one wanted, or the model's own: always the same for the same wish.
        Raises `BadPicture`.
        """

    def paint_open(
        self,
        point: np.ndarray,
        height: int,
        width: int,
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """The same picture, and the hidden layers named in the metadata, in that order.

        Each layer is (1, channels, h, w); there may be none. Raises `BadPicture`.
        """
