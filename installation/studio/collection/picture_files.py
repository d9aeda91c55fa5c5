"""Opening other people's pictures: any format, any depth, any colours; what is broken is named, not fatal."""

import contextlib
import io
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from installation.common import files, system_errors
from installation.studio.collection.foreign_pictures import POSTSCRIPT, kind_of

HEAD = 512  # bytes of a file that tell what it is
MOST_PIXELS = 1 << 28  # of one picture: 16,384 x 16,384
LEAST_SIDE = 24  # pixels; smaller ones are icons
ENOUGH = (
    2048  # pixels of the shorter side, more than any frame asks for: what is larger is shrunken
)
# what lies in folders of pictures and was never meant as one
NO_PICTURES = (
    ".csv",
    ".tsv",
    ".json",
    ".jsonld",
    ".txt",
    ".md",
    ".xml",
    ".pdf",
    ".ini",
    ".db",
    ".ds_store",
    ".xmp",
)
GROUND = (255, 255, 255)  # behind what is transparent
SEEN = 16  # of 255: less alpha is nothing
CLEAR = 0.02  # of the pixels, and more, are transparent where an object was cut out
MARGIN = 0.06  # of an object's longer side, around what was cut out
DEEP = ("I", "I;16", "I;16B", "I;16L", "F")  # Pillow's modes with more than eight bits a value

TWELVE_BITS = 4095.0  # of a camera, in a file of sixteen
MOST_PAGES = 16  # of a TIFF that are looked at

TOO_LARGE = "has more pixels than 16,384 x 16,384: save it smaller"
SHRINKING = ("L", "LA", "RGB", "RGBA", "CMYK")  # Pillow's modes that are shrunken as they are

LARGE = 1 << 25  # pixels: of such pictures one is opened at a time
_ONE_LARGE = threading.Lock()

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class BrokenPicture(Exception):
    """A file that is no picture, or a picture that cannot be used; says what it is."""


@dataclass(frozen=True)
class LeftOut:
    """A file that was not used."""

    name: str  # relative to the collection's folder
    reason: str


def picture_files(folder: Path) -> Iterator[Path]:
    """All files below a folder that may be pictures, in the order of their names."""
    for path in sorted(folder.rglob("*")):
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if is_hidden or path.name.lower() == "thumbs.db":
            continue
        if path.suffix.lower() not in NO_PICTURES and path.is_file():
            yield path


def read_picture(path: Path) -> np.ndarray:
    """(h, w, 3) uint8 sRGB, turned as its camera says, on white where it is transparent.

    Raises `BrokenPicture` in words. The file is never changed.
    """
    try:
        with files.opened(path) as file:
            head = file.read(HEAD)
            if not head:
                raise BrokenPicture("is empty")
            if head.startswith(POSTSCRIPT):  # another program would have to run it
                raise BrokenPicture(f"is no picture that can be read ({kind_of(head)})")
            return _read(file, head)
    except OSError as error:
        raise BrokenPicture(f"cannot be read: {system_errors.words(error)}") from error


def _read(file: BinaryIO, head: bytes) -> np.ndarray:
    """As above; `head` is how the file begins."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decoded(file)
    except UnidentifiedImageError as error:
        raise BrokenPicture(f"is no picture that can be read ({kind_of(head)})") from error
    except Image.DecompressionBombError as error:
        raise BrokenPicture(TOO_LARGE) from error
    except BrokenPicture:
        raise
    except MemoryError as error:
        raise BrokenPicture("is too large for this machine's memory") from error
    except Exception as error:  # decoders of damaged files raise all kinds
        raise BrokenPicture("is cut off or damaged") from error


def _decoded(file: BinaryIO) -> np.ndarray:
    with Image.open(file) as stored:
        if stored.format == "TIFF":
            _turn_to_largest(stored)
        width, height = stored.size
        if width * height > MOST_PIXELS:
            raise BrokenPicture(TOO_LARGE)
        if min(width, height) < LEAST_SIDE:
            raise BrokenPicture(f"has only {width} x {height} pixels")
        stored.draft(None, (ENOUGH, ENOUGH))  # a JPEG is opened at a half or less of its size
        with _ONE_LARGE if width * height > LARGE else contextlib.nullcontext():
            stored.load()
            ImageOps.exif_transpose(stored, in_place=True)
            return np.asarray(_on_white(_in_srgb(_shrunken(stored))).convert("RGB"))


def _turn_to_largest(stored: Image.Image) -> None:
    """Scanners put a small page for lists of files before the picture, or after it."""
    pixels = {}
    for page in range(min(getattr(stored, "n_frames", 1), MOST_PAGES)):
        stored.seek(page)
        pixels[page] = stored.width * stored.height
    stored.seek(max(pixels, key=lambda page: pixels[page]))


def _shrunken(picture: Image.Image) -> Image.Image:
    """A scan of 200 million pixels by a whole number: the steps after this one copy it several times."""
    factor = min(picture.size) // ENOUGH
    if factor < 2 or picture.mode not in SHRINKING:
        return picture
    shrunken = picture.reduce(factor)
    shrunken.info = picture.info
    return shrunken


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The same picture with eight bits a value, its colours as its profile means them."""
    if picture.mode in DEEP:
        return _of_eight_bits(picture)
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK", "L"):
        return picture
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, meant, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a broken profile is no reason to lose a picture
    return converted if converted is not None else picture


def _of_eight_bits(picture: Image.Image) -> Image.Image:
    """16 bits, or numbers: scaled by what the format means, or by what is there."""
    factor = max(1, min(picture.size) // ENOUGH)
    values = _means(np.asarray(picture), factor)
    top = 65535.0
    if TWELVE_BITS >= values.max() > 255:
        top = TWELVE_BITS
    if picture.mode == "F" or values.max() > top or values.min() < 0:
        values = values - values.min()
        top = float(values.max()) or 1.0
    return Image.fromarray((values * (255 / top)).round().astype(np.uint8))


def _means(values: np.ndarray, factor: int) -> np.ndarray:
    """(h // factor, w // factor) float32 of (h, w), a row after the other: the whole is several times its size."""
    rows = len(values) // factor
    columns = values.shape[1] // factor
    found = np.empty((rows, columns), np.float32)
    for row in range(rows):
        block = values[row * factor : (row + 1) * factor, : columns * factor]
        found[row] = block.reshape(factor, columns, factor).mean((0, 2), dtype=np.float64)
    return found


def _on_white(picture: Image.Image) -> Image.Image:
    """What is transparent becomes white; an object that was cut out stands in the middle of it."""
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if not has_alpha:
        return picture
    seen = _with_margin(picture.convert("RGBA"))
    ground = Image.new("RGBA", seen.size, (*GROUND, 255))
    return Image.alpha_composite(ground, seen)


def _with_margin(picture: Image.Image) -> Image.Image:
    """Cut-outs come with all kinds of margins, and with none: here all get the same."""
    is_seen = picture.getchannel("A").point(lambda alpha: 255 if alpha >= SEEN else 0)
    box = is_seen.getbbox()
    clear = is_seen.histogram()[0] / (picture.width * picture.height)
    if box is None or clear < CLEAR:
        return picture
    left, top, right, bottom = box
    margin = round(MARGIN * max(right - left, bottom - top))
    return picture.crop((left - margin, top - margin, right + margin, bottom + margin))
