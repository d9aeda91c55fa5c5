"""`kiosk pack preview`: what an artist sends to a curator.

A sheet of pictures, a walk as a film, and a page.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from installation.common.files import whole_folder, write_whole
from installation.faults import Fault, Refused
from installation.latent.geometry import slerp
from installation.marks.marker import Marker, described
from installation.marks.picture_files import JPEG
from installation.packs import Model
from installation.packs.manifest import Pack
from installation.packs.places import samples
from installation.packs.preview_page import page
from installation.packs.scene import Scene

COLUMNS = 6
SIZE = (288, 512)  # (height, width) of the pictures of a model that paints any size
SMALLEST_SIDE = 256  # smaller pictures are enlarged, so that a browser does not
LONGEST_SIDE = 1536  # of a picture on the sheet and in the film
GAP = 8  # pixels of the sheet between pictures
CAPTION = 34  # pixels below a picture for its name
BASELINE = 22  # of the name, below the picture
WIDEST = 2400  # pixels of the sheet at most
RATE_HZ = 25
LEG_S = 3.0
LEGS = 6
PAPER = 24
INK = (200, 200, 200)
SHEET = "sheet.jpg"
FILM = "walk.webm"
PAGE = "index.html"
BESIDE = ("walk.c2pa", "walk.xmp")  # marks of the film: WebM has no place for them
FILM_TYPE = "video/webm"


def preview(pack: Pack, model: Model, target: Path, marker: Marker) -> Path:
    """Makes the folder `target` with sheet, film and page, all marked; preview.jpg goes into the pack.

    Returns the page. A folder of an earlier preview is replaced.

    Raises `BadPicture`, `BrokenPack`, `OSError`, `Refused` where other things lie in the folder, and
    `Fault` where there is no encoder for the film.
    """
    _check_replaceable(target)
    points = _points(pack)
    pictures = {name: _picture(model, Scene.of(point)) for name, point in points.items()}
    stations = np.stack(list(points.values())[:LEGS])
    pictures |= _further(pack, model, stations)
    said = described(f"{pack.about.name} {pack.about.version}", pack.about.author)
    sheet = marker.file(np.ascontiguousarray(_sheet(pictures)[..., ::-1]), JPEG, said)
    sheet = marker.signed(sheet, JPEG, SHEET)
    with whole_folder(target.resolve()) as folder:
        (folder / SHEET).write_bytes(sheet)
        _film(model, stations, folder / FILM, marker)
        marker.write_beside(folder / FILM, FILM_TYPE, said)
        (folder / PAGE).write_text(page(pack), encoding="utf-8")
    write_whole(pack.folder / "preview.jpg", sheet)
    return target / PAGE


def _check_replaceable(target: Path) -> None:
    """Nobody's files are lost to a preview. Raises `Refused`."""
    if not target.exists():
        return
    others = set(os.listdir(target)) - {SHEET, FILM, PAGE, *BESIDE}
    if others:
        raise Refused(
            f"{target} holds {min(others)}, which is not of a preview: "
            "name another folder with --to"
        )


def _points(pack: Pack) -> dict[str, np.ndarray]:
    """Caption -> point (d,)."""
    points = {}
    for number, point in enumerate(pack.places, 1):
        points[f"place {number}"] = point
    for number, point in enumerate(samples(pack), 1):
        points[f"sample {number}"] = point
    return points


def _further(pack: Pack, model: Model, points: np.ndarray) -> dict[str, np.ndarray]:
    """Caption -> picture: some of the points (n, d) side by side, and the first in the other looks.

    Empty for a pack that has neither. Raises `BadPicture`, `BrokenPack`.
    """
    pictures = {}
    if pack.generator.most > 1:
        row = points[: pack.generator.most]
        pictures[f"{len(row)} side by side"] = _picture(model, Scene.row(row))
    for name in pack.looks.tables:
        if name != pack.looks.show:
            model.take_papers(pack.with_look(name))
            pictures[f"look {name}"] = _picture(model, Scene.of(points[0]))
    model.take_papers(pack)
    return pictures


def _picture(model: Model, scene: Scene) -> np.ndarray:
    """(h, w, 3) uint8 RGB, of even sides, as films want them."""
    picture = model.paint(scene, *SIZE)
    height, width = picture.shape[:2]
    factor = max(1, _divided(SMALLEST_SIDE, min(height, width)))
    factor = min(factor, LONGEST_SIDE / max(height, width))  # a strip stays one
    even = [max(2, int(factor * side) // 2 * 2) for side in (width, height)]
    how = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return cv2.resize(picture, even, interpolation=how)


def _sheet(pictures: dict[str, np.ndarray]) -> np.ndarray:
    """All pictures in rows on grey paper, each with its name below: (h, w, 3) uint8 RGB."""
    height, width = next(iter(pictures.values())).shape[:2]
    row_height = height + CAPTION
    column_width = width + GAP
    rows = _divided(len(pictures), COLUMNS)
    shape = (rows * row_height + GAP, COLUMNS * column_width + GAP, 3)
    sheet = np.full(shape, PAPER, np.uint8)
    for number, (name, picture) in enumerate(pictures.items()):
        row, column = divmod(number, COLUMNS)
        top = GAP + row * row_height
        left = GAP + column * column_width
        sheet[top : top + height, left : left + width] = picture
        _write(sheet, name, left, top + height + BASELINE)
    scale = min(1.0, WIDEST / sheet.shape[1])
    return cv2.resize(sheet, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _write(sheet: np.ndarray, name: str, x: int, y: int) -> None:
    cv2.putText(
        sheet,
        name,
        (x, y),
        cv2.FONT_HERSHEY_SIMPLEX,
        fontScale=0.6,
        color=INK,
        thickness=1,
        lineType=cv2.LINE_AA,
    )


def _divided(count: int, by: int) -> int:
    """Rounded up."""
    return -(-count // by)


def _film(model: Model, stations: np.ndarray, path: Path, marker: Marker) -> None:
    """A walk from point to point (n, d) and back to the first, slow at each as the journey is."""
    height, width = _picture(model, Scene.of(stations[0])).shape[:2]
    codec = cv2.VideoWriter.fourcc(*"VP80")
    with _quiet():  # FFmpeg finds a different spelling of VP80, and tells everybody
        film = cv2.VideoWriter(str(path), codec, RATE_HZ, (width, height))
    if not film.isOpened():
        raise Fault("the film cannot be written: this OpenCV has no VP8 encoder")
    steps = int(LEG_S * RATE_HZ)
    ends = np.roll(stations, -1, axis=0)
    for start, end in zip(stations, ends, strict=True):
        for step in range(steps):
            share = (1 - np.cos(np.pi * step / steps)) / 2
            point = slerp(start, end, share)
            picture = _picture(model, Scene.of(point))
            film.write(marker.watermarked(np.ascontiguousarray(picture[..., ::-1])))
    film.release()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What libraries write to standard error by themselves is thrown away."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
