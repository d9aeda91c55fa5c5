"""The other end of a transfer: parts of one file for houses that ask for them; see `file_fetch`."""

from pathlib import Path

from installation.common import strict_json
from installation.console.broker.file_fetch import PART_BYTES, WINDOW
from installation.console.broker.file_offer import FileOffer

_MOST_MESSAGE = 512  # bytes


class FileServing:
    """Sends nothing that was not asked for."""

    def __init__(self, path: Path, offer: FileOffer):
        """`path` holds what is offered."""
        self.offer = offer
        self._path = path

    def parts(self, topic: str, payload: bytes) -> list[tuple[str, bytes]]:
        """What a house wants: (topic, part) each. Raises `OSError` where the file is gone."""
        wanted = self._wanted(payload)
        if wanted is None:
            return []
        offset, count = wanted
        found = []
        with self._path.open("rb") as file:
            file.seek(offset)
            for _ in range(count):
                part = file.read(PART_BYTES)
                if not part:
                    break
                found.append((f"{topic}/part/{self.offer.key}/{offset}", part))
                offset += len(part)
        return found

    def _wanted(self, payload: bytes) -> tuple[int, int] | None:
        """Offset and number of parts; None for what is no such wish."""
        if len(payload) > _MOST_MESSAGE:
            return None
        try:
            known = strict_json.parsed(payload)
            key = known["key"]
            offset = int(known["offset"])
            count = int(known["parts"])
        except (ValueError, KeyError, TypeError):
            return None
        is_ours = key == self.offer.key and 0 <= offset < self.offer.size_bytes
        return (offset, max(0, min(count, WINDOW))) if is_ours else None
