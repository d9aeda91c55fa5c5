"""Numbers as checkpoints keep them: arrays, sparse tensors, eight bits with scales beside them."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from installation.faults import Refused

# what the scale of "a.weight" is called, by whoever wrote it
SCALES = ("{0}_scale", "{0}_scale_inv", "{1}.scale_weight")


def tensors_in(parts: dict[Any, Any]) -> dict[Any, Tensor]:
    """Those of a dictionary, by its keys; eight bits as the numbers that they stand for. Raises `Refused`."""
    found = {
        key: tensor for key, value in parts.items() if (tensor := as_tensor(value)) is not None
    }
    for key, tensor in found.items():
        scale = _scale_of(str(key), found)
        if _has_eight_bits(parts[key]) and scale is not None:
            found[key] = _scaled(str(key), tensor, scale)
    return found


def as_tensor(value: Any) -> Tensor | None:
    """Arrays of numpy too; None for what holds no numbers."""
    if isinstance(value, Tensor):
        if value.is_meta:
            return None
        dense = value if value.layout == torch.strided else value.to_dense()
        # with floats of 8 bits PyTorch can do next to nothing
        is_tiny = dense.is_floating_point() and dense.itemsize == 1
        return (dense.float() if is_tiny else dense).detach()
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu":
        return torch.from_numpy(value)
    return None


def _has_eight_bits(value: Any) -> bool:
    return bool(getattr(value, "itemsize", 0) == 1)


def _scale_of(name: str, tensors: dict[Any, Tensor]) -> Tensor | None:
    names = [form.format(name, name.removesuffix(".weight")) for form in SCALES]
    return next((tensors[each] for each in names if each in tensors), None)


def _scaled(name: str, tensor: Tensor, scale: Tensor) -> Tensor:
    """One scale for all, or one for each row. Raises `Refused` for others."""
    rows = len(tensor) if tensor.ndim else 1
    if scale.numel() not in (1, rows):
        raise Refused(
            f"{name} is kept in 8 bits with {scale.numel()} scales for {rows} rows, which cannot be "
            "read here: save the checkpoint with numbers of 16 or 32 bits"
        )
    return tensor.float() * scale.float().reshape(-1, *[1] * max(tensor.ndim - 1, 0))
