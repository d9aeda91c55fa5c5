"""Who may listen from another machine: the keys of the house and of its far screens, each in a file.

`screens/` in the state folder holds the house's own pair and what is known of each screen. A screen is given a
file that the house does not keep: the house's public key and the screen's own pair.
"""

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from installation.common import strict_json, system_errors
from installation.common.files import read_bounded, write_whole
from installation.faults import BadConfig
from installation.ipc.far_wire import new_pair

_MOST_BYTES = 4096
_NAME = re.compile(r"[a-z0-9-]{1,40}")
_KEY = re.compile(r"[0-9A-Za-z.\-:+=^!/*?&<>()\[\]{}@%$#]{40}")  # Z85
_HOUSE = "house.key"
_SCREEN = ".screen"


@dataclass(frozen=True)
class ScreenKey:
    """What a screen has to know. Whoever has it may see what the house shows."""

    house: str  # the house's public key
    public: str  # this and the next: the screen's own pair
    secret: str

    @classmethod
    def read(cls, path: Path) -> "ScreenKey":
        """Raises `BadConfig`."""
        return cls(**_keys(path, ("house", "public", "secret")))


class KeyRing:
    """The house's."""

    def __init__(self, state: Path):
        """`state` is the folder of what must not be forgotten."""
        self._folder = state / "screens"

    @property
    def names(self) -> list[str]:
        """Of the screens that may listen."""
        return sorted(path.stem for path in self._folder.glob(f"*{_SCREEN}"))

    def public_keys(self) -> dict[str, str]:
        """By the names of screens, of those whose file can be read."""
        return {name: key for name in self.names if (key := self._public_key(name))}

    def _public_key(self, name: str) -> str:
        """Empty where its file is damaged."""
        try:
            return _keys(self._folder / f"{name}{_SCREEN}", ("public",))["public"]
        except BadConfig:
            return ""

    @property
    def secret(self) -> str:
        """Of the house. Raises `BadConfig`."""
        return _keys(self._folder / _HOUSE, ("public", "secret"))["secret"]

    def admit(self, name: str, path: Path) -> None:
        """Writes the file for a new screen. Raises `BadConfig`, OSError."""
        if not _NAME.fullmatch(name):
            raise BadConfig(f"{name!r} is no name for a screen: small letters, digits and hyphens")
        if name in self.names:
            raise BadConfig(f"there is a screen {name} already: remove it first")
        house = self._house()
        public, secret = new_pair()
        write_whole(path, _text(asdict(ScreenKey(house, public, secret))), mode=0o600)
        self._write(f"{name}{_SCREEN}", {"public": public})

    def remove(self, name: str) -> None:
        """It may not listen any more. Raises `BadConfig`."""
        if name not in self.names:
            there = ", ".join(self.names) or "none"
            raise BadConfig(f"there is no screen {name}; available: {there}")
        (self._folder / f"{name}{_SCREEN}").unlink()

    def _house(self) -> str:
        """Its public key, made where there is none."""
        path = self._folder / _HOUSE
        if not path.exists():
            public, secret = new_pair()
            self._write(_HOUSE, {"public": public, "secret": secret})
        return _keys(path, ("public", "secret"))["public"]

    def _write(self, name: str, keys: dict[str, str]) -> None:
        if not self._folder.exists():
            self._folder.mkdir(mode=0o700, parents=True)
            _give_to_owner_of_folder(self._folder)
        write_whole(
            self._folder / name,
            _text(keys),
            mode=0o600,
            check=_give_to_owner_of_folder,
            follow_links=False,
        )


def _keys(path: Path, names: tuple[str, ...]) -> dict[str, str]:
    try:
        said = strict_json.parsed(read_bounded(path, _MOST_BYTES))
        found = {name: said[name] for name in names}
        if all(_KEY.fullmatch(key) for key in found.values()):
            return found
    except OSError as error:
        raise BadConfig(f"{path} cannot be read: {system_errors.words(error)}") from error
    except (ValueError, LookupError, TypeError):
        pass
    raise BadConfig(f"{path} is no key of a screen: kiosk screens --add NAME FILE makes one")


def _text(keys: dict[str, str]) -> str:
    return json.dumps(keys, indent=1) + "\n"


def _give_to_owner_of_folder(path: Path) -> None:
    """Set by root for the service, it has to be the service's."""
    if os.getuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
