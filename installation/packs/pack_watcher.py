"""Which pack was saved last: new or changed folders and zips under models/."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from installation.common.files import stamp
from installation.packs import file_rules, source_pack

STRAY_LOOKS = 12  # a model is none without papers while these are still being copied
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
        self._packs = _Arrivals(self._states(own_state), 1)
        self._strays = _Arrivals(self._states(_stray_state), STRAY_LOOKS)

    def look(self) -> list[Path]:
        """What is new or changed, and looked the same the last time: nobody writes to it now."""
        now = self._states(own_state)
        # the whole folder may be away for a moment: what was known stays known
        return self._packs.look(now) if now else []

    def look_for_strays(self) -> list[Path]:
        """Models that came without papers, likewise: a file alone, or a folder without pack.toml."""
        return self._strays.look(self._states(_stray_state))

    def _states(self, state_of: Callable[[Path], PackState]) -> dict[Path, PackState]:
        """Of all that are there."""
        try:
            paths = list(self._models.iterdir())
        except OSError:
            return {}
        states = {path: state_of(path) for path in paths if not path.name.startswith(".")}
        return {path: state for path, state in states.items() if state}


class _Arrivals:
    """What came to rest since it was reported last."""

    def __init__(self, known: dict[Path, PackState], looks: int):
        """At rest is what looks the same so many times after another."""
        self._looks = looks
        self._known = known  # as last reported
        self._before = known  # as last seen
        self._rested: dict[Path, int] = {}  # looks since it changed

    def look(self, now: dict[Path, PackState]) -> list[Path]:
        arrived = []
        for path, state in sorted(now.items()):
            is_same = self._before.get(path) == state
            self._rested[path] = self._rested.get(path, 0) + 1 if is_same else 0
            if self._rested[path] >= self._looks and self._known.get(path) != state:
                arrived.append(path)
        self._known = {path: state for path, state in self._known.items() if path in now}
        self._rested = {path: looks for path, looks in self._rested.items() if path in now}
        for path in arrived:
            self._known[path] = now[path]
        self._before = now
        return arrived


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


def _stray_state(path: Path) -> PackState:
    """Changes when a model without papers does; () for what is none."""
    try:
        models = file_rules.stray_models(path)
    except OSError:
        return ()
    return tuple((model.name, stamp(model)) for model in models)


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
