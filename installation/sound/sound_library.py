"""Artists' own sounds: the folder assets/sounds with its table sounds.toml, read beside the loop, and again when changed."""

import threading
import unicodedata
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from installation.common import system_errors
from installation.common.files import EMPTIED, read_bounded, stamp, was_emptied
from installation.common.plain_text import not_utf8
from installation.config import toml_words
from installation.config.errors import errors_of
from installation.config.key_lines import line_of
from installation.faults import BadConfig
from installation.sound import scheduling
from installation.sound.kept_sounds import KeptSounds
from installation.sound.sample import BadSound, Sample, load
from installation.vocabulary import VisitState

TABLE = "sounds.toml"
SOUNDS = (".wav", ".flac", ".ogg", ".mp3", ".aif", ".aiff")
_LOOK_S = 0.2  # a saved sound is heard within a second
MOST_BYTES = 32 * 2**20  # of all sounds in memory
_TABLE_BYTES = 256 << 10
_STANDS_IN = "what was heard last stands in until it is mended"
_STAYS = "the previous sounds are kept"
_NOT_FOR_LOOPS = 'sound.every_s does nothing for a loop: add kind = "once", or take every_s away'

Share = Annotated[float, Field(ge=0, le=1)]
PlaceNumber = Annotated[int, Field(ge=1)]


class Cue(BaseModel):
    """One sound and when it is heard: all that is named has to hold; what is left out does not matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str = Field(pattern=r"^[^/\\]+$", description="the name of a file beside this table")
    kind: Literal["loop", "once"] = "loop"
    states: tuple[VisitState, ...] = ()  # of the visit
    places: tuple[PlaceNumber, ...] = ()  # of the pack, the point being nearest to one of them
    # somebody stands in this part of the view, 0 left .. 1 right
    where: tuple[Share, Share] | None = None
    # of the liveliest visitor: silent at the first, at full level at the second
    motion: tuple[Share, Share] | None = None
    level_db: float = Field(
        -6.0,
        ge=-60,
        le=6,
    )  # against the instrument
    pan: Share = 0.5  # 0 left .. 1 right
    fade_s: float = Field(2.0, ge=0.02, le=60)
    # a one-shot again after so long while it holds; 0: only when it begins
    every_s: float = Field(0.0, ge=0, le=3600)


class _SoundTable(BaseModel):
    """sounds.toml."""

    model_config = ConfigDict(extra="forbid")

    sound: list[Cue] = Field([], max_length=64)


Playable = tuple[tuple[Cue, Sample], ...]


class _ReadTable(NamedTuple):
    """What a table says."""

    cues: list[Cue]
    places: tuple[tuple[int, int], ...] = ()  # the line, and the number of a place
    in_vain: tuple[str, ...] = ()  # what has no effect, in words


class SoundLibrary:
    """`cues` are the sounds that can be played now, `message` says what is wrong with the others.

    Both change by themselves; each is replaced as a whole.
    """

    def __init__(
        self,
        folder: Path,
        rate_hz: float,
        watch: bool = True,
        kept: Path | None = None,
    ):
        """`watch`: looks by itself from now on, beside the loop; else only when asked.

        `kept` is a folder with copies of what was heard last, which stand in for what cannot be read.
        """
        self.cues: Playable = ()
        self.message = ""
        self._folder = folder
        self._rate = rate_hz
        self._samples: dict[tuple, Sample | BadSound] = {}  # by the file's `_key`
        self._seen: tuple = ()
        self._kept = KeptSounds(kept)
        self._has_table = False  # one was read
        self._table = _ReadTable([])
        self._stopping = threading.Event()
        if watch:
            threading.Thread(target=self._watch, name="sounds", daemon=True).start()

    def close(self) -> None:
        """Stops looking."""
        self._stopping.set()

    def in_vain(self, places: int) -> list[str]:
        """What the table says without any effect, with a pack that has so many places."""
        beyond = [
            f"{TABLE}, line {line}: sound.places: there is no place {number}, the pack has"
            f" {places or 'none'}: this sound is not heard"
            for line, number in self._table.places
            if number > places
        ]
        return [*self._table.in_vain, *beyond]

    def refresh(self) -> None:
        """Reads what has changed since the last look."""
        seen = self._signature()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            if was_emptied(self._folder / TABLE, self._kept.path(TABLE)):
                raise BadSound(f"{TABLE} cannot be read: {EMPTIED}")
            self._table = _read_table(self._folder / TABLE)
        except BadSound as error:
            if self._has_table:  # what could be played before still can
                self.message = f"{error}; {_STAYS}"
            else:
                self._load_kept(str(error))
            return
        self._has_table = True
        cues = [self._as_lies_there(cue) for cue in self._table.cues]
        mistakes = self._load_all(cues, "" if cues else self._without_table())
        if not mistakes:
            self._kept.keep(self._folder, [TABLE, *(cue.file for cue in cues)])

    def _as_lies_there(self, cue: Cue) -> Cue:
        """With the name that its file has: other machines pass over capitals, and write ä as a and dots."""
        if (self._folder / cue.file).exists():
            return cue
        wanted = _plain(cue.file)
        alike = [path.name for path in _files_in(self._folder) if _plain(path.name) == wanted]
        return cue.model_copy(update={"file": alike[0]}) if len(alike) == 1 else cue

    def _without_table(self) -> str:
        """Sounds lie there, and nothing says when they are heard; empty where that is not so."""
        names = [path.name for path in _files_in(self._folder)]
        sounds = sorted(name for name in names if name.lower().endswith(SOUNDS))
        if TABLE in names or not sounds:
            return ""
        return f"{sounds[0]} is not heard: there is no sounds.toml beside it that says when"

    def _load_kept(self, trouble: str) -> None:
        """In the first look of all there is nothing that could be played before."""
        self.message = trouble
        try:
            self._table = _read_table(self._kept.path(TABLE))
        except BadSound:  # then there is only the instrument
            return
        cues = self._table.cues
        self._load_all(cues, f"{trouble}; {_STANDS_IN}" if cues else trouble)

    def _load_all(self, cues: list[Cue], trouble: str = "") -> list[str]:
        """Takes over all that can be played, and returns what is wrong with the rest; `trouble` comes before it."""
        samples: dict[tuple, Sample | BadSound] = {}
        playable = []
        mistakes = [trouble] if trouble else []
        free_bytes = MOST_BYTES
        for cue in cues:
            key = _key(self._folder / cue.file)
            is_new = key not in samples
            if is_new:
                known = self._samples.get(key)
                samples[key] = known or self._load(self._folder / cue.file, free_bytes)
            sample = samples[key]
            if isinstance(sample, BadSound):
                trouble = str(sample)
                sample = self._load(self._kept.path(cue.file), free_bytes)
                is_lost = isinstance(sample, BadSound)
                mistakes.append(trouble if is_lost else f"{trouble}; {_STANDS_IN}")
            if isinstance(sample, BadSound):
                continue
            if sample.note:
                mistakes.append(sample.note)
            playable.append((cue, sample))
            if is_new:
                free_bytes -= sample.data.nbytes
        self._samples = samples
        self.cues = tuple(playable)
        self.message = "; ".join(dict.fromkeys(mistakes))
        return mistakes

    def _load(self, path: Path, free_bytes: int) -> Sample | BadSound:
        try:
            return load(path, self._rate, free_bytes)
        except BadSound as error:
            return error

    def _watch(self) -> None:
        scheduling.look_along()
        while True:
            if self._signature() != self._seen:
                with scheduling.ordinary_priority():
                    self.refresh()
            if self._stopping.wait(_LOOK_S):
                return

    def _signature(self) -> tuple:
        return tuple(sorted(_key(path) for path in _files_in(self._folder)))


def _files_in(folder: Path) -> list[Path]:
    """None where there is no such folder."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _plain(name: str) -> str:
    """A name as people read it."""
    return unicodedata.normalize("NFC", name).casefold().strip()


def _key(path: Path) -> tuple:
    """Changes when the file does."""
    return (path.name, *(stamp(path) or ()))


def _read_table(path: Path) -> _ReadTable:
    """Raises `BadSound`, naming every mistake."""
    try:
        text = read_bounded(path, _TABLE_BYTES).decode("utf-8-sig")
        table = toml_words.parsed(path, text)
    except FileNotFoundError:
        return _ReadTable([])
    except OSError as error:
        raise BadSound(f"{path.name} cannot be read: {system_errors.words(error)}") from error
    except UnicodeDecodeError as error:
        raise BadSound(f"{path.name} cannot be read: {not_utf8(error)}") from error
    except BadConfig as fault:
        raise BadSound(str(fault)) from fault
    found = errors_of(_SoundTable, table, path.name, text)
    if found:
        raise BadSound("; ".join(map(str, found)))
    cues = _SoundTable.model_validate(table).sound
    places = tuple(
        (line_of(text, ("sound", number, "places")), place)
        for number, cue in enumerate(cues)
        for place in cue.places
    )
    repeated_loops = [
        line_of(text, ("sound", number, "every_s"))
        for number, cue in enumerate(cues)
        if cue.every_s and cue.kind == "loop"
    ]
    in_vain = tuple(f"{path.name}, line {line}: {_NOT_FOR_LOOPS}" for line in repeated_loops)
    return _ReadTable(cues, places, in_vain)
