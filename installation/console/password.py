"""The page's password: kept as its scrypt hash (RFC 7914), never as itself."""

import hashlib
import hmac
import secrets
from pathlib import Path

from installation.common import files, system_errors
from installation.faults import BadConfig

SHORTEST = 10
LONGEST = 200
_COST = 2**15  # 32 MB and about a tenth of a second a try
_BLOCK = 8
_LANES = 1
_MEMORY = 80 * 2**20
_HASH_BYTES = 32
_NAME = "password"
_MOST_BYTES = 4096


def path(folder: Path) -> Path:
    """Where it is kept."""
    return folder / _NAME


def is_set(folder: Path) -> bool:
    """True when the page asks for one. A file that cannot be read asks, too, and lets nobody in."""
    return stamp(folder) is not None


def stamp(folder: Path) -> int | None:
    """Another number for another password; None while there is none."""
    try:
        return path(folder).stat().st_mtime_ns
    except FileNotFoundError:
        return None
    except OSError:
        return 0


def is_readable(folder: Path) -> bool:
    """False where it cannot be known which is right."""
    try:
        _kept(folder)
    except (OSError, ValueError):
        return False
    return True


def save(folder: Path, password: str) -> None:
    """Sets it, for the owner of the folder only. Raises `BadConfig`."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadConfig(
            f"a password has {SHORTEST} to {LONGEST} characters: four words with spaces are good"
        )
    if not password.isprintable():
        raise BadConfig(
            "the password has signs that nobody can type again: write it as UTF-8 text, on one line"
        )
    salt = secrets.token_bytes(16)
    hashed = _scrypt(password, salt, _COST, _BLOCK, _LANES)
    text = f"scrypt {_COST} {_BLOCK} {_LANES} {salt.hex()} {hashed.hex()}\n"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write_whole(
            path(folder),
            text,
            mode=0o600,
            check=files.give_to_owner_of_folder,
            follow_links=False,
        )
    except OSError as error:
        raise BadConfig(
            f"{path(folder)} cannot be written: {system_errors.words(error)}"
        ) from error


def remove(folder: Path) -> None:
    """The page asks for none any more."""
    path(folder).unlink(missing_ok=True)


def fits(folder: Path, password: str) -> bool:
    """True when this is the password. Takes about a tenth of a second."""
    try:
        cost, block, lanes, salt, wanted = _kept(folder)
        if len(password) > LONGEST:
            return False
        found = _scrypt(password, salt, cost, block, lanes)
        return hmac.compare_digest(found, wanted)
    except (OSError, ValueError):
        return False


def _kept(folder: Path) -> tuple[int, int, int, bytes, bytes]:
    """Cost, block, lanes, salt and hash. Raises OSError and ValueError."""
    text = files.read_bounded(path(folder), _MOST_BYTES).decode("ascii")
    kind, cost, block, lanes, salt, wanted = text.split()
    if kind != "scrypt":
        raise ValueError("it is no hash that is understood here")
    return int(cost), int(block), int(lanes), bytes.fromhex(salt), bytes.fromhex(wanted)


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(
        password.encode(),
        salt=salt,
        n=cost,
        r=block,
        p=lanes,
        maxmem=_MEMORY,
        dklen=_HASH_BYTES,
    )
