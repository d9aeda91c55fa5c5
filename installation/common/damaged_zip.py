"""What reading a damaged zip raises, errors of the zip itself and of each way of packing, and what to say of it."""

import lzma
import zipfile
import zlib

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,  # packed in a way, or by a version, that is not known
    RuntimeError,  # locked with a password
    UnicodeDecodeError,  # in a name
)


def words(error: BaseException) -> str:
    """What is wrong with it."""
    if isinstance(error, NotImplementedError):
        return "it is packed in a way that is not known here"
    if isinstance(error, RuntimeError):
        return "it is locked with a password"
    if isinstance(error, zipfile.BadZipFile) and "zip file" in str(error):
        return "its end is missing, or it is something else"
    return "it is damaged"
