"""A command of ours as it can be pasted at a terminal, whatever its files and folders are called."""

import shlex
from pathlib import Path

from installation.common.paths import ROOT


def pasted(command: str, *words: str | Path, models: Path | None = None) -> str:
    """`command`, and behind it `words`, in quotes where a name has blanks or other signs.

    `models` is where the packs lie: it is said where that is not where they are looked for anyway.
    """
    parts = [command, *(shlex.quote(str(word)) for word in words)]
    if models is not None and models.resolve() != (ROOT / "models").resolve():
        parts += ["--models", shlex.quote(str(models))]
    return " ".join(parts)
