"""From a network of PyTorch to an ONNX file, and whether the two answer alike."""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import torch

from installation.common import clock
from installation.faults import Refused
from installation.packs.session import open_session
from installation.studio.importing.generator_inputs import ReadyGenerator, first_line

OPSET = 17
POINTS = 16  # compared between PyTorch and ONNX Runtime, ...
COMPARING_S = (
    60.0  # ... as long as it takes no longer: a large StyleGAN takes minutes for a picture
)
EXPORTER = "onnxscript"  # the package that PyTorch's newer exporter needs


def export(generator: ReadyGenerator, target: Path) -> None:
    """Writes it to `target`. Raises `Refused`.

    The older exporter takes any number of points at once. It cannot follow StyleGAN's convolutions,
    whose weights are made on the way; the newer one can, for one point at a time.
    """
    complaint = ""
    if not generator.is_style:
        try:
            _export_traced(generator, target)
            return
        except Exception as error:  # the exporter's many kinds, and the maker's
            complaint = first_line(error)
            print(f"older exporter: {error!r}")
    if importlib.util.find_spec(EXPORTER) is None:
        what = f"the older exporter failed ({complaint}), the newer one" if complaint else "it"
        raise Refused(f"{what} needs one more package in the studio: pip install {EXPORTER}")
    try:
        _export_program(generator, target)
    except Exception as error:
        print(f"newer exporter: {error!r}")
        raise Refused(f"PyTorch cannot export it: {first_line(error)}") from error


def difference(generator: ReadyGenerator, target: Path) -> tuple[float, int]:
    """The greatest difference between PyTorch and ONNX Runtime, and on how many points.

    In parts of the pictures' range.
    """
    session = open_session(target, threads=0)
    rng = np.random.default_rng(0)
    feed = {name: value.numpy() for name, value in generator.inputs.items()}
    reach = 0.0
    apart = 0.0
    points = 0
    began_ns = clock.now_ns()
    while points < POINTS:
        feed["z"] = rng.normal(size=feed["z"].shape).astype(np.float32)
        with torch.no_grad():
            wanted = generator.model(*map(torch.from_numpy, feed.values())).numpy()
        found = session.run(None, feed)[0]
        reach = max(reach, float(wanted.max() - wanted.min()))
        apart = max(apart, float(np.abs(wanted - found).max()))
        points += 1
        if clock.seconds(clock.now_ns() - began_ns) > COMPARING_S:
            break
    return apart / (reach or 1.0), points


def _export_traced(generator: ReadyGenerator, target: Path) -> None:
    """Constants are folded and normalisations merged into their convolutions on the way: fewer steps, the same picture."""
    _export(
        generator,
        target,
        dynamic_axes={"z": {0: "n"}, "picture": {0: "n"}},
        opset_version=OPSET,
        do_constant_folding=True,
        dynamo=False,
    )


def _export_program(generator: ReadyGenerator, target: Path) -> None:
    _export(generator, target, dynamo=True, external_data=False)


def _export(generator: ReadyGenerator, target: Path, **options: Any) -> None:
    torch.onnx.export(
        generator.model,
        tuple(generator.inputs.values()),
        str(target),
        input_names=list(generator.inputs),
        output_names=["picture"],
        **options,
    )
