"""The faults of a pack whose metadata and graph contradict each other."""

from collections.abc import Collection

from installation.faults import BrokenPack
from installation.packs.manifest import Pack


def refusal(pack: Pack, reason: str) -> BrokenPack:
    """The fault of a pack whose generator cannot be shown."""
    where = f"pack {pack.folder.name}: {pack.generator.file}"
    return BrokenPack(f"{where} cannot be shown: {reason}")


def require_named(pack: Pack, name: str | None, values: Collection[str], key: str) -> None:
    """A name in the metadata must be one in the graph. Raises `BrokenPack`."""
    if name is not None and name not in values:
        names = ", ".join(values)
        raise refusal(pack, f"{key} names {name}, but the graph has {names}")
