"""What the empty room looks like, and where the present frame departs from it in the way bodies do.

Frames are compared as logarithms, so that light and exposure are sums: a lamp, a cloud or an
exposure step adds a smooth field, a body adds sharp borders. Three rules follow:
- the light common to all channels' backgrounds (a median) is taken out before comparing;
- a pixel may look like any of its background neighbours, so that a trembling camera shows nothing;
- a departure counts only near new edges, so that shadows and lamps (soft borders) are no bodies.
"""

from dataclasses import dataclass

import cv2
import numpy as np

_DARK = (
    24.0  # grey levels added before the logarithm: noise in the dark must not look like contrast
)
_LOG = np.log(np.arange(256, dtype=np.float32) + _DARK).astype(np.float32)
_TOP = float(_LOG[252])  # from here a pixel may be clipped, and says only "at least so bright"
_DEPARTURE = 0.10  # log units (10 % of light): below, no body is told from its background
_EDGE = 0.14  # log units within 3 pixels: soft shadows stay below, sleeves and hair above
_OPAQUE = 0.9  # no soft shadow takes more than 60 % of the light
_NOISE_SIGMAS = 3.0
_EVEN = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
_REACH = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))  # how far an edge lends its belief
_MEMORY_S = 10.0  # the empty background follows the room in this time
_RELIGHT_S = 0.6  # ... and where only the light changed
_FORGET_S = 20.0  # ... and where something was put down that is nobody
_NOISE_S = 4.0
_LOUDEST = 0.15  # log units: more than that is no noise
_BETTER = 0.75  # of the misfit must be left at most for a move of the camera to be believed


def log_light(small: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8 -> (h, w, 3) float32, the logarithm of light."""
    return cv2.LUT(small, _LOG)


@dataclass(frozen=True)
class Departure:
    """Where a frame departs from the background; all (h, w)."""

    body: np.ndarray  # uint8 0/1: as bodies do
    light: np.ndarray  # uint8 0/1: as light does
    edges: np.ndarray  # uint8 0/1: borders that the background has not
    gain: np.ndarray  # float32: contrast in the frame minus contrast in the background


@dataclass(frozen=True)
class Bodies:
    """What the departures turned out to be; all (h, w) uint8 0/1."""

    visitors: np.ndarray
    things: np.ndarray  # like a body, but nobody known
    light: np.ndarray


class Background:
    """A running mean of the empty room (h, w, 3), and of its noise (h, w)."""

    def __init__(self, look: np.ndarray):
        self._mean = look.copy()
        self._noise = np.full(look.shape[:2], 0.01, np.float32)
        self.light = np.zeros(3, np.float32)
        self._expected = look

    def compare(self, look: np.ndarray, taken: np.ndarray) -> Departure:
        """`look`: log light (h, w, 3). `taken`: bool (h, w), where visitors are known to be."""
        self.light = self._common_light(look, ~taken)
        self._expected = expected = np.minimum(self._mean + self.light, _TOP)
        near = cv2.min(cv2.max(look, cv2.erode(expected, _EVEN)), cv2.dilate(expected, _EVEN))
        residual = np.minimum(look, _TOP) - np.minimum(near, _TOP)
        strength = _greatest(np.abs(residual))
        noise = cv2.max(self._noise, float(np.median(strength[::3, ::3])))
        edges = self._edges(residual, noise)
        departs = (strength > _DEPARTURE + _NOISE_SIGMAS * noise).astype(np.uint8)
        sharp = cv2.bitwise_or(cv2.dilate(edges, _REACH), (strength > _OPAQUE).astype(np.uint8))
        body = cv2.bitwise_and(departs, sharp)
        self._strength = strength
        return Departure(body, departs - body, edges, self._contrast_gain(look))

    def realign(self, look: np.ndarray) -> bool:
        """Moves the background to where a knocked camera now sees it; False where no move explains the frame."""
        ours, theirs = (np.ascontiguousarray(image[..., 1]) for image in (look, self._expected))
        shift, _ = cv2.phaseCorrelate(
            theirs.copy(), ours.copy(), cv2.createHanningWindow(ours.shape[::-1], cv2.CV_32F)
        )
        # copies, because phaseCorrelate windows its inputs in place
        moved = _moved(theirs, shift)
        if _misfit(ours, moved) > _BETTER * _misfit(ours, theirs):
            return False
        self._mean, self._noise = _moved(self._mean, shift), _moved(self._noise, shift)
        return True

    def restart(self, look: np.ndarray) -> None:
        """Forgets the room: this is another one."""
        self._mean = look - self.light

    def learn(self, look: np.ndarray, bodies: Bodies, dt: float) -> None:
        """Follows the room: fast where only the light changed, slowly where something stands, never under visitors."""
        kinds = np.maximum(
            np.maximum(bodies.light, 2 * bodies.things), 3 * bodies.visitors
        )  # uint8 0..3
        shares = -np.expm1(-dt / np.array([_MEMORY_S, _RELIGHT_S, _FORGET_S, np.inf]))
        rate = shares.astype(np.float32).take(kinds)
        calm = cv2.min(self._strength, _LOUDEST)
        self._noise += (_MEMORY_S / _NOISE_S) * rate * (calm - self._noise)
        error = look - (self._mean + self.light)
        error *= look < _TOP  # clipped: how bright it really is stays unknown
        self._mean += rate[..., None] * error

    def _common_light(self, look: np.ndarray, free: np.ndarray) -> np.ndarray:
        ours, theirs = look[::4, ::4], self._mean[::4, ::4]
        usable = free[::4, ::4] & (ours[..., 1] < _TOP)
        if usable.mean() < 0.05:
            return self.light
        difference = (ours - theirs)[usable].T.copy()  # (3, n), each channel in one piece for speed
        return np.array([np.median(channel) for channel in difference], np.float32)

    @staticmethod
    def _edges(residual: np.ndarray, noise: np.ndarray) -> np.ndarray:
        calm = cv2.blur(residual, (3, 3))
        steps = _greatest(cv2.morphologyEx(calm, cv2.MORPH_GRADIENT, _EVEN))
        return (steps > _EDGE + _NOISE_SIGMAS * noise).astype(np.uint8)

    def _contrast_gain(self, look: np.ndarray) -> np.ndarray:
        """Positive where the frame has borders that the background lacks, negative where it lost some."""
        ours, theirs = (cv2.extractChannel(image, 1) for image in (look, self._expected))
        return cv2.morphologyEx(ours, cv2.MORPH_GRADIENT, _EVEN) - cv2.morphologyEx(
            theirs, cv2.MORPH_GRADIENT, _EVEN
        )


def _moved(image: np.ndarray, shift: tuple[float, float]) -> np.ndarray:
    matrix = np.float32([[1, 0, shift[0]], [0, 1, shift[1]]])
    return cv2.warpAffine(image, matrix, image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)


def _misfit(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Mean difference; what differs utterly, as a visitor does, counts little."""
    return float(np.minimum(np.abs(ours - theirs), 3 * _DEPARTURE).mean())


def _greatest(image: np.ndarray) -> np.ndarray:
    """The greatest of the three channels, (h, w)."""
    first, second, third = cv2.split(image)
    return cv2.max(cv2.max(first, second), third)
