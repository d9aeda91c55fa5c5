"""Which house this is, among several: an id that is made once and kept in the state folder, and the machine it was kept on.

A backup that is restored elsewhere, a copied folder and a copied disk bring the id along: the machine beside it
shows the first two, and the broker (`console/broker/topic_claim.py`) shows all three where both houses play.
"""

import hashlib
import json
import re
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from installation.common import files, strict_json

FILE_NAME = "house-id.json"
MACHINE_ID = Path("/etc/machine-id")  # of systemd; never told to others as it is: machine-id(5)
_ID = re.compile(r"[0-9a-f]{8}")
_MOST_BYTES = 4096


@dataclass(frozen=True)
class HouseId:
    """As it is kept."""

    id: str  # 8 hexadecimal digits
    machine: str  # a fingerprint of the machine; empty where the machine has no id
    moved_from: str = (
        ""  # the machine that the folder was on before, where it has come from another
    )


def read(state: Path, machine_id: Path = MACHINE_ID) -> HouseId:
    """The id in this state folder, made where there is none; it is this machine's from now on.

    Where the folder cannot be written, the id is that of machine and folder, the same at each start.
    """
    machine = _machine(machine_id)
    kept = _kept(state / FILE_NAME)
    if kept is None:
        return _write(state, HouseId(secrets.token_hex(4), machine))
    if kept.machine != machine and kept.machine and machine:
        return _write(state, HouseId(kept.id, machine, moved_from=kept.machine))
    return kept


def is_whole(known: Any) -> bool:
    """Whether what was read of the file says which house it is."""
    fields = (known.get("id"), known.get("machine")) if isinstance(known, dict) else ()
    is_text = bool(fields) and all(isinstance(field, str) for field in fields)
    return is_text and _ID.fullmatch(known["id"]) is not None


def renew(state: Path, machine_id: Path = MACHINE_ID) -> HouseId:
    """Another id: the one that was kept is another house's."""
    return _write(state, HouseId(secrets.token_hex(4), _machine(machine_id)))


def _machine(path: Path) -> str:
    try:
        known = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return hashlib.sha256(f"latenzraum {known}".encode()).hexdigest()[:16] if known else ""


def _kept(path: Path) -> HouseId | None:
    try:
        known = strict_json.parsed(files.read_bounded(path, _MOST_BYTES))
    except (OSError, ValueError):
        return None
    if not is_whole(known):
        return None
    return HouseId(known["id"], known["machine"], str(known.get("moved_from", "")))


def _write(state: Path, house: HouseId) -> HouseId:
    try:
        files.write_whole(state / FILE_NAME, json.dumps(asdict(house)) + "\n", mode=0o600)
    except OSError:
        name = hashlib.sha256(f"{house.machine} {state}".encode()).hexdigest()[:8]
        return HouseId(name, house.machine, house.moved_from)
    return house
