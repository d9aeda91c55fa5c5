"""Where the program lies."""

import sys
from pathlib import Path

VERSIONS = "versions"  # the folder of installed releases, one beside the other
PROGRAM = Path(__file__).resolve().parents[2]  # of the code that runs: a checkout, or one version
# What is the house's own lies beside the program, whichever version runs: assets/, models/, kiosk.toml, state/
ROOT = PROGRAM.parent.parent if PROGRAM.parent.name == VERSIONS else PROGRAM
# Ours, whatever `current` names meanwhile: a room must never be of another version than its parent.
PYTHON = str(Path(sys.executable).parent.resolve() / Path(sys.executable).name)
