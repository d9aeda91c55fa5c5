"""Where a house keeps what is its own."""

from dataclasses import dataclass
from pathlib import Path

from installation.common import state_folder
from installation.common.paths import PROGRAM, ROOT
from installation.common.status_file import running
from installation.config.resolve import service_config, usual_config
from installation.service import box_contents
from installation.service.box_contents import BoxContents
from installation.service.sealed_archive import ArchiveBounds

BACKUP = ArchiveBounds(kind="latenzraum backup", most_files=20_000, most_bytes=8 << 30)
CONFIG_NAME = "config/kiosk.toml"
STATE_NAME = "state"
SCREENS_NAME = f"{STATE_NAME}/screens"  # the keys of the house and of its far screens
COUNTS_NAME = f"{STATE_NAME}/statistics.sqlite"
REPLACED = "replaced"  # in the state folder: what a restore took the place of
_PASSING = ("-wal", "-shm", ".broken", ".new", ".part")  # ends of names in the state folder


@dataclass(frozen=True)
class HousePlaces:
    """The places of one house."""

    config: Path
    state: Path
    root: Path  # with models/ and assets/
    box: BoxContents  # what came with the program

    def state_files(self) -> list[Path]:
        """What the house remembers: small files right in its state folder, and the keys of its far screens."""
        found: list[Path] = []
        for folder in (self.state, self.state / "screens"):
            if folder.is_dir():
                found += [path for path in sorted(folder.iterdir()) if _is_kept(path)]
        return found

    def place_of(self, name: str) -> Path:
        """Where a file of a backup belongs."""
        if name == CONFIG_NAME:
            return self.config
        folder, _, rest = name.partition("/")
        return self.state / rest if folder == STATE_NAME else self.root / name

    def running_pid(self) -> int | None:
        """The process of the kiosk that works with this state folder, None while none does."""
        found = running(state=self.state)
        return None if found is None else int(found["pid"])


def usual(config: Path | None = None) -> HousePlaces:
    """Of the service where it is installed, else beside the program."""
    known = service_config() or usual_config()
    return HousePlaces(
        config=(config or known).absolute(),
        state=state_folder.folder(),
        root=ROOT,
        box=box_contents.of(PROGRAM),
    )


def has_place(name: str) -> bool:
    """Whether a file of this name is part of a house: all else is in no backup."""
    parts = name.split("/")
    is_state = "/".join(parts[:-1]) in (STATE_NAME, SCREENS_NAME)
    is_pack = parts[0] == "models" and len(parts) == 3
    is_asset = parts[0] == "assets" and len(parts) > 1
    return name == CONFIG_NAME or is_state or is_pack or is_asset


def _is_kept(path: Path) -> bool:
    is_plain = path.is_file() and not path.is_symlink()
    return is_plain and not path.name.startswith(".") and not path.name.endswith(_PASSING)
