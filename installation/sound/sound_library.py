"""Artists' own sounds: the folder assets/sounds with its table sounds.toml, read beside the loop, and again when changed."""

import threading
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from installation.sound import scheduling
from installation.sound.sample import BadSound, Sample, load

TABLE = "sounds.toml"
_LOOK_S = 0.2  # a saved sound is heard within a second
_MOST_BYTES = 32 * 2**20  # of all sounds in memory

Share = Annotated[float, Field(ge=0, le=1)]


class Cue(BaseModel):
    """One sound and when it is heard: all that is named has to hold; what is left out does not matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str = Field(pattern=r"^[^/\\]+$")
    kind: Literal["loop", "once"] = "loop"
    states: tuple[str, ...] = ()  # of the visit
    places: tuple[
        Annotated[int, Field(ge=1)], ...
    ] = ()  # of the pack, the point being nearest to one of them
    where: tuple[Share, Share] | None = (
        None  # somebody stands in this part of the view, 0 left .. 1 right
    )
    motion: tuple[Share, Share] | None = (
        None  # of the liveliest visitor: silent at the first, whole at the second
    )
    level_db: float = Field(-6.0, ge=-60, le=6)  # against the instrument
    pan: Share = 0.5  # 0 left .. 1 right
    fade_s: float = Field(2.0, ge=0.02, le=60)
    every_s: float = Field(
        0.0, ge=0, le=3600
    )  # a one-shot again after so long while it holds; 0: only when it begins


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sound: list[Cue] = Field([], max_length=64)


class Shelf:
    """`cues` are the sounds that can be played now, `words` what is wrong with the others. Both change by themselves."""

    def __init__(self, folder: Path, rate_hz: float, watch: bool = True):
        """`watch`: looks by itself from now on, beside the loop; else only when asked."""
        self.cues: tuple[tuple[Cue, Sample], ...] = ()
        self.words = ""
        self._folder, self._rate = folder, rate_hz
        self._samples: dict[tuple, Sample | BadSound] = {}
        self._seen: tuple = ()
        self._stopping = threading.Event()
        if watch:
            threading.Thread(target=self._keep, name="sounds", daemon=True).start()

    def close(self) -> None:
        """Looks no more."""
        self._stopping.set()

    def look(self) -> None:
        """Reads what has changed since the last look."""
        seen = self._signature()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            cues = _read_table(self._folder / TABLE)
        except BadSound as error:  # what could be played before still can
            self.words = str(error)
            return
        known, troubles, playable, room = {}, [], [], _MOST_BYTES
        for cue in cues:
            key = _key(self._folder / cue.file)
            if key not in known:
                known[key] = self._samples.get(key) or self._load(cue.file, room)
                room -= known[key].data.nbytes if isinstance(known[key], Sample) else 0
            if isinstance(known[key], BadSound):
                troubles.append(str(known[key]))
            else:
                playable.append((cue, known[key]))
        self._samples, self.cues = known, tuple(playable)
        self.words = "; ".join(dict.fromkeys(troubles))

    def _load(self, file: str, room: int) -> Sample | BadSound:
        try:
            return load(self._folder / file, self._rate, room)
        except BadSound as error:
            return error

    def _keep(self) -> None:
        scheduling.give_up()
        while True:
            self.look()
            if self._stopping.wait(_LOOK_S):
                return

    def _signature(self) -> tuple:
        try:
            return tuple(sorted(_key(path) for path in self._folder.iterdir()))
        except OSError:
            return ()


def _key(path: Path) -> tuple:
    """Changes when the file does."""
    try:
        found = path.stat()
        return path.name, found.st_mtime_ns, found.st_size
    except OSError:
        return path.name, 0, -1


def _read_table(path: Path) -> list[Cue]:
    """Raises `BadSound`, naming every mistake."""
    try:
        return _Table.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).sound
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSound(
            f"{path.name} cannot be read: {error}; the sounds of before are kept"
        ) from error
    except ValidationError as error:
        found = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise BadSound(f"{path.name}: {'; '.join(found)}; the sounds of before are kept") from error
