"""Does the camera see the screen? What the display says it shows is compared with what is seen, cell by cell.

The view is kept as 18 x 32 cells of light, five times a second, for half a minute, in this room only. A cell that goes
up and down with one place of the screen, more than all of the screen does, shows that place: the light that the
screen throws on a room follows all of it. And it shows it at once or a little later: the picture answers visitors, so
where they move the screen follows what is seen, and that is no screen in the view. A few such cells side by side, which
show places that lie side by side in the same order, are the screen.
"""

from collections import deque

import cv2
import numpy as np

from installation.messages import SHOWN_LIGHT_SHAPE, SILHOUETTE_SHAPE
from installation.vision.background import log_light

_EVERY_S = 0.2
_WINDOW = 150  # samples: half a minute
_LEAST = 75  # ... and before that many nothing is said
_JUDGED_EVERY = 10
_STEP = 3  # samples between which light is compared: slower changes prove nothing
_LATER_S = 0.1  # from what the display says to what the camera sees of it
_LATEST_S = 0.5  # what was told longer ago is not what is seen
_ALIKE = 0.7  # correlation of a cell with a place of the screen; by chance 0.5 at most
_HALF_ALIKE = (
    0.5  # ... and in each half of the time: somebody who comes changes both at once, but only once
)
_ANSWERED = 6  # samples: so long after somebody moved, the picture may still be answering
_LIVELY = 0.02  # log units: what changes less proves nothing
# a picture that answers visitors goes with six to ten cells by chance, also in order; a screen that is lively enough
# to be believed with more, and it is worse to be blind where nothing is than to miss a screen
_LEAST_CELLS = 12
_LEAST_PLACES = 6  # of the screen, that must be lively
_FITS = 6
_ASTRAY = 2.0  # places: further from where its neighbours say, a cell shows something else
_SPREAD = 1.0  # places: a screen shows more than one of them
_MOSTLY = 0.6  # of the cells lie in that order
_OWN = 0.5  # of the cells show a place of their own: where many follow one or two places, something moves with the picture
_KEPT_S = 300.0  # of a lively screen: so long a cell stays known without new evidence
_MOST = 0.5  # of the view: more is told, but not left out
_NEIGHBOURS = np.ones((3, 3), np.uint8)
_GREEN = 1
_PLACES = SHOWN_LIGHT_SHAPE[0] * SHOWN_LIGHT_SHAPE[1]


class ScreenEcho:
    """Finds the screen in one view."""

    def __init__(self, shape: tuple[int, int]):
        """`shape`: height and width of the view, pixels."""
        self.mask = np.zeros(shape, bool)  # where the screen is seen
        self.is_seen = False
        self._told: deque[tuple[float, np.ndarray]] = deque(maxlen=_WINDOW)
        self._pairs: deque[tuple[np.ndarray, np.ndarray]] = deque(maxlen=_WINDOW)
        self._due_s = 0.0
        self._since_judged = 0
        self._proof_s = np.full(
            SILHOUETTE_SHAPE, np.inf
        )  # since a cell was last found to be the screen

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the screen in shares of the view; zeros where none is seen."""
        rows, columns = np.nonzero(self.mask)
        if not len(rows):
            return 0.0, 0.0, 0.0, 0.0
        height, width = self.mask.shape
        left = float(columns.min()) / width
        top = float(rows.min()) / height
        right = float(columns.max() + 1) / width
        bottom = float(rows.max() + 1) / height
        return left, top, right, bottom

    @property
    def ignored(self) -> np.ndarray | None:
        """bool (h, w): where nobody is to be looked for; None for nowhere, also where that would be most of the view."""
        if not self.is_seen or self.mask.mean() > _MOST:
            return None
        return self.mask

    def showed(self, cells: np.ndarray, at_s: float) -> None:
        """The screen's light, `SHOWN_LIGHT_SHAPE` uint8, at a time of the film."""
        self._told.append((at_s, _log(cells)))

    def look(self, look: np.ndarray, light: np.ndarray, now_s: float) -> None:
        """Log light of the view (h, w, 3), the light (3,) common to it, and its time."""
        if now_s < self._due_s:
            return
        self._due_s = now_s + 0.9 * _EVERY_S  # a frame that comes a little early is not passed over
        shown = self._shown_at(now_s - _LATER_S)
        if shown is None:
            return
        green = cv2.extractChannel(look, _GREEN) - light[_GREEN]
        cells = cv2.resize(green, SILHOUETTE_SHAPE[::-1], interpolation=cv2.INTER_AREA)
        self._pairs.append((cells.ravel(), shown))
        self._since_judged += 1
        if self._since_judged >= _JUDGED_EVERY and len(self._pairs) >= _LEAST:
            self._judge(self._since_judged * _EVERY_S)
            self._since_judged = 0

    def _shown_at(self, at_s: float) -> np.ndarray | None:
        """(places,) what was shown nearest to a time; None where nobody told."""
        if not self._told:
            return None
        told_s, shown = min(self._told, key=lambda told: abs(told[0] - at_s))
        return shown if abs(told_s - at_s) < _LATEST_S else None

    def _judge(self, dt: float) -> None:
        seen = np.stack([cells for cells, _ in self._pairs])
        shown = np.stack([places for _, places in self._pairs])
        places = _places_seen(seen, shown)
        if places is None:  # a screen that stands still proves nothing, for or against
            return
        self._proof_s += dt
        self._proof_s[_in_order(places)] = 0.0
        known = (self._proof_s < _KEPT_S).astype(np.uint8)
        self.is_seen = bool(known.any())
        height, width = self.mask.shape
        around = cv2.dilate(known, _NEIGHBOURS)
        mask = cv2.resize(around, (width, height), interpolation=cv2.INTER_NEAREST)
        self.mask = mask.astype(bool)


def _log(cells: np.ndarray) -> np.ndarray:
    """(places,) log light of the screen's cells, and of areas of three by three of them."""
    light = log_light(cells)
    areas = cv2.blur(light, (3, 3))
    return np.concatenate([light.ravel(), areas.ravel()])


def _places_seen(seen: np.ndarray, shown: np.ndarray) -> np.ndarray | None:
    """(rows, columns) int: which place of the screen each cell of the view follows, -1 for none.

    `seen` (n, cells), `shown` (n, places). None while too little is shown.
    """
    ours = seen[_STEP:] - seen[:-_STEP]
    theirs = shown[_STEP:] - shown[:-_STEP]
    all_of_it = theirs[:, :_PLACES].mean(axis=1)
    ours = _without(ours, all_of_it)
    theirs = _without(theirs, all_of_it)
    lively = theirs.std(axis=0) > _LIVELY
    if lively.sum() < _LEAST_PLACES:
        return None
    is_lively = ours.std(axis=0) > _LIVELY
    ours = _evened(ours)
    theirs = _evened(theirs[:, lively])
    whole = _correlations(ours, theirs)
    half = len(ours) // 2
    early = _correlations(ours[:half], theirs[:half])
    late = _correlations(ours[half:], theirs[half:])
    always = np.minimum(early, late) > _HALF_ALIKE
    is_echo = whole > _answering(ours, theirs)
    alike = np.where(always & is_echo, whole, 0.0)
    is_seen = is_lively & (alike.max(axis=1) > _ALIKE)
    numbers = np.flatnonzero(lively)[alike.argmax(axis=1)] % _PLACES
    return np.where(is_seen, numbers, -1).reshape(SILHOUETTE_SHAPE)


def _correlations(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """(cells, places): how alike they go up and down."""
    return np.asarray(_normed(ours).T @ _normed(theirs))


def _answering(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """(cells, places): how alike they are at most when the screen follows what is seen, instead of being seen."""
    alike = [_correlations(ours[:-late], theirs[late:]) for late in range(1, _ANSWERED + 1)]
    return np.asarray(np.max(alike, axis=0))


def _evened(values: np.ndarray) -> np.ndarray:
    """(n, m): each moment counts alike, however much changed in it."""
    sizes = values.std(axis=1, keepdims=True)
    return np.asarray(values / np.maximum(sizes, _LIVELY))


def _without(values: np.ndarray, common: np.ndarray) -> np.ndarray:
    """(n, m) about their means, without the share that follows `common` (n,)."""
    common = common - common.mean()
    values = values - values.mean(axis=0)
    power = float(common @ common)
    if power < 1e-9:
        return values
    return np.asarray(values - np.outer(common, common @ values) / power)


def _normed(values: np.ndarray) -> np.ndarray:
    """(n, m), each column about its mean and of length 1."""
    values = values - values.mean(axis=0)
    lengths = np.linalg.norm(values, axis=0)
    return np.asarray(values / np.maximum(lengths, 1e-9))


def _in_order(places: np.ndarray) -> np.ndarray:
    """bool (rows, columns): the cells that lie together and show places in one order, as a picture of the screen does."""
    found = (places >= 0).astype(np.uint8)
    count, labels = cv2.connectedComponents(found, connectivity=8)
    screen = np.zeros(places.shape, bool)
    for label in range(1, count):
        screen |= _those_in_order(labels == label, places)
    return screen


def _those_in_order(cells: np.ndarray, places: np.ndarray) -> np.ndarray:
    """bool (rows, columns): of these cells, those whose place an affine map of all of them explains; or none."""
    nobody = np.zeros(cells.shape, bool)
    if cells.sum() < _LEAST_CELLS:
        return nobody
    rows, columns = np.nonzero(cells)
    at = np.column_stack([rows, columns, np.ones(len(rows))])
    shown = np.column_stack(np.unravel_index(places[cells], SHOWN_LIGHT_SHAPE)).astype(float)
    near = np.ones(len(rows), bool)
    for _ in range(_FITS):  # each time without those that the time before was far off for
        mapping, *_ = np.linalg.lstsq(at[near], shown[near], rcond=None)
        expected = at @ mapping
        astray = np.abs(expected - shown).max(axis=1)
        near = astray < max(_ASTRAY, float(np.median(astray)))
    near = astray < _ASTRAY
    different = len(np.unique(places[rows[near], columns[near]]))
    is_spread = expected.std(axis=0).max() > _SPREAD
    is_picture = is_spread and different >= _OWN * min(near.sum(), _PLACES)
    if near.sum() < _LEAST_CELLS or near.mean() < _MOSTLY or not is_picture:
        return nobody
    nobody[rows[near], columns[near]] = True
    return nobody
