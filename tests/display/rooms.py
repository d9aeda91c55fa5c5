"""Rooms of the tests: a display of a small screen without a window, and what its wires bring."""

from pathlib import Path

from installation.config.settings import Settings
from installation.ipc.testing import fake_settings

ROOT = Path(__file__).resolve().parents[2]
HEIGHT = 180
WIDTH = 320


def small_screen(pack: str = "facades", **screen) -> Settings:
    """Windowless, of WIDTH x HEIGHT pixels."""
    values = {"mode": "windowless", "width_px": WIDTH, "height_px": HEIGHT, **screen}
    return fake_settings(
        screen=values,
        pack_folder=str(ROOT / "models" / pack),
        assets=str(ROOT / "assets"),
    )
