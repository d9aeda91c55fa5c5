"""The live picture of the screen, signed when somebody asks for it: the page, or a broker."""

from installation.config.settings import Settings
from installation.marks.marker import Marker
from installation.marks.picture_files import JPEG

_TITLE = "live.jpg"


class SignedPicture:
    """Signs each picture once, however many ask for it, and none while nobody does."""

    def __init__(self, settings: Settings):
        # nothing waits for an authority five times a second
        marks = settings.marks.model_copy(update={"timestamp_url": ""})
        self._marker = Marker(marks, settings.state)
        self._jpeg = b""  # the last one that was asked for
        self._signed = b""

    @property
    def message(self) -> str:
        """For the technician: why pictures are not signed; "" while they are."""
        return self._marker.message

    def of(self, jpeg: bytes) -> bytes:
        """The picture with signed credentials, where this house can sign; empty where there is none."""
        if not jpeg:
            return b""
        if jpeg is not self._jpeg:
            self._signed = self._marker.signed(jpeg, JPEG, _TITLE)
            self._jpeg = jpeg
        return self._signed
