"""A judge from outside: what leaves the flash limiter, looked at by IRIS. By hand:

    pip install iris-pse-detection      # a port of Electronic Arts' analyser, MIT; not part of the lock
    python -m tests.benchmarks.flash_judge [--seconds S] [FILM ...]

Without a film: every trouble of the limiter's tests, limited and as it was. With films: each as it is (a recorded
screen, say). Asked for: Pass, and not one frame with a warning. Stripes as such (patterns) are not the limiter's:
they are told, but a flash is what is judged.
"""

import argparse
import contextlib
import io
import tempfile
from pathlib import Path

import cv2
from iris_pse_detection import Configuration, VideoAnalyser

from installation.display.flash_limiter import FlashLimiter
from tests.display.troubles import TROUBLES

RATES, HERTZ = (15, 30, 60, 144), (1, 2, 3, 5, 8, 12, 20, 30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("films", nargs="*")
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    for film in options.films:
        print(film, _judged(film))
    if options.films:
        return
    judged, warned, raw_failed = 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for trouble in TROUBLES:
            for rate in RATES:
                for hz in HERTZ if trouble.__name__ not in ("cuts", "bars") else HERTZ[:1]:
                    frames = trouble(hz, rate, options.seconds)
                    raw = _judged(_film(folder, [frame[..., :3].copy() for frame in frames], rate))
                    limiter = FlashLimiter()
                    for frame in frames:
                        limiter.apply(frame, 1 / rate)
                    held = _judged(_film(folder, [frame[..., :3].copy() for frame in frames], rate))
                    judged, warned, raw_failed = (
                        judged + 1,
                        warned + (not _clean(held)),
                        raw_failed + (not _clean(raw)),
                    )
                    if not _clean(held):
                        print(f"{trouble.__name__} {hz} Hz at {rate}: {held}", flush=True)
    print(
        f"{judged} films of {options.seconds:g} s; as they were {raw_failed} with a warning or worse, limited {warned}"
    )


def _film(folder: str, frames: list, rate: int) -> str:
    path = str(Path(folder) / "film.avi")
    height, width = frames[0].shape[:2]
    writer = cv2.VideoWriter(path, cv2.VideoWriter_fourcc(*"FFV1"), rate, (width, height))
    for frame in frames:
        writer.write(frame)
    writer.release()
    return path


def _judged(film: str) -> dict:
    """What IRIS says: luminance, red, and frames with a pattern."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
    ):
        result = VideoAnalyser(Configuration()).analyse_video(film)
    of = {"luminance": result.total_luminance_incidents, "red": result.total_red_incidents}
    said = {
        name: (one.pass_with_warning_frames, one.total_failed_frames) for name, one in of.items()
    }
    return said | {"pattern": result.pattern_fail_frames, "overall": result.overall_result.name}


def _clean(said: dict) -> bool:
    return not any(said["luminance"]) and not any(said["red"])


if __name__ == "__main__":
    main()
