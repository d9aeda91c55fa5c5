"""Which kiosk.toml is read, and what it says with the options of the command line on top."""

from pathlib import Path

from installation.common.paths import ROOT
from installation.config import schema
from installation.config.options import Overrides, RunOptions, merged

SERVICE_CONFIG = Path("/etc/latenzraum/kiosk.toml")


def service_config() -> Path | None:
    """kiosk.toml of the service, also where it got lost; None where no service is installed."""
    return SERVICE_CONFIG if SERVICE_CONFIG.parent.is_dir() else None


def usual_config() -> Path:
    """kiosk.toml beside the program, or that of the service."""
    beside = ROOT / "kiosk.toml"
    return beside if beside.exists() else service_config() or beside


def config_in_use() -> Path | None:
    """The file that is read, None where there is none."""
    path = usual_config()
    return path if path.exists() else None


def resolve(options: RunOptions, chosen: Overrides | None = None) -> schema.KioskConfig:
    """The file, the options on top, and on top of these what was chosen on the page. Raises `BadConfig`."""
    path = options.config or config_in_use()
    kiosk = schema.load(path, merged(options.overrides(), chosen or {}))
    if kiosk.camera.seed is not None:
        return kiosk
    camera = kiosk.camera.model_copy(update={"seed": kiosk.journey.seed})
    return kiosk.model_copy(update={"camera": camera})
