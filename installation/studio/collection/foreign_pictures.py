"""What a file is that cannot be opened as a picture, as far as its first bytes tell, and what would help."""

AS_JPEG = "save it as JPEG"
BRANDS = {
    b"heic": f"a HEIC photograph: {AS_JPEG}",
    b"heix": f"a HEIC photograph: {AS_JPEG}",
    b"mif1": f"a HEIC photograph: {AS_JPEG}",
    b"avif": f"an AVIF picture: {AS_JPEG}",
    b"crx ": f"a camera's raw file: {AS_JPEG}",
}
POSTSCRIPT = (b"%!PS", b"\xc5\xd0\xd3\xc6")
_DRAWING = f"a PostScript drawing: {AS_JPEG}"
BEGINNINGS = (
    *((sign.lower(), _DRAWING) for sign in POSTSCRIPT),
    (b"%pdf", "a PDF"),
    (b"\xff\xd8\xff", "a JPEG that breaks off at once: copy it again"),
    (b"\x89png", "a PNG that breaks off at once: copy it again"),
    (b"pk", "an archive: unpack it"),
    (b"rar!", "an archive: unpack it"),
    (b"7z\xbc\xaf", "an archive: unpack it"),
    (b"8bps", "a Photoshop file: save it as TIFF or JPEG"),
    (b"\xff\x0a", f"a JPEG XL picture: {AS_JPEG}"),
    (b"\x00\x00\x00\x0cjxl ", f"a JPEG XL picture: {AS_JPEG}"),
    (b"#?r", "a picture of high dynamic range: save it as JPEG, or as TIFF of 16 bits"),
    (b"v/1\x01", "a picture of high dynamic range: save it as JPEG, or as TIFF of 16 bits"),
    (b"version https://git-lfs", "a git-LFS pointer: git lfs pull brings the picture"),
    (b"\x1aE\xdf\xa3".lower(), "a film: save single pictures of it"),
    (b"fujifilm", f"a camera's raw file: {AS_JPEG}"),
)
TIFF = (b"ii*\x00", b"mm\x00*", b"ii+\x00", b"mm\x00+")
RAW_TIFF = (
    "a camera's raw file, or a TIFF of a rare form such as 32 bits: save it as JPEG, or as TIFF of 8 "
    "or 16 bits"
)


def kind_of(content: bytes) -> str:
    """In words."""
    head = content[:512].lower()
    text = head.lstrip()
    if text.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if text.startswith(b"<"):
        return "a text of tags, such as SVG"
    if head.startswith(b"pk") and b"[content_types].xml" in head:
        return "an office document: save a table of captions as CSV"
    if head.startswith(TIFF):
        return RAW_TIFF
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "a film: save single pictures of it")
    if head.startswith(b"riff") and head[8:12] == b"avi ":
        return "a film: save single pictures of it"
    for beginning, kind in BEGINNINGS:
        if head.startswith(beginning):
            return kind
    return "a text" if _is_text(content[:512]) else "of an unknown kind"


def _is_text(head: bytes) -> bool:
    return all(byte >= 32 or byte in b"\t\r\n" for byte in head)
