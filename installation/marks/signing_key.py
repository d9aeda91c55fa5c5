"""The certificate and key that sign what leaves the house: the museum's own, or ones that the house made itself."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from installation.common import clock, system_errors
from installation.common.files import give_to_owner_of_folder, read_bounded, write_whole
from installation.faults import BadConfig

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import (
        EllipticCurvePrivateKey,
        EllipticCurvePublicKey,
    )

OWN_FILE = "marks.pem"  # in the state folder: key and certificates that were made here
SELF_MADE = "self-made certificate"  # what its name ends with, for everybody to read
_AUTHORITY = "self-made authority"
_YEARS = 10
_MOST_BYTES = 1 << 20
_OWNER_ONLY = 0o600
_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
_MAIL = "1.3.6.1.5.5.7.3.4"  # emailProtection, the purpose that C2PA asks of certificates


@dataclass(frozen=True)
class SigningKey:
    """What C2PA signs with."""

    algorithm: str  # as C2PA names it
    certificates: bytes  # PEM, the signer's own first
    key: bytes  # PEM
    is_self_made: bool


def configured(certificate: Path, key: Path) -> SigningKey:
    """The museum's own. Raises `BadConfig` where one of the files cannot be used."""
    certificates = _read(certificate)
    private = _read(key)
    return SigningKey(_algorithm(private, key), certificates, private, is_self_made=False)


def self_made(state: Path, name: str) -> SigningKey:
    """The one of this house, made at first use and kept in the state folder for its owner only.

    `name` is the house's. Raises `OSError` where it can be neither read nor kept, `BadConfig` where it is
    damaged.
    """
    path = state / OWN_FILE
    if not path.exists():
        write_whole(path, _made(name), _OWNER_ONLY, give_to_owner_of_folder, follow_links=False)
    content = read_bounded(path, _MOST_BYTES)
    start = content.find(_CERTIFICATE)
    if start < 0:
        raise BadConfig(f"{path} holds no certificate: without the file, the house makes another")
    return SigningKey("es256", content[start:], content[:start], is_self_made=True)


def _read(path: Path) -> bytes:
    try:
        return read_bounded(path, _MOST_BYTES)
    except OSError as error:
        raise BadConfig(f"[marks]: {path} cannot be read: {system_errors.words(error)}") from error


def _algorithm(private: bytes, path: Path) -> str:
    """What a key (PEM) signs with. Raises `BadConfig`."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    try:
        key = serialization.load_pem_private_key(private, password=None)
    except (ValueError, TypeError) as error:
        raise BadConfig(
            f"[marks] key: {path} is no private key in PEM without a password"
        ) from error
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return {256: "es256", 384: "es384", 521: "es512"}[key.curve.key_size]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256"
    raise BadConfig(f"[marks] key: {path} is of a kind that C2PA does not know")


def _made(name: str) -> bytes:
    """A new key and its certificates as PEM. The authority's own key is forgotten at once."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    authority_key = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate(name, None, authority_key.public_key(), authority_key)
    certificate = _certificate(name, authority, key.public_key(), authority_key)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    chain = [each.public_bytes(serialization.Encoding.PEM) for each in (certificate, authority)]
    return private + b"".join(chain)


def _certificate(
    name: str,
    authority: x509.Certificate | None,
    key: EllipticCurvePublicKey,
    authority_key: EllipticCurvePrivateKey,
) -> x509.Certificate:
    """For a key, by an authority; None: the authority's own. As the C2PA Specification asks (14.5)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    is_authority = authority is None
    subject = _name(name, _AUTHORITY if is_authority else SELF_MADE)
    now = clock.wall_now()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if authority is None else authority.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
    )
    if not is_authority:
        purposes = x509.ExtendedKeyUsage([x509.ObjectIdentifier(_MAIL)])
        builder = builder.add_extension(purposes, critical=False)
    return builder.sign(authority_key, hashes.SHA256())


def _usage(is_authority: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _name(organisation: str, common: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation[:40]}, {common}"),
        ]
    )
