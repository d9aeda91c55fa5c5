"""C2PA content credentials: signs files, and reads what others signed. The only file that uses c2pa.

Nothing here uses the network, but for a timestamp authority that the house names.
"""

from __future__ import annotations

import importlib.util
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from installation import __version__
from installation.faults import BadConfig
from installation.marks.signing_key import SELF_MADE, SigningKey
from installation.marks.xmp import PROGRAM, TRAINED

if TYPE_CHECKING:
    from c2pa import Context

_OFFLINE = {"remote_manifest_fetch": False, "ocsp_fetch": False}
_UNTRUSTED = "signingCredential.untrusted"
# What a certificate may be wrong in without the signature being wrong
_OF_CERTIFICATE = ("signingCredential.", "timeStamp.")


def is_here() -> bool:
    """False on machines for which there is no wheel of c2pa-python."""
    return importlib.util.find_spec("c2pa") is not None


class CredentialSigner:
    """Signs one file after the other."""

    def __init__(self, key: SigningKey, timestamp_url: str = ""):
        """Raises `BadConfig` where C2PA does not take the certificate, `ImportError` where it is not there."""
        import c2pa

        self._settings = {
            "builder": {"thumbnail": {"enabled": False}},
            "verify": {**_OFFLINE, "verify_after_sign": False},
        }
        self._context = c2pa.Context.from_dict(self._settings)
        try:
            self._signer = c2pa.Signer.from_info(
                c2pa.C2paSignerInfo(
                    alg=key.algorithm.encode(),
                    sign_cert=key.certificates,
                    private_key=key.key,
                    ta_url=timestamp_url.encode() or None,
                )
            )
        except c2pa.C2paError as error:
            raise BadConfig(f"[marks]: C2PA does not take this certificate: {error}") from error

    def signed(self, content: bytes, media_type: str, title: str) -> bytes:
        """The file with its credentials in it. Raises `BadConfig` where it cannot be signed."""
        out = io.BytesIO()
        self._sign(content, media_type, title, out, is_beside=False)
        return out.getvalue()

    def beside(self, content: bytes, media_type: str, title: str) -> bytes:
        """The credentials of a file that has no place for them, for a file of their own (NAME.c2pa)."""
        return self._sign(content, media_type, title, io.BytesIO(), is_beside=True)

    def _sign(
        self,
        content: bytes,
        media_type: str,
        title: str,
        out: io.BytesIO,
        is_beside: bool,
    ) -> bytes:
        import c2pa

        try:
            with c2pa.Builder.from_json(_manifest(title), context=self._context) as builder:
                if is_beside:
                    builder.set_no_embed()
                return builder.sign(self._signer, media_type, io.BytesIO(content), out)
        except c2pa.C2paError as error:
            raise BadConfig(f"[marks]: C2PA could not sign {title}: {error}") from error


@dataclass(frozen=True)
class Credentials:
    """What the content credentials of a file say, and whether they hold."""

    signer: str  # the names in its certificate
    program: str  # what made the file
    source_type: str  # IPTC's digitalsourcetype, "" where nothing is said of it
    holds: bool  # the signature fits, and the file is as it was when it was signed
    is_trusted: bool  # the certificate comes from an authority that was named
    problems: list[str]  # as C2PA names them

    @property
    def is_made_by_ai(self) -> bool:
        """True where they say so."""
        return self.source_type.endswith("trainedAlgorithmicMedia")

    @property
    def is_self_made(self) -> bool:
        """True for the certificate that a house of this program makes itself."""
        return not self.is_trusted and self.signer.endswith(SELF_MADE)


def read(
    content: bytes,
    media_type: str,
    beside: bytes | None = None,
    anchors: str = "",
) -> Credentials | None:
    """The credentials of a file; None where it has none, or is of a kind that cannot have any.

    `beside` are those from a file of their own, `anchors` certificates (PEM) of authorities that are trusted.
    Raises `BadConfig` for anchors that are none, `ImportError` where c2pa is not there.
    """
    import c2pa

    context = _reading(anchors)
    try:
        reader = c2pa.Reader(media_type, io.BytesIO(content), manifest_data=beside, context=context)
    except c2pa.C2paError.ManifestNotFound:
        return None
    except c2pa.C2paError.NotSupported:
        return None
    except c2pa.C2paError as error:
        return Credentials("", "", "", False, False, [f"they cannot be read: {error}"])
    with reader:
        return _credentials(json.loads(reader.json()))


def _reading(anchors: str) -> Context:
    import c2pa

    settings: dict[str, Any] = {"verify": _OFFLINE}
    if anchors:
        settings["trust"] = {"user_anchors": anchors}
    try:
        return c2pa.Context.from_dict(settings)
    except c2pa.C2paError as error:
        raise BadConfig(f"--trust: these are no certificates in PEM: {error}") from error


def _credentials(store: dict[str, Any]) -> Credentials:
    manifest = store["manifests"].get(store.get("active_manifest", ""), {})
    signature = manifest.get("signature_info", {})
    names = [signature.get("issuer"), signature.get("common_name")]
    programs = manifest.get("claim_generator_info", [])
    codes = [status["code"] for status in store.get("validation_status", [])]
    broken = [code for code in codes if not code.startswith(_OF_CERTIFICATE)]
    return Credentials(
        signer=", ".join(filter(None, names)),
        program=", ".join(_program(each) for each in programs),
        source_type=_source_type(manifest),
        holds=not broken and bool(signature),
        is_trusted=store.get("validation_state") == "Trusted",
        problems=[code for code in codes if code != _UNTRUSTED],
    )


def _program(entry: dict[str, Any]) -> str:
    return f"{entry.get('name', '')} {entry.get('version', '')}".strip()


def _source_type(manifest: dict[str, Any]) -> str:
    """Of the action that made the file."""
    for assertion in manifest.get("assertions", []):
        if assertion.get("label", "").startswith("c2pa.actions"):
            for action in assertion["data"].get("actions", []):
                if "digitalSourceType" in action:
                    return str(action["digitalSourceType"])
    return ""


def _manifest(title: str) -> str:
    """What is signed of a file, as the C2PA Specification 2 has it."""
    program = {"name": PROGRAM, "version": __version__}
    made = {"action": "c2pa.created", "digitalSourceType": TRAINED, "softwareAgent": program}
    marked = {"action": "c2pa.watermarked.unbound", "softwareAgent": program}
    actions = {"label": "c2pa.actions.v2", "data": {"actions": [made, marked]}}
    manifest = {"claim_generator_info": [program], "title": title, "assertions": [actions]}
    return json.dumps(manifest)


def anchors_in(path: Path) -> str:
    """The certificates in a PEM file. Raises `BadConfig`."""
    try:
        return path.read_text("ascii")
    except (OSError, ValueError) as error:
        raise BadConfig(f"--trust: {path} cannot be read as PEM: {error}") from error
