"""Gives a picture all its marks on its way out of the house: watermark, words in the file, signed credentials."""

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np

from installation.common import files, state_folder, system_errors
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
        self._signer: CredentialSigner | None = None  # opened at first use
        self._timestamp_url = marks.timestamp_url

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
        try:
            return self._with_signer(lambda signer: signer.signed(content, media_type, title))
        except BadConfig as fault:
            self._complain(fault)
            return content

    def write_beside(self, path: Path, media_type: str, description: str) -> None:
        """For a file that has no place for marks: NAME.xmp and NAME.c2pa beside it. Raises `OSError`."""
        files.write_whole(path.with_suffix(".xmp"), self._packet(description))
        content = path.read_bytes()
        try:
            credentials = self._with_signer(
                lambda signer: signer.beside(content, media_type, path.name)
            )
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

    def _with_signer(self, sign: Callable[[CredentialSigner], bytes]) -> bytes:
        """What `sign` makes; without a timestamp where the authority gives none. Raises `BadConfig`."""
        if not content_credentials.is_here():
            raise BadConfig(NO_WHEEL)
        try:
            if self._signer is None:
                self._signer = CredentialSigner(self.key(), self._timestamp_url)
            made = sign(self._signer)
            self.message = ""
            return made
        except OSError as error:
            raise BadConfig(system_errors.words(error)) from error
        except BadConfig as fault:
            if not self._timestamp_url:
                raise
            log.warning("%s is not asked for the time any more: %s", self._timestamp_url, fault)
        self._timestamp_url = ""
        self._signer = None
        return self._with_signer(sign)

    def _complain(self, fault: BadConfig) -> None:
        """Said once; what no wheel was made for is no fault."""
        message = f"what leaves the house is not signed: {fault}"
        if message == self.message or not content_credentials.is_here():
            return
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
