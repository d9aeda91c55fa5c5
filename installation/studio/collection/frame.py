"""The frame that all pictures of a collection are brought into, and its three sizes.

A picture is painted in three steps: its layout in a grid of about a thousand cells, then eight times as
large with detail, then four times as large again with fine detail.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

CELLS = 1024  # of a layout, about
STEP = 4  # rows and columns are multiples of it
LEAST = 16  # rows or columns
DETAIL = 8  # pixels of the detailed picture along a cell's side
FINE = 4  # pixels of the fine picture along the side of one of the detailed picture
PLAIN = 10.0  # grey levels by which a plain ground's border varies, at most
CROPPED = 0.12  # of a picture with something at its borders, each side may lose so much
MOSTLY = 0.6  # share of pictures that speaks for all
SEEN = 24.0  # grey levels off a plain ground: there is something
TOUCHED = 0.002  # of the pixels of what would be cropped
RIM = 0.03  # of the smaller side: what counts as a border


@dataclass(frozen=True)
class Frame:
    """Rows and columns of the layout's grid."""

    rows: int
    columns: int

    @property
    def detailed(self) -> tuple[int, int]:
        """(height, width) of the detailed picture in pixels."""
        return self.rows * DETAIL, self.columns * DETAIL

    @property
    def fine(self) -> tuple[int, int]:
        """(height, width) of the picture on the wall in pixels."""
        height, width = self.detailed
        return height * FINE, width * FINE

    def size_of(self, picture: np.ndarray) -> float:
        """How large (h, w, 3) is beside the detailed picture, along its shorter way."""
        height, width = self.detailed
        return float(min(picture.shape[0] / height, picture.shape[1] / width))

    def cropped_share(self, picture: np.ndarray) -> float:
        """How much of (h, w, 3) is lost where it fills the frame; what stands on plain ground stays whole."""
        height, width = self.detailed
        factors = (height / picture.shape[0], width / picture.shape[1])
        share = 1 - min(factors) / max(factors)
        return 0.0 if share > CROPPED and has_plain_ground(picture) else share

    def fitted(self, picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """(h, w, 3) uint8 -> (*size, 3) uint8: filled, or whole where it stands on a plain ground."""
        height, width = size
        filled = max(height / picture.shape[0], width / picture.shape[1])
        whole = min(height / picture.shape[0], width / picture.shape[1])
        loses = (1 - whole / filled) / 2
        crop = _scaled(picture, filled)
        if has_plain_ground(picture) and (loses > CROPPED or _cuts_an_object(crop, size)):
            return _padded(_scaled(picture, whole), size)
        return _cropped(crop, size)


def frame_of(proportions: np.ndarray) -> Frame:
    """The frame for pictures with these (n,) heights over widths: their median."""
    proportion = float(np.clip(np.median(proportions), 0.5, 2.0))
    rows = _multiple((CELLS * proportion) ** 0.5)
    columns = _multiple((CELLS / proportion) ** 0.5)
    return Frame(rows, columns)


def _multiple(wanted: float) -> int:
    return max(LEAST, STEP * round(wanted / STEP))


def border_of(picture: np.ndarray) -> np.ndarray:
    """(h, w, 3) -> (n, 3): the pixels around it."""
    rim = max(1, round(RIM * min(picture.shape[:2])))
    sides = (picture[:rim], picture[-rim:], picture[:, :rim], picture[:, -rim:])
    return np.concatenate([side.reshape(-1, 3) for side in sides])


def has_plain_ground(picture: np.ndarray) -> bool:
    """Whether what lies around the middle is of one colour."""
    border = border_of(picture).astype(np.float32)
    middle = np.median(border, 0)
    off = np.abs(border - middle).max(1)
    return bool(np.quantile(off, 0.9) < PLAIN)


def shared_ground(pictures: Sequence[np.ndarray]) -> np.ndarray | None:
    """The colour (3,) uint8 on which most of the pictures stand; None where they have none in common."""
    plain = [picture for picture in pictures if has_plain_ground(picture)]
    if len(plain) < MOSTLY * len(pictures):
        return None
    grounds = np.array([np.median(border_of(picture), 0) for picture in plain])
    ground = np.median(grounds, 0)
    alike = np.abs(grounds - ground).max(1) < SEEN
    return ground.astype(np.uint8) if alike.mean() > MOSTLY else None


def _scaled(picture: np.ndarray, factor: float) -> np.ndarray:
    width = max(1, round(picture.shape[1] * factor))
    height = max(1, round(picture.shape[0] * factor))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, height), interpolation=way))


def _cuts_an_object(picture: np.ndarray, size: tuple[int, int]) -> bool:
    """Whether anything but ground would be lost of a picture on plain ground, cropped to a size."""
    top = (picture.shape[0] - size[0]) // 2
    left = (picture.shape[1] - size[1]) // 2
    ground = np.median(border_of(picture), 0)
    sides = (picture[:top], picture[len(picture) - top :], picture[:, :left])
    lost = (*sides, picture[:, picture.shape[1] - left :])
    is_seen = [np.abs(part - ground).max(-1) > SEEN for part in lost if part.size]
    return any(bool(part.mean() > TOUCHED) for part in is_seen)


def _cropped(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    height, width = size
    top = max(0, (picture.shape[0] - height) // 2)
    left = max(0, (picture.shape[1] - width) // 2)
    cut = picture[top : top + height, left : left + width]
    missing = (height - cut.shape[0], width - cut.shape[1])  # a rounded pixel
    return np.pad(cut, ((0, missing[0]), (0, missing[1]), (0, 0)), mode="edge")


def _padded(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    ground = np.median(border_of(picture), 0).astype(np.uint8)
    whole = np.empty((*size, 3), np.uint8)
    whole[:] = ground
    top = (size[0] - picture.shape[0]) // 2
    left = (size[1] - picture.shape[1]) // 2
    room = whole[top : top + picture.shape[0], left : left + picture.shape[1]]
    room[:] = picture[: room.shape[0], : room.shape[1]]
    return whole
