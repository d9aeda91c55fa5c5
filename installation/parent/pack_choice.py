"""The packs under models/ that somebody may ask for, by name; a name is never a path."""

from pathlib import Path

from installation.common import files


class PackChoice:
    """What lies in the folder now."""

    def __init__(self, models: Path):
        self._models = models

    def after(self, name: str) -> str | None:
        """The next name in their order, after the last one the first; None where there is no pack."""
        found = files.matching(self._models, "*/pack.toml")
        names = sorted(path.parent.name for path in found if not path.parent.name.startswith("."))
        later = [each for each in names if each > name]
        return next(iter(later or names), None)

    def folder(self, name: str) -> Path | None:
        """Of this pack; None where there is none."""
        folder = self._models / name
        is_name = folder.parent == self._models and not name.startswith(".")
        return folder if is_name and files.may_be_there(folder / "pack.toml") else None
