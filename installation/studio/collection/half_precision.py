"""Convolutions with half the digits, where this processor is faster with them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import nn

TRIALS = 5
GAIN = 0.8  # half the digits must take less than this share of the time


@dataclass(frozen=True)
class Precision:
    """Whether a training computes in bfloat16."""

    device: str
    is_half: bool

    @classmethod
    def measured(cls, device: str) -> "Precision":
        """Tries both ways on a convolution like those of the networks."""
        whole_s = min(_trial_s(device, is_half=False) for _ in range(TRIALS))
        half_s = min(_trial_s(device, is_half=True) for _ in range(TRIALS))
        return cls(device, half_s < GAIN * whole_s)

    @contextmanager
    def autocast(self) -> Iterator[None]:
        """What is computed within is computed so."""
        with torch.autocast(self.device, torch.bfloat16, enabled=self.is_half):
            yield


def _trial_s(device: str, is_half: bool) -> float:
    """How long a convolution takes forth and back."""
    layer = nn.Conv2d(64, 64, 3, padding=1).to(device)
    seen = torch.ones(8, 64, 32, 32, device=device)
    began = time.perf_counter()
    with Precision(device, is_half).autocast():
        answer = layer(seen)
    answer.float().mean().backward()
    float(layer.weight.grad.sum())  # waits for a graphics card
    return time.perf_counter() - began
