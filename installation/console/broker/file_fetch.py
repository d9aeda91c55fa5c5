"""A file that comes over the broker part by part, each asked for: a slow house is not flooded, a lost part comes again.

`TOPIC/want` is what the house says (JSON: the offer's key, an offset, how many parts), `TOPIC/part/KEY/OFFSET` what it
is sent. What has come stays on the disk, so that an interrupted transfer goes on where it was, also after a restart.
"""

import contextlib
import hashlib
import json
from pathlib import Path

from installation.common import clock
from installation.common.files import make_folder
from installation.console.broker.file_offer import FileOffer

PART_BYTES = 64 << 10
WINDOW = 8  # parts that are asked for at once
_ASK_AGAIN_S = 5.0
PATIENCE_S = 60.0  # without a part: the sender is gone
_HASH_BYTES = 8 << 20  # of what came earlier, in one turn


class FileFetch:
    """One transfer; `turn` says what is to be asked for."""

    def __init__(self, offer: FileOffer, folder: Path, now_ns: int):
        """Goes on with what lies in `folder`. Raises `OSError`."""
        self.offer = offer
        self.path = folder / f"{offer.key}.part"
        self.have = 0  # bytes that are there and hashed
        make_folder(folder, 0o700)
        _drop_others(folder, self.path)
        self.path.touch(mode=0o600)
        self._earlier = min(self.path.stat().st_size, offer.size_bytes)
        self._digest = hashlib.sha256()
        self._asked_to = 0  # all parts up to here were asked for
        self._moved_ns = now_ns  # the last part came
        self._asked_ns = 0

    @property
    def is_whole(self) -> bool:
        """All bytes are there."""
        return self.have == self.offer.size_bytes

    @property
    def is_right(self) -> bool:
        """They are those that were offered."""
        return self._digest.hexdigest() == self.offer.sha256

    def is_silent(self, now_ns: int) -> bool:
        """Nobody sends any more."""
        return clock.seconds(now_ns - self._moved_ns) > PATIENCE_S

    def turn(self, now_ns: int) -> str:
        """What is to be said at `want`, empty for nothing. Raises `OSError`."""
        if self.have < self._earlier:
            self._hash_earlier()
            self._moved_ns = now_ns
            return ""
        is_late = clock.seconds(now_ns - self._asked_ns) > _ASK_AGAIN_S
        if self.is_whole or (self.have < self._asked_to and not is_late):
            return ""
        self._asked_ns = now_ns
        self._asked_to = min(self.offer.size_bytes, self.have + WINDOW * PART_BYTES)
        return json.dumps({"key": self.offer.key, "offset": self.have, "parts": WINDOW})

    def hear(self, offset: int, part: bytes, now_ns: int) -> None:
        """A part that came; what is not the next one is asked for again. Raises `OSError`."""
        is_next = offset == self.have and self.have >= self._earlier
        if not is_next or not part or self.have + len(part) > self.offer.size_bytes:
            return
        with self.path.open("r+b") as file:
            file.seek(offset)
            file.write(part)
        self._digest.update(part)
        self.have += len(part)
        self._earlier = self.have
        self._moved_ns = now_ns
        self._asked_ns = now_ns

    def _hash_earlier(self) -> None:
        """A piece of what an earlier transfer left: all at once would keep the house's page waiting."""
        with self.path.open("rb") as file:
            file.seek(self.have)
            block = file.read(min(_HASH_BYTES, self._earlier - self.have))
        self._digest.update(block)
        self.have += len(block)
        if not block:
            self._earlier = self.have


def _drop_others(folder: Path, ours: Path) -> None:
    """Of several that were begun only the newest is kept: disks are small."""
    for path in folder.glob("*.part"):
        if path != ours:
            with contextlib.suppress(OSError):
                path.unlink()
