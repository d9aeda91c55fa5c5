"""Which pack was saved last: folders and zips under models/ that are new or changed, once they are at rest."""

from pathlib import Path

_PARTS = (
    "pack.toml",
    "*.onnx",
    "map.npz",
)  # what a pack is shown by; a preview written into it changes nothing


class Arrivals:
    """Compares what lies in a folder with what lay there before. Reads names, sizes and times only."""

    def __init__(self, models: Path):
        self._models = models
        self._known = self._before = self._there()

    def look(self) -> list[Path]:
        """What has come or changed, and looked the same the last time: whoever copies has finished."""
        now = self._there()
        if not now:  # the whole folder is away for a moment: what was known stays known
            return []
        settled = {path for path, state in now.items() if self._before.get(path) == state}
        come = [path for path in sorted(settled) if self._known.get(path) != now[path]]
        self._known = {path: state for path, state in self._known.items() if path in now} | {
            p: now[p] for p in come
        }
        self._before = now
        return come

    def _there(self) -> dict[Path, tuple]:
        try:
            paths = [path for path in self._models.iterdir() if not path.name.startswith(".")]
        except OSError:
            return {}
        states = {path: _state(path) for path in paths}
        return {path: state for path, state in states.items() if state}


def _state(path: Path) -> tuple:
    """Changes when the pack or zip does; () for what is neither."""
    try:
        if path.suffix == ".zip" and path.is_file():
            return _about(path)
        if not (path / "pack.toml").is_file():
            return ()
        return tuple(
            (part.name, *_about(part)) for pattern in _PARTS for part in sorted(path.glob(pattern))
        )
    except OSError:  # it goes while we look: the next look knows
        return ()


def model_state(folder: Path) -> tuple:
    """Changes when anything but the papers does."""
    return tuple(part for part in _state(folder) if part[0] != "pack.toml")


def _about(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
