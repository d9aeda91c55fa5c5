"""The page's password: kept as its scrypt hash (RFC 7914), never as itself."""

import hashlib
import hmac
import re
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
_SALT_BYTES = 16
_HASH = re.compile(
    rf"scrypt {_COST} {_BLOCK} {_LANES}"
    rf" (?P<salt>[0-9a-f]{{{2 * _SALT_BYTES}}}) (?P<wanted>[0-9a-f]{{{2 * _HASH_BYTES}}})"
)
_NO_HASH = "it holds no hash of a password"
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
        return 0 if _may_hold_one(folder) else None


def _may_hold_one(folder: Path) -> bool:
    """Nobody set one below a plain file, or behind links that lead in a circle."""
    try:
        return folder.is_dir()
    except OSError:
        return True


def problem(folder: Path) -> str:
    """Why nobody can log in; empty where it can be known which password is right, or none is set."""
    if not is_set(folder):
        return ""
    try:
        _kept(folder)
    except FileNotFoundError:  # removed meanwhile
        return ""
    except OSError as error:
        return system_errors.words(error)
    except ValueError:
        return _NO_HASH
    return ""


def save(folder: Path, password: str) -> None:
    """Sets it, for the owner of the folder only; what lies there and is no file is put aside. Raises `BadConfig`."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadConfig(
            f"a password has {SHORTEST} to {LONGEST} characters: four words with spaces are good"
        )
    if not password.isprintable():
        raise BadConfig(
            "the password has signs that nobody can type again: write it as UTF-8 text, on one line"
        )
    salt = secrets.token_bytes(_SALT_BYTES)
    hashed = _scrypt(password, salt)
    text = f"scrypt {_COST} {_BLOCK} {_LANES} {salt.hex()} {hashed.hex()}\n"
    try:
        files.make_folder(folder, 0o700)
        _put_aside_what_is_no_file(path(folder))
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
    """The page asks for none any more. Raises OSError."""
    _put_aside_what_is_no_file(path(folder))
    path(folder).unlink(missing_ok=True)


def _put_aside_what_is_no_file(kept: Path) -> None:
    try:
        files.refuse_what_is_no_file(kept, follow_links=False)
    except OSError:
        files.put_aside(kept)


def fits(folder: Path, password: str) -> bool:
    """True when this is the password. Takes about a tenth of a second."""
    try:
        salt, wanted = _kept(folder)
    except (OSError, ValueError):
        return False
    if len(password) > LONGEST:
        return False
    return hmac.compare_digest(_scrypt(password, salt), wanted)


def _kept(folder: Path) -> tuple[bytes, bytes]:
    """Salt and hash. Raises OSError, and ValueError for what `save` never wrote: a damaged number must
    neither fill the memory nor make every password a wrong one."""
    text = files.read_bounded(path(folder), _MOST_BYTES).decode("ascii")
    found = _HASH.fullmatch(text.strip())
    if found is None:
        raise ValueError(_NO_HASH)
    return bytes.fromhex(found["salt"]), bytes.fromhex(found["wanted"])


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode(),
        salt=salt,
        n=_COST,
        r=_BLOCK,
        p=_LANES,
        maxmem=_MEMORY,
        dklen=_HASH_BYTES,
    )
