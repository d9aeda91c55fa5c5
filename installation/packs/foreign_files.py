"""What a file is that was taken for an ONNX model, by its first bytes."""

from pathlib import Path

EXPORT = "export the model with torch.onnx.export (docs/artist.md shows how)"
IMPORT = f"kiosk pack import makes a pack of it in the studio, or {EXPORT}"
NO_MODEL = "a pack needs a model that makes pictures, as an .onnx file"
_MARKUP = (b"<!doctype", b"<html", b"<head")
MADE_OF = "give the .onnx file it was made of"
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_MEDIA = (  # first bytes -> what begins with them
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"8BPS", "a Photoshop picture"),
    (b"%PDF", "a PDF document"),
    (b"fLaC", "a FLAC sound"),
    (b"OggS", "an Ogg sound or film"),
    (b"ID3", "an MP3 sound"),
    (b"\xff\xfb", "an MP3 sound"),
    (b"\x1aE\xdf\xa3", "a WebM or Matroska film"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_PACKED = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
)
_RIFF = {b"WEBP": "a WebP picture", b"WAVE": "a WAV sound", b"AVI ": "an AVI film"}
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp", ".gif")
_MOST_CONTROL = 0.01  # of signs in what is still text
_TEXT_CONTROLS = b"\t\n\r\f\x1b"


def what_else(head: bytes, size: int) -> str:
    """What it is, with a remedy; empty where it may be an ONNX model.

    `head`: some KB; `size`: bytes of it all.
    """
    if not size:
        return "it is empty; copy or export it again"
    for look in (_download, _archive, _other_model, _medium, _text):
        found = look(head)
        if found:
            return found
    return ""


def folder_in_words(folder: Path) -> str:
    """What can be done with a folder that was given for a model."""
    names = sorted(path.name for path in folder.iterdir())
    models = [name for name in names if name.endswith(".onnx")]
    if models:
        return f"give the file in it: {folder / models[0]}"
    if "saved_model.pb" in names:
        return "it is a TensorFlow SavedModel; convert it with tf2onnx --saved-model"
    pictures = [name for name in names if name.lower().endswith(_PICTURES)]
    if pictures:
        return (
            f"it holds pictures ({len(pictures)}), and a pack needs a generator: "
            "kiosk studio train NAME --images FOLDER trains one on them (docs/collection.md)"
        )
    return f"there is no .onnx file in it; {NO_MODEL}"


def _download(head: bytes) -> str:
    """What comes where a download went wrong."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(_MARKUP) or (text.startswith(b"<?xml") and b"<html" in text):
        return (
            "it is a web page; the download gave a page instead of the file: "
            "download it again, signed in where needed"
        )
    if head.startswith(b"version https://git-lfs"):
        return (
            "it is a git-LFS pointer, which only names the file: "
            "run git lfs pull where you cloned it"
        )
    return ""


def _archive(head: bytes) -> str:
    if head.startswith(b"PK\x05\x06"):
        return "it is a zip archive with nothing in it; pack or download it again"
    if head.startswith(b"PK\x03\x04"):
        if b".pkl" in head:
            return f"it is a PyTorch checkpoint; {IMPORT}"
        if b".npy" in head:
            return "it is a file of numbers (.npz), not the network that uses them"
        if b"model.weights.h5" in head or b"config.json" in head:
            return "it is a Keras model; convert it with tf2onnx"
        return "it is a zip archive; unpack it first, or kiosk pack install where it is a pack"
    for sign, name in _PACKED:
        if head.startswith(sign):
            return f"it is {name}; unpack it first"
    return ""


def _other_model(head: bytes) -> str:
    """Models and weights of other makes."""
    if head.startswith(_PICKLES):
        return (
            "it is a pickled PyTorch or Python file, which could run code and is never opened here"
            f"; {IMPORT}"
        )
    if head.startswith(b"\x89HDF"):
        return "it is a Keras or HDF5 file; convert it with tf2onnx"
    if head[4:8] == b"TFL3":
        return "it is a TensorFlow Lite file; convert it with tf2onnx --tflite"
    if head[4:8] == b"ORTM":
        return f"it is in ONNX Runtime's own .ort format; {MADE_OF}"
    if head.startswith(b"ftrt"):
        return f"it is a TensorRT engine, which runs on one kind of graphics card; {MADE_OF}"
    if head.startswith(b"\x08\x01\x12"):  # ONNX files of that version are older than any exporter
        return "it is a TensorFlow SavedModel; convert its folder with tf2onnx --saved-model"
    if head[8:10] == b'{"':
        return f"it is a safetensors file: weights without the network; {IMPORT}"
    if head.startswith(b"GGUF"):
        return f"it is a GGUF file, which holds a language model; {NO_MODEL}"
    if head.startswith(b"\x93NUMPY"):
        return "it is a file of numbers (.npy), not the network that uses them"
    return ""


def _medium(head: bytes) -> str:
    """Pictures, sounds, films, documents, programs."""
    name = _RIFF.get(head[8:12], "") if head.startswith(b"RIFF") else ""
    if head[4:8] == b"ftyp":
        name = "a HEIC or AVIF picture, or a film"
    for sign, each in _MEDIA:
        if head.startswith(sign):
            name = each
    return f"it is {name}; {NO_MODEL}" if name else ""


def _text(head: bytes) -> str:
    """Text has hardly a control sign; a protocol buffer has them from its first byte on."""
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in head)
    if controls > _MOST_CONTROL * len(head):
        return ""
    try:
        text = head.decode(errors="strict" if len(head) < 4096 else "ignore")
    except UnicodeDecodeError:
        return ""
    if text.lstrip().startswith(("ir_version:", "producer_name:")):
        return (
            "it is an ONNX model written as text: onnx.save(onnx.load(FILE, format='textproto'), "
            "'model.onnx') writes it as a file that can be used"
        )
    if text.lstrip("\ufeff \t\r\n").startswith(("<?xml", "<net ")) and "<net " in text:
        return f"it is OpenVINO's plan of a network; {MADE_OF}"
    if text.startswith("7767517\n"):
        return f"it is ncnn's plan of a network; {MADE_OF}"
    if '"layers-model"' in text or '"graph-model"' in text:
        return "it is a model for TensorFlow.js; convert it with tf2onnx --tfjs"
    if "import " in text and ("torch" in text or "def " in text):
        return f"it is Python code; {IMPORT}"
    return f"it is text ({text.strip()[:40]!r}); {NO_MODEL}"
