"""What an ONNX Runtime can run a model on beside the processor. Values in, values out.

ONNX Runtime says which providers it was built with, not whether their drivers and devices are there: that is
found out by trying (see provider_trial). None is preferred by its name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

PROCESSOR = "CPUExecutionProvider"
_NOT_MEANT = (
    PROCESSOR,
    "AzureExecutionProvider",  # asks other machines
    "TensorrtExecutionProvider",  # builds an engine for minutes, for each size anew
    "NvTensorRTRTXExecutionProvider",
)
_OPENVINO = "OpenVINOExecutionProvider"
_DEVICES = ("GPU", "NPU", "CPU")  # that OpenVINO knows


@dataclass(frozen=True)
class Accelerator:
    """One way to run a model, as ONNX Runtime names it."""

    provider: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """For technicians and notes, such as "OpenVINOExecutionProvider GPU"."""
        return " ".join((self.provider, *self.options.values()))

    def options_for(self, threads: int) -> dict[str, str]:
        """Those that a session of so many threads is opened with."""
        if self.provider == _OPENVINO and threads:
            return self.options | {"num_of_threads": str(threads)}
        return self.options


def offered(providers: list[str]) -> Iterator[Accelerator]:
    """All that may be tried of what an ONNX Runtime was built with; of an ordinary one, nothing."""
    for provider in providers:
        if provider in _NOT_MEANT:
            continue
        if provider != _OPENVINO:
            yield Accelerator(provider)
            continue
        for device in _DEVICES:
            yield Accelerator(provider, {"device_type": device})
