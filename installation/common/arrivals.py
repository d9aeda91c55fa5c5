"""Where a house and who installs for it leave each other word of what arrived over the broker.

The house may not write where programs and packs lie, and what may does not speak with the broker: so the house puts
the file and a wish into its state folder, `kiosk take` (kiosk-arrival.service) does it, and says beside the versions
what became of it.
"""

import json
import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from installation.common import files, strict_json
from installation.common.paths import ROOT, VERSIONS

VERDICT = ROOT / VERSIONS / "arrived.json"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}")  # of a pack or a version
_FOLDER = "arriving"
_MOST_BYTES = 1 << 16
_LONGEST = 300  # characters of a reason


class ArrivalKind(StrEnum):
    """What can arrive."""

    PACK = "pack"
    RELEASE = "release"


@dataclass(frozen=True)
class ArrivalWish:
    """A whole file that is to be taken: its checksum was right, and nothing else of it is known."""

    kind: ArrivalKind
    name: str  # of the pack, or of the version
    token: str  # of this wish: the verdict on an earlier one is none on this


@dataclass(frozen=True)
class ArrivalVerdict:
    """What became of a wish."""

    token: str
    refusal: str  # empty where it was taken


def folder(state: Path) -> Path:
    """Where files arrive."""
    return state / _FOLDER


def archive(state: Path, wish: ArrivalWish) -> Path:
    """Where the file of a wish lies."""
    return folder(state) / f"{wish.name}.zip"


def wish_file(state: Path) -> Path:
    """There until somebody begins with it; kiosk-arrival.path waits for it."""
    return folder(state) / "wanted.json"


def ask(state: Path, wish: ArrivalWish) -> None:
    """Leaves a wish. Raises `OSError`."""
    files.write_whole(wish_file(state), json.dumps(asdict(wish)))


def take_wish(state: Path) -> ArrivalWish | None:
    """The wish, once; None for none, and for what is none. Raises `OSError` where it cannot be taken away."""
    path = wish_file(state)
    try:
        known = strict_json.parsed(files.read_bounded(path, _MOST_BYTES))
        wish = ArrivalWish(ArrivalKind(known["kind"]), str(known["name"]), str(known["token"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        wish = None
    path.unlink(missing_ok=True)
    return wish if wish is not None and NAME.fullmatch(wish.name) else None


def verdict() -> ArrivalVerdict | None:
    """The newest; None where there is none."""
    try:
        known = strict_json.parsed(files.read_bounded(VERDICT, _MOST_BYTES))
        return ArrivalVerdict(str(known["token"]), str(known["refusal"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def tell(found: ArrivalVerdict) -> None:
    """Raises `OSError`."""
    told = {"token": found.token, "refusal": found.refusal[:_LONGEST]}
    files.write_whole(VERDICT, json.dumps(told), mode=0o644)
