"""What the empty room looks like, and where a frame departs from it the way bodies do.

Frames are compared as logarithms, so that light and exposure are sums: a lamp, a cloud or an exposure step
adds a smooth field, a body adds sharp borders. Three rules follow:
- the light common to all channels' backgrounds (a median) is taken out before comparing;
- a pixel may look like any of its background neighbours, so that a trembling camera shows nothing;
- a departure counts only near new edges, so that shadows and lamps (soft borders) are no bodies.
"""

from dataclasses import dataclass

import cv2
import numpy as np

_DARK = 24.0  # grey levels added before the logarithm, so that noise in the dark is no contrast
_LOG = np.log(np.arange(256, dtype=np.float32) + _DARK).astype(np.float32)
_TOP = float(_LOG[252])  # from here a pixel may be clipped, and says only "at least so bright"
# A pixel is the mean of some of the camera's, of which a part is clipped
_DAZZLING = float(_LOG[240])
PLAIN = 0.015  # squared log units: more structure than that is no noise on a plain floor
_DARKER = (
    0.7  # log units: no door that closes, and no shadow with a hard edge, takes half of the light
)
_TINT = 0.5  # log units between red and blue: no light in a room is so much warmer than another
_DEPARTURE = 0.10  # log units (10 % of light): below, no body is told from its background
_EDGE = 0.14  # log units within 3 pixels: soft shadows stay below, sleeves and hair above
_OPAQUE = 0.9  # no soft shadow takes more than 60 % of the light
_KEPT = 0.4  # of the room's own structure may be off where only light has changed, clipped or bent by its borders
_NOISE_SIGMAS = 3.0
_NEIGHBOURS = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
_AROUND = (11, 11)  # pixels
_EDGE_REACH = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))  # how far an edge speaks
_MEMORY_S = 10.0  # the empty background follows the room in this time
_RELIGHT_S = 0.6  # ... and where only the light changed
_FORGET_S = 20.0  # ... and where something was put down that is nobody
_THINGS = 2  # index of `_TIMES_S`
_TIMES_S = np.array([_MEMORY_S, _RELIGHT_S, _FORGET_S, np.inf])  # ... and under visitors never
_NOISE_S = 4.0
_STRUCTURE_S = 0.5  # the room's own changes so slowly that it need not be found in each frame
_LOUDEST = 0.15  # log units: more than that is no noise
_BETTER = 0.75  # of the misfit may be left for a move of the camera to explain a frame
_MISFIT = 3 * _DEPARTURE  # what differs more, as a visitor does, counts no more
_GREEN = 1
_THIRDS = (slice(None, None, 3), slice(None, None, 3))  # pixels enough for a median
_FOURTHS = (slice(None, None, 4), slice(None, None, 4))
_LEAST_FREE = 0.05  # of the view must show the room for its light to be known


def log_light(small: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8 -> (h, w, 3) float32, the logarithm of light."""
    return cv2.LUT(small, _LOG)


@dataclass(frozen=True)
class Departure:
    """Where a frame departs from the background; all (h, w)."""

    body: np.ndarray  # uint8 0/1: the way bodies do
    light: np.ndarray  # uint8 0/1: the way light does
    edges: np.ndarray  # uint8 0/1: borders that the background lacks
    # float32: positive where the frame has borders that the background lacks, negative where it lost some
    gain: np.ndarray
    # float32, squared log units: structure of the frame that the room does not explain; not above 0 where the room's
    # own structure is still seen, as under any light
    foreign: np.ndarray
    # uint8 0/1: too bright for the camera to see whether the room's structure is still there
    dazzled: np.ndarray


@dataclass(frozen=True)
class Explanation:
    """What the departures turned out to be; all (h, w) uint8 0/1."""

    visitors: np.ndarray
    things: np.ndarray  # like a body, but nobody known
    light: np.ndarray


class Background:
    """A running mean of the empty room (h, w, 3), and of its noise (h, w)."""

    def __init__(self, look: np.ndarray):
        """`look`: log light (h, w, 3) float32 of a first frame."""
        shape = look.shape[:2]
        self.light = np.zeros(3, np.float32)  # common to the frame, against the mean, log units
        self._mean = look.copy()
        self._noise = np.full(shape, 0.01, np.float32)
        self._expected = look
        self._strength = np.zeros(shape, np.float32)
        # green of the room under the light of long ago: light that has just come has left no borders in it
        self._room = cv2.extractChannel(look, _GREEN)
        self._room_structure = _structure(self._room)
        self._room_age_s = 0.0  # of the structure

    def compare(self, look: np.ndarray, taken: np.ndarray) -> Departure:
        """`look`: log light (h, w, 3). `taken`: bool (h, w), where visitors are known to be."""
        self.light = self._common_light(look, ~taken)
        lit = self._mean + self.light
        self._expected = np.minimum(lit, _TOP)
        residual = self._residual(look)
        strength = _greatest(np.abs(residual))
        typical = float(np.median(strength[_THIRDS]))
        noise = _NOISE_SIGMAS * np.maximum(self._noise, typical)
        edges = _edges(residual, noise)
        near_edges = cv2.dilate(edges, _EDGE_REACH)
        departs = _mask(strength > _DEPARTURE + noise)
        opaque = _mask(strength > _OPAQUE)
        sharp = cv2.bitwise_or(near_edges, opaque)
        body = cv2.bitwise_and(departs, sharp)
        is_anybody = bool(body.any())
        self._strength = strength
        return Departure(
            body=body,
            light=departs - body,
            edges=edges,
            gain=_contrast(look) - _contrast(self._expected),
            foreign=self._foreign(look) if is_anybody else np.zeros_like(strength),
            dazzled=self._dazzled(look) if is_anybody else np.zeros_like(body),
        )

    def realign(self, look: np.ndarray) -> bool:
        """Moves the background to where a knocked camera now sees it; False where no move explains the frame."""
        ours = cv2.extractChannel(look, _GREEN)
        theirs = cv2.extractChannel(self._expected, _GREEN)
        window = cv2.createHanningWindow(ours.shape[::-1], cv2.CV_32F)
        # copies, because phaseCorrelate windows its inputs in place
        (x, y), _ = cv2.phaseCorrelate(theirs.copy(), ours.copy(), window)
        moved = _moved(theirs, x, y)
        if _misfit(ours, moved) > _BETTER * _misfit(ours, theirs):
            return False
        self._mean = _moved(self._mean, x, y)
        self._noise = _moved(self._noise, x, y)
        self._room = _moved(self._room, x, y)
        self._room_structure = _structure(self._room)
        return True

    def restart(self, look: np.ndarray) -> None:
        """Forgets the room: this is another one."""
        self._mean = look - self.light
        self._room = cv2.extractChannel(self._mean, _GREEN)
        self._room_structure = _structure(self._room)

    def learn(
        self,
        look: np.ndarray,
        explanation: Explanation,
        dt: float,
    ) -> None:
        """Follows the room: fast where only the light changed, slowly where a thing stands, never under visitors."""
        kinds = np.maximum(explanation.light, 2 * explanation.things)
        kinds = np.maximum(kinds, 3 * explanation.visitors)  # uint8, index of `_TIMES_S`
        shares = -np.expm1(-dt / _TIMES_S)
        rate = shares.astype(np.float32).take(kinds)
        calm = np.minimum(self._strength, _LOUDEST)
        noise_rate = (_MEMORY_S / _NOISE_S) * rate
        self._noise += noise_rate * (calm - self._noise)
        lit = self._mean + self.light
        error = look - lit
        error *= look < _TOP  # clipped: how bright it really is stays unknown
        self._mean += rate[..., None] * error
        slowly = np.minimum(rate, shares[_THINGS])
        self._room += slowly * (cv2.extractChannel(self._mean, _GREEN) - self._room)
        self._room_age_s += dt
        if self._room_age_s > _STRUCTURE_S:
            self._room_age_s = 0.0
            self._room_structure = _structure(self._room)

    def _foreign(self, look: np.ndarray) -> np.ndarray:
        """(h, w) float32: squared gradients that neither room has, less a share of the room's own.

        A light scales what it falls on, so that gradients of logarithms stay; a body brings its own and hides the
        room's. Infinite where a plain body shows by its colour, or by how dark it is.
        """
        ours = cv2.extractChannel(look, _GREEN)
        now = _structure(ours - cv2.extractChannel(self._expected, _GREEN))
        long_ago = _structure(ours - self._room)
        foreign = np.minimum(now, long_ago) - _KEPT * self._room_structure
        blue, green, red = cv2.split(look - self._expected)
        foreign[(green < -_DARKER) | (np.abs(red - blue) > _TINT)] = np.inf
        return foreign

    def _dazzled(self, look: np.ndarray) -> np.ndarray:
        """(h, w) uint8 0/1. Where the room is plain all around, no light hides anything of it."""
        bright = cv2.dilate(_mask(cv2.extractChannel(look, _GREEN) > _DAZZLING), _NEIGHBOURS)
        around = cv2.blur(self._room_structure, _AROUND)
        return cv2.bitwise_and(bright, _mask(around > PLAIN))

    def _residual(self, look: np.ndarray) -> np.ndarray:
        """(h, w, 3) float32: the frame against the nearest of each pixel's background neighbours."""
        lowest = cv2.erode(self._expected, _NEIGHBOURS)
        highest = cv2.dilate(self._expected, _NEIGHBOURS)
        nearest = cv2.min(cv2.max(look, lowest), highest)
        unclipped = np.minimum(look, _TOP)
        return unclipped - np.minimum(nearest, _TOP)

    def _common_light(self, look: np.ndarray, free: np.ndarray) -> np.ndarray:
        """(3,) float32: the median difference of each channel where nobody is (`free`, bool (h, w))."""
        ours = look[_FOURTHS]
        theirs = self._mean[_FOURTHS]
        is_exact = ours[..., _GREEN] < _TOP
        usable = free[_FOURTHS] & is_exact
        if usable.mean() < _LEAST_FREE:
            return self.light
        difference = ours - theirs
        channels = difference[usable].T.copy()  # (3, n), each channel in one piece for speed
        medians = [np.median(channel) for channel in channels]
        return np.array(medians, np.float32)


def _edges(residual: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """(h, w) uint8 0/1: steps within the residual (h, w, 3) that noise (h, w) does not explain."""
    calm = cv2.blur(residual, (3, 3))
    steps = cv2.morphologyEx(calm, cv2.MORPH_GRADIENT, _NEIGHBOURS)
    return _mask(_greatest(steps) > _EDGE + noise)


def _mask(condition: np.ndarray) -> np.ndarray:
    """bool -> uint8 0/1."""
    return condition.astype(np.uint8)


def _contrast(look: np.ndarray) -> np.ndarray:
    """(h, w) float32: the greatest difference among a pixel's neighbours, in green."""
    green = cv2.extractChannel(look, _GREEN)
    return cv2.morphologyEx(green, cv2.MORPH_GRADIENT, _NEIGHBOURS)


def _structure(image: np.ndarray) -> np.ndarray:
    """(h, w) float32: the squared gradient, by Sobel's operator on a slightly calmed image."""
    calm = cv2.blur(image, (2, 2))
    across = cv2.Sobel(calm, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(calm, cv2.CV_32F, 0, 1)
    return across * across + down * down


def _moved(image: np.ndarray, x: float, y: float) -> np.ndarray:
    """The image shifted by so many pixels."""
    matrix = np.array([[1, 0, x], [0, 1, y]], np.float32)
    height, width = image.shape[:2]
    return cv2.warpAffine(
        image,
        matrix,
        (width, height),
        borderMode=cv2.BORDER_REPLICATE,
    )


def _misfit(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Mean difference; what differs utterly, as a visitor does, counts little."""
    difference = np.abs(ours - theirs)
    return float(np.minimum(difference, _MISFIT).mean())


def _greatest(image: np.ndarray) -> np.ndarray:
    """(h, w): the greatest of the three channels."""
    first, second, third = cv2.split(image)
    return cv2.max(cv2.max(first, second), third)
