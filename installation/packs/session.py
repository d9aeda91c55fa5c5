"""The only module that talks to ONNX Runtime: opens a pack's graph and runs it.

ONNX Runtime raises a dozen kinds of exceptions with no parent of their own. Here they become two:
`BrokenPack` where a graph does not load, `RunFailed` where it does not run.
"""

import os
import re
from pathlib import Path
from typing import TypeAlias

# Before the import: wheels since 1.29 otherwise send usage data, and no call made later stops them.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import onnxruntime

from installation.common import memory_bound, scarcity
from installation.faults import BrokenPack, Scarce
from installation.packs import onnx_file
from installation.packs.accelerators import PROCESSOR, Accelerator
from installation.packs.tensors import CAST, DTYPES, GraphValue

Session: TypeAlias = onnxruntime.InferenceSession
RunOptions: TypeAlias = onnxruntime.RunOptions

_NUMBERS = re.compile(r"\[ONNXRuntimeError\] : \d+ : \w+ : (Load model from .* failed: ?)?")
_SOURCE = re.compile(r"^/\S+\.(cc|h):\d+ .*?\) (?=[A-Z])")  # where in ONNX Runtime it was said
_OPERATOR = re.compile(
    r"^Non-zero status code returned while running (\w+) node.*?Status Message: (?:/\S+ )?(.*)"
)
_CHANNELS = re.compile(r"Input channels C .* C: (\d+) kernel channels: (\d+) group: (\d+)")
_FILTERS = re.compile(r"filter_number: (\d+) num_input_channels: (\d+)")
_VERSION = re.compile(r"Unsupported model IR version: (\d+), max supported IR version: (\d+)")
_NO_MEMORY = re.compile(r"bfc_arena|bad_alloc|Failed to allocate memory", re.IGNORECASE)
# An operator and kinds of numbers: two of them in it, one that ONNX or this machine does not have for it.
_TWO_KINDS = re.compile(
    r"Type Error: .*(?: \(tensor\((\w+)\)\) of output arg .* expected type| bound to different types"
    r" \(tensor\((\w+)\) and) \(?tensor\((\w+)\)"
)
_KIND_OF_INPUT = re.compile(r"Type 'tensor\((\w+)\)' of input parameter .* of operator \((\w+)\)")
_NO_OPERATOR = re.compile(r"Could not find an implementation for (\w+)\(\d+\)")
_IN_FLOAT32 = "export the model in float32, as model.float() makes it"
_LONGEST = 300  # signs of what ONNX Runtime says


class RunFailed(Exception):
    """A graph gave no answer; `str(error)` is the first line of what ONNX Runtime says."""


def open_session(
    path: Path,
    threads: int,
    accelerator: Accelerator | None = None,
) -> Session:
    """The graph in `path`, ready to run on so many threads (0: as ONNX Runtime thinks best).

    What an `accelerator` cannot do, or all where it is not to be had, the processor does: the session says
    which it is. Raises `BrokenPack`, and `Scarce` where the graph is not to blame.

    Its file is read in Python first: what is no model, or could do harm, never reaches ONNX
    Runtime.
    """
    onnx_file.read(path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin while they wait would take the processor from the other rooms.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    try:
        session = Session(str(path), options, providers=_providers(accelerator, threads))
    except Exception as error:  # see above; UnicodeDecodeError on broken files, too
        is_held = memory_bound.bound() is not None and _NO_MEMORY.search(str(error))
        if not is_held and (words := scarcity.words_of(error)):
            raise Scarce(words) from error
        raise BrokenPack(
            f"pack {path.parent.name}: {path.name} does not load: {_why_not(error)}"
        ) from error
    if not outputs_of(session):
        given = ", ".join(f"{node.name} {node.type}" for node in session.get_outputs())
        raise BrokenPack(
            f"pack {path.parent.name}: {path.name} gives nothing that can be read here ({given}): "
            f"a picture is one tensor of numbers; where it is one, {CAST}"
        )
    return session


def providers() -> list[str]:
    """What this ONNX Runtime was built with; whether drivers and devices are there, a session tells."""
    return list(onnxruntime.get_available_providers())


def installed() -> str:
    """Which ONNX Runtime this is: what another one could do says nothing about it."""
    return f"{onnxruntime.__version__}: {', '.join(providers())}"


def _providers(
    accelerator: Accelerator | None, threads: int
) -> list[str | tuple[str, dict[str, str]]]:
    if accelerator is None:
        return [PROCESSOR]
    return [(accelerator.provider, accelerator.options_for(threads)), PROCESSOR]


def open_with_defaults(path: Path) -> Session:
    """The same graph as ONNX Runtime opens it when nothing is set: to compare with. Raises `BrokenPack`."""
    onnx_file.read(path)
    try:
        return Session(str(path), providers=[PROCESSOR])
    except Exception as error:  # as above
        raise BrokenPack(f"{path.name} does not load: {_why_not(error)}") from error


def inputs_of(session: Session) -> dict[str, GraphValue]:
    """Name -> what the graph takes, in its own order."""
    return {node.name: _as_value(node) for node in session.get_inputs()}


def takes_nothing(session: Session) -> list[str]:
    """Inputs with an axis of no length: some exporters write 0 where a size is free, and the runtime means it."""
    return [node.name for node in session.get_inputs() if 0 in (node.shape or ())]


def values_inside(session: Session) -> list[str]:
    """Inputs that need not be fed: of old exports, all weights."""
    return [node.name for node in session.get_overridable_initializers()]


def outputs_of(session: Session) -> dict[str, GraphValue]:
    """Name -> what the graph gives, in its own order; no words, lists, or kinds that numpy lacks."""
    given = session.get_outputs()
    return {node.name: _as_value(node) for node in given if node.type in DTYPES}


def run_options() -> RunOptions:
    """For one run; set `terminate` from another thread to end it."""
    return RunOptions()


def run(
    session: Session,
    outputs: list[str],
    feed: dict[str, np.ndarray],
    options: RunOptions | None = None,
) -> list[np.ndarray]:
    """What the graph gives for `feed` (input -> array), in the order of `outputs`.

    Raises `RunFailed`.
    """
    try:
        return session.run(outputs, feed, options)
    except Exception as error:  # see above
        raise RunFailed(_first_line(error)) from error


def _as_value(node: onnxruntime.NodeArg) -> GraphValue:
    shape = []
    for size in node.shape or ():  # words stand where a size is free
        is_known = isinstance(size, int) and size > 0
        shape.append(size if is_known else None)
    return GraphValue(node.name, node.type, tuple(shape))


def _why_not(error: Exception) -> str:
    """Why a graph does not load."""
    words = str(error)
    two = _TWO_KINDS.search(words)
    if two:
        return (
            f"{two[1] or two[2]} and {two[3]} meet in it, as where numbers were converted in a part of it "
            f"alone: {_IN_FLOAT32}, or convert it anew"
        )
    kind = _KIND_OF_INPUT.search(words)
    if kind:
        return f"its {kind[2]} would have to take {kind[1]}, which it cannot: {_IN_FLOAT32}"
    version = _VERSION.search(words)
    if version:
        return (
            f"it is written in version {version[1]} of the format (IR version), and {version[2]} is the newest that is "
            f"read here: set model.ir_version = {version[2]} with the Python package onnx, or export it with an older one"
        )
    operator = _NO_OPERATOR.search(words)
    if operator:
        return (
            f"its {operator[1]} is of a kind that this machine cannot calculate, of numbers such as "
            f"float64 or bfloat16 or for graphics cards alone: {_IN_FLOAT32}, without optimising it"
        )
    return _first_line(error)


def _first_line(error: Exception) -> str:
    """What ONNX Runtime says, without its pages of detail."""
    words = str(error)
    if _NO_MEMORY.search(words):
        return memory_bound.too_much()
    lines = _NUMBERS.sub("", words).splitlines()
    if not lines:
        return type(error).__name__
    said = _SOURCE.sub("", lines[0])
    channels = _channels(said)
    if channels is not None:
        return "one of its layers takes {} channels, and got {}".format(*channels)
    operator = _OPERATOR.search(said)
    if operator:
        said = f"its {operator[1]} could not: {operator[2]}"
    return said[:_LONGEST]


def _channels(said: str) -> tuple[int, int] | None:
    """How many a convolution takes, and how many it was given."""
    found = _CHANNELS.search(said)
    if found:
        return int(found[2]) * int(found[3]), int(found[1])
    found = _FILTERS.search(said)
    return (int(found[1]), int(found[2])) if found else None
