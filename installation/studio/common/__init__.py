"""What the studio's models share. Nothing here knows a model.

A model is a folder beside this one. Its module `commands` fulfils `StudioModel`, and one row in
`studio/cli.py` adds it to the command line.
"""

import argparse
from pathlib import Path
from typing import Protocol

USUAL_WORK = Path(".studio")  # drawings and checkpoints


class StudioModel(Protocol):
    """One model on the command line: `kiosk studio train | export | report NAME`.

    Every command returns an exit status: 0 is well, 2 says that an earlier command is missing.
    """

    # in a training set, unless the command line says otherwise; 0 where it does not count drawings
    DEFAULT_DRAWINGS: int

    def train(self, options: argparse.Namespace) -> int:
        """Trains from the start or from the last checkpoint."""

    def export(self, options: argparse.Namespace) -> int:
        """Writes the pack from the last checkpoint."""

    def report(self, options: argparse.Namespace) -> int:
        """Writes a page about the exported pack and prints its numbers."""
