"""What is kept of the visitors, drawn or as text. There is no image of the camera in it, because none can be had."""

import cv2
import numpy as np

from installation.messages import SILHOUETTE_SHAPE, Presence
from installation.service.camera_setup.view_settings import View, Zone

WIDTH, HEIGHT = 960, 720
_TEXT_PX = 24  # height of a line of text
_BELOW = 6 * _TEXT_PX
_BACK, _CELL, _LINE, _DIM = (16, 16, 20), (70, 90, 120), (230, 230, 230), (130, 130, 140)
_BOX, _ARROW, _ZONE, _BAD = (120, 220, 160), (255, 200, 80), (110, 60, 60), (240, 120, 100)  # RGB
KEYS = "drag: a zone to ignore   right click: takes it away   m: mirror   r: rotate   s: save   Esc: end"


def frame_of(rotate: int, camera_size: tuple[int, int]) -> tuple[int, int, int, int]:
    """(left, top, width, height) in pixels: where the view lies, in the proportions of the camera as it is turned."""
    width, height = camera_size if rotate % 180 == 0 else camera_size[::-1]
    scale = min(WIDTH / width, (HEIGHT - _BELOW) / height)
    width, height = round(width * scale), round(height * scale)
    return (WIDTH - width) // 2, 0, width, height


def picture(
    presence: Presence | None, view: View, area: tuple, lines: list[str], drawn: Zone | None = None
) -> np.ndarray:
    """(HEIGHT, WIDTH, 3) uint8 RGB. `area` as `frame_of`; `lines`: words below; `drawn`: the zone under the mouse."""
    image = np.full((HEIGHT, WIDTH, 3), _BACK, np.uint8)
    left, top, width, height = area
    if presence is not None:
        rows, columns = SILHOUETTE_SHAPE
        cells = np.array([_BACK, _CELL], np.uint8)[presence.silhouette]
        window = image[top : top + height, left : left + width]
        window[:] = cv2.resize(
            cells.reshape(rows, columns, 3), (width, height), interpolation=cv2.INTER_NEAREST
        )
    for zone in (*view.ignore, *((drawn,) if drawn else ())):
        _hatch(image, area, zone)
    for place in presence.places if presence is not None else ():
        _visitor(image, area, place)
    cv2.rectangle(image, (left, top), (left + width - 1, top + height - 1), _DIM)
    for number, line in enumerate(lines):
        colour = _LINE if number == 0 else _BAD if line.startswith("!") else _DIM
        at = (10, HEIGHT - _BELOW + _TEXT_PX * (number + 1) - 6)
        cv2.putText(
            image,
            _plain(line.lstrip("! ")),
            at,
            cv2.FONT_HERSHEY_SIMPLEX,
            0.5,
            colour,
            1,
            cv2.LINE_AA,
        )
    return image


def words(presence: Presence | None, view: View, facts: dict, said: str) -> list[str]:
    """The state in a few lines; those that begin with ! say what is not as it should be."""
    people = presence.count if presence is not None else 0
    turned = f"{'mirrored' if view.mirror else 'not mirrored'}, rotated {view.rotate}, {len(view.ignore)} zones ignored"
    visitors = presence.visitors if presence is not None else 0
    rate_hz = facts.get("frame_rate_hz", 0.0)
    return [
        f"{facts.get('camera', 'camera: waiting')}   {rate_hz:.1f} frames/s   in view: {people}   visitors: {visitors}",
        turned,
        f"door: {facts.get('sandbox', 'not yet closed')}",
        *([f"! {said}"] if said else []),
    ]


def table(presence: Presence | None, lines: list[str]) -> str:
    """The same as text for a terminal: the silhouette, then one line a visitor."""
    if presence is None:
        return "\n".join(lines)
    shape = ["".join(" #"[cell] for cell in row) for row in presence.silhouette]
    edge = "+" + "-" * SILHOUETTE_SHAPE[1] + "+"
    rows = [
        f"{int(n):5d}  {x:5.2f} {y:5.2f}  {w:5.2f} {h:5.2f}  {vx:+6.2f} {vy:+6.2f}  {close:5.2f}"
        for n, x, y, w, h, vx, vy, close in presence.places.tolist()
    ]
    head = "   id      x     y  width heigh      vx     vy  close"
    return "\n".join([*lines, edge, *(f"|{row}|" for row in shape), edge, head, *rows])


def _visitor(image: np.ndarray, area: tuple, place: np.ndarray) -> None:
    """A box with its number, and an arrow to where it will be in half a second."""
    number, x, y, width, height, vx, vy, _ = (float(value) for value in place)
    cv2.rectangle(
        image,
        _at(area, x - width / 2, y - height / 2),
        _at(area, x + width / 2, y + height / 2),
        _BOX,
        2,
    )
    cv2.arrowedLine(
        image, _at(area, x, y), _at(area, x + vx / 2, y + vy / 2), _ARROW, 2, cv2.LINE_AA
    )
    left, top = _at(area, x - width / 2, y - height / 2)
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


def _hatch(image: np.ndarray, area: tuple, zone: Zone) -> None:
    (x0, y0), (x1, y1) = (
        _at(area, zone[0], zone[1]),
        _at(area, zone[0] + zone[2], zone[1] + zone[3]),
    )
    window = image[y0:y1, x0:x1]
    rows, columns = np.indices(window.shape[:2])
    window[(rows + columns) % 12 < 4] = _ZONE
    cv2.rectangle(image, (x0, y0), (x1, y1), _BAD)


def _at(area: tuple, x: float, y: float) -> tuple[int, int]:
    left, top, width, height = area
    return round(left + x * width), round(top + y * height)


def _plain(line: str) -> str:
    """OpenCV's letters are ASCII only."""
    return line.encode("ascii", "replace").decode()
