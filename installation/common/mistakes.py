"""Mistakes in a program in words, for who wrote it: what an artist adds to the house may hold some of all kinds."""

import traceback
from pathlib import Path

_MOST = 200  # letters of what the error says


def in_words(error: Exception) -> str:
    """Of one that was caught: "no bolt 9 (IndexError in thunder.py, line 49)"."""
    line = traceback.extract_tb(error.__traceback__)[-1]
    said = " ".join(str(error).split())[:_MOST]
    return f"{said} ({type(error).__name__} in {Path(line.filename).name}, line {line.lineno})"
