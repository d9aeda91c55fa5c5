"""What is kept of the visitors, drawn or as text. There is no image of the camera in it, because none can be had."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from installation.messages import SILHOUETTE_SHAPE, Presence
from installation.service.camera_setup.view_settings import CameraView, Point, Zone
from installation.telemetry import VisionTelemetry

WIDTH = 960
HEIGHT = 720
KEYS = "drag: a zone to ignore   right click: takes it away   m: mirror   r: rotate   s: save   Esc: end"
_TEXT_PX = 24  # height of a line of text
_BELOW = 6 * _TEXT_PX
_HATCH_PX = 12  # from line to line of a zone; a third of it is coloured

Ink = tuple[int, int, int]  # RGB
_BACK: Ink = (16, 16, 20)
_CELL: Ink = (70, 90, 120)
_LINE: Ink = (230, 230, 230)
_DIM: Ink = (130, 130, 140)
_BOX: Ink = (120, 220, 160)
_ARROW: Ink = (255, 200, 80)
_ZONE: Ink = (110, 60, 60)
_BAD: Ink = (240, 120, 100)


@dataclass(frozen=True)
class StatusLine:
    """A line for the technician."""

    text: str
    is_warning: bool = False  # it says what is not as it should be


@dataclass(frozen=True)
class Area:
    """Where the view lies in the picture, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def pixel_at(self, x: float, y: float) -> tuple[int, int]:
        """The pixel (x, y) of a point given as shares of the view."""
        return round(self.left + x * self.width), round(self.top + y * self.height)

    def share_at(self, x: int, y: int) -> Point:
        """The point of a pixel as shares of the view; it may lie outside."""
        across = (x - self.left) / self.width
        down = (y - self.top) / self.height
        return across, down

    def window(self, image: np.ndarray) -> np.ndarray:
        """This part of an image (h, w, 3)."""
        return image[self.top : self.top + self.height, self.left : self.left + self.width]


def area_of(rotate: int, width_px: int, height_px: int) -> Area:
    """Where the view lies, in the proportions of a camera of this size once it is rotated (degrees)."""
    if rotate % 180:
        width_px, height_px = height_px, width_px
    scale = min(WIDTH / width_px, (HEIGHT - _BELOW) / height_px)
    width = round(width_px * scale)
    height = round(height_px * scale)
    return Area((WIDTH - width) // 2, 0, width, height)


def draw_view(
    presence: Presence | None,
    zones: Iterable[Zone],
    area: Area,
    lines: list[StatusLine],
) -> np.ndarray:
    """(HEIGHT, WIDTH, 3) uint8 RGB: silhouette, ignored zones and visitors, and `lines` below."""
    image = np.full((HEIGHT, WIDTH, 3), _BACK, np.uint8)
    if presence is not None:
        _draw_silhouette(image, area, presence.silhouette)
    for zone in zones:
        _hatch(image, area, zone)
    if presence is not None:
        for place in presence.places.tolist():
            _draw_visitor(image, area, place)
    right = area.left + area.width - 1
    bottom = area.top + area.height - 1
    cv2.rectangle(image, (area.left, area.top), (right, bottom), _DIM)
    for number, line in enumerate(lines):
        _write_line(image, number, line)
    return image


def status_lines(
    presence: Presence | None,
    view: CameraView,
    telemetry: VisionTelemetry,
    message: str,
) -> list[StatusLine]:
    """The state in a few lines; `message`: what vision says is not as it should be."""
    camera = telemetry.camera or "camera: waiting"
    rate_hz = telemetry.frame_rate_hz or 0.0
    people = presence.count if presence is not None else 0
    visitors = presence.visitors if presence is not None else 0
    mirrored = "mirrored" if view.mirror else "not mirrored"
    zones = f"{len(view.ignore)} zones ignored"
    sandbox = telemetry.sandbox or "not yet closed"
    lines = [
        StatusLine(f"{camera}   {rate_hz:.1f} frames/s   in view: {people}   visitors: {visitors}"),
        StatusLine(f"{mirrored}, rotated {view.rotate}, {zones}"),
        StatusLine(f"sandbox: {sandbox}"),
    ]
    if message:
        lines.append(StatusLine(message, is_warning=True))
    return lines


def as_text(presence: Presence | None, lines: list[StatusLine]) -> str:
    """The same for a terminal: the silhouette, then one line a visitor. Warnings begin with an exclamation mark."""
    text = [f"! {line.text}" if line.is_warning else line.text for line in lines]
    if presence is None:
        return "\n".join(text)
    _, columns = SILHOUETTE_SHAPE
    edge = f"+{'-' * columns}+"
    text.append(edge)
    for row in presence.silhouette:
        cells = "".join("#" if cell else " " for cell in row)
        text.append(f"|{cells}|")
    text.append(edge)
    text.append("   id      x     y  width heigh      vx     vy  close")
    for n, x, y, w, h, vx, vy, close in presence.places.tolist():
        text.append(
            f"{int(n):5d}  {x:5.2f} {y:5.2f}  {w:5.2f} {h:5.2f}  {vx:+6.2f} {vy:+6.2f}  {close:5.2f}"
        )
    return "\n".join(text)


def _draw_silhouette(image: np.ndarray, area: Area, silhouette: np.ndarray) -> None:
    colours = np.array([_BACK, _CELL], np.uint8)
    window = area.window(image)
    window[:] = cv2.resize(
        colours[silhouette],
        (area.width, area.height),
        interpolation=cv2.INTER_NEAREST,
    )


def _draw_visitor(image: np.ndarray, area: Area, place: list[float]) -> None:
    """A box with its number, and an arrow to where it will be in half a second."""
    number, x, y, width, height, vx, vy, _ = place
    left, top = area.pixel_at(x - width / 2, y - height / 2)
    right_bottom = area.pixel_at(x + width / 2, y + height / 2)
    middle = area.pixel_at(x, y)
    soon = area.pixel_at(x + vx / 2, y + vy / 2)
    cv2.rectangle(image, (left, top), right_bottom, _BOX, 2)
    cv2.arrowedLine(image, middle, soon, _ARROW, 2, cv2.LINE_AA)
    cv2.putText(
        image,
        str(int(number)),
        (left + 4, top + 20),
        cv2.FONT_HERSHEY_SIMPLEX,
        0.6,
        _BOX,
        2,
        cv2.LINE_AA,
    )


def _hatch(image: np.ndarray, area: Area, zone: Zone) -> None:
    """A zone to ignore: slanting lines in a frame."""
    x, y, width, height = zone
    x0, y0 = area.pixel_at(x, y)
    x1, y1 = area.pixel_at(x + width, y + height)
    window = image[y0:y1, x0:x1]
    rows, columns = np.indices(window.shape[:2])
    is_line = (rows + columns) % _HATCH_PX < _HATCH_PX // 3
    window[is_line] = _ZONE
    cv2.rectangle(image, (x0, y0), (x1, y1), _BAD)


def _write_line(image: np.ndarray, number: int, line: StatusLine) -> None:
    """The first line is bright."""
    ink = _LINE if number == 0 else _DIM
    if line.is_warning:
        ink = _BAD
    baseline = HEIGHT - _BELOW + _TEXT_PX * (number + 1) - 6
    cv2.putText(
        image,
        _as_ascii(line.text),
        (10, baseline),
        cv2.FONT_HERSHEY_SIMPLEX,
        0.5,
        ink,
        1,
        cv2.LINE_AA,
    )


def _as_ascii(text: str) -> str:
    """OpenCV has no other letters."""
    return text.encode("ascii", "replace").decode()
