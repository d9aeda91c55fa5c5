"""What was guessed of a model, with the reasons: the table [generator] of a pack.toml to be."""

from dataclasses import dataclass, field
from typing import Any

from installation.faults import BrokenPack


@dataclass(frozen=True)
class Told:
    """What somebody knows of a model beforehand."""

    dimensions: int | None = None  # values of a point
    point: list[int] | None = None  # sizes of a point's axes, without the batch
    shape: list[int] | None = None  # sizes of a picture's axes, where it comes as a row of numbers
    channels: str | None = None  # of a picture: grey, RGB, BGR, RGBA or BGRA
    latent: str | None = None  # the input that takes the point
    source: str | None = None  # of an image-to-image network: what goes in
    packs: list[str] = field(default_factory=list)  # whose pictures could


@dataclass
class Guess:
    """Fields of [generator], why each has its value, and notes for the artist."""

    fields: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)  # of each field
    notes: list[str] = field(default_factory=list)  # what the artist should know
    source: dict[str, Any] = field(default_factory=dict)  # the table [source]; none for a generator

    def set(self, key: str, value: Any, reason: str) -> None:
        """Fills in a field."""
        self.fields[key] = value
        self.reasons[key] = reason

    def set_source(self, key: str, value: Any, reason: str) -> None:
        """Fills in a field of [source]."""
        self.source[key] = value
        self.reasons[f"source.{key}"] = reason

    def set_constant(self, name: str, value: Any, role: str, reason: str) -> None:
        """Gives an input of the graph, which plays this role, a value that stays."""
        constants = self.fields.setdefault("constants", {})
        constants[name] = value
        self.reasons[f"constants.{name}"] = f"{role}: {reason}"

    def refusal(self, reason: str) -> BrokenPack:
        """The fault of a model that cannot be understood, with the name of its file."""
        return BrokenPack(f"{self.fields['file']}: {reason}")
