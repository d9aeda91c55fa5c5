"""Writing an ONNX graph by hand: small enough to read, and no exporter stands between."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from installation.common.files import write_whole

OPSET, IR = 19, 9
TYPES = {"float32": TensorProto.FLOAT, "int64": TensorProto.INT64, "uint8": TensorProto.UINT8}


class Graph:
    """Nodes in the order they are written; values are known by their names."""

    def __init__(self, title: str, prefix: str = ""):
        """`prefix` keeps the values of a body apart from those of the graph it is a part of."""
        self.title, self._prefix = title, prefix
        self._nodes, self._constants, self._inputs, self._outputs = [], [], [], []

    def input(self, name: str, dtype: str, shape: list) -> str:
        """Declares an input; a string in `shape` is a size not known beforehand."""
        self._inputs.append(helper.make_tensor_value_info(name, TYPES[dtype], shape))
        return name

    def output(self, value: str, name: str, dtype: str, shape: list) -> None:
        """Gives a value out under a name of its own; a renamed value, not a copy, so it costs nothing."""
        for node in self._nodes:
            for names in (node.input, node.output):
                names[:] = [name if old == value else old for old in names]
        self._outputs.append(helper.make_tensor_value_info(name, TYPES[dtype], shape))

    def constant(self, value, dtype=np.float32) -> str:
        """A number or an array as a value."""
        name = f"{self._prefix}c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value, dtype), name))
        return name

    def integers(self, *values: int) -> str:
        """A list of int64 as a value: shapes, axes, sizes."""
        return self.constant(values, np.int64)

    def op(self, kind: str, *inputs: str, **attributes) -> str:
        """One node with one output, whose name it returns."""
        return self.ops(kind, 1, *inputs, **attributes)[0]

    def ops(self, kind: str, count: int, *inputs: str, **attributes) -> list[str]:
        """One node with several outputs."""
        names = [f"{self._prefix}v{len(self._nodes)}_{k}" for k in range(count)]
        self._nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """x (1, a), weight (b, a) as torch keeps it, bias (b,) -> (1, b)."""
        return self.op("Gemm", x, self.constant(weight), self.constant(bias), transB=1)

    def silu(self, x: str) -> str:
        """x * sigmoid(x)."""
        return self.op("Mul", x, self.op("Sigmoid", x))

    def scan(self, body: "Graph", *inputs: str) -> str:
        """Runs `body` once for each row of the inputs, one after another; gives its one output's rows, stacked."""
        return self.op("Scan", *inputs, body=body._whole(), num_scan_inputs=len(inputs))

    def _whole(self):
        return helper.make_graph(
            self._nodes, self.title, self._inputs, self._outputs, self._constants
        )

    def save(self, path: Path) -> None:
        """Checks the graph and puts it in its place in one move."""
        model = helper.make_model(
            self._whole(),
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR,
            producer_name="latenzraum",
        )
        onnx.checker.check_model(model)
        write_whole(path, model.SerializeToString())
