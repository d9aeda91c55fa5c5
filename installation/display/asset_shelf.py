"""The files that the overlay is made of: each as it lies in assets/, else as it was last shown, else from the box."""

import contextlib
import glob
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TypeVar

from installation.common import files, state_folder, system_errors
from installation.common.paths import ROOT
from installation.common.plain_text import not_utf8
from installation.faults import BadConfig

BOX = ROOT / "assets"
TEXT_BYTES = 256 << 10  # of a file of texts, or a theme
TYPE_BYTES = 32 << 20  # of a typeface: those for Chinese have 20 MB
TYPE_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
LAST = "what was shown last"
BOXED = "what is in the box"

Value = TypeVar("Value")
Reader = Callable[[Path, bytes], Value]  # Raises `BadConfig`
Contents = dict[str, bytes]  # path below assets/ -> what is in the file
StandIn = tuple[str, Path, bytes]  # what it is, its path below assets/, and what is in it


class AssetShelf:
    """Hands out the assets of one overlay, and remembers what was in them.

    Whatever cannot be read is stood in for, unless the shelf is strict: then the trouble is raised.
    """

    def __init__(
        self,
        assets: Path,
        state: Path,
        shown_before: Contents | None = None,
        is_strict: bool = False,
    ):
        """`shown_before` is what an earlier overlay of this process was made of."""
        self.troubles: list[str] = []  # for the technician: what is stood in for, and by what
        self.contents: Contents = {}  # what was handed out
        self.is_strict = is_strict
        self._assets = assets
        self._kept = state_folder.last_good(state) / "assets"
        self._shown_before = shown_before or {}

    def read(
        self,
        name: str,
        reader: Reader[Value],
        most_bytes: int = TEXT_BYTES,
        instead: str = "",
        any_shown: bool = False,
        is_vital: bool = True,
    ) -> Value:
        """What `reader` makes of the file `name`, a path below assets/ such as "themes/dusk.toml".

        `instead` is another one of the box that may stand in for it; `any_shown`: whatever was shown of that kind may.
        For what is not vital a strict shelf takes a stand-in, too.
        Raises `BadConfig` where nothing can stand in.
        """
        try:
            value, content = self._read_asset(name, reader, most_bytes)
        except BadConfig as fault:
            if self.is_strict and is_vital:
                raise
            stand_ins = self._stand_ins(name, instead, any_shown, most_bytes)
            return self._stood_in(fault, stand_ins, reader)
        self.contents[name] = content
        return value

    def names(self, pattern: str) -> list[str]:
        """The paths below assets/ that there are."""
        return sorted(
            str(path.relative_to(self._assets)) for path in files.matching(self._assets, pattern)
        )

    def keep(self) -> None:
        """From now on this is what was shown last. A state folder that cannot be written keeps what it has."""
        for name, content in self.contents.items():
            path = self._kept / name
            with contextlib.suppress(OSError):
                if not files.is_file(path) or path.read_bytes() != content:
                    files.write_whole(path, content)
        with contextlib.suppress(OSError):
            self._forget_others()

    def _forget_others(self) -> None:
        """What is not shown any more does not pile up."""
        shown = {self._kept / name for name in self.contents}
        for folder in {path.parent for path in shown}:
            for path in folder.iterdir():
                if path not in shown:
                    path.unlink()

    def _read_asset(self, name: str, reader: Reader[Value], most_bytes: int) -> tuple[Value, bytes]:
        path = self._assets / name
        if files.was_emptied(path, self._kept / name):
            raise BadConfig(f"{path} cannot be read: {files.EMPTIED}")
        try:
            content = files.read_bounded(path, most_bytes)
        except FileNotFoundError as error:
            raise BadConfig(f"there is no {path}; available: {_available(path)}") from error
        except OSError as error:
            raise BadConfig(f"{path} cannot be read: {system_errors.words(error)}") from error
        return reader(path, content), content

    def _stood_in(
        self, fault: BadConfig, stand_ins: Iterable[StandIn], reader: Reader[Value]
    ) -> Value:
        for words, path, content in stand_ins:
            with contextlib.suppress(BadConfig):  # then the next one
                value = reader(path, content)
                self.contents[str(path)] = content
                self.troubles.append(f"{fault}; {words} ({path.name}) stands in until it is mended")
                return value
        raise fault

    def _stand_ins(
        self, name: str, instead: str, any_shown: bool, most_bytes: int
    ) -> Iterator[StandIn]:
        """The nearest first."""
        # a typeface may be called Inter[wght].ttf
        pattern = str(Path(name).parent / "*") if any_shown else glob.escape(name)
        for shown, content in self._shown_before.items():
            if fnmatch(shown, pattern):
                yield LAST, Path(shown), content
        paths = sorted(
            files.matching(self._kept, pattern), key=lambda path: path.name != Path(name).name
        )
        for path in paths:
            yield from _content(LAST, self._kept, path, most_bytes)
        for each in filter(None, (name, instead)):
            yield from _content(BOXED, BOX, BOX / each, most_bytes)


def _available(path: Path) -> str:
    """What lies where `path` does not, as it is named: typefaces and icons with their endings, all else without."""
    ending = path.suffix.lower()
    endings = TYPE_ENDINGS if ending in TYPE_ENDINGS else (ending,)
    there = [each for each in files.matching(path.parent, "*") if each.suffix.lower() in endings]
    names = [each.stem if ending == ".toml" else each.name for each in there]
    return ", ".join(sorted(names)) or "none"


def text_in(path: Path, content: bytes) -> str:
    """The text of a file. Raises `BadConfig`."""
    try:
        return content.decode("utf-8-sig")  # some editors write a mark before all else
    except UnicodeDecodeError as error:
        raise BadConfig(f"{path} cannot be read: {not_utf8(error)}") from error


def _content(words: str, root: Path, path: Path, most_bytes: int) -> Iterator[StandIn]:
    """None where it cannot be read."""
    with contextlib.suppress(OSError):
        yield words, path.relative_to(root), files.read_bounded(path, most_bytes)
