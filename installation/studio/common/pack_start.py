"""Whether a training may begin with the weights in a pack's folder."""

from pathlib import Path

from installation.studio.common.pack_player import GENERATOR
from installation.studio.common.training_loop import checkpoint_path


class NoStart(Exception):
    """Why not, and what to do, in a line."""


def file_to_begin_with(pack: Path, work: Path, kept: Path) -> Path | None:
    """The pack's generator; nothing where the training has begun with it already.

    `kept` is the file that such a training keeps in its folder `work`. Raises NoStart.
    """
    if checkpoint_path(work).exists():
        if kept.exists():
            return None
        raise NoStart(
            f"The training in {work} did not begin with a pack: "
            "leave out --from-pack to go on, or name another folder with --work"
        )
    file = pack / GENERATOR
    if not file.is_file():
        raise NoStart(f"There is no {file}: name a folder such as models/{work.name}")
    return file


def not_ours(file: Path) -> NoStart:
    """Of a file that cannot be read back."""
    return NoStart(
        f"{file} was not written by this version of the studio: leave out --from-pack to begin anew"
    )
