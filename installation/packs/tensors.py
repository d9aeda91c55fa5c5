"""The kinds and shapes of numbers that a graph takes, in ONNX Runtime's words and in numpy's."""

from dataclasses import dataclass

import numpy as np

FLOATS: dict[str, type] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
}
DTYPES: dict[str, type] = FLOATS | {  # all that can be fed and read
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(int16)": np.int16,
    "tensor(int8)": np.int8,
    "tensor(uint64)": np.uint64,
    "tensor(uint32)": np.uint32,
    "tensor(uint16)": np.uint16,
    "tensor(uint8)": np.uint8,
    "tensor(bool)": np.bool_,
}

CAST = "let the model begin and end with a cast to float32"

Shape = tuple[int | None, ...]  # None where a size is free


@dataclass(frozen=True)
class GraphValue:
    """An input or output of a graph."""

    name: str
    type: str  # in ONNX Runtime's words: a key of DTYPES where it can be fed
    shape: Shape

    @property
    def values(self) -> int | None:
        """How many numbers make one point or constant; None where a size is free.

        The batch does not count; an input of a single axis has none.
        """
        given = self.shape[1:] if len(self.shape) > 1 else self.shape
        sizes = [size for size in given if size is not None]
        if len(sizes) < len(given):
            return None
        return int(np.prod(sizes))

    @property
    def is_float(self) -> bool:
        """Whether it holds numbers with a fraction."""
        return self.type in FLOATS

    def filled(self, value: object) -> np.ndarray:
        """A constant in this kind and shape; a free size is 1.

        Raises `ValueError` where it does not fit.
        """
        shape = [1 if size is None else size for size in self.shape]
        array: np.ndarray = np.array(value, DTYPES[self.type])
        return np.broadcast_to(array, shape).copy()

    def sides(self, height: int, width: int) -> np.ndarray:
        """The wanted height and width in this kind, with a batch where it has one."""
        pair: np.ndarray = np.array([height, width], DTYPES[self.type])
        return pair[None] if len(self.shape) == 2 else pair


def latent_sizes(given: Shape, dimensions: int) -> tuple[int, ...]:
    """What one point of so many values is fed as where `given` is the input's shape.

    The first free axis behind the batch takes what the others leave of the values.
    """
    known = [size for size in given[1:] if size]
    left = dimensions // max(1, int(np.prod(known)))
    sizes = []
    for size in given[1:]:
        if size is not None:
            sizes.append(size)
        else:
            sizes.append(left)
            left = 1
    return tuple(sizes)
