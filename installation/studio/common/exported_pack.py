"""A pack that an export writes takes the place of the one before."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installation.packs.kept_packs import replaced_pack
from installation.packs.sealing import PREVIEW

WRITTEN = (".onnx", ".npz", ".toml")  # endings of what belongs to a model


@contextmanager
def exported_pack(target: Path) -> Iterator[Path]:
    """See `replaced_pack`; what people laid beside the model, such as a licence, belongs to the pack that follows."""
    with replaced_pack(target) as folder:
        yield folder
        for path in target.glob("*"):
            is_of_people = path.suffix not in WRITTEN and path.name != PREVIEW
            if path.is_file() and is_of_people and not (folder / path.name).exists():
                shutil.copy2(path, folder / path.name)
