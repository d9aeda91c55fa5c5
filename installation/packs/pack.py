"""A pack as all rooms know it: its metadata, in order, and those of its source."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np

from installation.packs.look_tables import LookTables
from installation.packs.metadata import (
    About,
    GeneratorMetadata,
    Gesture,
    SoundMetadata,
    SourceMetadata,
    TrainingData,
    Words,
)


@dataclass(frozen=True)
class Pack:
    """A pack whose metadata is in order; whether its model is, the generator finds out."""

    folder: Path
    about: About
    generator: GeneratorMetadata
    titles: tuple[Words, ...]  # of the places
    places: np.ndarray  # (n, d) float32 latent points
    dimensions: int  # d
    gestures: tuple[Gesture, ...] = ()
    looks: LookTables = field(default_factory=LookTables)
    classes: tuple[Words, ...] = ()  # what the second network tells apart
    data: TrainingData = field(default_factory=TrainingData)
    sound: SoundMetadata = field(default_factory=SoundMetadata)
    training: dict[str, str | int | float | bool | date] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # name -> sha256, of a sealed pack
    takes: SourceMetadata | None = None  # of an image-to-image pack: what goes in
    source: "Pack | None" = None  # the pack whose picture goes in; None for silhouettes, too

    @property
    def takes_silhouettes(self) -> bool:
        """True for an image-to-image pack into which the visitors' coarse silhouette goes."""
        return self.takes is not None and self.source is None

    @property
    def point_folder(self) -> Path:
        """Where the files lie that speak of points: map, encoder, classifier, voice and words.

        Those of an image-to-image pack are its source's.
        """
        return self.folder if self.source is None else self.source.folder

    @property
    def hidden_layers(self) -> list[str]:
        """Those that its model gives when it paints open, in that order: its source's come first."""
        before = [] if self.source is None else self.source.generator.layers
        return [*before, *self.generator.layers]

    @property
    def missing_metadata(self) -> list[str]:
        """The keys of pack.toml that must be filled in before strangers see the pack."""
        said = {
            "[pack] author": self.about.author,
            "[pack] licence": self.about.licence,
            "[data] source": self.data.source,
            "[data] licence": self.data.licence,
            "[data] missing": any(self.data.missing.values()),
        }
        missing = [key for key, value in said.items() if not value]
        if self.source is not None:
            missing += [f"{self.source.about.name}: {key}" for key in self.source.missing_metadata]
        return missing

    def with_look(self, name: str) -> "Pack":
        """The same pack with another of its looks shown."""
        return replace(self, looks=replace(self.looks, show=name))
