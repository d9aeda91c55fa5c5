"""What a file is that was taken for an ONNX model, by its first bytes."""

EXPORT = "export the model with torch.onnx.export (docs/artist.md shows how)"
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<?xml")
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


def what_else(head: bytes, size: int) -> str:
    """What it is, with a remedy; empty where it may be an ONNX model.

    `head`: some KB; `size`: bytes of it all.
    """
    if not size:
        return "it is empty; copy or export it again"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(_MARKUP):
        return (
            "it is a web page; the download gave a page instead of the file: "
            "download it again, signed in where needed"
        )
    if head.startswith(b"version https://git-lfs"):
        return (
            "it is a git-LFS pointer, which only names the file: "
            "run git lfs pull where you cloned it"
        )
    if head.startswith(b"PK\x03\x04"):
        if b".pkl" in head:
            return f"it is a PyTorch checkpoint; {EXPORT}"
        return "it is a zip archive; unpack it first"
    if head.startswith(_PICKLES):
        return (
            "it is a pickled PyTorch or Python file, which could run code and is never opened here"
            f"; {EXPORT}"
        )
    if head.startswith(b"\x89HDF"):
        return "it is a Keras or HDF5 file; convert it with tf2onnx"
    if head[4:8] == b"TFL3":
        return "it is a TensorFlow Lite file; convert it with tf2onnx --tflite"
    if head[8:10] == b'{"':
        return f"it is a safetensors file: weights without the network; {EXPORT}"
    return ""
