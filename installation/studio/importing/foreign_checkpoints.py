"""What a file is that holds no generator's weights, and what would help."""

import zipfile
from pathlib import Path
from typing import Any

from installation.common import strict_json
from installation.packs.foreign_files import what_else
from installation.studio.importing.divided_checkpoint import LIST

HEAD = 4096  # bytes
DAMAGED = "it is cut off or damaged: copy it again"
LONGEST_HEADER = 100_000_000  # bytes: more no safetensors file may have
EXPORTED = ("archive_format", "models/model.json", "serialized_exported_program.json")
NOT_OURS = (
    "it is no file of PyTorch: from TensorFlow or JAX, export an .onnx file, then kiosk pack new"
)
ENDINGS = (".pth", ".pt", ".ckpt", ".pkl", ".bin", ".safetensors", ".npz", ".tar")
OPTIMISER = {"state", "param_groups"}


def is_safetensors(path: Path) -> bool:
    """Whatever its name ends with: eight bytes of length, then a header of JSON."""
    with path.open("rb") as file:
        head = file.read(9)
    return head[8:] == b"{" and _length(head) <= LONGEST_HEADER


def of_file(path: Path) -> str:
    """What cannot be read at all; empty where its bytes do not tell."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"PK"):
        return _of_archive(path)
    if is_safetensors(path):
        return _of_safetensors(path)
    if b'"weight_map"' in head:
        return (
            f"it is the list of a checkpoint in several files, and {DAMAGED.removeprefix('it is ')}"
        )
    if head.startswith(b"\x80"):  # pickled, as PyTorch's older files are
        return ""
    return what_else(head, path.stat().st_size) or NOT_OURS


def of_content(content: Any) -> str:
    """What can be read and is none; empty where it may hold one."""
    if not isinstance(content, dict):
        return ""
    if set(content) >= OPTIMISER:
        return "it is the state of an optimiser; the weights lie in another file"
    if content and all("lora_" in str(name) for name in content):
        return (
            "it is a LoRA, which changes another model: merge the two in the program it was made "
            "with, and import what comes out"
        )
    if any("_packed_params" in str(name) for name in content):
        return (
            "PyTorch quantised it, which cannot be exported: import the network it was made from; an "
            ".onnx file may be quantised"
        )
    return ""


def _length(head: bytes) -> int:
    """Of the header of a safetensors file, in bytes."""
    return int.from_bytes(head[:8], "little")


def _of_safetensors(path: Path) -> str:
    """Whether all the numbers are there that its header names; empty where they are."""
    with path.open("rb") as file:
        length = _length(file.read(8))
        header = file.read(length)
    try:
        ends = [
            tensor["data_offsets"][1]
            for tensor in strict_json.parsed(header).values()
            if "dtype" in tensor
        ]
        is_whole = path.stat().st_size >= 8 + length + max(ends, default=0)
    except (ValueError, LookupError, TypeError, AttributeError):
        is_whole = False
    return "" if is_whole else DAMAGED


def _of_archive(path: Path) -> str:
    if not zipfile.is_zipfile(path):
        return DAMAGED
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    if any(name.endswith(EXPORTED) for name in names):
        return (
            "torch.export wrote it: torch.onnx.export(torch.export.load(FILE), ...) makes an .onnx file "
            "of it, then kiosk pack new"
        )
    if not any(name.endswith("data.pkl") for name in names):  # what torch.save writes has one
        inside = [name for name in names if name.endswith(ENDINGS)] or names
        return f"it is a zip archive; unpack it and give what is in it: {', '.join(inside)[:120]}"
    return ""


def of_folder(path: Path) -> str:
    """What can be given of a folder that was given for a checkpoint."""
    entries = sorted(entry.name for entry in path.iterdir())
    lists = [name for name in entries if name.endswith(LIST)]
    names = lists or [name for name in entries if name.endswith(ENDINGS)]
    if names:
        return f"it is a folder: give the file in it, {', '.join(names)[:120]}"
    if (path / "saved_model.pb").exists():
        return "it is a TensorFlow SavedModel: tf2onnx --saved-model makes an .onnx file, then kiosk pack new"
    if (path / "data.pkl").exists():
        return "it is an unpacked checkpoint: give the file as it was before"
    return f"it is a folder without a checkpoint ({', '.join(ENDINGS)})"
