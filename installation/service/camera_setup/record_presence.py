"""`kiosk record`: what presence carries, written to a file that can be played as a camera."""

from pathlib import Path

from installation.faults import BadConfig
from installation.service.camera_setup.vision_process import Alone, run
from installation.vision.recording import SENTENCE, SUFFIX, written


def record(path: Path, settings: dict, for_s: float | None, tell) -> int:
    """Writes presence to `path` until it is ended; returns how many frames. Raises `BadConfig` before it begins."""
    if path.suffix != SUFFIX:
        raise BadConfig(
            f"{path}: a recording's name ends in {SUFFIX}, so that --camera knows it again"
        )
    if path.exists():
        raise BadConfig(f"{path} is there already; choose another name")
    tell(SENTENCE)
    frames, began_s, last_s = 0, None, 0.0
    try:
        file = path.open("x", encoding="utf-8")
    except OSError as error:
        raise BadConfig(f"{path} cannot be written: {error.strerror}") from error
    with file, Alone(settings, tell) as vision:
        file.write(SENTENCE + "\n")

        def turn() -> None:
            nonlocal frames, began_s, last_s
            for presence in vision.listen():
                began_s = presence.camera_s if began_s is None else began_s
                if (
                    frames and presence.camera_s <= last_s
                ):  # a camera that came back begins in its own time
                    continue
                last_s = presence.camera_s
                file.write(written(presence, began_s) + "\n")
                frames += 1
            file.flush()

        run(vision, turn, for_s)
    tell(
        f"{path}: {frames} frames, {last_s - (began_s or 0.0):.1f} s; play it with  ./kiosk run --camera {path}"
    )
    return frames
