"""The single door to ONNX Runtime: opens a pack's graph. It never phones home and takes no core for waiting."""

import os
from pathlib import Path

# Before the import: wheels since 1.29 otherwise send usage data, and no call made later stops them.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

from installation.faults import BrokenPack
from installation.packs import onnx_file


def open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """The graph in `path`, ready to run on so many threads. Raises `BrokenPack`.

    Its file is read in Python first: what is none, or could harm, is not given to ONNX Runtime at all.
    """
    onnx_file.read(path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # threads that spin while they wait would take the processor from the other rooms
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except (
        Exception
    ) as error:  # a dozen kinds, with no parent of their own; UnicodeDecodeError on broken files
        raise BrokenPack(
            f"pack {path.parent.name}: {path.name} does not load: {first_line(error)}"
        ) from error


def run_options() -> onnxruntime.RunOptions:
    """Of one run; set `terminate` from another thread to end it."""
    return onnxruntime.RunOptions()


def first_line(error: Exception) -> str:
    """What ONNX Runtime says, without its pages of detail."""
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__
