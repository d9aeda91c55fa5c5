"""Who made a release: Ed25519 (RFC 8032); the only file that uses cryptography.

Keys are PEM and the signature is of the manifest's bytes as they are, so that openssl can say the same:
`openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin -in manifest.json -sigfile manifest.sig`.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from installation.common.paths import ROOT
from installation.faults import BadArchive

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEYS = Path(__file__).with_name("release-keys.pem")  # of the project
# Of the house, beside the program: only who may change the program itself says whom it trusts.
HOUSE_KEYS = ROOT / "trusted-keys.pem"
_PUBLIC = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)


def new_key(path: Path) -> str:
    """Makes a key for signing at `path`, for its owner only; returns the public one as PEM.

    Raises `BadArchive` where there is a file already, `OSError`.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    written = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BadArchive(f"{path} is there already: a key is never written over") from error
    with os.fdopen(number, "wb") as file:
        file.write(written)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return public.decode()


def sign(message: bytes, key_path: Path) -> bytes:
    """The signature, 64 bytes. Raises `BadArchive` where the key cannot be used, `OSError`."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        key = serialization.load_pem_private_key(key_path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise BadArchive(
            f"{key_path} is no key for signing: kiosk release --new-key FILE makes one"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadArchive(f"{key_path} is a key of another kind: Ed25519 is wanted")
    return key.sign(message)


def check(message: bytes, signature: bytes | None, also: Path | None) -> str:
    """The name of the trusted key that signed this. `also` holds keys that the person trusts beside those of project and house.

    Raises `BadArchive` where none did.
    """
    from cryptography.exceptions import InvalidSignature

    if signature is None:
        raise BadArchive("the release is not signed: it is refused, and nothing was changed")
    house = [HOUSE_KEYS] if HOUSE_KEYS.exists() else []
    places = [KEYS, *house, *([also] if also else [])]
    for key in (key for place in places for key in _keys(place)):
        try:
            key.verify(signature, message)
        except InvalidSignature:
            continue
        return _fingerprint(key)
    raise BadArchive(
        "the release is not signed by a key that this house trusts: it is refused, and nothing was changed."
        f" One of your own: --trust FILE names its public key, or {HOUSE_KEYS.name} beside the program holds it"
    )


def _keys(path: Path) -> list[Ed25519PublicKey]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        blocks = _PUBLIC.findall(path.read_bytes())
        keys = [serialization.load_pem_public_key(block) for block in blocks]
    except (OSError, ValueError) as error:
        raise BadArchive(f"{path} holds no public key that can be read: {error}") from error
    return [key for key in keys if isinstance(key, Ed25519PublicKey)]


def _fingerprint(key: Ed25519PublicKey) -> str:
    digest = hashlib.sha256(key.public_bytes_raw()).digest()
    return base64.b32encode(digest[:10]).decode()
