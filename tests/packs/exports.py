"""Generators as artists export them: small, untrained, but of the shapes, ranges and inputs that
the real ones have.

Each function writes `path` and returns what `kiosk pack new` has to guess of it.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

FLOAT = TensorProto.FLOAT
HALF = TensorProto.FLOAT16
LONG = TensorProto.INT64


class Grow(nn.Module):
    """A point, a 4x4 seed, and a doubling of its size for each step: the common ground of DCGAN and
    VAE decoders.
    """

    def __init__(self, size: int, steps: int, channels: int, end: nn.Module):
        super().__init__()
        torch.manual_seed(size + steps)
        self.seed = nn.ConvTranspose2d(size, 16, 4)
        parts = []
        for _ in range(steps):
            parts += [nn.BatchNorm2d(16), nn.ReLU(), nn.ConvTranspose2d(16, 16, 4, 2, 1)]
        self.body = nn.Sequential(*parts)
        self.paint = nn.Conv2d(16, channels, 3, padding=1)
        self.end = end
        for part in self.modules():
            if isinstance(part, nn.ConvTranspose2d | nn.Conv2d):
                nn.init.normal_(part.weight, 0, 0.12)

    def forward(self, z):
        if z.ndim == 2:
            z = z[:, :, None, None]
        return self.end(self.paint(self.body(self.seed(z))))


class Then(nn.Module):
    """A last step that is a formula."""

    def __init__(self, formula):
        super().__init__()
        self.formula = formula

    def forward(self, x):
        return self.formula(x)


def _export(
    model: nn.Module,
    path: Path,
    points: tuple,
    names: list[str],
    free=("n",),
    opset=17,
    outputs=("picture",),
) -> None:
    axes = {name: {0: "n"} for name in (*names[:1], *outputs)} if free else None
    torch.onnx.export(
        model.eval(), points, str(path), input_names=names, output_names=list(outputs), dynamic_axes=axes,
        opset_version=opset, dynamo=False,
    )  # fmt: skip


def dcgan(path):
    _export(Grow(100, 4, 3, nn.Tanh()), path, (torch.zeros(1, 100, 1, 1),), ["input"])
    return {
        "latent": "input",
        "dimensions": 100,
        "layout": "NCHW",
        "range": [-1, 1],
        "distribution": "normal",
    }


def dcgan_of_an_old_opset(path):
    _export(Grow(64, 3, 3, nn.Tanh()), path, (torch.zeros(1, 64, 1, 1),), ["z"], free=(), opset=11)
    return {"latent": "z", "dimensions": 64, "layout": "NCHW", "range": [-1, 1]}


def grey_vae(path):
    _export(Grow(20, 3, 1, nn.Sigmoid()), path, (torch.zeros(1, 20),), ["z"])
    return {"latent": "z", "dimensions": 20, "layout": "NCHW", "range": [0, 1]}


def vae_ending_in_a_shift(path):
    """tanh / 2 + 0.5: the last operator is no sigmoid, the values tell."""
    _export(
        Grow(16, 3, 3, Then(lambda x: torch.tanh(3 * x) / 2 + 0.5)),
        path,
        (torch.zeros(1, 16),),
        ["code"],
    )
    return {"latent": "code", "dimensions": 16, "layout": "NCHW", "range": [0, 1]}


def bytes_as_floats(path):
    _export(
        Grow(16, 3, 3, Then(lambda x: torch.tanh(3 * x) * 127.5 + 127.5)),
        path,
        (torch.zeros(1, 16),),
        ["z"],
    )
    return {"latent": "z", "dimensions": 16, "layout": "NCHW", "range": [0, 255]}


def bytes_(path):
    end = Then(
        lambda x: (
            ((torch.tanh(3 * x) + 1) * 127.5).clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1)
        )
    )
    _export(Grow(16, 3, 3, end), path, (torch.zeros(1, 16),), ["z"])
    return {"latent": "z", "dimensions": 16, "layout": "NHWC", "range": [0, 255]}


def batch_of_four(path):
    _export(Grow(16, 3, 3, nn.Tanh()), path, (torch.zeros(4, 16, 1, 1),), ["z"], free=())
    return {"latent": "z", "dimensions": 16, "layout": "NCHW", "range": [-1, 1]}


class Style(nn.Module):
    """z brought to one length, mapped, truncated towards the mean; a class beside it, noise on the
    picture, no last tanh.
    """

    def __init__(self):
        super().__init__()
        torch.manual_seed(7)
        self.map = nn.Sequential(nn.Linear(64 + 10, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64))
        self.grow = Grow(64, 3, 3, nn.Identity())
        self.register_buffer("mean", torch.randn(64))

    def forward(self, z, c, psi, noise):
        z = z * (z.square().mean(1, keepdim=True) + 1e-8).rsqrt()
        w = self.mean + psi * (self.map(torch.cat([z, c], 1)) - self.mean)
        return 0.3 * self.grow(w) + 0.05 * noise


def stylegan(path):
    points = torch.zeros(1, 64), torch.zeros(1, 10), torch.ones(()), torch.zeros(1, 1, 32, 32)
    points[1][0, 0] = 1
    _export(
        Style(),
        path,
        (torch.randn(1, 64), *points[1:]),
        ["z", "c", "truncation_psi", "noise_const"],
        free=(),
    )
    constants = {"c": [1.0] + [0.0] * 9, "truncation_psi": 0.7, "noise_const": 0.0}
    return {
        "latent": "z",
        "dimensions": 64,
        "range": [-1, 1],
        "distribution": "sphere",
        "constants": constants,
    }


class Conditional(nn.Module):
    def __init__(self, embedded: bool):
        super().__init__()
        torch.manual_seed(9)
        self.classes = nn.Embedding(5, 8) if embedded else nn.Linear(12, 8)
        self.grow = Grow(40, 3, 3, nn.Tanh())

    def forward(self, label, z):
        return self.grow(torch.cat([z, self.classes(label)], 1))


def class_by_number(path):
    model = Conditional(embedded=True)
    _export(
        model, path, (torch.zeros(1, dtype=torch.long), torch.zeros(1, 32)), ["label", "z"], free=()
    )
    return {"latent": "z", "dimensions": 32, "range": [-1, 1], "constants": {"label": 0}}


def class_without_a_name(path):
    """Two inputs of floats that are called nothing: the larger one is the point."""
    model = Conditional(embedded=False)
    _export(
        model,
        path,
        (torch.zeros(1, 12), torch.zeros(1, 32)),
        ["onnx::Gemm_0", "onnx::Concat_1"],
        free=(),
    )
    return {
        "latent": "onnx::Concat_1",
        "dimensions": 32,
        "constants": {"onnx::Gemm_0": [1.0] + [0.0] * 11},
    }


class TwoPoints(nn.Module):
    def __init__(self):
        super().__init__()
        self.grow = Grow(24, 3, 3, nn.Tanh())

    def forward(self, first, second):
        return self.grow(0.01 * first + second)


def two_points_alike(path):
    """Of two inputs of one size only running the model tells which steers the picture."""
    _export(
        TwoPoints(), path, (torch.zeros(1, 24), torch.zeros(1, 24)), ["input_1", "input_2"], free=()
    )
    return {"latent": "input_2", "dimensions": 24, "range": [-1, 1]}


class Book(nn.Module):
    """A VQ decoder that takes the vectors of its book."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(3)
        self.body = nn.Sequential(
            nn.Conv2d(4, 16, 3, padding=1),
            nn.SiLU(),
            nn.Upsample(scale_factor=4),
            nn.Conv2d(16, 3, 3, padding=1),
        )

    def forward(self, latents):
        return (self.body(latents) * 2 + 0.5).clamp(0, 1)


def vq_decoder(path):
    _export(Book(), path, (torch.zeros(1, 4, 8, 8),), ["latents"], free=())
    return {"latent": "latents", "dimensions": 256, "layout": "NCHW", "range": [0, 1]}


class WithLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.grow = Grow(16, 3, 3, nn.Tanh())

    def forward(self, z):
        seed = self.grow.seed(z[:, :, None, None])
        return 2 * z, seed, self.grow(z)


def several_outputs(path):
    _export(
        WithLayers(),
        path,
        (torch.zeros(1, 16),),
        ["z"],
        free=(),
        outputs=("w", "features", "image"),
    )
    return {"latent": "z", "picture": "image", "layers": ["features"], "range": [-1, 1]}


# -- by hand, as TensorFlow and JAX write them -----------------------------------------------------


def dense(point: str, size: int, shape: list[int], dtype=np.float32, gain=1.0) -> tuple[list, list]:
    """Nodes and weights: point (n, size) -> (n, *shape)."""
    random = np.random.default_rng(size)
    weights = (gain * random.normal(size=(size, int(np.prod(shape)))) / np.sqrt(size)).astype(dtype)
    nodes = [
        helper.make_node("MatMul", [point, "weights"], ["dense"]),
        helper.make_node("Reshape", ["dense", "shape"], ["seed"]),
    ]
    kept = [
        numpy_helper.from_array(weights, "weights"),
        numpy_helper.from_array(np.array([-1, *shape]), "shape"),
    ]
    return nodes, kept


def save(path: Path, nodes, kept, inputs, outputs, opset: int, ir: int = 8) -> None:
    infos = [
        [helper.make_tensor_value_info(*value) for value in part] for part in (inputs, outputs)
    ]
    graph = helper.make_graph(nodes, "model", *infos, kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def keras(path):
    nodes, kept = dense("keras_tensor_12", 100, [28, 28, 3], gain=0.5)
    nodes.append(helper.make_node("Tanh", ["seed"], ["conv2d_transpose"]))
    inputs = [("keras_tensor_12", FLOAT, ["unk__1", 100])]
    outputs = [("conv2d_transpose", FLOAT, ["unk__2", 28, 28, 3])]
    save(path, nodes, kept, inputs, outputs, 13)
    return {"latent": "keras_tensor_12", "dimensions": 100, "layout": "NHWC", "range": [-1, 1]}


def jax(path):
    """A point (n, 1, 1, d), channels last, grey, and no shapes of anything free."""
    nodes, kept = dense("flat", 48, [32, 32, 1])
    kept.append(numpy_helper.from_array(np.array([-1, 48]), "flat_shape"))
    nodes.insert(0, helper.make_node("Reshape", ["arg0", "flat_shape"], ["flat"]))
    nodes.append(helper.make_node("Sigmoid", ["seed"], ["out"]))
    save(path, nodes, kept, [("arg0", FLOAT, [1, 1, 1, 48])], [("out", FLOAT, [1, 32, 32, 1])], 15)
    return {"latent": "arg0", "dimensions": 48, "layout": "NHWC", "range": [0, 1]}


def half(path):
    nodes, kept = dense("z", 32, [3, 32, 32], np.float16)
    nodes.append(helper.make_node("Tanh", ["seed"], ["picture"]))
    save(path, nodes, kept, [("z", HALF, ["n", 32])], [("picture", HALF, ["n", 3, 32, 32])], 17)
    return {"latent": "z", "dimensions": 32, "layout": "NCHW", "range": [-1, 1]}


def free_in_every_axis(path):
    nodes, kept = dense("z", 37, [3, 24, 24])
    nodes.append(helper.make_node("Tanh", ["seed"], ["picture"]))
    save(
        path,
        nodes,
        kept,
        [("z", FLOAT, ["n", "d"])],
        [("picture", FLOAT, ["n", "c", "h", "w"])],
        17,
    )
    return {"latent": "z", "dimensions": 37, "layout": "NCHW", "range": [-1, 1]}


def opset_nine(path):
    """With Upsample, which later opsets do not have."""
    nodes, kept = dense("z", 32, [3, 16, 16])
    kept.append(numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice"))
    nodes.append(helper.make_node("Upsample", ["seed", "twice"], ["large"], mode="linear"))
    nodes.append(helper.make_node("Tanh", ["large"], ["picture"]))
    save(
        path,
        nodes,
        kept,
        [("z", FLOAT, ["n", 32])],
        [("picture", FLOAT, ["n", 3, 32, 32])],
        9,
        ir=4,
    )
    return {"latent": "z", "dimensions": 32, "layout": "NCHW", "range": [-1, 1]}


def switch_and_size(path):
    """A switch for training, as Keras leaves one, and the wanted size as an input."""
    nodes, kept = dense("z", 32, [3, 16, 16])
    kept += [
        numpy_helper.from_array(np.array([1, 3]), "front"),
        numpy_helper.from_array(np.zeros(0, np.float32), "none"),
    ]
    nodes += [
        helper.make_node("Concat", ["front", "hw"], ["sizes"], axis=0),
        helper.make_node("Resize", ["seed", "none", "none", "sizes"], ["large"], mode="linear"),
        helper.make_node("Not", ["training"], ["active_pack"]),
        helper.make_node("Cast", ["active_pack"], ["factor"], to=FLOAT),
        helper.make_node("Mul", ["large", "factor"], ["scaled"]),
        helper.make_node("Tanh", ["scaled"], ["picture"]),
    ]
    inputs = [("z", FLOAT, [1, 32]), ("hw", LONG, [2]), ("training", TensorProto.BOOL, [])]
    save(path, nodes, kept, inputs, [("picture", FLOAT, [1, 3, "h", "w"])], 17)
    return {"latent": "z", "size": "hw", "constants": {"training": False}, "range": [-1, 1]}


def three_by_three(path):
    """(n, 3, h, 3): both layouts are possible, and only what lies side by side tells."""
    nodes, kept = dense("z", 8, [3, 5, 1])
    kept.append(numpy_helper.from_array(np.array([1.0, 1.02, 1.04], np.float32), "across"))
    nodes += [
        helper.make_node("Mul", ["seed", "across"], ["wide"]),
        helper.make_node("Sigmoid", ["wide"], ["raw"]),
    ]
    random = np.random.default_rng(0).normal(size=(3, 8)).astype(np.float32)
    kept[0] = numpy_helper.from_array(
        np.repeat(random.T[:, :, None], 5, axis=2).reshape(8, 15), "weights"
    )
    save(path, nodes, kept, [("z", FLOAT, ["n", 8])], [("raw", FLOAT, ["n", 3, 5, 3])], 17)
    return {"latent": "z", "layout": "NCHW", "range": [0, 1]}


ALL = (
    dcgan, dcgan_of_an_old_opset, grey_vae, vae_ending_in_a_shift, bytes_as_floats, bytes_, batch_of_four, stylegan,
    class_by_number, class_without_a_name, two_points_alike, vq_decoder, several_outputs, keras, jax, half,
    free_in_every_axis, opset_nine, switch_and_size, three_by_three,
)  # fmt: skip
