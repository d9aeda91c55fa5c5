"""What reading a damaged zip raises: errors of the zip itself, and of each way in which something may be packed in it."""

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
