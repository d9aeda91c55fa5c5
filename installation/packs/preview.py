"""`kiosk pack preview`: what an artist sends to a curator. A sheet of pictures, a walk as a film, and a page."""

import html
import os
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from installation.common.files import whole_folder, write_whole
from installation.faults import Fault
from installation.latent.geometry import slerp
from installation.packs.manifest import Pack
from installation.packs.places import samples
from installation.packs.runtime import Runtime
from installation.packs.wall_label import label

COLUMNS = 6
WIDE = (288, 512)  # (height, width) of a model that paints any size
SMALLEST_SIDE = 256  # smaller pictures are enlarged, so that a browser does not
GAP, CAPTION, WIDEST = 8, 34, 2400  # pixels of the sheet: between pictures, with a name, at most
RATE_HZ, LEG_S, LEGS = 25, 3.0, 6
PAPER, INK = 24, (200, 200, 200)


def preview(pack: Pack, target: Path) -> Path:
    """Makes the folder `target` with sheet, film and page; preview.jpg goes into the pack. Returns the page.

    Raises `BrokenPack`, and `Fault` where there is no encoder for the film.
    """
    runtime = Runtime(pack, 0, *WIDE)
    named = {f"place {k + 1}": point for k, point in enumerate(pack.places)}
    points = named | {f"sample {k + 1}": point for k, point in enumerate(samples(pack))}
    with whole_folder(target.absolute()) as folder:
        sheet = _jpeg(_sheet({name: _painted(runtime, point) for name, point in points.items()}))
        (folder / "sheet.jpg").write_bytes(sheet)
        _film(runtime, np.stack(list(points.values())[:LEGS]), folder / "walk.webm")
        (folder / "index.html").write_text(_page(pack), encoding="utf-8")
    write_whole(pack.folder / "preview.jpg", sheet)
    return target / "index.html"


def _painted(runtime: Runtime, point: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8 RGB, of even sides, as films want them."""
    picture = runtime.paint(point, *WIDE)
    height, width = picture.shape[:2]
    factor = max(1, -(-SMALLEST_SIDE // min(height, width)))
    picture = cv2.resize(picture, (width * factor, height * factor), interpolation=cv2.INTER_CUBIC)
    return picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2]


def _sheet(pictures: dict[str, np.ndarray]) -> np.ndarray:
    """All pictures in rows on grey paper, each with its name below."""
    height, width = next(iter(pictures.values())).shape[:2]
    row, column = height + CAPTION, width + GAP
    rows = -(-len(pictures) // COLUMNS)
    sheet = np.full((rows * row + GAP, COLUMNS * column + GAP, 3), PAPER, np.uint8)
    for k, (name, picture) in enumerate(pictures.items()):
        top, left = GAP + k // COLUMNS * row, GAP + k % COLUMNS * column
        sheet[top : top + height, left : left + width] = picture
        cv2.putText(
            sheet,
            name,
            (left, top + height + 22),
            cv2.FONT_HERSHEY_SIMPLEX,
            0.6,
            INK,
            1,
            cv2.LINE_AA,
        )
    scale = min(1.0, WIDEST / sheet.shape[1])
    return cv2.resize(sheet, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _jpeg(picture: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()


def _film(runtime: Runtime, stations: np.ndarray, path: Path) -> None:
    """A walk from point to point (n, d) and back to the first; softly at each, as the journey goes."""
    height, width = _painted(runtime, stations[0]).shape[:2]
    with _quiet():  # FFmpeg finds a different spelling of VP80, and tells everybody
        film = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"VP80"), RATE_HZ, (width, height))
    if not film.isOpened():
        raise Fault("the film cannot be written: this OpenCV has no VP8 encoder")
    steps = int(LEG_S * RATE_HZ)
    for start, end in zip(stations, np.roll(stations, -1, axis=0)):
        for step in range(steps):
            share = (1 - np.cos(np.pi * step / steps)) / 2
            film.write(np.ascontiguousarray(_painted(runtime, slerp(start, end, share))[..., ::-1]))
    film.release()


@contextmanager
def _quiet():
    """What libraries write to standard error by themselves is thrown away."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept), os.close(nowhere)


def _page(pack: Pack) -> str:
    """The film, the sheet, and the label in all languages of the papers."""
    title = " / ".join(dict.fromkeys(pack.about.title.values()))
    labels = "".join(
        f'<section lang="{language}">{_paragraphs(label(pack, [language]))}</section>'
        for language in pack.about.title
    )
    names = "".join(
        f"<li>{html.escape(' / '.join(filter(None, words.values())))}</li>" for words in pack.titles
    )
    places = f"<h2>Places</h2><ol>{names}</ol>" if names else ""
    return _PAGE.format(title=html.escape(title), labels=labels, places=places)


def _paragraphs(text: str) -> str:
    first, *rest = text.split("\n")
    body = "".join(f"<p>{html.escape(line)}</p>" for line in rest if line)
    return f"<h2>{html.escape(first)}</h2>{body}"


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ margin: 0 auto; max-width: 75rem; padding: 2rem 1.5rem 4rem; background: #181818; color: #e8e6e3;
  font: 1.05rem/1.55 system-ui, sans-serif; }}
video, img {{ display: block; width: 100%; margin: 1.5rem 0; background: #000; }}
h1 {{ font-weight: 500; font-size: 2rem; margin: 0 }}
h2 {{ font-weight: 500; font-size: 1.25rem; margin: 0 0 .5rem }}
.labels {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 2rem; }}
p {{ margin: 0 0 .6rem }} ol {{ columns: 18rem; padding-left: 1.4rem }}
</style>
<h1>{title}</h1>
<video src="walk.webm" controls loop muted autoplay playsinline></video>
<img src="sheet.jpg" alt="{title}">
<div class="labels">{labels}</div>
{places}
</html>
"""
