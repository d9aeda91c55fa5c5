"""The packs and assets of one version in place of those of another; what is the house's own stays as it is."""

import shutil
from collections.abc import Callable
from pathlib import Path

from installation.common import files
from installation.service import box_contents
from installation.service.box_contents import BoxContents

Tell = Callable[[str], None]


def take_over(live: Path, old: Path, new: Path, tell: Tell) -> None:
    """Below `live`, all that is as it came with the version in `old` becomes as it came with the one in `new`.

    What the house changed, added or took away stays so, and is told. What `new` does not bring any more stays, too:
    somebody may have chosen it. Raises `OSError`.
    """
    old_box = box_contents.of(old)
    new_box = box_contents.of(new)
    for unit in box_contents.units(new):
        if not new_box.names(unit) or new_box.is_untouched(live, unit):
            continue
        is_there = (live / unit).exists()
        came_before = bool(old_box.names(unit))
        if is_there and not old_box.is_untouched(live, unit):
            tell(f"{unit} is yours and stays; the new one lies in {new / unit}")
        elif not is_there and came_before:
            tell(f"{unit} was taken away here and stays away; the new one lies in {new / unit}")
        else:
            _put(new, live, unit, new_box)


def _put(source: Path, target: Path, unit: str, box: BoxContents) -> None:
    if not (source / unit).is_dir():
        files.write_whole(target / unit, (source / unit).read_bytes(), mode=0o644)
        return
    with files.whole_folder(target / unit) as folder:
        for name in box.names(unit):
            shutil.copyfile(source / name, folder / name.removeprefix(f"{unit}/"))
        folder.chmod(0o755)
