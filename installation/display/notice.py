"""The greeting on the picture: that an AI makes it, that visitors steer it, that no image of them is kept."""

from itertools import zip_longest

import numpy as np

from installation.display.ai_mark import NO_ROOM, AiMark
from installation.display.box import Box
from installation.display.layout_rules import READ_PER_S
from installation.display.notice_line import NoticeLine, NoticeSetter
from installation.display.pane_words import divided
from installation.display.panes.kit import Kit
from installation.display.plate import Plate
from installation.display.writing import reading_signs

FADE_S = 0.7
VISIT_OVER_S = 20.0  # without anybody; who comes sooner belongs to the same visit


class Notice:
    """A sentence beside a moving figure, once for each visit and language, and the mark that always stays."""

    def __init__(self, kit: Kit, height: int, width: int):
        """For a screen of this size, in pixels."""
        self._style = kit.theme.notice
        self._size = (height, width)
        self._mark = AiMark(kit, height, width)
        self._kit = kit
        whole = Box(0, 0, width, height)
        self._setter = NoticeSetter(kit, height, width, self._mark.spot(whole).width)
        self._margin = self._setter.margin
        # for the technician: what should be said shorter, and what has no room on this screen
        self.complaints: list[str] = [*filter(None, [self._mark.complaint])]
        self.left_out: list[str] = [] if self._mark.fits else [NO_ROOM]
        said = [self._portions(language) for language in kit.texts.languages]
        # the first sentence in every language, then what else there is to say
        in_turn = [line for lines in zip_longest(*said) for line in lines if line is not None]
        self._lines = [forms for forms, _ in in_turn]
        self._stays_s = [stays_s for _, stays_s in in_turn]  # of each line
        self._shown = 0  # number of the line that is or was seen
        self._row = 1  # of points, beside which it has room
        self._share = 0.0  # of it, 0 unseen .. 1
        self._visit_s: float | None = None  # since somebody came, None before
        self._empty_s = 0.0  # since the last one left

    def follow(self, before: "Notice") -> None:
        """Takes up where another one is that gives way to it."""
        self._shown = max(0, min(before._shown, len(self._lines) - 1))
        self._row = min(before._row, self._setter.longest_row)
        self._share = before._share if self._lines else 0.0
        self._visit_s = before._visit_s
        self._empty_s = before._empty_s

    def draw(
        self,
        frame: np.ndarray,
        view: Box,
        people: int,
        dt: float,
    ) -> None:
        """Onto a frame (h, w, 4); `view` is where the picture is, `people` how many visitors there are.

        A line that is wider than the picture waits until that is whole again.
        """
        inner = view.within(self._margin)
        mark = self._mark.spot(inner)
        if self._mark.fits:
            self._mark.draw(frame, mark)
        self._watch(people, dt, inner)
        row = self._longer_row(people, view)
        self._fade(row, dt)
        if self._share > 0 and row <= self._row:
            self._draw_line(frame, mark, inner, dt)

    def boxes(self, view: Box) -> list[Box]:
        """What of the picture at `view` it takes: the mark always, the line while it is shown."""
        inner = view.within(self._margin)
        mark = self._mark.spot(inner)
        if self._share > 0:
            return [mark, self._spot(self._line.plate, mark, inner)]
        return [mark]

    @property
    def _line(self) -> NoticeLine:
        """The one that is or was seen."""
        return self._lines[self._shown][self._row - 1]

    def _draw_line(
        self,
        frame: np.ndarray,
        mark: Box,
        inner: Box,
        dt: float,
    ) -> None:
        line = self._line
        if line.figure is not None:
            line.figure.tick(dt)
        spot = self._spot(line.plate, mark, inner)
        if inner.contains(spot):
            line.plate.draw(frame, spot, self._style.cover * self._share)

    def _portions(self, language: str) -> list[tuple[list[NoticeLine], float]]:
        """What it says in a language and for how many seconds, in as many parts as it takes: nothing is cut.

        Each part beside a row of one point, of two and so on. Nothing at all where the screen is too small for a
        word of it.
        """
        text = self._kit.say(language, "notice")
        rows = range(1, self._setter.longest_row + 1)
        parts = divided(text, lambda part: self._set(part, rows[-1]) is not None)
        lines = []
        for part in parts:
            forms = [line for row in rows if (line := self._set(part, row)) is not None]
            if len(forms) < len(rows):
                self.left_out.append(f"the notice in {language}: the screen is too small for it")
                return []
            read_s = 2 * reading_signs(part) / READ_PER_S
            lines.append((forms, max(self._style.stays_s, read_s)))
        if len(parts) > 1:
            self.complaints.append(
                f"the notice in {language} takes {len(parts)} plates one after the other: say it shorter"
            )
        return lines

    def _watch(self, people: int, dt: float, inner: Box) -> None:
        """Follows the visit: its line goes on for those who are there, and begins anew for the next ones."""
        if people:
            self._empty_s = 0.0
            is_waiting = self._lines and self._line.plate.size[1] > inner.width
            self._visit_s = (self._visit_s or 0.0) + (0.0 if is_waiting else dt)
            return
        self._empty_s += dt
        if self._empty_s > VISIT_OVER_S:
            self._visit_s = None

    def _wanted(self) -> int | None:
        """Number of the line that is to be seen now; none where nobody is there, or all have been."""
        if self._visit_s is None or self._empty_s:
            return None
        left_s = self._visit_s
        for number, stays_s in enumerate(self._stays_s):
            if left_s < stays_s:
                return number
            left_s -= stays_s
        return None

    def _longer_row(self, people: int, view: Box) -> int:
        """Of points, beside which a line has to have room so that it lies on none in the picture at `view`."""
        longest = self._setter.longest_row
        count = min(max(1, people), longest)
        side = (view.width - count * view.height) // 2 - self._margin
        for row in range(count, longest):
            if self._lines and self._lines[self._shown][row - 1].plate.size[1] <= side:
                return row
        return longest

    def _fade(self, row: int, dt: float) -> None:
        """One line goes before the next one comes; one that would lie on a row of points, before a narrower one."""
        wanted = self._wanted()
        if self._share == 0 and wanted is not None:
            self._shown = wanted
            self._row = row
        goal = 1.0 if wanted == self._shown and row <= self._row else 0.0
        step = dt / FADE_S
        self._share += min(step, max(-step, goal - self._share))

    def _set(self, text: str, row: int) -> NoticeLine | None:
        """A sentence, where it has room beside the mark and such a row of points."""
        line = self._setter.line(text, row)
        return line if line is not None and self._has_room(line.plate) else None

    def _has_room(self, plate: Plate) -> bool:
        """Beside the mark."""
        height, width = self._size
        inner = Box(0, 0, width, height).within(self._margin)
        mark = self._mark.spot(inner)
        spot = self._spot(plate, mark, inner)
        return inner.contains(spot) and not spot.touches(mark)

    def _spot(self, plate: Plate, mark: Box, inner: Box) -> Box:
        """The plate's place, further in where the mark is in its way."""
        spot = plate.place(self._style.place, inner)
        is_clear = spot.right + self._margin <= mark.left or mark.right + self._margin <= spot.left
        row = self._style.place.split()[0]
        if is_clear or not self._style.mark.startswith(row):
            return spot
        away = mark.height + self._margin
        return spot.moved(0, -away if row == "lower" else away)
