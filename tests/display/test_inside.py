"""Look inside: the picture gives way to a board of panes, one for each part the pack has."""

import dataclasses
from itertools import pairwise, product
from pathlib import Path

import cv2
import numpy as np
import pytest

from installation.config import schema
from installation.display.asset_shelf import AssetShelf
from installation.display.box import Box
from installation.display.input import Key
from installation.display.inside import Inside
from installation.display.inside_layout import InsideLayout
from installation.display.layout_rules import CAPTION, NAME, SENTENCE, SMALLEST, TITLE
from installation.display.map_trail import MapTrail
from installation.display.notice import Notice
from installation.display.notice_line import NoticeSetter
from installation.display.page_turn import TURN_S
from installation.display.panes.kit import Kit, Seen
from installation.display.panes.learned import Learned
from installation.display.panes.pane_table import PANES, sentences_for
from installation.display.sentences import Sentences
from installation.display.text import Typeface, text_px
from installation.display.text_block import Paragraph, TextBlock
from installation.display.theme import Theme, contrast, load, parsed
from installation.faults import BadConfig
from installation.messages import Activations, LatentPoint, Presence
from installation.packs import atlas, manifest
from installation.packs.atlas import Atlas
from installation.vocabulary import PaneName, VisitState

ROOT = Path(__file__).resolve().parents[2]
PACK = manifest.load(ROOT / "models" / "facades")
ATLAS = atlas.load(PACK.folder, PACK.dimensions)
SHELF = AssetShelf(ROOT / "assets", Path("none"), is_strict=True)
TYPEFACE = Typeface(SHELF)
LANDSCAPE = (540, 960)
UPRIGHT = (960, 540)
STRIP = (540, 3840)
DT = 1 / 30
THEMES = [load(SHELF, path.stem) for path in sorted((ROOT / "assets" / "themes").glob("*.toml"))]
OPENS_S = Theme().transitions.opens_s
STAYS_S = Theme().notice.stays_s
PICTURE = (7, 251, 3)  # a colour that no pane has


def kit(
    pack=PACK,
    map_=ATLAS,
    size=LANDSCAPE,
    theme=None,
    has_classifier=True,
    languages=("de", "en"),
):
    return Kit(
        pack,
        map_,
        Sentences(SHELF, list(languages), sentences_for()),
        TYPEFACE,
        text_px(*size, 2.0, 1.4),
        theme or Theme(),
        has_classifier,
    )


def seen(point=None, visitor=True):
    """A visitor at the left, a path on the map, and activations of two ways of looking."""
    random = np.random.default_rng(1)
    point = PACK.places[0] if point is None else point
    trail = MapTrail(ATLAS)
    for k in range(30):
        trail.record(point * (k / 30), int(visitor), 0.2)
    silhouette = np.zeros((18, 32), np.uint8)
    silhouette[4:, 5:9] = visitor
    row = [1, 0.2, 0.6, 0.1, 0.7, 0.3, 0.0, 0.5]
    places = np.array([row] if visitor else [], np.float32).reshape(-1, 8)
    presence = Presence(1, 1, 0.0, 1, places, np.zeros(2), np.zeros((9, 16)), silhouette)
    activations = Activations(
        1,
        1,
        1,
        layers=random.integers(0, 256, (5, 6, 72, 128), dtype=np.uint8),
        seen=random.integers(0, 256, (2, 72, 128, 3), dtype=np.uint8),
        kernels=random.integers(0, 256, (2, 16, 7, 7, 3), dtype=np.uint8),
        features=random.integers(0, 256, (2, 4, 36, 64), dtype=np.uint8),
        scores=np.array([[0.7, 0.1, 0.1, 0.05, 0.03, 0.02], [0.2, 0.5, 0.1, 0.1, 0.05, 0.05]]),
    )
    latent = LatentPoint(1, 1, VisitState.LOOKING, 1.0, point)
    return Seen(presence, latent, activations, trail)


def opened(what, size=LANDSCAPE, shown=None, **settings):
    """The screen, with a picture of one colour, four seconds after `what` was chosen."""
    inside = Inside(kit(size=size), schema.ScreenConfig(**settings), *size)
    pixels = np.full((*size, 4), (*PICTURE, 255), np.uint8)
    shown = shown or seen()
    for turn in range(120):
        inside.tick(True, shown, DT)
        if turn == 0:
            inside.choose(what)
    inside.draw(pixels)
    return inside, pixels[..., :3]


def board(inside, pixels):
    """What is not the picture."""
    hidden = np.ones(pixels.shape[:2], bool)
    hidden[inside.view().rows, inside.view().columns] = False
    return pixels[hidden]


@pytest.mark.parametrize(
    ("size", "what"),
    [
        *product([LANDSCAPE, UPRIGHT], [*PaneName, Key.ALL]),
        *product([STRIP], PaneName),
    ],
)
def test_each_pane_draws_beside_the_picture_and_never_over_it(size, what):
    inside, pixels = opened(what, size)
    view = inside.view()
    assert (pixels[view.rows, view.columns] == PICTURE).all()
    assert 0.6 <= view.width * view.height / (size[0] * size[1]) <= 0.7
    around = board(inside, pixels)
    assert not (around == PICTURE).all(1).any(), "a part of the board was left undrawn"
    assert (around != np.array(Theme().colours.plate[::-1])).any(1).mean() > 0.1
    assert inside.shown.split() == (inside.names if what == Key.ALL else [what])


@pytest.mark.parametrize(
    ("lacks", "panes"),
    [
        ("nothing", ["kept", "where", "growth", "beliefs", "learned"]),
        ("map", ["kept", "growth", "beliefs"]),
        ("layers", ["kept", "where", "beliefs", "learned"]),
        ("second network", ["kept", "where", "growth", "learned"]),
        ("all of it", ["kept"]),
    ],
)
def test_a_pack_that_lacks_a_part_has_fewer_panes(lacks, panes):
    bare = dataclasses.replace(PACK, generator=PACK.generator.model_copy(update={"layers": []}))
    given = kit(
        pack=bare if lacks in ("layers", "all of it") else PACK,
        map_=None if lacks in ("map", "all of it") else ATLAS,
        has_classifier=lacks not in ("second network", "all of it"),
    )
    inside = Inside(given, schema.ScreenConfig(), *LANDSCAPE)
    assert inside.names == panes
    for _ in range(90):
        inside.tick(True, Seen(), DT)
    assert inside.shown == "kept"


def test_a_strip_without_room_for_all_titles_shows_one_pane_after_another():
    inside, _ = opened(Key.ALL, STRIP, inside="together")
    assert inside.shown in inside.names


def test_it_opens_and_closes_softly():
    inside = Inside(kit(has_classifier=False), schema.ScreenConfig(), *LANDSCAPE)
    shown = seen()
    shares = []
    for open_ in (True, False):
        for _ in range(round(OPENS_S / DT) + 1):
            inside.tick(open_, shown, DT)
            shares.append(inside.share)
    assert np.abs(np.diff(shares)).max() < 0.06
    assert max(shares) == 1 and shares[-1] == 0 and inside.shown == ""


def passed(inside, seconds, shown, people=True):
    """Names of the panes that were shown in this time, one after another."""
    names = []
    for _ in range(round(seconds)):
        inside.tick(True, shown, 1.0)
        names += [inside.shown] if not names or names[-1] != inside.shown else []
    return names


def test_the_panes_follow_one_another_when_there_was_time_to_read():
    inside = Inside(kit(languages=["en"]), schema.ScreenConfig(), *LANDSCAPE)
    what = seen()
    assert passed(inside, 11, what) == inside.names[:1]
    assert passed(inside, 75, what)[:5] == inside.names


def test_who_looks_again_goes_on_and_somebody_new_begins():
    inside = Inside(kit(), schema.ScreenConfig(), *LANDSCAPE)
    for people, away_s, pane in ((True, 0, 0), (True, 8, 1), (True, 8, 2), (False, 30, 0)):
        for _ in range(away_s):
            inside.tick(False, seen(visitor=people), 1.0)
        assert passed(inside, 5, seen()) == [inside.names[pane]]
        inside.tick(False, seen(), 2.0)


def test_what_a_pane_says_comes_in_one_language_after_another_and_then_deeper():
    shown = seen()
    inside, first = opened("kept", shown=shown)
    pictures = [board(inside, first)]
    for _ in range(3):
        for _ in range(14):
            inside.tick(True, shown, 0.5)
        pixels = np.full((*LANDSCAPE, 4), (*PICTURE, 255), np.uint8)
        inside.draw(pixels)
        pictures.append(board(inside, pixels[..., :3]))
    assert inside.shown == "kept"
    differing = [(one != other).any(1).mean() for one, other in pairwise(pictures)]
    assert min(differing) > 0.01


def test_a_sentence_goes_before_the_next_one_comes():
    inside, _ = opened("1")
    sequence = inside._sequence
    (place,) = inside.page.word_places
    sequence.turn.keep()
    inside.page.go_on()
    contrasts = []
    for _ in range(10):
        words = sequence.turn.canvas()[place.rows, place.columns, 1].astype(int)
        contrasts.append(np.ptp(words))
        sequence.turn.tick(TURN_S / 10)
    assert contrasts[5] < 0.25 * min(contrasts[0], contrasts[-1])


@pytest.mark.parametrize("size", [(720, 1280), (768, 1024), (1920, 1080)])
def test_the_patterns_a_network_looks_for_are_large_enough_to_be_understood(size):
    shown = seen()
    colour = (251, 7, 243)  # that nothing else has
    shown.activations.kernels[:] = colour
    pixels = opened("beliefs", size, shown)[1]
    drawn = (pixels == colour[::-1]).all(2)
    _, _, spots, _ = cv2.connectedComponentsWithStats(drawn.astype(np.uint8))
    widths = spots[1:, cv2.CC_STAT_WIDTH]
    assert len(widths) >= 8 and widths.min() >= 24 * min(size) / 720


def test_a_visitor_is_seen_in_the_colour_that_stands_for_them():
    there = opened("kept", shown=seen())[1]
    empty = opened("kept", shown=seen(visitor=False))[1]
    near = [
        (np.abs(pixels.astype(int) - Theme().colours.you[::-1]).sum(2) < 120).sum()
        for pixels in (there, empty)
    ]
    assert near[0] > 50 and near[1] == 0


@pytest.mark.parametrize("size", [LANDSCAPE, UPRIGHT, STRIP])
def test_how_many_visitors_there_are_is_told_on_every_screen(size):
    one = seen()
    there = one.presence
    two = dataclasses.replace(there, places=np.repeat(there.places, 2, axis=0))
    alone, both = (
        opened("kept", size, shown)[1] for shown in (one, dataclasses.replace(one, presence=two))
    )
    assert (alone != both).any()


@pytest.mark.parametrize("place", PACK.places)
def test_no_pane_draws_beside_its_box(place):
    """Incident: a path at the edge of a small map left marks beside it, which nothing wiped away."""
    box = Box(300, 60, 200, 160)
    for pane in (spec.kind(kit()) for spec in PANES if spec.needs(kit())):
        canvas = np.full((*LANDSCAPE, 4), 9, np.uint8)
        pane.draw(canvas, box, seen(place), ("de",))
        canvas[box.rows, box.columns] = 9
        assert (canvas == 9).all(), pane.name


def test_what_a_second_network_saw_stays_until_it_sees_again():
    shown = seen()
    inside, before = opened("beliefs", shown=shown)
    shown.activations = dataclasses.replace(shown.activations, scores=np.zeros((0, 0), np.float32))
    for _ in range(30):
        inside.tick(True, shown, DT)
    pixels = np.full((*LANDSCAPE, 4), (*PICTURE, 255), np.uint8)
    inside.draw(pixels)
    assert (pixels[..., :3] == before).all(2).mean() > 0.95


@pytest.mark.parametrize("words", ["Playfair\nClaus Sørensen", "W" * 70, "\x07\u202e\n", ""])
def test_captions_stand_below_what_it_learned_from_and_leave_the_rest_alone(words):
    points, labels, layout, thumbnails = ATLAS.points, ATLAS.labels, ATLAS.layout, ATLAS.thumbnails
    captioned = Atlas(points, labels, layout, thumbnails, np.array([words] * len(points)))
    box = Box(100, 60, 500, 400)
    canvas = np.full((*LANDSCAPE, 4), 9, np.uint8)
    Learned(kit(map_=captioned)).draw(canvas, box, seen(), ("de",))
    written = (canvas[box.rows, box.columns, :3] != 9).any(2)
    canvas[box.rows, box.columns] = 9
    assert written.mean() > 0.3
    assert (canvas == 9).all()


@pytest.mark.parametrize("order", ["in-turn", "together"])
@pytest.mark.parametrize("size", [(720, 1280), (1920, 1080), (540, 3840), (768, 1024)])
def test_all_texts_fit_their_places_at_a_size_that_can_be_read(order, size):
    inside = Inside(kit(size=size), schema.ScreenConfig(inside=order), *size)
    assert inside.shrunk == []


@pytest.mark.parametrize("theme", THEMES)
def test_every_ink_of_the_themes_that_come_along_stands_out_on_its_plate(theme):
    assert theme.message == ""


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("picture", [0, 128, 255])
def test_the_notice_is_readable_on_any_picture(picture, theme):
    notice = Notice(kit(theme=theme), *LANDSCAPE)
    view = Box(0, 0, LANDSCAPE[1], LANDSCAPE[0])
    for _ in range(60):
        pixels = np.full((*LANDSCAPE, 4), picture, np.uint8)
        notice.draw(pixels, view, 1, DT)
    lines = pixels[:, : LANDSCAPE[1] // 2, 2::-1].reshape(-1, 3)
    lines = lines[(lines != picture).any(1)]
    ground = np.median(lines, axis=0)
    # through the plate that lets a little of the picture pass
    ink = np.array(theme.colours.ink)
    shown = theme.notice.cover * ink + (1 - theme.notice.cover) * picture
    assert contrast(tuple(shown), tuple(ground)) >= (7 if theme.notice.cover >= 0.88 else 4.5)
    assert contrast(tuple(ground), (0, 0, 0) if theme.colours.ink[0] < 128 else (255, 255, 255)) > 7


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_says_where_panes_and_words_are(theme):
    inside = Inside(kit(theme=theme), schema.ScreenConfig(), *LANDSCAPE)
    shown = seen()
    for _ in range(120):
        inside.tick(True, shown, DT)
    view = inside.view()
    pixels = np.full((*LANDSCAPE, 4), (*PICTURE, 255), np.uint8)
    inside.draw(pixels)
    free = (pixels[..., :3] != PICTURE).any(2)
    assert not free[view.rows, view.columns].any() and free.mean() > 0.35
    assert (view.left > 0) == (theme.panes.side == "left")
    bare = np.full((*LANDSCAPE, 4), 200, np.uint8)
    notice = Notice(kit(theme=theme), *LANDSCAPE)
    for _ in range(30):
        bare[:] = 200
        notice.draw(bare, Box(0, 0, LANDSCAPE[1], LANDSCAPE[0]), 1, DT)
    half = LANDSCAPE[0] // 2
    written = [(part != 200).any() for part in (bare[:half], bare[half:])]
    assert written == [
        theme.notice.place.startswith("upper"),
        theme.notice.place.startswith("lower"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[colours]\nink = "white"', "a colour is written like"),
        ('[colours]\nink = "#26zz38"', "a colour is written like"),
        ('[colours]\nink = "#26 2a "', "a colour is written like"),
        ("[colours]\nblue = 1", "colours.blue"),
        ("[notice]\ncover = 0.2", "notice.cover"),
        ("[type", "cannot be understood"),
        ('[type]\nbold = "../x.ttf"', "type.bold"),
        ('[type]\nbold = "..\\\\x.ttf"', "type.bold"),
        ('[type]\nbold = ".ttf"', "type.bold"),
        ('[type]\nbold = "x\\u0007.ttf"', "type.bold"),
        (f'[type]\nbold = "{"x" * 200}.ttf"', "type.bold"),
        ('[notice]\nicon = "../x.png"', "notice.icon"),
    ],
)
def test_a_theme_with_a_mistake_is_refused_in_words(text, words):
    with pytest.raises(BadConfig, match="own") as refused:
        parsed(Path("own.toml"), text.encode())
    assert words in str(refused.value)


def test_a_theme_that_is_hard_to_read_says_so():
    assert "quiet has" in Theme(colours={"quiet": "#555555"}).message


class Noticed:
    """The notice on a grey picture, and how much of the picture it covers."""

    def __init__(self, size=LANDSCAPE):
        self._size = size
        self._notice = Notice(kit(size=size), *size)

    def after(self, seconds, people, of_width=1.0):
        """Covered shares of the picture after a time: by the line, by the mark.

        `of_width`: what of it is the picture's.
        """
        height, width = self._size
        width = round(of_width * width)
        for _ in range(round(seconds / DT)):
            pixels = np.full((height, width, 4), 200, np.uint8)
            self._notice.draw(pixels, Box(0, 0, width, height), people, DT)
        changed = (pixels != 200).any(2)
        return changed[:, : width // 2].mean(), changed[:, -width // 8 :].mean()


def test_the_notice_comes_once_for_each_visit_and_language_and_the_mark_always():
    noticed = Noticed()
    nobody = noticed.after(1, people=0)
    first = noticed.after(2, people=2)
    second = noticed.after(STAYS_S + 2, people=2)
    later = noticed.after(2 * STAYS_S, people=2)
    noticed.after(5, people=0)
    again = noticed.after(2, people=1)
    noticed.after(30, people=0)
    next_visit = noticed.after(2, people=1)
    assert nobody[0] == later[0] == again[0] == 0
    assert min(first[0], second[0]) > 0.02
    assert next_visit == first
    assert min(mark for _, mark in (nobody, first, second, later, again)) > 0.002


@pytest.mark.parametrize(
    ("size", "most"),
    [((720, 1280), 0.05), ((1080, 1920), 0.05), ((1920, 1080), 0.06), ((540, 3840), 0.15)],
)
def test_the_greeting_covers_little_of_the_picture(size, most):
    setter = NoticeSetter(kit(size=size), *size, mark_width=size[1] // 9)
    line = setter.line("Eine KI macht dieses Bild aus Ihrer Bewegung; kein Bild von Ihnen bleibt.")
    assert 0 < line.area < most * size[0] * size[1]


@pytest.mark.parametrize("language", ["de", "en"])
def test_on_a_very_wide_screen_the_greeting_lies_on_no_letter_of_a_row(language):
    size = height, width = (540, 3840)
    letters = manifest.load(ROOT / "models" / "letters")
    wall = kit(letters, None, size, languages=(language,))
    whole = Box(0, 0, width, height)
    frame = np.zeros((*size, 4), np.uint8)
    heights = []
    for first, people in ((1, 1), (2, 2), (3, 3), (5, 5), (6, 6), (1, 5)):
        notice = Notice(wall, *size)
        for there in (first, people):
            for _ in range(8):
                notice.draw(frame, whole, there, 0.25)
        mark, line = notice.boxes(whole)
        row = min(people, letters.generator.most) * height
        assert line.right <= (width - row) // 2 and mark.left >= (width + row) // 2
        assert notice.complaints == notice.left_out == []
        heights.append(line.height)
    assert heights[0] < 0.25 * height, "in one line where that can be"
    assert heights == sorted(heights)


def test_on_a_very_wide_screen_the_greeting_lies_on_no_letter_beside_the_panes():
    size = height, width = (540, 3840)
    letters = manifest.load(ROOT / "models" / "letters")
    notice = Notice(kit(letters, None, size, languages=("de",)), *size)
    frame = np.zeros((*size, 4), np.uint8)
    for view in (
        Box(0, 0, width, height),
        InsideLayout(height, width, Theme().panes).picture(False),
    ):
        for _ in range(8):
            frame[:] = 0
            notice.draw(frame, view, 1, 0.25)
        on_letter = slice((view.width - height) // 2, (view.width + height) // 2)
        assert not frame[:, on_letter].any() and frame[:, : height // 2].any()


def test_the_greeting_goes_on_when_the_picture_is_wide_enough_for_it_again():
    noticed = Noticed((720, 1280))
    assert noticed.after(3, people=1)[0] > 0.02
    assert noticed.after(3 * STAYS_S, people=1, of_width=0.5)[0] == 0
    assert noticed.after(3, people=1)[0] > 0.02
    assert noticed.after(3 * STAYS_S, people=1)[0] == 0


@pytest.mark.parametrize("distance", [1.0, 2.0, 4.0])
def test_letters_are_as_large_as_the_eye_needs_from_where_visitors_stand(distance):
    px = text_px(1080, 1920, distance, 1.4, TYPEFACE.x_height)
    letter = (TYPEFACE.coverage("x", px) > 128).any(1).sum() * 1.4 / np.hypot(1080, 1920)
    degrees = np.degrees(np.arctan(letter / distance))
    assert 0.26 <= degrees <= 0.31  # fluently at an acuity of 0.7: 0.2 / 0.7
    sizes = (TITLE, SENTENCE, NAME)
    assert min(sizes) * SMALLEST * degrees >= 0.2 and CAPTION * degrees >= 0.2


def test_lines_break_between_words_and_long_texts_shrink_to_their_place():
    words = "Zwischen den Häusern, die es kennt, liegen Häuser, die niemand entworfen hat."
    lines = TYPEFACE.wrapped(words, 300, 24)
    assert " ".join(lines) == words and len(lines) > 2
    assert all(TYPEFACE.coverage(line, 24).shape[1] <= 306 for line in lines)
    small = TextBlock(TYPEFACE, [Paragraph(words, 34, (0, 0, 0))], 300, 160)
    assert small.fits and small.scale < 1 and small.height <= 160
    lengths = [TYPEFACE.width(line.text, line.px) for line in small.lines]
    assert min(lengths) > 0.6 * max(lengths), "the last line is left with a word"
    hopeless = TextBlock(TYPEFACE, [Paragraph(20 * words, 40, (0, 0, 0))], 300, 160)
    assert not hopeless.fits and hopeless.height <= 160


@pytest.mark.parametrize(
    ("word", "width", "lines"),
    [
        ("Donau\u00addampf\u00adschiff\u00adfahrt", 130, ["Donaudampf-", "schifffahrt"]),
        ("Donau\u00addampf\u00adschiff\u00adfahrt", 300, ["Donaudampfschifffahrt"]),
        ("E\u00adins\u00adel", 300, ["Einsel"]),
    ],
)
def test_a_long_word_is_divided_at_its_soft_hyphens(word, width, lines):
    assert TYPEFACE.wrapped(word, width, 22) == lines


def test_a_sentence_begins_on_a_line_of_its_own_where_that_makes_lines_even():
    """Incident: the last word before a break began the next sentence, as widths were tried in steps."""
    words = "Was ähnlich aussieht, liegt nah beieinander. Der helle Punkt sind Sie."
    for width in (386, 392, 418):
        block = TextBlock(TYPEFACE, [Paragraph(words, 27, (0, 0, 0))], width, 200)
        assert [line.text for line in block.lines][-1] == "Der helle Punkt sind Sie."


def test_no_line_is_wider_than_its_place_even_without_a_soft_hyphen():
    lines = TYPEFACE.wrapped("Rindfleischetikettierungsüberwachung gilt", 120, 22)
    assert all(TYPEFACE.width(line, 22) <= 120 for line in lines)
    joined = "".join(line.removesuffix("-") for line in lines[:-1]) + lines[-1]
    assert joined == "Rindfleischetikettierungsüberwachung gilt"


def test_a_missing_typeface_is_replaced_and_said(tmp_path):
    shelf = AssetShelf(tmp_path, tmp_path)
    stand_in = Typeface(shelf)
    assert "SourceSansPro-Regular.ttf" in shelf.troubles[0]
    assert stand_in.coverage("Größe", 30).max() == 255


def test_the_paths_of_the_day_outlive_the_room_and_not_the_day():
    trail = MapTrail(ATLAS)
    random = np.random.default_rng(2)
    for _ in range(3):
        a, b = random.normal(size=(2, 64)).astype(np.float32)
        for k in range(40):
            trail.record(a + (b - a) * k / 40, 1, 0.2)
        for _ in range(60):
            trail.record(b, 0, 0.2)
    again = MapTrail(ATLAS, trail.checkpoint)
    assert len(trail.day()) == len(again.day()) == 3
    np.testing.assert_allclose(again.day()[0][0], trail.day()[0][0], atol=0.01)
    again.record(a, 0, 13 * 3600)
    assert again.day() == []
    trail.forget()
    assert trail.day() == [] and MapTrail(ATLAS, "no such thing").day() == []


@pytest.mark.parametrize("size", [(400, 300), (100, 700), (700, 100)])
@pytest.mark.parametrize(("across", "down"), [(1, 1), (2, 3), (4, 1)])
def test_drawings_in_rows_and_columns_have_the_same_gap_both_ways(size, across, down):
    """Incident: rows stood far apart where the pane was higher than they needed."""
    height, width = size
    box = Box(7, 11, width, height)
    tiles = box.tiles(across, down, (9, 16), gap=5, below=20)
    assert len(tiles) == across * down
    assert all(box.contains(tile) for tile in tiles)
    assert len({(tile.width, tile.height) for tile in tiles}) == 1
    lefts = sorted({tile.left for tile in tiles})
    tops = sorted({tile.top for tile in tiles})
    assert {after - before for before, after in pairwise(lefts)} <= {tiles[0].width + 5}
    assert {after - before for before, after in pairwise(tops)} <= {tiles[0].height + 25}


@pytest.mark.parametrize("count", range(1, 8))
def test_on_an_upright_screen_no_pane_gets_much_more_room_than_another(count):
    boxes = InsideLayout(1920, 1080, Theme().panes).pane_boxes(count)
    areas = [box.width * box.height for box in boxes]
    assert len(boxes) == count
    assert max(areas) <= 2 * min(areas)
    assert max(box.right for box in boxes) == 1080
    assert max(box.bottom for box in boxes) == 1920
