"""Writing an ONNX graph by hand: small enough to read, and no exporter stands between."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import ArrayLike, DTypeLike
from onnx import TensorProto, helper, numpy_helper

from installation.common.files import write_whole

OPSET = 19
IR_VERSION = 9
MANY = 65536  # weights of a linear layer
TYPES = {
    "float32": TensorProto.FLOAT,
    "int64": TensorProto.INT64,
    "uint8": TensorProto.UINT8,
}

Operand = str | float  # a value's name, or a number that becomes a float32 constant
Size = str | int  # the name of a (1,) int64 value, or a number
Shape = Sequence[str | int]  # a string is a size that is not known beforehand


class Graph:
    """Nodes in the order in which they are written; values are known by their names."""

    def __init__(self, title: str, prefix: str = ""):
        """`prefix` keeps the values of a body apart from those of the graph around it."""
        self.title = title
        self._prefix = prefix
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._notes: dict[str, str] = {}

    def input(self, name: str, dtype: str, shape: Shape) -> str:
        """Declares an input and returns its name."""
        declared = helper.make_tensor_value_info(name, TYPES[dtype], shape)
        self._inputs.append(declared)
        return name

    def output(self, value: str, name: str, dtype: str, shape: Shape) -> None:
        """Gives a value out under another name. It is renamed, not copied, so this costs nothing."""
        for node in self._nodes:
            _rename(node.input, value, name)
            _rename(node.output, value, name)
        declared = helper.make_tensor_value_info(name, TYPES[dtype], shape)
        self._outputs.append(declared)

    def note(self, name: str, text: str) -> None:
        """Text that is kept with the graph and changes nothing."""
        self._notes[name] = text

    def constant(self, value: ArrayLike, dtype: DTypeLike = np.float32) -> str:
        """A number or an array as a value."""
        name = f"{self._prefix}c{len(self._constants)}"
        array = np.ascontiguousarray(value, dtype)
        self._constants.append(numpy_helper.from_array(array, name))
        return name

    def integers(self, *values: int) -> str:
        """Whole numbers as an int64 value (n,): shapes, axes, sizes."""
        return self.constant(values, np.int64)

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Writes a node with one output and returns the output's name."""
        return self.ops(kind, 1, *inputs, **attributes)[0]

    def ops(self, kind: str, count: int, *inputs: str, **attributes: Any) -> list[str]:
        """Writes a node with `count` outputs and returns their names."""
        stem = f"{self._prefix}v{len(self._nodes)}"
        names = [f"{stem}_{k}" for k in range(count)]
        node = helper.make_node(kind, list(inputs), names, **attributes)
        self._nodes.append(node)
        return names

    def add(self, a: Operand, b: Operand) -> str:
        """a + b, broadcast as in numpy, like the next three."""
        return self._binary("Add", a, b)

    def subtract(self, a: Operand, b: Operand) -> str:
        """a - b."""
        return self._binary("Sub", a, b)

    def multiply(self, a: Operand, b: Operand) -> str:
        """a * b."""
        return self._binary("Mul", a, b)

    def divide(self, a: Operand, b: Operand) -> str:
        """a / b; of int64 values the whole part."""
        return self._binary("Div", a, b)

    def minimum(self, a: Operand, b: Operand) -> str:
        """The smaller of each two."""
        return self._binary("Min", a, b)

    def maximum(self, a: Operand, b: Operand) -> str:
        """The larger of each two."""
        return self._binary("Max", a, b)

    def clip(self, x: str, least: float, most: float) -> str:
        """x, held between two numbers."""
        low = self.constant(least)
        high = self.constant(most)
        return self.op("Clip", x, low, high)

    def to_float(self, x: str) -> str:
        """x as float32."""
        return self.op("Cast", x, to=TensorProto.FLOAT)

    def to_int(self, x: str) -> str:
        """x as int64, without its fraction."""
        return self.op("Cast", x, to=TensorProto.INT64)

    def to_pixels(self, x: str) -> str:
        """x in 0..255 as uint8: rounded, and held to what fits."""
        scale = self.constant(1.0)
        zero = self.constant(0, np.uint8)
        return self.op("QuantizeLinear", x, scale, zero)

    def reshape(self, x: str, *sizes: Size) -> str:
        """x with new sizes: -1 is what remains, 0 is what it was."""
        return self.op("Reshape", x, self.sizes(*sizes))

    def sizes(self, *sizes: Size) -> str:
        """Numbers and (1,) int64 values as one shape (n,)."""
        numbers = [size for size in sizes if isinstance(size, int)]
        if len(numbers) == len(sizes):
            return self.integers(*numbers)
        parts = [self.integers(size) if isinstance(size, int) else size for size in sizes]
        return self.op("Concat", *parts, axis=0)

    def transpose(self, x: str, *axes: int) -> str:
        """x with its axes in another order."""
        return self.op("Transpose", x, perm=axes)

    def concat(self, *parts: str, axis: int) -> str:
        """Several values, one after another along an axis."""
        return self.op("Concat", *parts, axis=axis)

    def split(self, x: str, count: int, axis: int) -> list[str]:
        """`count` parts of equal size along an axis."""
        return self.ops("Split", count, x, axis=axis, num_outputs=count)

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """x (1, a), weight (b, a) as PyTorch keeps it, bias (b,) -> (1, b).

        Many weights are kept with half the digits: half the file, and the runtime widens them once.
        """
        if weight.size < MANY:
            factors = self.constant(weight)
        else:
            factors = self.to_float(self.constant(weight, np.float16))
        offsets = self.constant(bias)
        return self.op("Gemm", x, factors, offsets, transB=1)

    def silu(self, x: str) -> str:
        """x * sigmoid(x)."""
        return self.multiply(x, self.op("Sigmoid", x))

    def resize(self, x: str, sizes: str) -> str:
        """Linear enlarging or shrinking to `sizes`, an int64 value (4,)."""
        return self.op(
            "Resize",
            x,
            "",
            "",
            sizes,
            mode="linear",
            coordinate_transformation_mode="half_pixel",
        )

    def scan(self, body: "Graph", *inputs: str) -> str:
        """Runs `body` once for each row of the inputs; returns its one output, row by row."""
        return self.op(
            "Scan",
            *inputs,
            body=body.proto(),
            num_scan_inputs=len(inputs),
        )

    def either(
        self,
        condition: str,
        then: "Callable[[Graph], str]",
        otherwise: "Callable[[Graph], str]",
        dtype: str,
        shape: Shape,
    ) -> str:
        """One of two bodies, by a value of one bool: each writes its nodes and returns its value.

        Bodies may use the values of this graph, but must write a node of their own.
        """
        bodies = {}
        for branch, write in (("then", then), ("else", otherwise)):
            body = Graph(branch, f"{self._prefix}{branch}_")
            value = write(body)
            body.output(value, f"{self._prefix}{branch}_value", dtype, shape)
            bodies[f"{branch}_branch"] = body.proto()
        return self.op("If", condition, **bodies)

    def proto(self) -> onnx.GraphProto:
        """The graph as ONNX's own message."""
        return helper.make_graph(
            self._nodes,
            self.title,
            self._inputs,
            self._outputs,
            self._constants,
        )

    def save(self, path: Path) -> None:
        """Checks the graph, then writes it in one move. Raises `onnx.checker.ValidationError`, OSError."""
        model = helper.make_model(
            self.proto(),
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="latenzraum",
        )
        helper.set_model_props(model, self._notes)
        onnx.checker.check_model(model)
        write_whole(path, model.SerializeToString())

    def _binary(self, kind: str, a: Operand, b: Operand) -> str:
        left = a if isinstance(a, str) else self.constant(a)
        right = b if isinstance(b, str) else self.constant(b)
        return self.op(kind, left, right)


def _rename(names: Any, old: str, new: str) -> None:
    """Replaces one name in a protobuf list of names."""
    for k, name in enumerate(names):
        if name == old:
            names[k] = new
