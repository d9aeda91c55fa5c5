"""Where the program lies."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]  # of the checkout: assets/, models/, kiosk.toml lie here
