"""Notices when the letters side by side spell a word, and celebrates it for a while."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from installation.common.smoothing import approach
from installation.config.settings import Settings
from installation.journey.word_lists import SHORTEST, WordLists
from installation.packs.manifest import Pack
from installation.packs.spelling import LetterReader

READ_EVERY_S = 0.1
LOOK_EVERY_S = 1.0  # for a list that was saved
STANDS_S = 1.2  # so long the same letters stand there before they are a word
CELEBRATED_S = 6.0
PAUSE_S = 60.0  # until the same word is celebrated again
GROWN = 0.6  # of the largest letter's size: a smaller one comes or goes
_SMALLEST = 0.02  # of the picture's narrow side: nothing is to be seen of it
_SOFTLY_S = 0.8  # time constant with which the celebration comes and goes


class WordSpotter:
    """What the points side by side spell. `word` is "" and `celebration` 0 while nothing is celebrated."""

    def __init__(self, pack: Pack, settings: Settings):
        """A pack whose classes are no letters, or that shows one point only, never spells a word."""
        self.word = ""
        self.celebration = 0.0  # 0..1, softly
        self._reader = LetterReader.of(pack) if pack.generator.most >= SHORTEST else None
        self._pack = pack
        self._settings = settings
        self._lists = WordLists.of(pack, settings) if self._reader is not None else WordLists([])
        # beside the loop: a list may have many thousand words
        self._thread = ThreadPoolExecutor(1, "words")
        self._work: Future[None] | None = None
        self._since_look_s = 0.0
        self._row = ""  # the letters that stand there
        self._stood_s = 0.0  # clearly
        self._is_told = False  # of this row
        self._since_read_s = 0.0
        self._celebrated_s = 0.0
        self._pauses_s: dict[str, float] = {}  # word -> seconds until it may be celebrated again

    @property
    def message(self) -> str:
        """For the technician: what is wrong with a list of words."""
        return self._lists.message

    def speak(self, languages: Iterable[str]) -> None:
        """Words of other languages are celebrated from now on."""
        if self._reader is not None:
            self._lists = WordLists.of(self._pack, self._settings, languages)

    def close(self) -> None:
        """No longer looks at the lists."""
        self._thread.shutdown(wait=False)

    def tick(self, points: np.ndarray, spots: np.ndarray, dt: float) -> None:
        """`dt` seconds later, with these points (n, d) at these spots (n, 2): see `messages.LatentPoint`."""
        self._since_read_s += dt
        self._look(dt)
        if self._reader is not None and self._since_read_s >= READ_EVERY_S:
            self._read(self._reader, points, spots)
            self._since_read_s = 0.0
        self._celebrated_s += dt
        if self._celebrated_s >= CELEBRATED_S:
            self.word = ""
        wanted = 1.0 if self.word else 0.0
        self.celebration = approach(self.celebration, wanted, dt, _SOFTLY_S)

    def _look(self, dt: float) -> None:
        self._since_look_s += dt
        is_busy = self._work is not None and not self._work.done()
        if self._since_look_s >= LOOK_EVERY_S and not is_busy:
            self._since_look_s = 0.0
            self._work = self._thread.submit(self._lists.refresh)

    def _read(
        self,
        reader: LetterReader,
        points: np.ndarray,
        spots: np.ndarray,
    ) -> None:
        self._wait(self._since_read_s)
        row, is_clear = _row(reader, points, spots)
        if row != self._row:
            self._row = row
            self._stood_s = 0.0
            self._is_told = False
        elif is_clear:
            self._stood_s += self._since_read_s
        if self._stood_s >= STANDS_S and not self._is_told:
            self._is_told = True
            self._celebrate(row)

    def _celebrate(self, row: str) -> None:
        if row not in self._lists.words or row in self._pauses_s:
            return
        self.word = row
        self._celebrated_s = 0.0
        self._pauses_s[row] = PAUSE_S

    def _wait(self, dt: float) -> None:
        left_s = {word: pause_s - dt for word, pause_s in self._pauses_s.items()}
        self._pauses_s = {word: pause_s for word, pause_s in left_s.items() if pause_s > 0}


def _row(reader: LetterReader, points: np.ndarray, spots: np.ndarray) -> tuple[str, bool]:
    """The letters from left to right, and whether each is clear; "" where one is no letter, or nearly none is there."""
    if points.ndim != 2 or points.shape[1] != reader.dimensions or len(points) != len(spots):
        return "", False
    sizes = spots[:, 1]
    is_grown = (sizes > GROWN * sizes.max(initial=0.0)) & (sizes > _SMALLEST)
    letters = []
    for number in np.argsort(spots[:, 0], kind="stable"):
        if is_grown[number]:
            letters.append(reader.read(points[number]))
    if len(letters) < SHORTEST or not all(one.letter for one in letters):
        return "", False
    word = "".join(one.letter for one in letters)
    return word, all(one.is_clear for one in letters)
