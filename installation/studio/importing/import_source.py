"""What an artist gives to `kiosk pack import`. Known without PyTorch: it is loaded where the import runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

WARNING = (
    "This runs {code} and what the checkpoint holds as programs, with all your rights. "
    "Import only what you trust."
)


@dataclass(frozen=True)
class Source:
    """The checkpoint, and how a generator is made of it."""

    checkpoint: Path
    code: Path | None  # the file, or the folder of a repository; None: the checkpoint has its own
    make: (
        str  # what makes the generator, a class or function; "module:Name" where `code` is a folder
    )
    settings: dict[str, Any]  # its arguments
    dimensions: int | None
    key: str | None = None  # where in the checkpoint the generator lies
    in_w: bool = False  # of a StyleGAN: points walk through w

    @property
    def folder(self) -> Path:
        """From where the maker's code imports its own modules."""
        code = self.code or self.checkpoint
        folder = code if code.is_dir() else code.parent
        return folder.absolute()
