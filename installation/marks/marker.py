"""Gives a picture all its marks on its way out of the house: watermark, words in the file, signed credentials."""

import logging
from pathlib import Path

import numpy as np

from installation.common import files, state_folder
from installation.config.options import RunOptions
from installation.config.resolve import resolve
from installation.config.schema import MarksConfig
from installation.faults import BadConfig
from installation.marks import content_credentials, picture_files, signing_key, xmp
from installation.marks.content_credentials import CredentialSigner
from installation.marks.signing_key import SigningKey
from installation.marks.watermark import Watermark
from installation.marks.xmp import PROGRAM, PictureWords

NO_WHEEL = "there is no c2pa-python for this kind of machine"

log = logging.getLogger(__name__)


class Marker:
    """Where a file cannot be signed it leaves without a signature, with its other marks, and `message` says why.

    A machine for which there is no c2pa-python is no fault: `kiosk check` says it.
    """

    def __init__(self, marks: MarksConfig, state: Path):
        """`state` is the folder of what must not be forgotten: a self-made certificate is kept there."""
        self.message = ""  # for the technician: why files are not signed
        self._marks = marks
        self._state = state
        self._credit = marks.credit or PROGRAM
        self._watermark: Watermark | None = None
        self._watermark_size = (0, 0)
        self._signer: CredentialSigner | None = None
        self._has_tried = False

    def file(
        self,
        picture: np.ndarray,
        media_type: str,
        description: str,
        quality: int = 88,
        is_watermarked: bool = False,
    ) -> bytes:
        """A picture (h, w, 3) uint8 BGR as a JPEG or PNG with everything but the signature.

        `is_watermarked`: it was cut from a screen that carries the watermark.
        """
        if not is_watermarked:
            picture = self.watermarked(picture)
        return picture_files.encoded(picture, media_type, self._packet(description), quality)

    def watermarked(self, picture: np.ndarray) -> np.ndarray:
        """A picture (h, w, 3) uint8 BGR with the watermark, as a new array."""
        size = picture.shape[:2]
        if self._watermark is None or self._watermark_size != size:
            self._watermark = Watermark(*size)
            self._watermark_size = size
        return self._watermark.marked(picture)

    def signed(self, content: bytes, media_type: str, title: str) -> bytes:
        """The file with signed credentials; as it was where it cannot be signed."""
        signer = self._opened()
        if signer is None:
            return content
        try:
            return signer.signed(content, media_type, title)
        except BadConfig as fault:
            self._complain(fault)
            return content

    def write_beside(self, path: Path, media_type: str, description: str) -> None:
        """For a file that has no place for marks: NAME.xmp and NAME.c2pa beside it. Raises `OSError`."""
        files.write_whole(path.with_suffix(".xmp"), self._packet(description))
        signer = self._opened()
        if signer is None:
            return
        try:
            credentials = signer.beside(path.read_bytes(), media_type, path.name)
        except BadConfig as fault:
            self._complain(fault)
            return
        files.write_whole(path.with_suffix(".c2pa"), credentials)

    def key(self) -> SigningKey:
        """What it signs with. Raises `BadConfig` and `OSError`."""
        marks = self._marks
        if bool(marks.certificate) != bool(marks.key):
            raise BadConfig("[marks]: certificate and key are given both or not at all")
        if marks.certificate:
            certificate = self._state / marks.certificate
            return signing_key.configured(certificate, self._state / marks.key)
        return signing_key.self_made(self._state, self._credit)

    def _packet(self, description: str) -> bytes:
        return xmp.packet(PictureWords(self._credit, description))

    def _opened(self) -> CredentialSigner | None:
        """At first use, and once: a library and a key are loaded."""
        if self._has_tried:
            return self._signer
        self._has_tried = True
        if not content_credentials.is_here():
            log.info("what leaves the house is not signed: %s", NO_WHEEL)
            return None
        try:
            self._signer = CredentialSigner(self.key(), self._marks.timestamp_url)
        except (BadConfig, OSError) as fault:
            self._complain(fault)
        return self._signer

    def _complain(self, reason: object) -> None:
        """Said once."""
        message = f"what leaves the house is not signed: {reason}"
        if message != self.message:
            self.message = message
            log.warning(message)


def of_this_house() -> Marker:
    """For what is made beside the running piece, with the usual kiosk.toml. Raises `BadConfig`."""
    state_folder.prepare()
    return Marker(resolve(RunOptions()).marks, state_folder.folder())


def described(model: str, author: str) -> str:
    """The description of a picture, for whoever opens its file."""
    by = f" by {author}" if author else ""
    return f"Made by an AI: a picture of the model {model}{by}, in the installation {PROGRAM}."
