"""The support bundle: what somebody far away needs to help. No image, no secret, nothing of visitors but counts."""

import importlib.metadata
import io
import json
import platform
import zipfile
from types import SimpleNamespace

from installation import __version__
from installation.console.snapshot import Board

_PACKAGES = (
    "numpy",
    "onnxruntime",
    "opencv-python",
    "pygame-ce",
    "sounddevice",
    "pyzmq",
    "starlette",
    "uvicorn",
)


def packed(board: Board, settings: SimpleNamespace) -> bytes:
    """The bundle as a zip file."""
    status = board.as_json()
    parts = {
        "status.json": {
            key: status[key] for key in ("rooms", "recent", "house", "visit", "course")
        },
        "report.json": {key: value for key, value in board.report.items() if key != "presence_s"},
        "configuration.json": _configuration(settings),
        "machine.json": _machine(),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, json.dumps(part, indent=2, ensure_ascii=False))
        archive.writestr("log.txt", "".join(f"{at} {line}\n" for at, line in board.log))
    return file.getvalue()


def _configuration(settings: SimpleNamespace) -> dict:
    sections = {
        name: vars(part)
        for name, part in vars(settings).items()
        if isinstance(part, SimpleNamespace)
    }
    return {
        name: {key: _safe(name, key, value) for key, value in keys.items()}
        for name, keys in sections.items()
    }


def _safe(section: str, key: str, value):
    """An address may hold a password, wherever in it."""
    if (section, key) == ("camera", "source") and "://" in value:
        return f"{value.partition('://')[0]}://(left out)"
    return "(left out)" if (section, key) == ("mqtt", "username") and value else value


def _machine() -> dict:
    return {
        "latenzraum": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "machine": platform.machine(),
        "packages": {name: importlib.metadata.version(name) for name in _PACKAGES},
    }
