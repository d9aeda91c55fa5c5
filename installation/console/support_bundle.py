"""The support bundle: what somebody far away needs to help. No image, no secret, nothing of visitors but counts."""

import importlib.metadata
import io
import json
import platform
import zipfile
from typing import Any

from installation import __version__
from installation.config.field_kinds import Section
from installation.config.page_form import PRIVATE_PLACES
from installation.config.settings import Settings
from installation.console.snapshot import Snapshot

_STATUS_PARTS = ("rooms", "recent", "house", "visit", "course")
_ADDRESSES = (("camera", "source"), ("marks", "timestamp_url"))
_LEFT_OUT = "(left out)"
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


def packed(snapshot: Snapshot, settings: Settings) -> bytes:
    """The bundle as a zip file."""
    status = snapshot.as_json()
    report = {key: value for key, value in snapshot.report.items() if key != "presence_s"}
    parts = {
        "status.json": {name: status[name] for name in _STATUS_PARTS},
        "report.json": report,
        "configuration.json": _configuration(settings),
        "machine.json": _machine(),
    }
    log = "".join(f"{at} {line}\n" for at, line in snapshot.log)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, json.dumps(part, indent=2, ensure_ascii=False))
        archive.writestr("log.txt", log)
    return file.getvalue()


def _configuration(settings: Settings) -> dict[str, dict[str, Any]]:
    """kiosk.toml as the rooms have it, without its secrets."""
    sections = {}
    for name, section in settings:
        if isinstance(section, Section):
            values = section.model_dump(mode="json")
            sections[name] = {key: _safe(name, key, value) for key, value in values.items()}
    return sections


def _safe(section: str, key: str, value: Any) -> Any:
    """An address may hold a password anywhere in it."""
    if (section, key) in _ADDRESSES and "://" in value:
        scheme = value.partition("://")[0]
        return f"{scheme}://{_LEFT_OUT}"
    if (section, key) in PRIVATE_PLACES | {("alerts", "mail_to")} and value:
        return _LEFT_OUT
    return value


def _machine() -> dict[str, Any]:
    return {
        "latenzraum": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "machine": platform.machine(),
        "packages": {name: importlib.metadata.version(name) for name in _PACKAGES},
    }
