"""Which pack was saved last: new or changed folders and zips under models/."""

from pathlib import Path
from typing import Any

from installation.common.files import stamp
from installation.packs import source_pack

# What a pack is shown by; a preview written into it changes nothing.
_PARTS = ("pack.toml", "*.onnx", "map.npz")

Stamp = tuple[int, int, int]
PackState = tuple[tuple[str, Stamp | None], ...]  # name of each part and its stamp; () for no pack


class PackWatcher:
    """Compares what lies in a folder with what lay there before.

    Reads names, sizes and times only.
    """

    def __init__(self, models: Path):
        self._models = models
        self._known = self._states()  # as last reported
        self._before = self._known  # as last seen

    def look(self) -> list[Path]:
        """What is new or changed, and looked the same the last time: nobody writes to it now."""
        now = self._states()
        if not now:  # the whole folder is away for a moment: what was known stays known
            return []
        arrived = []
        for path, state in sorted(now.items()):
            is_at_rest = self._before.get(path) == state
            if is_at_rest and self._known.get(path) != state:
                arrived.append(path)
        self._known = {path: state for path, state in self._known.items() if path in now}
        for path in arrived:
            self._known[path] = now[path]
        self._before = now
        return arrived

    def _states(self) -> dict[Path, PackState]:
        """Of all packs and zips that are there."""
        try:
            paths = list(self._models.iterdir())
        except OSError:
            return {}
        states = {}
        for path in paths:
            state = () if path.name.startswith(".") else own_state(path)
            if state:
                states[path] = state
        return states


def model_state(folder: Path) -> PackState:
    """Changes when anything of the pack or its source does but their pack.toml."""
    return tuple(part for part in pack_state(folder) if not part[0].endswith("pack.toml"))


def pack_state(path: Path) -> PackState:
    """Changes when the pack or zip does, or the source of an image-to-image pack.

    () for what is neither.
    """
    own = own_state(path)
    source = source_pack.folder_named_in(path) if own else None
    if source is None:
        return own
    return own + tuple((f"{source.name}/{part}", known) for part, known in own_state(source))


def as_json(state: PackState) -> list[Any]:
    """The same as JSON has it."""
    return [[name, list(known) if known else None] for name, known in state]


def shown_files(folder: Path) -> dict[str, Path]:
    """The files that a pack and its source are shown by: name as in `pack_state` -> path. Raises `OSError`."""
    found = {path.name: path for path in _parts(folder)}
    source = source_pack.folder_named_in(folder) if found else None
    if source is not None:
        found |= {f"{source.name}/{path.name}": path for path in _parts(source)}
    return found


def own_state(path: Path) -> PackState:
    """Changes when the pack or zip itself does; () for what is neither."""
    try:
        paths = _parts(path)
    except OSError:  # it goes while we look, or is closed to us: the next look knows
        return ()
    return tuple((part.name, stamp(part)) for part in paths)


def _parts(path: Path) -> list[Path]:
    """The files that a pack is shown by, or the zip; none where it is neither."""
    if path.suffix == ".zip" and path.is_file():
        return [path]
    if not (path / "pack.toml").is_file():
        return []
    parts: list[Path] = []
    for pattern in _PARTS:
        parts += sorted(path.glob(pattern))
    return parts
