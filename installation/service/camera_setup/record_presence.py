"""`kiosk record`: what presence carries, written to a file that can be played as a camera."""

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from installation.common import system_errors
from installation.common.shell_command import pasted
from installation.config.settings import Settings
from installation.faults import BadConfig
from installation.messages import Presence
from installation.service.camera_setup.vision_process import VisionProcess, run
from installation.vision.recording import SENTENCE, SUFFIX, written


def record(
    path: Path,
    settings: Settings,
    for_s: float | None,
    log: Callable[[str], None],
) -> int:
    """Writes presence to `path` until it is ended; returns how many frames. Raises `BadConfig` before it begins."""
    if path.suffix != SUFFIX:
        raise BadConfig(
            f"{path}: a recording's name ends in {SUFFIX}, so that --camera recognises it"
        )
    if path.exists():
        raise BadConfig(f"{path} is there already; choose another name")
    log(SENTENCE)
    try:
        file = path.open("x", encoding="utf-8")
    except OSError as error:
        raise BadConfig(f"{path} cannot be written: {system_errors.words(error)}") from error
    writer = PresenceWriter(file)
    with file, VisionProcess(settings) as vision:

        def turn() -> bool:
            for presence in vision.listen():
                writer.record(presence)
            file.flush()
            return False

        run(vision, turn, for_s)
    log(
        f"{path}: {writer.frames} frames, {writer.length_s:.1f} s;"
        f" play it with  {pasted('./kiosk run --camera', path)}"
    )
    return writer.frames


class PresenceWriter:
    """Writes presence into an open file, in the time of its first frame."""

    def __init__(self, file: TextIO):
        self.frames = 0
        self._file = file
        self._began_s = 0.0
        self._last_s = 0.0
        file.write(f"{SENTENCE}\n")

    @property
    def length_s(self) -> float:
        """From the first frame to the last."""
        return self._last_s - self._began_s

    def record(self, presence: Presence) -> None:
        """Adds a frame. One that would go back in time is left out: a camera that came back has its own time."""
        if not self.frames:
            self._began_s = presence.camera_s
        elif presence.camera_s <= self._last_s:
            return
        self._last_s = presence.camera_s
        self._file.write(f"{written(presence, self._began_s)}\n")
        self.frames += 1
