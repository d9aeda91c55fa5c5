"""The day's words in the margin: newest first, softly, and nothing but the words."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from installation.display.compositor import Compositor, Opening
from installation.display.overlay import Overlay
from installation.display.panes.kit import Seen
from installation.display.process import Room
from installation.ipc.testing import FakeContext, fake_settings
from installation.messages import LatentPoint, Picture
from installation.vocabulary import RoomName, VisitState
from tests.letter_pack import point_of, write_letter_pack

ASSETS = Path(__file__).resolve().parents[2] / "assets"
HEIGHT = 270
WIDTH = 480
DT = 0.1
TODAY = date(2031, 5, 17)
GREY = 150


def settings(folder, theme="dusk", assets=ASSETS):
    screen = {"mode": "windowless", "width_px": WIDTH, "height_px": HEIGHT, "theme": theme}
    return fake_settings(assets=str(assets), pack_folder=str(folder), screen=screen)


class Screen:
    """A compositor over a grey picture."""

    def __init__(self, folder, theme="dusk", words="", assets=ASSETS):
        grey = np.full((HEIGHT, WIDTH, 3), GREY, np.uint8)
        opening = Opening((HEIGHT, WIDTH), Picture(1, 0, 0, grey), is_restart=True)
        self.overlay = Overlay(settings(folder, theme, assets), folder, (HEIGHT, WIDTH))
        self.compositor = Compositor(opening, self.overlay, False, 0, words=words)
        self.words = self.compositor.words
        self._frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)

    def after(self, seconds: float, people=0, is_open=False) -> np.ndarray:
        """(h, w, 3) what is shown so much later."""
        for _ in range(round(seconds / DT)):
            self.overlay.inside.tick(is_open, Seen(), DT)
            self.compositor.compose(self._frame, people, DT)
        return self._frame[..., :3].copy()


def covered(frame: np.ndarray, row: str = "upper") -> int:
    """Pixels of a right corner that are no longer the picture's."""
    half = HEIGHT // 2
    part = frame[:half] if row == "upper" else frame[half:]
    return int((part[:, WIDTH // 2 :] != GREY).any(axis=2).sum())


@pytest.fixture
def letters(tmp_path):
    return write_letter_pack(tmp_path / "letters").folder


def test_a_word_comes_softly_into_the_margin_and_stays(letters):
    screen = Screen(letters)
    assert covered(screen.after(1)) == 0
    screen.words.record("ART", TODAY)
    begun = screen.after(0.3)
    later = screen.after(3)
    upper = slice(0, HEIGHT // 2)
    assert GREY - 60 < begun[upper].min() < GREY - 5
    assert later[upper].min() < GREY - 60
    screen.words.record("", TODAY)
    assert np.array_equal(screen.after(3), later)


def test_the_newest_word_stands_first_and_each_once(letters):
    words = Screen(letters).words
    for word in ("ART", "ART", "", "TEE", "", "ART"):
        words.record(word, TODAY)
    assert words.newest == ["ART", "TEE"]


def test_more_words_make_a_taller_plate_until_no_more_fit(letters):
    screen = Screen(letters)
    sizes = []
    for word in ("AB", "ER", "ES", "HA", "UH", "TU", "AH", "ET", "RE", "AR"):
        screen.words.record(word, TODAY)
        sizes.append(covered(screen.after(2)))
    assert sizes[0] < sizes[1] < sizes[2] <= sizes[-1]
    assert sizes[-1] == sizes[-2]


def test_every_day_begins_without_words(letters):
    words = Screen(letters).words
    words.record("ART", TODAY)
    words.record("", TODAY + timedelta(days=1))
    assert words.newest == []


def test_the_words_are_gone_while_somebody_looks_inside(letters):
    screen = Screen(letters)
    screen.words.record("ART", TODAY)
    shown = screen.after(2)
    opened = screen.after(3, is_open=True)
    view = screen.overlay.inside.view()
    assert (opened[view.top + 5 : HEIGHT // 3, view.left : view.right] == GREY).all()
    assert np.array_equal(screen.after(4), shown)


def test_a_pack_of_one_point_has_no_words(tmp_path):
    screen = Screen(write_letter_pack(tmp_path / "one", most=1).folder)
    screen.words.record("ART", TODAY)
    assert covered(screen.after(2)) == 0


def test_each_theme_has_a_place_for_them_that_is_not_the_marks(letters):
    for theme, row in (("dusk", "upper"), ("paper", "lower")):
        screen = Screen(letters, theme)
        bare = covered(screen.after(0.5), row)
        screen.words.record("ART", TODAY)
        assert bare == 0 < covered(screen.after(2), row)


def test_the_words_give_way_to_the_notice(letters, tmp_path):
    for kind in ("texts", "type"):
        (tmp_path / kind).symlink_to(ASSETS / kind)
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "own.toml").write_text('[words]\nplace = "lower left"')
    screen = Screen(letters, "own", assets=tmp_path)
    screen.words.record("ART", TODAY)
    words = screen.after(3)
    assert (words[HEIGHT // 2 :, : WIDTH // 2] != GREY).any()
    noticed = screen.after(4, people=1)
    without_words = Screen(letters)
    without_words.after(3)
    assert np.array_equal(noticed, without_words.after(4, people=1))


def test_a_display_that_is_started_again_still_shows_them_and_a_closed_house_forgets(letters):
    states = iter([VisitState.FOLLOWING] * 3 + [VisitState.CLOSED] * 100)

    def point() -> LatentPoint:
        return LatentPoint(1, 1, next(states), 0.0, point_of("A"), word="ART")

    context = FakeContext(RoomName.DISPLAY, settings(letters), sources={"point": point})
    room = Room(context)
    room.turn()
    room._save()
    saved = context.checkpoint["words"]
    assert saved.endswith(" ART")
    assert Screen(letters, words=saved).words.newest == ["ART"]
    for _ in range(4):
        room.turn()
    room._save()
    room.close()
    assert "ART" not in context.checkpoint["words"]
