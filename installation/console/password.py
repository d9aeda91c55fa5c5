"""The page's password: kept as scrypt of it (RFC 7914), never as itself."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from installation.faults import BadConfig

SHORTEST, LONGEST = 10, 200
_COST, _BLOCK, _LANES = 2**15, 8, 1  # 32 MB and about a tenth of a second a try
_MEMORY = 80 * 2**20
_NAME = "password"


def path(folder: Path) -> Path:
    """Where it is kept."""
    return folder / _NAME


def is_set(folder: Path) -> bool:
    """True when the page asks for one. A file that cannot be read asks, too, and lets nobody in."""
    return path(folder).exists()


def stamp(folder: Path) -> int | None:
    """Another number for another password; None while there is none."""
    try:
        return path(folder).stat().st_mtime_ns
    except FileNotFoundError:
        return None
    except OSError:
        return 0


def save(folder: Path, word: str) -> None:
    """Sets it. Raises `BadConfig`."""
    if not SHORTEST <= len(word) <= LONGEST:
        raise BadConfig(
            f"a password has {SHORTEST} to {LONGEST} characters: four words with spaces are good"
        )
    salt = secrets.token_bytes(16)
    text = f"scrypt {_COST} {_BLOCK} {_LANES} {salt.hex()} {_scrypt(word, salt, _COST, _BLOCK, _LANES).hex()}\n"
    part = path(folder).with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _as_its_folder(part, folder)
        part.replace(path(folder))
    except OSError as error:
        raise BadConfig(f"{path(folder)} cannot be written: {error.strerror}") from error


def remove(folder: Path) -> None:
    """The page asks for none any more."""
    path(folder).unlink(missing_ok=True)


def fits(folder: Path, word: str) -> bool:
    """True when this is the password. Takes about a tenth of a second."""
    try:
        kind, cost, block, lanes, salt, wanted = path(folder).read_text(encoding="ascii").split()
        if kind != "scrypt" or len(word) > LONGEST:
            return False
        found = _scrypt(word, bytes.fromhex(salt), int(cost), int(block), int(lanes))
        return hmac.compare_digest(found, bytes.fromhex(wanted))
    except (OSError, ValueError):
        return False


def _scrypt(word: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(
        word.encode(), salt=salt, n=cost, r=block, p=lanes, maxmem=_MEMORY, dklen=32
    )


def _as_its_folder(part: Path, folder: Path) -> None:
    """Set by root for the service, it has to be the service's."""
    if os.getuid() == 0:
        there = folder.stat()
        os.chown(part, there.st_uid, there.st_gid)
